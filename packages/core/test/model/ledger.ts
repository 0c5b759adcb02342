/** What has truly happened, as seen from above. Nobody in the play sees all of it: the invariants do. */
import type { Place } from "./setting.js"

export type Person = "Ann" | "Ben" | "Mallory"

/** A login that the application has begun, by its state. */
export interface Login {
  readonly state: string
  /** In whose browser. */
  readonly browser: Person
  readonly provider: string
  /** The authorization request. */
  readonly url: string
  readonly returnTo: string
  /** Seconds since the epoch. */
  readonly startedAt: number
  /** Callbacks that named it, from whatever browser. */
  callbacks: number
}

/** A code that a provider has given out. */
export interface Grant {
  /** It stands in the ID token, so that every session tells which login it came from. */
  readonly id: number
  readonly code: string
  readonly provider: string
  readonly account: string
  /** In whose browser the account's owner said yes. */
  readonly browser: Person
  readonly state: string
  readonly nonce: string | null
  readonly challenge: string | null
  readonly redirectUri: string
  /** When its owner was last asked who they are, in seconds since the epoch. */
  readonly authTime: number
  /** The authorization request that was answered. */
  readonly url: string
}

/** A session that the application has given out, by the text that is sealed in its cookie. */
export interface Given {
  readonly grant: Grant
  /** However much it is used, in seconds since the epoch. */
  readonly lasts: number
  /** When it was last used, in seconds since the epoch, where that counts: kept in its cookie, or in a store. */
  usedAt?: number
}

export interface Ledger {
  readonly logins: Map<string, Login>
  /** By their code. */
  readonly grants: Map<string, Grant>
  /** How often a process has taken a transaction's verifier to a provider, by both. */
  readonly exchanges: Map<string, number>
  readonly sessions: Map<string, Given>
  /** The logins whose sessions a browser has seen the end of. */
  readonly ended: Record<Person, Set<number>>
  /** The logins whose sessions are in no store any more. */
  readonly gone: Set<number>
  /** Who has logged out and not asked for a login since: when, in seconds since the epoch. */
  readonly signedOut: Map<Person, number>
  /** Whose browser has taken a cookie from a neighbour, which the application will read. */
  readonly planted: Set<Person>
  /** Codes, tokens, verifiers, secrets: they stand in no page and in no log. */
  readonly secrets: Set<string>
}

export function createLedger(): Ledger {
  return {
    logins: new Map(),
    grants: new Map(),
    exchanges: new Map(),
    sessions: new Map(),
    ended: { Ann: new Set(), Ben: new Set(), Mallory: new Set() },
    gone: new Set(),
    signedOut: new Map(),
    planted: new Set(),
    secrets: new Set(),
  }
}

export interface Pair {
  readonly name: string
  readonly value: string
}

/** The pairs of a Cookie header. */
export function pairsOf(header: string): Pair[] {
  if (header === "") return []
  return header.split("; ").map((pair) => {
    const equals = pair.indexOf("=")
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1) }
  })
}

/** Whether a cookie is the session's or a part of it. */
export function isSessionCookie(name: string, { cookieName }: Place): boolean {
  if (name === cookieName) return true
  return name.startsWith(`${cookieName}.`) && /^\d$/.test(name.slice(cookieName.length + 1))
}

/** The sealed sessions that some cookies hold: whole ones first, then those whose chunks are all there. */
export function sealedSessions(pairs: readonly Pair[], place: Place): string[] {
  const own = pairs.filter(({ name }) => isSessionCookie(name, place))
  const whole = own.filter(({ name, value }) => name === place.cookieName && value !== "").map(({ value }) => value)
  const sets = new Map<string, string[]>()
  for (const { name, value } of own) {
    const [, set, part] = /^(\d+\.[\w-]{8})\.(.*)$/.exec(value) ?? []
    if (set === undefined || part === undefined || name === place.cookieName) continue
    const parts = sets.get(set) ?? []
    parts[Number(name.slice(-1))] ??= part
    sets.set(set, parts)
  }
  const joined = [...sets].flatMap(([set, parts]) => {
    const count = Number.parseInt(set, 10)
    const all = Array.from({ length: count }, (_, index) => parts[index])
    return all.includes(undefined) ? [] : [all.join("")]
  })
  return [...whole, ...joined]
}

/** The session that a Cookie header means, ended or not: the first that was ever given out. */
export function sessionIn(ledger: Ledger, header: string, place: Place): Given | undefined {
  for (const sealed of sealedSessions(pairsOf(header), place)) {
    const given = ledger.sessions.get(sealed)
    if (given !== undefined) return given
  }
  return undefined
}
