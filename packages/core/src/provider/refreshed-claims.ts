/** Whether the ID token of a refresh is of the login that began the session (pure; OpenID Connect Core section 12.2). */
import type { TokenSet } from "./peer.js"

export interface RefreshedFacts {
  /** Of the new ID token. Signature, times and all other rules are those of any ID token. */
  readonly claims: Readonly<Record<string, unknown>>
  /** Of the ID token at the login, as far as the session kept them. */
  readonly original: TokenSet["claims"]
  /** The login was asked for with a nonce. */
  readonly hadNonce: boolean
}

/** What is wrong with it, or undefined. */
export function judgeRefreshedClaims({ claims, original, hadNonce }: RefreshedFacts): string | undefined {
  if (claims.iss !== original.iss) return "its iss is not that of the login"
  if (claims.sub !== original.sub) return "its sub is not that of the login"
  if (original.aud !== undefined && !isSameAudience(claims.aud, original.aud)) return "its aud is not that of the login"
  if (original.azp !== undefined && claims.azp !== original.azp) return "its azp is not that of the login"
  return judgeNonce(claims, original, hadNonce)
}

/**
 * Whether it tells of another time of login. Keycloak tells of the last one in the same browser, for whichever application
 * that was; the access token beside it is good all the same. What it says must not count: a later time would open what is
 * guarded by age.
 */
export function isOfOtherTime(
  { auth_time: now }: RefreshedFacts["claims"],
  { auth_time: then }: RefreshedFacts["original"],
): boolean {
  return now !== undefined && then !== undefined && now !== then
}

/** It needs none. Where the session does not keep the one of the login, there is nothing to compare it with. */
function judgeNonce(
  { nonce: now }: RefreshedFacts["claims"],
  { nonce: then }: RefreshedFacts["original"],
  hadNonce: boolean,
): string | undefined {
  if (now === undefined) return undefined
  if (!hadNonce) return "it has a nonce, and the login had none"
  const fits = typeof now === "string" && (then === undefined || now === then)
  return fits ? undefined : "its nonce is not that of the login"
}

/** `aud` is a text or a list, in any order. */
function isSameAudience(one: unknown, other: unknown): boolean {
  const told = (audience: unknown) =>
    [audience]
      .flat()
      .map((one) => JSON.stringify(one))
      .sort()
      .join()
  return told(one) === told(other)
}
