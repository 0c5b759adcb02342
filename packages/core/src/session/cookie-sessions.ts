/** Sessions of which everything is sealed in the cookie: nothing to look up, nothing to share but the configuration. */
import { AuthError } from "../errors.js"
import type { CookieRules } from "../http/cookies.js"
import { type Runtime, secondsNow } from "../runtime.js"
import type { Sealer } from "../seal.js"
import { rememberOpened } from "./remembered.js"
import type { SessionRecord } from "./session.js"
import { largestSession, sessionCookies } from "./session-cookies.js"
import type { Arriving, Sessions } from "./sessions.js"

export function cookieSessions({
  sealer,
  rules,
  runtime,
  endsWithBrowser,
}: {
  sealer: Sealer
  rules: CookieRules
  runtime: Pick<Runtime, "now">
  endsWithBrowser: boolean
}): Sessions {
  const opened = rememberOpened<SessionRecord>(sealer, "session")
  const cookies = sessionCookies({ rules, opened, endsWithBrowser })

  /** @param now seconds since the epoch */
  async function write(request: Arriving, record: SessionRecord, now: number): Promise<string[]> {
    const { length } = JSON.stringify(record)
    // A seal is a third longer, as base64 is: there is no need to make one.
    if (length > largestSession) throw tooLarge(record, Math.ceil((length * 4) / 3))
    const sealed = await sealer.seal("session", record)
    const lines = cookies.write(request, sealed, record.expiresAt - now)
    if (lines === undefined) throw tooLarge(record, sealed.length)
    return lines
  }

  return {
    recall: cookies.recall,
    read: cookies.read,
    // All of its time, however long UserInfo and onLogin have taken: its end lies in the seal.
    begin: (request, record) => write(request, record, record.issuedAt),
    keepUse: (request, record) => write(request, record, secondsNow(runtime)),
    keepTokens: (request, record) => write(request, record, secondsNow(runtime)),
    end: async (request) => cookies.end(request),
  }
}

function tooLarge(record: SessionRecord, size: number): AuthError {
  const { claims, user = {}, tokens: { id, access, refresh } = {} } = record
  const parts = [
    ...Object.entries(claims),
    ...Object.entries(user).map(([name, value]) => [`onLogin's ${name}`, value] as const),
    ...Object.entries({ "the ID token": id, "the access token": access, "the refresh token": refresh }),
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
