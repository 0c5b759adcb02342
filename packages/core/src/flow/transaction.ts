/** A login attempt while the visitor is away: one sealed, short-lived cookie each, so that any process can finish it. */
import {
  type Cookie,
  type CookieRules,
  expireCookie,
  isPartOf,
  largestCookie,
  readCookies,
  writeCookie,
} from "../http/cookies.js"
import type { RequestLike } from "../http/fetch-metadata.js"
import type { ReturnTo } from "../http/return-to.js"
import { createFingerprints, type Sealer } from "../seal.js"
import type { Demand } from "./demand.js"

export interface Transaction {
  readonly provider: string
  /** Whose code may come back: another provider may stand under the name by then. */
  readonly issuer?: string
  readonly state: string
  readonly nonce: string
  /** The PKCE verifier (RFC 7636). */
  readonly verifier: string
  readonly returnTo: ReturnTo
  /** Seconds since the epoch. */
  readonly startedAt: number
  /** The answer comes by a cross-site POST (`response_mode=form_post`). */
  readonly formPost?: boolean
  /** Of the scope that was asked for, what claims hang on. */
  readonly scope: readonly string[]
  /** The provider was asked not to bother the visitor (`prompt=none`). */
  readonly silent?: boolean
  /** Seconds; the `max_age` that was asked for. */
  readonly maxAge?: number
  /** Where it was begun, when that is not the origin of `redirect_uri`. */
  readonly origin?: string
  /** What a guard wants of this login. */
  readonly demand?: Demand
}

/** How long a visitor may be away, in seconds. */
export const transactionLifetime = 600

/** How many attempts one browser may have pending: one a tab. */
const mostPending = 5

/** How many are opened for one request: each costs some cryptography, and a stranger can plant as many as fit. */
const mostOpened = 10

/** How many finished attempts a process remembers: more than it finishes in ten minutes, and a bound all the same. */
const mostFinished = 100_000

/** How many are forgotten in one answer: cookies that a stranger planted must not make its headers too long to be read. */
const mostForgotten = 20

/** What a browser sends back of all our cookies, in bytes. */
const largestTogether = 7 * 1024

type Headed = Pick<RequestLike, "headers">

export interface Transactions {
  /**
   * The Set-Cookie lines that remember an attempt, and forget the oldest when there are too many.
   *
   * @param home where the attempt ends when a browser would not keep a cookie as long as its own `returnTo` makes it
   */
  begin(request: Headed, transaction: Transaction, home: ReturnTo): Promise<string[]>
  /** The attempt of this browser that a state names. */
  find(request: Headed, state: string): Promise<Transaction | undefined>
  /** True the first time in this process: a copy of an attempt's cookie is no second attempt (RFC 6749 10.12). */
  finish(transaction: Pick<Transaction, "state">, now: number): boolean
  /** The Set-Cookie lines that forget what no longer fits beside a session of that many bytes. */
  makeRoom(request: Headed, state: string, sessionBytes: number): Promise<string[]>
  /** The Set-Cookie lines that forget the attempt that a state names. */
  forget(request: Headed, state: string, transaction: Transaction | undefined): Promise<string[]>
}

