/** A session goes on: its use is kept, so that it does not end while its visitor is there. */
import { AuthError } from "../errors.js"
import type { RequestLike } from "../http/fetch-metadata.js"
import { type Runtime, secondsNow } from "../runtime.js"
import type { SessionRecord } from "../session/session.js"
import type { Sessions } from "../session/sessions.js"
import type { Refresher } from "./refresh.js"

interface Parts {
  readonly sessions: Sessions
  readonly refresher: Refresher
  readonly runtime: Runtime
}

/** @param slides whether the session's use is worth keeping */
export async function renew(
  { sessions, refresher, runtime }: Parts,
  request: RequestLike,
  { record, slides }: { readonly record: SessionRecord; readonly slides: boolean },
): Promise<{ readonly record: SessionRecord; readonly cookies: readonly string[] }> {
  const isInCookie = sessions.shared === undefined
  // A cookie holds all of a session: with its use, it would bring back the tokens that a refresh has replaced.
  const newer = isInCookie ? refresher.newerThan(record) : undefined
  if (newer === "coming" || (newer === undefined && !slides)) return { record, cookies: [] }
  const renewed = {
    ...record,
    ...(newer === undefined ? {} : { tokens: newer }),
    ...(slides ? { usedAt: secondsNow(runtime) } : {}),
  }
  try {
    return { record: renewed, cookies: await sessions.keepUse(request, renewed) }
  } catch (error) {
    // What cannot be kept is lost, and nobody is logged out by that.
    if (error instanceof AuthError) return { record: renewed, cookies: [] }
    throw error
  }
}
