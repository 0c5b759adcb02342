/** End our session, then the provider's if that was asked for. */
import type { LogoutQuirk } from "../config/presets.js"
import type { Settings } from "../config/settings.js"
import { AuthError } from "../errors.js"
import { isCrossSite, isPrefetch, type RequestLike, target } from "../http/fetch-metadata.js"
import { notNow, redirect } from "../http/reply.js"
import { safeReturnTo } from "../http/return-to.js"
import type { Discovery } from "../provider/discovery.js"
import type { ServerMetadata } from "../provider/peer.js"
import { type Runtime, secondsNow } from "../runtime.js"
import { randomToken } from "../seal.js"
import type { EndedSessions } from "../session/ended-sessions.js"
import { type LoggedIn, type SessionRecord, toUser } from "../session/session.js"
import { carriedBy, type Sessions } from "../session/sessions.js"
import type { Marks } from "./marks.js"
import type { Outcome } from "./outcome.js"

export interface LogoutOptions {
  /** Where the visitor lands after a local logout: a path of this origin. Default: home. */
  returnTo?: string
  /** `"provider"` also ends the provider's own session. Default: the configuration's `logout`. */
  mode?: "local" | "provider"
  /** All sessions of this user (`iss` and `sub`) end, in every browser, as by a back-channel logout. */
  everywhere?: boolean
}

/**
 * The application is told of a session that ends. Of one that the provider ends from elsewhere, the user is what the
 * provider says of whom it ends, and there is no request of the visitor's.
 */
export type OnLogout = (logout: { user: LoggedIn<object>; provider: string; request?: RequestLike }) => Promise<void>

export interface LogoutParts {
  readonly settings: Settings
  readonly discovery: Discovery
  readonly sessions: Sessions
  readonly ended: EndedSessions
  readonly marks: Marks
  readonly runtime: Runtime
  readonly onLogout: OnLogout
  readonly warn: (message: string, provider: string, cause: unknown) => void
}

/** The logout route: unlike a logout of the application's own, it has to be meant by the visitor. */
export async function serveLogout(
  parts: LogoutParts,
  request: RequestLike,
  record: SessionRecord | undefined,
): Promise<Outcome> {
  const verdict = judgeLogoutRequest(request, parts.settings.application.origin)
  if (verdict === "prefetch") return notNow
  if (verdict === "ask") {
    if (record !== undefined) return { error: new AuthError("cross_site_request") }
    // Nobody is logged in, as far as is seen here: there is nothing to ask, and nothing that another site may end.
    return redirect(request.method, parts.settings.application.home)
  }
  const returnTo = new URLSearchParams(target(request).query).get("return_to")
  return logout(parts, request, record, returnTo === null ? {} : { returnTo })
}

/** @param record the session that ends; undefined when nobody is logged in. */
export async function logout(
  parts: LogoutParts,
  request: RequestLike,
  record: SessionRecord | undefined,
  options: LogoutOptions = {},
): Promise<Outcome> {
  const { settings, onLogout } = parts
  // Ours first, and whatever the provider does.
  const cookies = await endHere(parts, request, record, options)
  if (record === undefined) return redirect(request.method, settings.application.home, cookies)
  await onLogout({ user: toUser(record.user ?? record.claims), provider: record.provider, request })
  const destination = (await providerDestination(parts, record, options.mode)) ?? localDestination(settings, options)
  return redirect(request.method, destination, cookies)
}

/**
 * Ends the session that a request carries; the Set-Cookie lines that this takes.
 *
 * @param record the session; undefined when what was carried is none
 */
export async function endHere(
  { sessions, ended, marks, runtime }: Pick<LogoutParts, "sessions" | "ended" | "marks" | "runtime">,
  request: RequestLike,
  record: SessionRecord | undefined,
  options: LogoutOptions = {},
): Promise<string[]> {
  if (record !== undefined) await endElsewhere(ended, record, options, runtime)
  const carried = record ?? (await carriedBy(sessions, request))
  const cookies = await sessions.end(request)
  return cookies.length === 0 ? [] : [...cookies, ...(await marks.loggedOut(request, carried, secondsNow(runtime)))]
}

/** A copy of the cookie ends with it where processes share what has ended; and all of the user's, if that is asked for. */
async function endElsewhere(
  ended: EndedSessions,
  { id, beganAt, claims: { iss: issuer, sub: subject } }: SessionRecord,
  { everywhere = false }: LogoutOptions,
  { now }: Runtime,
): Promise<void> {
  // It may have begun by the clock of another process, which is a little ahead.
  const before = Math.max(now(), beganAt)
  if (everywhere) await ended.end({ issuer, subject }, before)
  else if (ended.byId) await ended.end({ id }, before)
}

function localDestination({ application }: Settings, { returnTo }: LogoutOptions): string {
  return safeReturnTo(returnTo, application)
}

/** The provider's end-session address, when its session shall end and it can be asked to. */
async function providerDestination(
  { settings, discovery, runtime, warn }: LogoutParts,
  record: SessionRecord,
  mode: LogoutOptions["mode"],
): Promise<string | undefined> {
  const provider = settings.providers.get(record.provider)
  if (provider === undefined || (mode ?? provider.policy.logout) === "local") return undefined
  try {
    const { metadata, logoutQuirk } = await discovery.peerOf(provider)
    const destination = logoutDestination({
      metadata,
      quirk: logoutQuirk,
      clientId: provider.clientId,
      idToken: record.tokens?.id,
      postLogoutRedirectUri: settings.application.postLogoutRedirectUri,
      state: randomToken(runtime),
    })
    if (destination === undefined) warn("The provider has no end_session_endpoint", provider.name, undefined)
    return destination
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    warn("The provider's own session was not ended", provider.name, error)
    return undefined
  }
}

/**
 * The logout request (OpenID Connect RP-Initiated Logout section 2), or the provider's own; undefined when the provider
 * knows none. Parameters are set, not appended, as in the authorization request.
 */
export function logoutDestination(facts: {
  metadata: Pick<ServerMetadata, "end_session_endpoint">
  quirk?: LogoutQuirk | undefined
  clientId: string
  idToken: string | undefined
  postLogoutRedirectUri: string
  state: string
}): string | undefined {
  const { quirk = {}, clientId, idToken, postLogoutRedirectUri } = facts
  const { end_session_endpoint: published } = facts.metadata
  const endpoint = published ?? quirk.endpoint
  if (endpoint === undefined) return undefined
  const url = new URL(endpoint)
  const { redirectParameter } = quirk
  if (redirectParameter !== undefined && (published === undefined || quirk.always === true)) {
    url.searchParams.set("client_id", clientId)
    url.searchParams.set(redirectParameter, postLogoutRedirectUri)
    return url.href
  }
  if (idToken !== undefined) url.searchParams.set("id_token_hint", idToken)
  url.searchParams.set("client_id", clientId)
  url.searchParams.set("post_logout_redirect_uri", postLogoutRedirectUri)
  // It comes back with the visitor and decides nothing.
  url.searchParams.set("state", facts.state)
  return url.href
}

/** Whether a request to the logout route may end a session (pure). `"ask"`: the visitor has to say so. */
export function judgeLogoutRequest(request: RequestLike, origin: string): "end" | "ask" | "prefetch" {
  if (isPrefetch(request)) return "prefetch"
  const crossSite = isCrossSite(request, origin)
  // A POST from elsewhere carries no Lax cookie; a GET that says nothing of where it comes from may be an image.
  if (crossSite === undefined) return request.method === "POST" ? "end" : "ask"
  return crossSite ? "ask" : "end"
}
