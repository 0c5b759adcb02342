/** Who is there: what a request's cookies say of its visitor, at this moment. */
import type { Settings } from "../config/settings.js"
import type { RequestLike } from "../http/fetch-metadata.js"
import { foreignHost } from "../http/host.js"
import { type Runtime, secondsNow } from "../runtime.js"
import type { EndedSessions } from "../session/ended-sessions.js"
import {
  endOf,
  nextStep,
  noSession,
  type Reason,
  type Session,
  type SessionRecord,
  toSession,
} from "../session/session.js"
import type { Sessions } from "../session/sessions.js"
import type { Marks } from "./marks.js"

/** The record is there exactly when somebody is logged in. */
export interface Visitor<C> {
  readonly record?: SessionRecord
  readonly session: Session<C>
  /** Its use is worth keeping: the session has been idle for a while. */
  readonly slides: boolean
}

interface Parts {
  readonly settings: Settings
  readonly sessions: Sessions
  readonly marks: Marks
}

export interface Visitors<C> {
  /** The visitor of a request whose session is known here and now, as it is with most. */
  recall(parts: Parts, request: RequestLike): Visitor<C> | undefined
  /** @throws {AuthError} store_unavailable */
  look(parts: Parts, request: RequestLike): Promise<Visitor<C>>
}

export function createVisitors<C>({
  settings: { application, providers },
  ended,
  runtime,
}: {
  settings: Settings
  ended: EndedSessions
  runtime: Runtime
}): Visitors<C> {
  const rules = application.session
  // A record that was read before is the same object, and so is what the application sees of it: it is frozen.
  const views = new WeakMap<SessionRecord, Session<C>>()

  function viewOf(record: SessionRecord): Session<C> {
    const known = views.get(record)
    if (known !== undefined) return known
    const exposed = providers.get(record.provider)?.policy.exposeTokens ?? []
    const view = toSession<C>(record, { exposed, expiresAt: endOf(record, rules) })
    views.set(record, view)
    return view
  }

  /** What is left of a session at this moment. */
  function judge(record: SessionRecord): Visitor<C> {
    // Its provider is gone, or another one stands under the name.
    if (providers.get(record.provider)?.issuer !== record.issuer) return nobody("revoked")
    const step = nextStep(record, rules, secondsNow(runtime))
    return step === "end" ? nobody("expired") : { record, session: viewOf(record), slides: step === "slide" }
  }

  return {
    recall({ sessions }, request) {
      const record = sessions.recall(request)
      // It came in the only cookie of ours: no mark of its end is beside it.
      return record !== undefined && ended.isEmpty() ? judge(record) : undefined
    },

    async look({ sessions, marks, settings: there }, request) {
      const found = await sessions.read(request)
      if (typeof found === "string") {
        const isElsewhere = found === "none" && foreignHost(request, there.application.origin) !== undefined
        return nobody(isElsewhere ? "origin_mismatch" : found)
      }
      const visitor = judge(found)
      if (visitor.record === undefined) return visitor
      if (marks.hasEndedAny(request) && (await marks.hasEnded(request, found))) return nobody("revoked")
      if (!ended.isEmpty() && (await ended.has(found))) return nobody("revoked")
      return visitor
    },
  }
}

function nobody(reason: Reason): Visitor<never> {
  return { session: noSession(reason), slides: false }
}
