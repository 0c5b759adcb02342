/** Claims: what a provider says about a person (OpenID Connect Core section 5.1). They are data and work no magic. */

/** The claims of an ID token, completed from UserInfo. Which of them are there is the provider's choice. */
export interface Claims {
  readonly iss: string
  readonly sub: string
  readonly aud?: string | readonly string[]
  /** Seconds since the epoch. */
  readonly exp?: number
  /** Seconds since the epoch. */
  readonly iat?: number
  /** Seconds since the epoch. */
  readonly auth_time?: number
  /** The class of authentication (OpenID Connect Core section 2). */
  readonly acr?: string
  readonly name?: string
  readonly given_name?: string
  readonly family_name?: string
  readonly nickname?: string
  readonly preferred_username?: string
  readonly picture?: string
  readonly email?: string
  readonly email_verified?: boolean
  readonly locale?: string
  readonly [claim: string]: unknown
}

/** These survive every `claims` filter: an application can always tell who, from whom, until when, and how sure. */
const kept = ["iss", "sub", "aud", "exp", "iat", "auth_time", "acr"]

/** The claims that the configuration keeps; all of them when it names none. */
export function filterClaims(claims: Claims, names: readonly string[] | undefined): Claims {
  if (names === undefined) return claims
  const entries = Object.entries(claims).filter(([name]) => kept.includes(name) || names.includes(name))
  return plainObject(entries) as unknown as Claims
}

/** What is said of the login and not of the person: the ID token alone says it (OpenID Connect Core sections 2 and 5.1). */
const ofLogin = ["auth_time", "acr", "amr"]

/** ID token claims win over those of UserInfo (OpenID Connect Core section 5.3.4: the ID token is the signed one). */
export function mergeClaims(idToken: Claims, userinfo: object): Claims {
  const more = Object.entries(userinfo).filter(([name]) => !ofLogin.includes(name))
  const merged = plainObject([...more, ...Object.entries(idToken)])
  const verified = vouchedFor(idToken, userinfo)
  if (verified === undefined) delete merged.email_verified
  else merged.email_verified = verified
  return merged as unknown as Claims
}

/** That an address was verified is said of the address beside it, and of no other. */
function vouchedFor(idToken: Claims, { email, email_verified: verified }: Partial<Claims>): unknown {
  if (idToken.email === undefined && email !== undefined) return verified
  return idToken.email_verified ?? (email === idToken.email ? verified : undefined)
}

/**
 * Whether the ID token lacks what the scope asked for, as strict providers' tokens do, which keep `email` and the
 * `profile` claims for UserInfo (OpenID Connect Core section 5.4).
 */
export function lacksRequested(claims: Claims, scope: readonly string[]): boolean {
  const names = ["name", "given_name", "family_name", "nickname", "preferred_username"]
  const lacksEmail = scope.includes("email") && claims.email === undefined
  const lacksName = scope.includes("profile") && names.every((name) => claims[name] === undefined)
  return lacksEmail || lacksName
}

/** An object without a prototype, so that `constructor` and the like read undefined unless they are claims. */
export function plainObject(entries: Iterable<readonly [string, unknown]>): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null)
  // Without a prototype there is no setter: a claim named __proto__ is a claim like any other.
  for (const [name, value] of entries) object[name] = value
  return object
}

/** Frozen to the bottom: two requests may share it, and nobody can write himself a role. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
