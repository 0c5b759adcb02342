/** A session goes on: its use is kept, so that it does not end while its visitor is there. */
import { AuthError } from "../errors.js"
import type { RequestLike } from "../http/fetch-metadata.js"
import { type Runtime, secondsNow } from "../runtime.js"
import type { SessionRecord } from "../session/session.js"
import type { Sessions } from "../session/sessions.js"

/** The Set-Cookie lines that keep a session's use. What cannot be kept is lost, and nobody is logged out by that. */
export async function slide(
  { sessions, runtime }: { readonly sessions: Sessions; readonly runtime: Runtime },
  request: RequestLike,
  record: SessionRecord,
): Promise<string[]> {
  try {
    return await sessions.keepUse(request, { ...record, usedAt: secondsNow(runtime) })
  } catch (error) {
    if (error instanceof AuthError) return []
    throw error
  }
}
