/** Keys of clients, in every form that their owners have them. */
import { exportJWK, exportPKCS8, type JWK } from "jose"
import { signingKey } from "./keys.js"

export interface ClientKey {
  /** As `openssl genpkey` writes it. */
  readonly pem: string
  readonly jwk: JWK
  /** The half that is registered. */
  readonly public: JWK
}

/** A key for an algorithm; the same name gives the same key, and the same for both algorithms of RSA: those are slow to make. */
export async function clientKey(alg: string, name: "client" | "other" = "client"): Promise<ClientKey> {
  const { privateKey, jwk } = await signingKey(name, alg.startsWith("PS") ? "RS256" : alg)
  const { kid: _kid, use: _use, alg: _alg, ...half } = jwk
  return { pem: await exportPKCS8(privateKey), jwk: await exportJWK(privateKey), public: half }
}
