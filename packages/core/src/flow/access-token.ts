/** An access token that is still good, for the application to call others with in its visitor's name. */
import { AuthError, type AuthErrorCode } from "../errors.js"
import type { RequestLike } from "../http/fetch-metadata.js"
import { checkedOptions, wrongCall } from "../options.js"
import { type Runtime, secondsNow } from "../runtime.js"
import type { EndedSessions } from "../session/ended-sessions.js"
import { type KeptTokens, type SessionRecord, toUser } from "../session/session.js"
import type { Sessions } from "../session/sessions.js"
import type { OnLogout } from "./logout.js"
import type { Marks } from "./marks.js"
import { isOver, type Refreshable, type Refresher, type Shared } from "./refresh.js"

export interface AccessTokenOptions {
  /** For how many seconds it has to be good at least, where it can be refreshed. Default: 30. */
  minValidity?: number
}

export interface AccessTokenParts {
  readonly sessions: Sessions
  readonly ended: EndedSessions
  readonly marks: Marks
  readonly refresher: Refresher
  readonly runtime: Runtime
  readonly onLogout: OnLogout
  readonly warn: (message: string, provider: string, cause: unknown) => void
}

/** What came of it. */
export interface AccessTokenAnswer {
  readonly token: string | AuthError
  /** The session as it is now, when it has changed: undefined inside when it has ended. */
  readonly changed?: { readonly record: SessionRecord | undefined; readonly cookies: readonly string[] }
}

const usualValidity = 30

/** @throws {AuthError} invalid_argument */
export async function accessToken(
  parts: AccessTokenParts,
  request: RequestLike,
  record: SessionRecord | undefined,
  options: AccessTokenOptions = {},
): Promise<AccessTokenAnswer> {
  const { minValidity = usualValidity } = checkedOptions(options, "getAccessToken()", ["minValidity"])
  if (!(Number.isFinite(minValidity) && minValidity >= 0)) {
    throw wrongCall("minValidity of getAccessToken() is a number of seconds.")
  }
  if (record === undefined) return { token: new AuthError("login_required") }
  const { tokens = {} } = record
  const step = judgeAccessToken(tokens, { minValidity, now: secondsNow(parts.runtime) })
  if (step === "refresh") return refreshed(parts, request, record as Refreshable)
  return { token: step === "give" ? (tokens.access ?? "") : new AuthError(step) }
}

/**
 * What to do about an access token (pure): give the one that is there, get another one, or say that there is none. One
 * that cannot be refreshed is given to its end.
 */
export function judgeAccessToken(
  { access, accessExpiresAt, refresh }: KeptTokens,
  { minValidity, now }: { minValidity: number; now: number },
): "give" | "refresh" | Extract<AuthErrorCode, "access_token_not_kept" | "access_token_unavailable"> {
  if (access === undefined) return "access_token_not_kept"
  if (accessExpiresAt === undefined || accessExpiresAt - now > minValidity) return "give"
  if (refresh !== undefined) return "refresh"
  return now < accessExpiresAt ? "give" : "access_token_unavailable"
}

async function refreshed(
  parts: AccessTokenParts,
  request: RequestLike,
  record: Refreshable,
): Promise<AccessTokenAnswer> {
  const { sessions, runtime, warn } = parts
  try {
    const tokens = await lasting(parts, request, record)
    const changed = { ...record, tokens, ...(record.usedAt === undefined ? {} : { usedAt: secondsNow(runtime) }) }
    // Where all processes see them, they are kept already.
    const cookies = sessions.shared === undefined ? await sessions.keepTokens(request, changed) : []
    return { token: tokens.access ?? "", changed: { record: changed, cookies } }
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    if (isOver(error)) return { token: error, changed: await end(parts, request, record) }
    warn("The access token was not refreshed", record.provider, error)
    const { access, accessExpiresAt = 0 } = record.tokens
    return { token: access !== undefined && secondsNow(runtime) < accessExpiresAt ? access : error }
  }
}

/** What others have got meanwhile may be past by now, too, where a request lives long: then that is refreshed. */
async function lasting(parts: AccessTokenParts, request: RequestLike, record: Refreshable): Promise<KeptTokens> {
  const { refresher, runtime } = parts
  const shared = sharedBy(parts, request, record)
  const tokens = await refresher.refresh(record, shared)
  const isPast = judgeAccessToken(tokens, { minValidity: 0, now: secondsNow(runtime) }) === "refresh"
  return isPast ? refresher.refresh({ ...record, tokens } as Refreshable, shared) : tokens
}

function sharedBy({ sessions }: AccessTokenParts, request: RequestLike, record: SessionRecord): Shared | undefined {
  const { shared } = sessions
  if (shared === undefined) return undefined
  const keep = async (tokens: KeptTokens) => void (await sessions.keepTokens(request, { ...record, tokens }))
  return { ...shared, keep }
}

/** What the provider has granted is over, and with it the session. */
async function end(
  { sessions, ended, marks, refresher, runtime, onLogout }: AccessTokenParts,
  request: RequestLike,
  record: SessionRecord,
): Promise<NonNullable<AccessTokenAnswer["changed"]>> {
  // A logout, another login or another process was quicker, and has told of it. By now the browser may have another
  // session, and this answer would take it away.
  const isGone = sessions.shared !== undefined && (await sessions.shared.tokensOf(record)) === undefined
  if (isGone) return { record: undefined, cookies: [] }
  // The provider may have ended it, and that was told.
  const isTold = !ended.isEmpty() && (await ended.has(record))
  const marked = sessions.shared === undefined ? await marks.ended(request, record, secondsNow(runtime)) : []
  const cookies = [...(await sessions.end(request)), ...marked]
  if (ended.byId) await ended.end({ id: record.id }, Math.max(runtime.now(), record.beganAt))
  if (!isTold && refresher.isFirstToEnd(record)) {
    await onLogout({ user: toUser(record.user ?? record.claims), provider: record.provider, request })
  }
  return { record: undefined, cookies }
}
