/** Sessions of which everything is sealed in the cookie: nothing to look up, nothing to share but the configuration. */
import { AuthError } from "../errors.js"
import {
  type CookieRules,
  expireCookie,
  isPartOf,
  joinSplit,
  readCookies,
  sentBack,
  writeSplit,
} from "../http/cookies.js"
import type { RequestLike } from "../http/fetch-metadata.js"
import type { Sealer } from "../seal.js"
import type { Reason, SessionRecord } from "./session.js"

/** How a request comes: some bring no session cookie, and there may be one all the same. */
type Arriving = Pick<RequestLike, "headers"> & Partial<Pick<RequestLike, "method">>

/** Where sessions are kept. Nothing here judges whether one is alive. */
export interface Sessions {
  /** The record that a request carries, or why there is none. Never throws on what a browser sends. */
  read(request: Pick<RequestLike, "headers">): Promise<SessionRecord | Reason>
  /** The Set-Cookie lines that put `record` in the place of whatever the request carried. */
  write(request: Arriving, record: SessionRecord): Promise<string[]>
  /** The Set-Cookie lines that end whatever the request carried. */
  end(request: Pick<RequestLike, "headers">): string[]
}

/** What a browser sends back of one session, in bytes: proxies refuse a Cookie line of 8 KiB, and others need room. */
const largestSession = 6 * 1024

/** How many cookies of one name are tried: each costs some cryptography, and a stranger can plant as many as fit. */
const mostOpened = 10

export function cookieSessions({
  sealer,
  rules,
  endsWithBrowser,
}: {
  sealer: Sealer
  rules: CookieRules
  endsWithBrowser: boolean
}): Sessions {
  const { name } = rules

  return {
    async read({ headers }) {
      const cookies = readCookies(headers.get("cookie"), name).filter((cookie) => isPartOf(cookie, name))
      const { values, incomplete } = joinSplit(cookies, name)
      for (const value of values.slice(0, mostOpened)) {
        const record = await sealer.open("session", value)
        // The seal is ours, so what it holds is a record.
        if (record !== undefined) return record as SessionRecord
      }
      if (values.length > 0) return "unreadable"
      if (incomplete) return "incomplete"
      return cookies.length > 0 ? "unreadable" : "none"
    },

    async write(request, record) {
      const sealed = await sealer.seal("session", record)
      const maxAge = record.expiresAt - record.issuedAt
      const lines = writeSplit(rules, sealed, endsWithBrowser ? {} : { maxAge })
      if (lines === undefined || sentBack(lines) > largestSession) throw tooLarge(record, sealed.length)
      // First what is stale, so that no chunk of an earlier login is left over. A whole value would be read before
      // chunks, and a cross-site POST (form_post) does not tell whether there is one, as no answer does that comes
      // without Strict cookies. Nor whether there are chunks: without their first they are nobody's session.
      const stale = carriedNames(request).add(name)
      if (rules.sameSite === "strict" || request.method === "POST") stale.add(`${name}.0`)
      for (const line of lines) stale.delete(line.slice(0, line.indexOf("=")))
      return [...expired(stale), ...lines]
    },

    end: (request) => expired(carriedNames(request)),
  }

  /** The names of all session cookies of a request, chunks that belong nowhere included. */
  function carriedNames({ headers }: Pick<RequestLike, "headers">): Set<string> {
    const cookies = readCookies(headers.get("cookie"), name).filter((cookie) => isPartOf(cookie, name))
    return new Set(cookies.map((cookie) => cookie.name))
  }

  function expired(names: Iterable<string>): string[] {
    return [...names].map((stale) => expireCookie(rules, stale))
  }
}

function tooLarge(record: SessionRecord, size: number): AuthError {
  const { claims, user = {}, idToken, accessToken } = record
  const parts = [
    ...Object.entries(claims),
    ...Object.entries(user).map(([name, value]) => [`onLogin's ${name}`, value] as const),
    ...Object.entries({ "the ID token": idToken, "the access token": accessToken }),
  ]
  const biggest = parts
    .map(([name, value]) => ({ name: name.slice(0, 40), bytes: JSON.stringify(value)?.length ?? 0 }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, 5)
    .map(({ name, bytes }) => `${name} (${bytes})`)
  // The log shows 200 characters: first what to do.
  const advice = "keep fewer `claims`, or sessions in a store (docs/stores.md)"
  const evidence = `${size} bytes sealed, ${largestSession} are the most: ${advice}. Biggest: ${biggest.join(", ")}`
  return new AuthError("session_too_large", { cause: new RangeError(evidence) })
}
