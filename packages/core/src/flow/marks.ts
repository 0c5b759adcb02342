/**
 * Two short-lived marks in the browser: how often a login has begun by itself of late, and that somebody has logged out.
 * Whoever forges them harms only their own browser: they open nothing, and stop what goes by itself.
 */
import { type CookieRules, expireCookie, readCookies, writeCookie } from "../http/cookies.js"
import type { RequestLike } from "../http/fetch-metadata.js"
import { fingerprint } from "../seal.js"
import type { SessionRecord } from "../session/session.js"

type Headed = Pick<RequestLike, "headers">

/** What the marks of a browser say. */
export interface Marked {
  /** When logins have begun by themselves, in seconds since the epoch. */
  readonly attempts: readonly number[]
  /** Somebody has logged out, and has not asked for a login since. */
  readonly isSignedOut: boolean
}

export interface Marks {
  read(request: Headed): Marked
  /**
   * The Set-Cookie line that counts an attempt.
   *
   * @param now seconds since the epoch
   * @param sameSite that of the attempt's transaction: where that one comes along, this must too
   */
  tried(request: Headed, now: number, sameSite: "lax" | "none"): string
  /**
   * The Set-Cookie lines after a logout.
   *
   * @param ended undefined when what ended could not be read
   * @param now seconds since the epoch
   */
  loggedOut(request: Headed, ended: Pick<SessionRecord, "id" | "expiresAt"> | undefined, now: number): Promise<string[]>
  /** The Set-Cookie lines when another session takes the place of one: no late answer brings that back. */
  ended(request: Headed, ended: Pick<SessionRecord, "id" | "expiresAt">, now: number): Promise<string[]>
  /** The Set-Cookie lines when the visitor asks for a login: what has ended stays so. */
  asked(request: Headed): string[]
  /** Whether this browser has ended any session, as far as it remembers. */
  hasEndedAny(request: Headed): boolean
  /** Whether this browser has ended the session before: an older answer that came late has brought it back. */
  hasEnded(request: Headed, record: Pick<SessionRecord, "id">): Promise<boolean>
}

/** Seconds for which an attempt counts. */
const attemptLifetime = 60

/** How many logins may begin by themselves in that time. */
const mostAttempts = 2

/** Seconds: long enough for a visitor who comes back to the page that they left. */
const signedOutLifetime = 3600

/** How many ended sessions are remembered: a browser has one at a time. */
const mostEnded = 3

/** How many of them are forgotten in one answer: what a stranger planted must not make its headers too long. */
const mostForgotten = 20

export function createMarks(rules: CookieRules): Marks {
  const tryName = `${rules.name}.try`
  const outName = `${rules.name}.out`

  // Never Strict: the way back from the provider would not show them.
  const write = (name: string, value: string, maxAge: number, sameSite: "lax" | "none" = "lax") =>
    writeCookie(rules, name, value, { maxAge, sameSite })

  /** All of a name: a stranger's may come first, and must not hide ours. */
  function valuesOf({ headers }: Headed, name: string): string[] {
    const cookies = readCookies(headers.get("cookie"), name).filter((cookie) => cookie.name === name)
    return cookies.map(({ value }) => value)
  }

  function attemptsOf(request: Headed): number[] {
    const counted = valuesOf(request, tryName).filter((value) => /^\d{1,12}(\.\d{1,12}){0,3}$/.test(value))
    return counted.flatMap((value) => value.split(".").map(Number))
  }

  /**
   * Each ended session has a cookie of its own, which is never written again: in one for all of them, an answer that
   * comes late would bring back what its request knew, and forget what has ended since. The oldest come first.
   */
  function endedOf({ headers }: Headed): string[] {
    const names = readCookies(headers.get("cookie"), outName).map(({ name }) => name)
    return names.filter((name) => /^\.[\w-]{43}$/.test(name.slice(outName.length)))
  }

  const nameOf = async ({ id }: Pick<SessionRecord, "id">) => `${outName}.${await fingerprint(id)}`

  async function ended(
    request: Headed,
    session: Pick<SessionRecord, "id" | "expiresAt">,
    now: number,
  ): Promise<string[]> {
    const name = await nameOf(session)
    const others = endedOf(request).filter((known) => known !== name)
    const forgotten = others.slice(0, Math.max(0, others.length - mostEnded + 1))
    return [
      ...forgotten.slice(0, mostForgotten).map((old) => expireCookie(rules, old, { sameSite: "lax" })),
      // As long as the session would have lived: brought back late, it would outlive a shorter mark.
      write(name, "1", Math.max(1, session.expiresAt - now)),
    ]
  }

  return {
    read: (request) => ({ attempts: attemptsOf(request), isSignedOut: valuesOf(request, outName).includes("1") }),

    tried(request, now, sameSite) {
      const recent = [...attemptsOf(request).filter((start) => isRecent(start, now)), now]
      return write(tryName, recent.slice(-mostAttempts).join("."), attemptLifetime, sameSite)
    },

    async loggedOut(request, session, now) {
      const flag = write(outName, "1", signedOutLifetime)
      return session === undefined ? [flag] : [...(await ended(request, session, now)), flag]
    },

    ended,

    asked: (request) =>
      valuesOf(request, outName).length === 0 ? [] : [expireCookie(rules, outName, { sameSite: "lax" })],

    hasEndedAny: (request) => endedOf(request).length > 0,
    hasEnded: async (request, record) => endedOf(request).includes(await nameOf(record)),
  }
}

/**
 * Whether a login may begin that nobody has asked for (pure): after a logout it waits for the visitor, and the third
 * within a minute would only go round.
 *
 * @param now seconds since the epoch
 */
export function judgeAutomatic(
  { attempts, isSignedOut }: Marked,
  isPage: boolean,
  now: number,
): "begin" | "signed out" | "going round" {
  if (isSignedOut && isPage) return "signed out"
  return attempts.filter((start) => isRecent(start, now)).length >= mostAttempts ? "going round" : "begin"
}

/** On either side: two processes need not have one time. */
function isRecent(start: number, now: number): boolean {
  return Math.abs(now - start) < attemptLifetime
}
