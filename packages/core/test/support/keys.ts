/** Signing keys of the mock providers, made once per test file: RSA keys are slow to make. */
import { exportJWK, type GenerateKeyPairOptions, generateKeyPair, type JWK } from "jose"

export interface SigningKey {
  readonly kid: string
  readonly alg: string
  readonly privateKey: CryptoKey
  /** As it stands in a JSON Web Key Set. */
  readonly jwk: JWK
}

const made = new Map<string, Promise<SigningKey>>()

/** The key of a name; the same name gives the same key. */
export function signingKey(kid: string, alg = "RS256", options: GenerateKeyPairOptions = {}): Promise<SigningKey> {
  const known = made.get(`${kid} ${alg}`)
  if (known !== undefined) return known
  const key = makeKey(kid, alg, options)
  made.set(`${kid} ${alg}`, key)
  return key
}

async function makeKey(kid: string, alg: string, options: GenerateKeyPairOptions): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true, ...options })
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } }
}
