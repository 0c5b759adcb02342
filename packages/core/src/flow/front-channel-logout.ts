/**
 * The provider ends a session through the browser, in a frame of a page of its own (OpenID Connect Front-Channel Logout
 * 1.0). Nobody vouches for such a request, and mostly it comes without cookies: the name of the session has to find it.
 */
import type { Settings } from "../config/settings.js"
import { AuthError } from "../errors.js"
import { isCrossSite, isPrefetch, type RequestLike, target } from "../http/fetch-metadata.js"
import { notNow } from "../http/reply.js"
import type { LogEvent } from "../log.js"
import { isEntra } from "../provider/entra.js"
import { mayBeIssuer } from "../provider/logout-token.js"
import { type SessionRecord, toUser } from "../session/session.js"
import { endHere, type LogoutParts } from "./logout.js"
import type { Outcome } from "./outcome.js"

interface Parts extends Pick<LogoutParts, "settings" | "sessions" | "ended" | "marks" | "runtime" | "onLogout"> {
  readonly log: (event: LogEvent) => void
}

/**
 * 200 also when nobody here has such a session: a stranger who asks learns nothing. The answer is empty, and may be framed.
 *
 * @param record the session that came along; undefined when nobody is logged in
 */
export async function frontChannelLogout(
  parts: Parts,
  request: RequestLike,
  record: SessionRecord | undefined,
): Promise<Outcome> {
  const verdict = judgeFrontChannelLogout(request, parts.settings)
  if (verdict === "prefetch") return notNow
  if (verdict === "invalid") {
    const cause = new Error("iss and sid come together, once each, and iss is that of a provider of this application")
    return { error: new AuthError("logout_token_invalid", { cause }) }
  }
  if (verdict === "nothing") return { status: 200 }
  if (verdict === "own") return record === undefined ? { status: 200 } : endOwn(parts, request, record)
  return endNamed(parts, request, verdict, record)
}

async function endOwn(parts: Parts, request: RequestLike, record: SessionRecord): Promise<Outcome> {
  const cookies = await endHere(parts, request, record)
  tell(parts, record.provider)
  await parts.onLogout({ user: toUser(record.user ?? record.claims), provider: record.provider, request })
  return { status: 200, cookies }
}

async function endNamed(
  parts: Parts,
  request: RequestLike,
  named: NamedSession,
  record: SessionRecord | undefined,
): Promise<Outcome> {
  const { ended, runtime, onLogout } = parts
  const { sid } = named
  if (record !== undefined && isNamed(record, named)) {
    // In other browsers, too, wherever the provider has used the name.
    await ended.end({ issuer: record.claims.iss, sid }, Math.max(runtime.now(), record.beganAt))
    return endOwn(parts, request, record)
  }
  const known = await findKnown(parts, named)
  // Otherwise a stranger could fill the memory of what has ended.
  if (known === undefined) return { status: 200 }
  const { issuer, provider } = known
  await ended.end({ issuer, sid }, runtime.now())
  tell(parts, provider)
  await onLogout({ user: toUser({ iss: issuer, sid }), provider })
  return { status: 200 }
}

async function findKnown({ ended }: Parts, { sid, iss, providers }: NamedSession) {
  for (const issuer of providers) {
    const known = await ended.findKnown({ issuer, sid })
    if (known !== undefined && (iss === undefined || iss === known.issuer)) return known
  }
  return undefined
}

function isNamed({ sid, claims, issuer }: SessionRecord, named: NamedSession): boolean {
  const { iss = claims.iss, providers } = named
  return sid === named.sid && claims.iss === iss && providers.includes(issuer)
}

function tell({ log }: Parts, provider: string): void {
  const message = "The provider has ended a session, through the browser"
  log({ level: "info", event: "front_channel_logout", message, provider })
}

/** The session that a request names. */
export interface NamedSession {
  readonly sid: string
  /** Undefined where the provider does not name itself. */
  readonly iss: string | undefined
  /** The configured issuers of the providers that may be meant. */
  readonly providers: readonly string[]
}

/** The longest name of a session, in characters: as long as in a logout token. */
const longestSid = 255

/**
 * What a request may end (pure): the session that it names, its own, or nothing. `iss` and `sid` come both or neither
 * (section 2), except from Microsoft Entra, which sends `sid` alone
 * (learn.microsoft.com/answers/questions/11341, "OIDC Front-Channel Logout not adhering to spec").
 */
export function judgeFrontChannelLogout(
  request: RequestLike,
  { application, providers }: Pick<Settings, "application" | "providers">,
): "prefetch" | "invalid" | "own" | "nothing" | NamedSession {
  if (isPrefetch(request)) return "prefetch"
  const query = new URLSearchParams(target(request).query)
  const [issuers, sids] = [query.getAll("iss"), query.getAll("sid")]
  if (issuers.length === 0 && sids.length === 0) {
    // Any site could log its visitors out here. A silent request may be an image on one.
    return isCrossSite(request, application.origin) === false ? "own" : "nothing"
  }
  const [[iss], [sid = ""]] = [issuers, sids]
  if (issuers.length > 1 || sids.length > 1 || sid === "" || sid.length > longestSid) return "invalid"
  const meant = [...providers.values()].flatMap((provider) => {
    if (provider.type !== "oidc") return []
    const isMeant = iss === undefined ? isEntra(provider.metadataUrl) : mayBeIssuer(provider, iss)
    return isMeant ? [provider.issuer] : []
  })
  return meant.length === 0 ? "invalid" : { sid, iss, providers: [...new Set(meant)] }
}
