// The keys that sign ID tokens: made when first needed, then shared, because making an RSA key is what takes longest.
import { type BinaryLike, createHash, generateKeyPair } from "node:crypto"
import { promisify } from "node:util"
import type { JWK } from "oidc-provider"

let keys: Promise<JWK[]> | undefined

/** One RS256 and one ES256 key, the same for every provider of this process. */
export function signingKeys(): Promise<JWK[]> {
  keys ??= makeKeys()
  return keys
}

async function makeKeys(): Promise<JWK[]> {
  const generate = promisify(generateKeyPair)
  const [rsa, ec] = await Promise.all([
    generate("rsa", { modulusLength: 2048 }),
    generate("ec", { namedCurve: "P-256" }),
  ])
  return [
    { ...rsa.privateKey.export({ format: "jwk" }), alg: "RS256" },
    { ...ec.privateKey.export({ format: "jwk" }), alg: "ES256" },
  ].map((jwk) => ({ ...jwk, use: "sig", kid: shortHash(JSON.stringify(jwk)) }))
}

function shortHash(text: BinaryLike): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16)
}
