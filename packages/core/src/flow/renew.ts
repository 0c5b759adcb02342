/** A session goes on: its use is kept, so that it does not end while its visitor is there. */
import { AuthError } from "../errors.js"
import type { RequestLike } from "../http/fetch-metadata.js"
import { evidenceIn, type LogEvent } from "../log.js"
import { type Runtime, secondsNow } from "../runtime.js"
import type { SessionRecord } from "../session/session.js"
import type { Sessions } from "../session/sessions.js"
import type { Refresher } from "./refresh.js"

interface Parts {
  readonly sessions: Sessions
  readonly refresher: Refresher
  readonly runtime: Runtime
}

/**
 * The session as this request leaves it; undefined when it is not worth writing.
 *
 * @param slides whether the session's use is worth keeping
 */
export function renewedBy(
  { sessions, refresher, runtime }: Parts,
  { record, slides }: { readonly record: SessionRecord; readonly slides: boolean },
): SessionRecord | undefined {
  const isInCookie = sessions.shared === undefined
  // A cookie holds all of a session: with its use, it would bring back the tokens that a refresh has replaced.
  const newer = isInCookie ? refresher.newerThan(record) : undefined
  if (newer === "coming" || (newer === undefined && !slides)) return undefined
  return {
    ...record,
    ...(newer === undefined ? {} : { tokens: newer }),
    ...(slides ? { usedAt: secondsNow(runtime) } : {}),
  }
}

/**
 * The Set-Cookie lines that keep a session's use. What cannot be kept is lost and told, and the request goes on: only when
 * it stays so until the idle time is over does the session end.
 */
export async function keepUse(
  { sessions, log }: Pick<Parts, "sessions"> & { readonly log: (event: LogEvent) => void },
  request: RequestLike,
  record: SessionRecord,
): Promise<readonly string[]> {
  try {
    return await sessions.keepUse(request, record)
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const message = "The use of a session was not written down"
    log({ level: "warning", event: error.code, message, provider: record.provider, ...evidenceIn(error) })
    return []
  }
}
