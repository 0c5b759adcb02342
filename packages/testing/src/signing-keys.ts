// The keys that sign ID tokens: made when first needed, then shared, because making an RSA key is what takes longest.
import { type BinaryLike, createHash, generateKeyPair } from "node:crypto"
import { promisify } from "node:util"
import type { JWK } from "oidc-provider"

let keys: Promise<JWK[]> | undefined
let strangers: Promise<JWK> | undefined

/** One RS256 and one ES256 key, the same for every provider of this process. */
export function signingKeys(): Promise<JWK[]> {
  keys ??= makeKeys()
  return keys
}

/** Another RS256 key, which no provider of this process publishes while it behaves. */
export function strangerKey(): Promise<JWK> {
  strangers ??= makeRsaKey()
  return strangers
}

async function makeKeys(): Promise<JWK[]> {
  return Promise.all([makeRsaKey(), makeEcKey()])
}

const generate = promisify(generateKeyPair)

async function makeRsaKey(): Promise<JWK> {
  const { privateKey } = await generate("rsa", { modulusLength: 2048 })
  return named({ ...privateKey.export({ format: "jwk" }), alg: "RS256" })
}

async function makeEcKey(): Promise<JWK> {
  const { privateKey } = await generate("ec", { namedCurve: "P-256" })
  return named({ ...privateKey.export({ format: "jwk" }), alg: "ES256" })
}

function named(jwk: object): JWK {
  return { ...jwk, use: "sig", kid: shortHash(JSON.stringify(jwk)) } as JWK
}

function shortHash(text: BinaryLike): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 16)
}
