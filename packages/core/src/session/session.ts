/** What is remembered of a signed-in visitor, and what the application sees of it. */
import { type Claims, deepFreeze, plainObject } from "./claims.js"

/** Nobody, or a person with the claims of the provider at the top level. One snapshot per request, deeply frozen. */
export type User<C = Claims> = LoggedOut | LoggedIn<C>
export interface LoggedOut {
  readonly isLoggedIn: false
}
export type LoggedIn<C = Claims> = { readonly isLoggedIn: true } & Readonly<C>

/** Why nobody is logged in. */
export type Reason = "none" | "expired" | "incomplete" | "unreadable" | "revoked" | "origin_mismatch"

export interface Session<C = Claims> {
  readonly user: User<C>
  readonly provider?: string
  /** As the provider sent them, also those that are named like our own words. */
  readonly claims?: Readonly<Claims>
  /** Seconds since the epoch. */
  readonly issuedAt?: number
  /** Seconds since the epoch. */
  readonly expiresAt?: number
  /** Only what `expose_tokens` names. */
  readonly tokens: { readonly id?: string; readonly access?: string }
  /** Set exactly when nobody is logged in. */
  readonly reason?: Reason
}

/** A session as it is sealed: plain data. Times are in seconds since the epoch. */
export interface SessionRecord {
  readonly id: string
  readonly provider: string
  /** Of the provider as it was configured: by now, another may stand under its name. */
  readonly issuer: string
  readonly issuedAt: number
  readonly expiresAt: number
  readonly claims: Claims
  /** What the application's `onLogin` made of the claims, when it made something. */
  readonly user?: object
  readonly idToken?: string
  readonly accessToken?: string
  /** The classes of authentication that a guard had asked for, whether or not the provider gave one. */
  readonly askedAcr?: readonly string[]
}

/** What a session's fate depends on, beside the clock. */
export interface SessionRules {
  /** Seconds. */
  readonly maxAge: number
  /** The session's provider is in the table, and still the one that vouched for it. */
  readonly hasProvider: (record: Pick<SessionRecord, "provider" | "issuer">) => boolean
}

/** What is left of a session at this moment (pure): undefined while it lives, else why it does not. */
export function whyEnded(record: SessionRecord, rules: SessionRules, now: number): Reason | undefined {
  if (!rules.hasProvider(record)) return "revoked"
  // A configuration that was made stricter holds for the sessions that exist, too.
  return now >= Math.min(record.expiresAt, record.issuedAt + rules.maxAge) ? "expired" : undefined
}

/** When a session that begins now will end. */
export function expiryOf(
  now: number,
  { maxAge, followsIdToken }: { maxAge: number; followsIdToken: boolean },
  idTokenExpiry: number | undefined,
): number {
  return followsIdToken && idTokenExpiry !== undefined
    ? Math.min(now + maxAge, Math.floor(idTokenExpiry))
    : now + maxAge
}

export function noSession(reason: Reason): Session<never> {
  return Object.freeze({ user: loggedOut, tokens: noTokens, reason })
}

/** The session as the application sees it. */
export function toSession<C>(record: SessionRecord, exposed: readonly ("id" | "access")[]): Session<C> {
  const { provider, claims, issuedAt, expiresAt, idToken, accessToken } = record
  const tokens = {
    ...(exposed.includes("id") && idToken !== undefined ? { id: idToken } : {}),
    ...(exposed.includes("access") && accessToken !== undefined ? { access: accessToken } : {}),
  }
  const user = toUser(record.user ?? claims) as LoggedIn<C>
  const ofProvider = plainObject(Object.entries(claims)) as unknown as Claims
  return deepFreeze({ user, provider, claims: ofProvider, issuedAt, expiresAt, tokens })
}

/** A claim named like our own word changes nothing: `isLoggedIn` is ours. */
function toUser(claims: object): object {
  const others = Object.entries(claims).filter(([name]) => name !== "isLoggedIn")
  return plainObject([["isLoggedIn", true], ...others])
}

const loggedOut = deepFreeze(plainObject([["isLoggedIn", false]])) as unknown as LoggedOut
const noTokens = Object.freeze({})
