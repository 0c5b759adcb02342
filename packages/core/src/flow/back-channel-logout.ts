/** The provider ends a session, server to server (OpenID Connect Back-Channel Logout 1.0). */
import type { OpenIdSettings, Settings } from "../config/settings.js"
import { AuthError } from "../errors.js"
import type { BodyRequest } from "../http/fetch-metadata.js"
import type { LogEvent } from "../log.js"
import type { Discovery } from "../provider/discovery.js"
import { logoutTokenAddressee, mayBeIssuedBy } from "../provider/logout-token.js"
import type { LogoutToken } from "../provider/peer.js"
import { type Runtime, secondsNow } from "../runtime.js"
import type { EndedSessions, Whose } from "../session/ended-sessions.js"
import { toUser } from "../session/session.js"
import { readForm } from "./form.js"
import type { OnLogout } from "./logout.js"
import type { Outcome } from "./outcome.js"

interface Parts {
  readonly settings: Settings
  readonly discovery: Discovery
  readonly ended: EndedSessions
  readonly runtime: Runtime
  readonly onLogout: OnLogout
  readonly log: (event: LogEvent) => void
}

/** 200 also when nobody here has such a session, since it has ended then (section 2.8). */
export async function backChannelLogout(parts: Parts, request: BodyRequest): Promise<Outcome> {
  const form = await readForm(request, { mayHaveQuery: true })
  if (form instanceof AuthError) return { error: form }
  const [token, ...others] = form.getAll("logout_token")
  if (token === undefined || others.length > 0) return { error: invalid("there must be one logout_token") }
  const read = await readWithAny(parts, token)
  if ("error" in read) return read
  const { name } = read.provider
  return (await end(parts, read))
    ? { status: 200 }
    : { error: invalid("the logout token was used before"), provider: name }
}

interface Read {
  readonly provider: OpenIdSettings
  readonly logout: LogoutToken
}

/** By the first provider that vouches for it: several may share an issuer. */
async function readWithAny(
  { settings, discovery }: Parts,
  token: string,
): Promise<Read | { error: AuthError; provider?: string }> {
  const failures: { error: AuthError; provider: string }[] = []
  for (const provider of candidatesFor(token, settings)) {
    try {
      const peer = await discovery.peerOf(provider)
      const logout = await peer.readLogoutToken?.(token)
      if (logout !== undefined) return { provider, logout }
    } catch (error) {
      if (!(error instanceof AuthError)) throw error
      failures.push({ error, provider: provider.name })
    }
  }
  // One that could not be asked might have known it: the token may be repeated, and is not called a bad one.
  const worst = failures.find(({ error }) => error.code !== "logout_token_invalid") ?? failures[0]
  return worst ?? { error: invalid("no provider here may have issued the logout token") }
}

/** The providers that a logout token may be of, by what it says itself (pure). */
export function candidatesFor(token: string, { providers }: Pick<Settings, "providers">): OpenIdSettings[] {
  const addressee = logoutTokenAddressee(token)
  if (addressee === undefined) return []
  return [...providers.values()].flatMap((provider) =>
    provider.type === "oidc" && mayBeIssuedBy(provider, addressee) ? [provider] : [],
  )
}

/** Whether it was done: a token works once. */
async function end(
  { ended, runtime, onLogout, log }: Parts,
  { provider: { name, policy }, logout }: Read,
): Promise<boolean> {
  const { issuer, subject: sub, sid, tokenId, expiresAt } = logout
  const use = JSON.stringify([issuer, tokenId])
  if (await ended.wasUsed(use)) return false
  const { whose, before } = judgeEnd(logout, { now: runtime.now(), tolerance: policy.clockTolerance })
  // The sessions first: if the store fails before the token is remembered, the provider repeats it, and it still works.
  await ended.end(whose, before)
  if (!(await ended.useOnce(use, Math.max(1, expiresAt - secondsNow(runtime))))) return false
  log({ level: "info", event: "back_channel_logout", message: "The provider has ended a session", provider: name })
  const told = { iss: issuer, ...(sub === undefined ? {} : { sub }), ...(sid === undefined ? {} : { sid }) }
  await onLogout({ user: toUser(told), provider: name })
  return true
}

/**
 * Whose sessions end, and before which moment they must have begun (pure): a token that comes late ends no login that was
 * made since.
 *
 * @param facts.now milliseconds since the epoch
 * @param facts.tolerance seconds
 */
export function judgeEnd(
  { issuer, subject, sid, issuedAt }: Pick<LogoutToken, "issuer" | "subject" | "sid" | "issuedAt">,
  { now, tolerance }: { now: number; tolerance: number },
): { whose: Whose; before: number } {
  // A token without both is none.
  const whose = sid === undefined ? { issuer, subject: subject ?? "" } : { issuer, sid }
  return { whose, before: Math.min(now, (issuedAt + tolerance) * 1000) }
}

function invalid(reason: string): AuthError {
  return new AuthError("logout_token_invalid", { cause: new Error(reason) })
}
