/** Keys of clients, in every form that their owners have them. */
import { createPrivateKey } from "node:crypto"
import { exportJWK, exportPKCS8, type JWK } from "jose"
import { signingKey } from "./keys.js"

export interface ClientKey {
  /** As `openssl genpkey` writes it. */
  readonly pem: string
  readonly jwk: JWK
  /** The half that is registered. */
  readonly public: JWK
}

/** A key for an algorithm; the same name gives the same key. @param alg as `jose` calls it */
export async function clientKey(alg: string, name = "client"): Promise<ClientKey> {
  const { privateKey, jwk } = await signingKey(name, alg)
  const { kid: _kid, use: _use, alg: _alg, ...half } = jwk
  return { pem: await exportPKCS8(privateKey), jwk: await exportJWK(privateKey), public: half }
}

/** The same key in the older forms. */
export function olderPem(pem: string, type: "pkcs1" | "sec1" | "encrypted"): string {
  const key = createPrivateKey(pem)
  if (type !== "encrypted") return key.export({ format: "pem", type }).toString()
  return key.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "canary" }).toString()
}