export function createTransactions({ sealer, rules }: { sealer: Sealer; rules: CookieRules }): Transactions {
  const prefix = `${rules.name}.tx`
  const fingerprintOf = createFingerprints()
  const nameOf = async (state: string) => `${prefix}.${await fingerprintOf(state)}`
  const pending = ({ headers }: Headed) => readCookies(headers.get("cookie"), prefix)
  /** Ours, and neither an attempt nor of a session. */
  const marksIn = ({ headers }: Headed) =>
    readCookies(headers.get("cookie"), rules.name).filter(
      (cookie) => !`${cookie.name}.`.startsWith(`${prefix}.`) && !isPartOf(cookie, rules.name),
    )

  /** With the attributes with which it was set: a browser keeps a Secure cookie that is unset without Secure on http. */
  const expire = (name: string, transaction: Transaction | undefined) =>
    expireCookie(rules, name, { sameSite: sameSiteOf(transaction) })

  /** What is not opened counts as what does not open. Browsers send the older first. */
  const openAll = (cookies: readonly Cookie[]) =>
    Promise.all(
      cookies.map(async (cookie, index) => {
        const isAmongNewest = cookies.length - index <= mostOpened
        return { cookie, transaction: isAmongNewest ? await open(cookie) : undefined }
      }),
    )

  // When each was finished, by its state; the oldest first.
  const finished = new Map<string, number>()

  function forgetFinished(now: number): void {
    for (const [state, at] of finished) {
      if (now - at <= transactionLifetime && finished.size < mostFinished) return
      finished.delete(state)
    }
  }

  async function lineOf(transaction: Transaction): Promise<string> {
    const name = await nameOf(transaction.state)
    const value = await sealer.seal("transaction", transaction)
    return writeCookie(rules, name, value, { maxAge: transactionLifetime, sameSite: sameSiteOf(transaction) })
  }

  async function open({ value }: Cookie): Promise<Transaction | undefined> {
    return (await sealer.open("transaction", value)) as Transaction | undefined
  }

  return {
    async begin(request, transaction, home) {
      const others = await openAll(pending(request))
      const all = readCookies(request.headers.get("cookie"), rules.name)
      const room = largestTogether - sizeOf(all) + sizeOf(others.map(({ cookie }) => cookie))
      const asked = await lineOf(transaction)
      // Home is a short way back: a longer one would make proxies refuse the callback, and all that comes after it.
      const fits = asked.length <= largestCookie && asked.indexOf(";") <= room
      const line = fits ? asked : await lineOf({ ...transaction, returnTo: home })
      const crowded = crowdedOut(others, transaction.startedAt, room - line.indexOf(";"))
      return [
        ...crowded.slice(0, mostForgotten).map(({ cookie, transaction }) => expire(cookie.name, transaction)),
        line,
      ]
    },

    async find(request, state) {
      const name = await nameOf(state)
      const named = pending(request).filter((cookie) => cookie.name === name)
      for (const cookie of named.slice(0, mostOpened)) {
        const transaction = await open(cookie)
        if (transaction?.state === state) return transaction
      }
      return undefined
    },

    finish({ state }, now) {
      if (finished.has(state)) return false
      forgetFinished(now)
      finished.set(state, now)
      return true
    },

    async makeRoom(request, state, sessionBytes) {
      const name = await nameOf(state)
      const others = await openAll(pending(request).filter((cookie) => cookie.name !== name))
      const newest = Math.max(0, ...others.map(({ transaction }) => transaction?.startedAt ?? 0))
      const room = largestTogether - sessionBytes - sizeOf(marksIn(request))
      if (sizeOf(others.map(({ cookie }) => cookie)) <= room) return []
      const crowded = crowdedOut(others, newest, room)
      return crowded.slice(0, mostForgotten).map(({ cookie, transaction }) => expire(cookie.name, transaction))
    },

    async forget(request, state, transaction) {
      const name = await nameOf(state)
      const isThere = pending(request).some((cookie) => cookie.name === name)
      return isThere ? [expire(name, transaction)] : []
    },
  }
}

/**
 * The attempts of one origin. One that began at another is none of its own: the redirect URI that was sent is that of
 * the origin, the token request has to repeat it (RFC 6749 section 4.1.3), and the answer was meant to come there.
 *
 * @param origin undefined for that of `redirect_uri`
 */
export function transactionsAt(all: Transactions, origin: string | undefined): Transactions {
  return {
    ...all,
    begin: (request, transaction, home) =>
      all.begin(request, origin === undefined ? transaction : { ...transaction, origin }, home),
    async find(request, state) {
      const transaction = await all.find(request, state)
      return transaction?.origin === origin ? transaction : undefined
    },
  }
}

/** Never Strict: the browser comes back from another site. And a cross-site POST brings no Lax cookie. */
function sameSiteOf(transaction: Transaction | undefined): "lax" | "none" {
  return transaction?.formPost === true ? "none" : "lax"
}

interface Pending {
  readonly cookie: Cookie
  /** Undefined for what does not open. */
  readonly transaction: Pick<Transaction, "startedAt" | "formPost"> | undefined
}

/** Which pending attempts must go (pure): those that are too old, and the oldest beyond what number and bytes allow. */
export function crowdedOut<Attempt extends Pending>(pending: readonly Attempt[], now: number, room: number): Attempt[] {
  const startOf = ({ transaction }: Pending) => transaction?.startedAt ?? 0
  // Browsers send the older first (RFC 6265bis section 5.8.3): that decides within one second.
  const newestFirst = [...pending].reverse().sort((a, b) => startOf(b) - startOf(a))
  let kept = 1
  let bytes = 0
  return newestFirst.filter((attempt) => {
    const size = sizeOf([attempt.cookie])
    const isLate = now - startOf(attempt) > transactionLifetime
    if (isLate || kept === mostPending || bytes + size > room) return true
    kept += 1
    bytes += size
    return false
  })
}

function sizeOf(cookies: readonly Cookie[]): number {
  return cookies.reduce((sum, { name, value }) => sum + name.length + value.length + 3, 0)
}
