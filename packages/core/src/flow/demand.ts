/** How strong and how recent a login has to be, in the words of RFC 9470 (pure). */
import type { ProviderSettings } from "../config/settings.js"
import type { Claims } from "../session/claims.js"

export interface Demand {
  /** Any of these classes of authentication (`acr`) will do. */
  readonly acr?: readonly string[]
  /** Seconds since the visitor was last asked by the provider (`auth_time`). */
  readonly maxAge?: number
}

/** Whether the provider has asked the visitor recently enough. One that does not say when has not, nor one that will. */
export function isRecentEnough(
  { auth_time: asked }: Pick<Claims, "auth_time">,
  maxAge: number | undefined,
  { now, tolerance }: { now: number; tolerance: number },
): boolean {
  if (maxAge === undefined) return true
  // Milliseconds would be recent for ever.
  return typeof asked === "number" && now - asked <= maxAge + tolerance && asked - now <= tolerance
}

/** Whether the login was of one of the classes. */
export function isStrongEnough({ acr: got }: { readonly acr?: unknown }, acr: readonly string[] | undefined): boolean {
  return acr === undefined || acr.includes(got as string)
}

/**
 * What to do about a login that lacks something: ask for a better one, or refuse, when a better one was asked for in
 * vain. Undefined when nothing is lacking.
 *
 * @param given the session's claims, and the classes that its login was asked for
 * @param time `now` in seconds since the epoch, `tolerance` in seconds
 */
export function judgeDemand(
  { acr, maxAge }: Demand,
  given: { readonly claims: Claims; readonly askedAcr: readonly string[]; readonly type: ProviderSettings["type"] },
  time: { now: number; tolerance: number },
): "step up" | "refuse" | undefined {
  const isStrong = isStrongEnough(given.claims, acr)
  if (isStrong && isRecentEnough(given.claims, maxAge, time)) return undefined
  // Without an ID token nobody vouches for either.
  if (given.type === "oauth2") return "refuse"
  return !isStrong && acr?.every((name) => given.askedAcr.includes(name)) ? "refuse" : "step up"
}

/** A demand as parameters of the authorization request (RFC 9470 section 4, OpenID Connect Core section 3.1.2.1). */
export function demandParameters(
  { acr, maxAge }: Demand,
  type: ProviderSettings["type"],
): { readonly acr_values?: readonly string[]; readonly max_age?: readonly string[] } {
  if (type === "oauth2") return {}
  return {
    ...(acr === undefined ? {} : { acr_values: [acr.join(" ")] }),
    ...(maxAge === undefined ? {} : { max_age: [String(maxAge)] }),
  }
}
