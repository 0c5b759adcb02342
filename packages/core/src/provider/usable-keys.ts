/** Which of a provider's published keys can check an ID token (RFC 7517, RFC 7518). */
import { bitsOf } from "../config/private-key.js"

/** What a key must be for each family of algorithms, by how the algorithm's name begins. */
const families: readonly { readonly begins: RegExp; fits(key: Jwk, alg: string): boolean }[] = [
  { begins: /^[RP]S/, fits: ({ kty, n }) => kty === "RSA" && typeof n === "string" && bitsOf(n) >= 2048 },
  { begins: /^ES/, fits: ({ kty, crv }, alg) => kty === "EC" && crv === curves[alg] },
  { begins: /^Ed/, fits: ({ kty, crv }) => kty === "OKP" && crv === "Ed25519" },
]

const curves: Readonly<Record<string, string>> = { ES256: "P-256", ES384: "P-384", ES512: "P-521" }

type Jwk = Readonly<Record<string, unknown>>

/** Those that may check signatures, and fit one of the algorithms. */
export function usableKeys(keys: readonly object[], algorithms: readonly string[]): readonly object[] {
  return keys.filter((key) => algorithms.some((alg) => isUsable(key as Jwk, alg)))
}

function isUsable(key: Jwk, alg: string): boolean {
  const { use, key_ops: operations, alg: own } = key
  if (use !== undefined && use !== "sig") return false
  if (own !== undefined && own !== alg) return false
  if (Array.isArray(operations) && !operations.includes("verify")) return false
  return families.some(({ begins, fits }) => begins.test(alg) && fits(key, alg))
}
