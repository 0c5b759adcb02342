/** Rules of an ID token that our protocol library leaves to its caller (OpenID Connect Core section 3.1.3.7). */

export interface IdTokenFacts {
  readonly header: { readonly alg?: unknown; readonly typ?: unknown }
  readonly claims: Readonly<Record<string, unknown>>
  readonly clientId: string
  /** A `max_age` was asked for. */
  readonly wantsAge?: boolean
  /** Seconds since the epoch. */
  readonly now: number
  /** Seconds. */
  readonly tolerance: number
}

/** What is wrong with it, or undefined. Signature, `iss`, `aud`, `exp`, `nonce` and an old `auth_time` were judged before. */
export function judgeIdToken({ header, claims, clientId, wantsAge, now, tolerance }: IdTokenFacts): string | undefined {
  if (!isAcceptedAlgorithm(header.alg)) return "its alg is not accepted"
  if (typeof header.typ === "string" && /^(?:application\/)?(?:logout|at)\+jwt$/i.test(header.typ)) {
    return "its typ says that it is another kind of token"
  }
  if (typeof claims.iat !== "number" || claims.iat > now + tolerance) return "its iat is missing or in the future"
  if (claims.azp !== undefined && claims.azp !== clientId) return "its azp is another client"
  if (typeof claims.sub !== "string" || claims.sub === "" || claims.sub.length > 255) return "its sub cannot be used"
  if (isUnusable(claims)) return "its claims are nested too deeply, too many, or hold a number that is none"
  if (wantsAge === true && !(Number(claims.auth_time) <= now + tolerance)) return "its auth_time is in the future"
  return undefined
}

/** Claims that a provider writes as texts, as the booleans that they are (OpenID Connect Core section 5.1). Any other text stays. */
export function readBooleans<Claims extends object>(claims: Claims, names: readonly string[] = []): Claims {
  const texts = Object.entries(claims).filter(
    ([name, value]) => names.includes(name) && (value === "true" || value === "false"),
  )
  if (texts.length === 0) return claims
  return { ...claims, ...Object.fromEntries(texts.map(([name, value]) => [name, value === "true"])) }
}

/** Signatures that a published key can check: `none` in any spelling is no signature, and HS* needs a secret. */
export function isAcceptedAlgorithm(alg: unknown): boolean {
  return /^(?:[RPE]S(?:256|384|512)|EdDSA|Ed25519)$/.test(String(alg))
}

/** How deep claims may be nested, and how many values they may hold in all. */
export const deepest = 64
export const mostValues: number = 3000

/**
 * Nobody means claims like these. Whoever walks down what is nested without end would run out of stack; each of very
 * many values is copied and frozen for the application, which takes time; and a number like 1e400 is read as Infinity,
 * which JSON cannot say again.
 */
export function isUnusable(claims: unknown): boolean {
  let values = 0
  function isBeyond(value: unknown, depth: number): boolean {
    if (typeof value === "number") return !Number.isFinite(value)
    if (typeof value !== "object" || value === null) return false
    const inner = Object.values(value)
    values += inner.length
    return depth === deepest || values > mostValues || inner.some((one) => isBeyond(one, depth + 1))
  }
  return isBeyond(claims, 0)
}

/** The hash that belongs to a signature algorithm, for `at_hash` (section 3.1.3.8). */
export function hashOf(alg: unknown): "SHA-256" | "SHA-384" | "SHA-512" {
  const bits = /(256|384)$/.exec(String(alg))?.[1]
  return bits === "256" ? "SHA-256" : bits === "384" ? "SHA-384" : "SHA-512"
}
