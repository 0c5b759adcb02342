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

/** A session as it is sealed: plain data. Times are in seconds since the epoch, if nothing else is said. */
export interface SessionRecord {
  readonly id: string
  readonly provider: string
  /** Of the provider as it was configured: by now, another may stand under its name. */
  readonly issuer: string
  /** Milliseconds since the epoch: what ends all sessions of a user ends those that began before it. */
  readonly beganAt: number
  /**
   * What had been ended when it began, although by the clock it was not before: at the same moment, or by a process whose
   * clock is ahead. Milliseconds since the epoch: of its user, then of its session at the provider. Undefined mostly.
   */
  readonly outlives?: readonly number[]
  readonly issuedAt: number
  /** Whatever happens. */
  readonly expiresAt: number
  readonly claims: Claims
  /** What the application's `onLogin` made of the claims, when it made something. */
  readonly user?: object
  /** The provider's own name for its session (OpenID Connect Front-Channel Logout section 3). */
  readonly sid?: string
  /** The classes of authentication that a guard had asked for, whether or not the provider gave one. */
  readonly askedAcr?: readonly string[]
  /** When it was last seen in use; undefined until that was worth writing down. */
  readonly usedAt?: number
  readonly tokens?: KeptTokens
}

/** What a session keeps of its tokens, and a refresh renews. */
export interface KeptTokens {
  readonly id?: string
  /** Of the ID token, when that is not the one of the login. Seconds since the epoch. */
  readonly idExpiresAt?: number
  /** The provider's ceiling, when a refresh has told one. Seconds since the epoch. */
  readonly ceiling?: number
  readonly access?: string
  /** Seconds since the epoch; undefined when the provider told no lifetime. */
  readonly accessExpiresAt?: number
  /** Never shown to the application. */
  readonly refresh?: string
}

/** What a session's fate depends on, beside the clock. */
export interface SessionRules {
  /** Seconds. */
  readonly maxAge: number
  /** Seconds. */
  readonly idleTimeout?: number
  readonly followsIdToken: boolean
}

/**
 * When a session ends unless it is used (pure), in seconds since the epoch. A configuration that was made stricter holds
 * for the sessions that exist, too.
 */
export function endOf(record: SessionRecord, rules: SessionRules): number {
  const { idleTimeout } = rules
  const end = lastingEnd(record, rules)
  return idleTimeout === undefined ? end : Math.min(end, lastUse(record) + idleTimeout)
}

/** When a session ends however much it is used. */
function lastingEnd({ expiresAt, issuedAt, claims, tokens }: SessionRecord, rules: SessionRules): number {
  const end = Math.min(expiresAt, issuedAt + rules.maxAge, tokens?.ceiling ?? expiresAt)
  const idEnd = tokens?.idExpiresAt ?? claims.exp
  return rules.followsIdToken && idEnd !== undefined ? Math.min(end, Math.floor(idEnd)) : end
}

function lastUse({ usedAt, issuedAt }: SessionRecord): number {
  return usedAt ?? issuedAt
}

/**
 * What a request does to its session (pure). It slides only when that gains something: a tenth of the idle time has
 * passed, and there is time left to gain.
 *
 * @param now seconds since the epoch
 */
export function nextStep(record: SessionRecord, rules: SessionRules, now: number): "keep" | "slide" | "end" {
  const end = endOf(record, rules)
  if (now >= end) return "end"
  if (rules.idleTimeout === undefined || now - lastUse(record) < rules.idleTimeout / 10) return "keep"
  return lastingEnd(record, rules) > end ? "slide" : "keep"
}

/**
 * When a session that begins now ends at the latest. `session_expiry` is the provider's own ceiling (IPSIE SL1).
 *
 * @param now seconds since the epoch
 */
export function expiryOf(now: number, maxAge: number, ceiling: unknown): number {
  const end = now + maxAge
  return Math.min(end, ceilingIn(ceiling) ?? end)
}

/** What `session_expiry` says, in seconds since the epoch. */
export function ceilingIn(claim: unknown): number | undefined {
  return typeof claim === "number" && Number.isFinite(claim) ? Math.floor(claim) : undefined
}

export function noSession(reason: Reason): Session<never> {
  return Object.freeze({ user: loggedOut, tokens: noTokens, reason })
}

/**
 * The session as the application sees it.
 *
 * @param expiresAt when it ends unless it is used, in seconds since the epoch
 */
export function toSession<C>(
  record: SessionRecord,
  { exposed, expiresAt }: { exposed: readonly ("id" | "access")[]; expiresAt: number },
): Session<C> {
  const { provider, claims, issuedAt, tokens: kept } = record
  const tokens = {
    ...(exposed.includes("id") && kept?.id !== undefined ? { id: kept.id } : {}),
    ...(exposed.includes("access") && kept?.access !== undefined ? { access: kept.access } : {}),
  }
  const user = toUser<C>(record.user ?? claims)
  const ofProvider = plainObject(Object.entries(claims)) as unknown as Claims
  return deepFreeze({ user, provider, claims: ofProvider, issuedAt, expiresAt, tokens })
}

/** A claim named like our own word changes nothing: `isLoggedIn` is ours. */
export function toUser<C>(claims: object): LoggedIn<C> {
  const others = Object.entries(claims).filter(([name]) => name !== "isLoggedIn")
  return deepFreeze(plainObject([["isLoggedIn", true], ...others])) as unknown as LoggedIn<C>
}

const loggedOut = deepFreeze(plainObject([["isLoggedIn", false]])) as unknown as LoggedOut
const noTokens = Object.freeze({})
