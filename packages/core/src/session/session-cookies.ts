/** The cookie of a session, whole or in chunks, whatever is sealed in it. */
import {
  type CookieRules,
  expireCookie,
  isPartOf,
  joinSplit,
  readCookies,
  readSoleCookie,
  sentBack,
  writeSplit,
} from "../http/cookies.js"
import type { Remembered } from "./remembered.js"
import type { Reason } from "./session.js"
import type { Arriving, Headed } from "./sessions.js"

/** What a browser sends back of one session, in bytes: proxies refuse a Cookie line of 8 KiB, and others need room. */
export const largestSession: number = 6 * 1024

/** How many cookies of one name are tried: each costs some cryptography, and a stranger can plant as many as fit. */
const mostOpened = 10

export interface SessionCookies<Value> {
  /** What the only cookie holds, if it was opened before. */
  recall(request: Headed): Value | undefined
  /** What the first cookie that opens holds, or why there is nothing. */
  read(request: Headed): Promise<Value | Reason>
  /**
   * The Set-Cookie lines that put a sealed value in the place of whatever the request carried; undefined when no cookies
   * hold it.
   *
   * @param maxAge seconds
   */
  write(request: Arriving, sealed: string, maxAge: number): string[] | undefined
  /** The Set-Cookie lines that end whatever the request carried. */
  end(request: Headed): string[]
}

export function sessionCookies<Value extends object>({
  rules,
  opened,
  endsWithBrowser,
}: {
  rules: CookieRules
  opened: Remembered<Value>
  endsWithBrowser: boolean
}): SessionCookies<Value> {
  const { name } = rules

  return {
    recall({ headers }) {
      const value = readSoleCookie(headers.get("cookie"), name)
      return value === undefined ? undefined : opened.recall(value)
    },

    async read({ headers }) {
      const cookies = carried(headers)
      if (cookies.length === 0) return "none"
      const { values, incomplete } = joinSplit(cookies, name)
      for (const value of values.slice(0, mostOpened)) {
        const held = await opened.open(value)
        if (held !== undefined) return held
      }
      return values.length === 0 && incomplete ? "incomplete" : "unreadable"
    },

    write(request, sealed, maxAge) {
      const lines = writeSplit(rules, sealed, endsWithBrowser ? {} : { maxAge })
      if (lines === undefined || sentBack(lines) > largestSession) return undefined
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

  function carried(headers: Headed["headers"]) {
    return readCookies(headers.get("cookie"), name).filter((cookie) => isPartOf(cookie, name))
  }

  /** The names of all session cookies of a request, chunks that belong nowhere included. */
  function carriedNames({ headers }: Headed): Set<string> {
    return new Set(carried(headers).map((cookie) => cookie.name))
  }

  function expired(names: Iterable<string>): string[] {
    return [...names].map((stale) => expireCookie(rules, stale))
  }
}
