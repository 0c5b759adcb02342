/** Judge what came back from the provider, exchange the code, start the session. */
import type { Policy, ProviderSettings, Settings } from "../config/settings.js"
import { AuthError, type AuthErrorCode } from "../errors.js"
import { sentBack } from "../http/cookies.js"
import { type BodyRequest, type RequestLike, target } from "../http/fetch-metadata.js"
import { goOnPage } from "../http/pages.js"
import { type Reply, redirect, show } from "../http/reply.js"
import type { Discovery } from "../provider/discovery.js"
import type { Peer, TokenSet } from "../provider/peer.js"
import { withoutSecrets } from "../provider/secrets-in-errors.js"
import { type Runtime, secondsNow } from "../runtime.js"
import { randomToken } from "../seal.js"
import { type Claims, filterClaims, lacksRequested, mergeClaims } from "../session/claims.js"
import type { EndedSessions } from "../session/ended-sessions.js"
import { expiryOf, type KeptTokens, type SessionRecord } from "../session/session.js"
import { carriedBy, type Sessions } from "../session/sessions.js"
import { whyNotAllowed } from "./access.js"
import { isRecentEnough } from "./demand.js"
import { readForm } from "./form.js"
import { loginHref } from "./login.js"
import type { Marks } from "./marks.js"
import { callbackError } from "./origin.js"
import type { Outcome } from "./outcome.js"
import { type Transaction, type Transactions, transactionLifetime } from "./transaction.js"

/** What the application is told of a login; it may refuse it, or give the user that is kept. */
export type OnLogin = (login: {
  user: Claims
  tokens: Tokens
  provider: string
  request: BodyRequest
}) => Promise<object | undefined>

/** The tokens of a login. Never the refresh token. */
export interface Tokens {
  readonly id?: string
  readonly access?: string
  /** Of the access token, in seconds since the epoch. */
  readonly expiresAt?: number
  readonly scope?: string
}

interface Parts {
  readonly settings: Settings
  readonly discovery: Discovery
  readonly transactions: Transactions
  readonly marks: Marks
  readonly sessions: Sessions
  readonly ended: EndedSessions
  readonly runtime: Runtime
  readonly onLogin: OnLogin
  readonly warn: (message: string, provider: string, cause: unknown) => void
}

/** @param present the session of this browser, when it is logged in already */
export async function callback(
  parts: Parts,
  request: BodyRequest,
  present: SessionRecord | undefined,
): Promise<Outcome> {
  const { settings, transactions, marks, runtime } = parts
  const { query } = target(request)
  // What its owner has written into the redirect URI is no second voice.
  const mayHaveQuery = query === new URL(settings.application.redirectUri).search.slice(1)
  const parameters = request.method === "POST" ? await readForm(request, { mayHaveQuery }) : new URLSearchParams(query)
  if (parameters instanceof AuthError) return { error: parameters }

  const state = soleState(parameters)
  const found = state === undefined ? undefined : await transactions.find(request, state)
  const now = secondsNow(runtime)
  const transaction = found !== undefined && transactions.finish(found, now) ? found : undefined
  const named = transaction === undefined ? undefined : settings.providers.get(transaction.provider)
  const provider = named?.issuer === transaction?.issuer ? named : undefined
  const verdict = judgeCallback({
    parameters,
    method: request.method,
    transaction,
    isConfigured: provider !== undefined,
    hasSession: present !== undefined,
    hasCookies: request.headers.get("cookie") !== null,
    now,
  })
  const forgotten = state === undefined ? [] : await transactions.forget(request, state, found)
  const { application } = settings
  if (verdict === "already signed in") return redirect(request.method, application.home, forgotten)
  const loginUrl = loginHref(application, provider?.name, transaction?.returnTo)
  if (verdict !== "exchange" || transaction === undefined || provider === undefined) {
    const code = verdict === "exchange" ? "transaction_missing" : verdict
    const error = callbackError(code, request, application.origin)
    return { error, cookies: forgotten, loginUrl }
  }
  try {
    const record = await finishLogin(parts, request, provider, transaction, parameters)
    const written = await writeSession(parts, request, record)
    const carried = present ?? (await carriedBy(parts.sessions, request))
    const isReplaced = carried !== undefined && isRenewed(parts, carried)
    const replaced = isReplaced ? await marks.ended(request, carried, now) : []
    const crowded = await transactions.makeRoom(request, transaction.state, sentBack([...written, ...replaced]))
    const cookies = [...written, ...forgotten, ...crowded, ...replaced, ...marks.asked(request)]
    return signedIn(request.method, transaction.returnTo, cookies, application.cookie.sameSite)
  } catch (error) {
    if (error instanceof AuthError) return { error, provider: provider.name, cookies: forgotten, loginUrl }
    throw error
  }
}

/** Whether answers to other requests may still bring a session back in whose place another one comes. */
function isRenewed({ sessions, settings }: Parts, { provider }: SessionRecord): boolean {
  if (sessions.shared !== undefined) return false
  const keepsAccess = settings.providers.get(provider)?.policy.exposeTokens.includes("access") === true
  return settings.application.session.idleTimeout !== undefined || keepsAccess
}

/** The one, well-formed state of a callback: only that names a transaction. */
function soleState(parameters: URLSearchParams): string | undefined {
  const [state, ...others] = parameters.getAll("state")
  return state !== undefined && others.length === 0 && /^[\w-]{43}$/.test(state) ? state : undefined
}

export interface CallbackFacts {
  readonly parameters: URLSearchParams
  readonly method: string
  readonly transaction: Transaction | undefined
  /** The transaction's provider is still in the table. */
  readonly isConfigured: boolean
  readonly hasSession: boolean
  readonly hasCookies: boolean
  /** Seconds since the epoch. */
  readonly now: number
}

/** What to do with a callback (pure): exchange its code, go home, or the code of the refusal. */
export function judgeCallback(facts: CallbackFacts): "exchange" | "already signed in" | AuthErrorCode {
  const { parameters, transaction, now } = facts
  const isLate = transaction !== undefined && now - transaction.startedAt > transactionLifetime
  if (transaction === undefined || isLate) {
    // The Back button, a bookmark, another tab's answer: whoever is signed in has what they came for.
    if (facts.hasSession) return "already signed in"
    if (isLate) return "transaction_expired"
    if (soleState(parameters) === undefined) return "callback_invalid"
    return facts.hasCookies ? "transaction_missing" : "cookies_blocked"
  }
  if (!facts.isConfigured) return "provider_unknown"
  const names = [...parameters.keys()]
  // RFC 6749 section 3.1: at most once each.
  if (new Set(names).size !== names.length) return "callback_invalid"
  if ((facts.method === "POST") !== (transaction.formPost === true)) return "callback_invalid"
  if (["id_token", "token", "access_token", "response"].some((name) => parameters.has(name))) return "callback_invalid"
  if (!parameters.get("code") && !parameters.get("error")) return "callback_invalid"
  return "exchange"
}

async function finishLogin(
  parts: Parts,
  request: BodyRequest,
  provider: ProviderSettings,
  transaction: Transaction,
  parameters: URLSearchParams,
): Promise<SessionRecord> {
  const { settings, discovery, runtime, onLogin } = parts
  const { policy } = provider
  const peer = await discovery.peerOf(provider)
  const { redirectUri, session } = settings.application
  const { state, nonce, verifier, silent = false, demand = {} } = transaction
  // What a guard demands is judged here: the visitor may not enter, and the provider may well be in order.
  const maxAge = demand.maxAge === undefined ? transaction.maxAge : undefined
  const asked = { parameters, state, nonce, verifier, redirectUri, silent, ...(maxAge === undefined ? {} : { maxAge }) }
  const tokens = await peer.exchange(asked)
  const begun = await beginOf(parts, tokens.claims as Claims)
  const time = { now: secondsNow(runtime), tolerance: policy.clockTolerance }
  if (!isRecentEnough(tokens.claims as Claims, demand.maxAge, time)) {
    const message = "The provider did not ask you to log in again, as this page needs it."
    throw new AuthError("access_denied", { message })
  }
  const all = await completeClaims(parts, peer, tokens, transaction.scope)
  const refused = whyNotAllowed(all, policy)
  if (refused !== undefined) throw new AuthError("access_denied", { message: refused })

  // Counted from where it can be ended: a mark that came during UserInfo lives no longer than a session may.
  const now = Math.floor(begun.beganAt / 1000)
  const expiresAt = expiryOf(now, session.maxAge, tokens.claims.session_expiry)
  if (expiresAt <= now) {
    const cause = new Error("the session_expiry of the ID token has passed")
    throw new AuthError("id_token_invalid", { cause })
  }
  const claims = filterClaims(all, policy.claims)
  const login = { user: all, tokens: tokensFor(tokens, now), provider: provider.name, request }
  // Its request has them in its address.
  const ofCallback = [state, parameters.get("code") ?? ""]
  const user = await withoutSecrets([...secretsIn(tokens), ...ofCallback], onLogin(login))
  return {
    id: randomToken(runtime),
    provider: provider.name,
    issuer: provider.issuer,
    ...begun,
    issuedAt: now,
    expiresAt,
    claims,
    ...(user === undefined ? {} : { user }),
    ...(demand.acr === undefined ? {} : { askedAcr: demand.acr }),
    // As large as it will be when the session slides: what fits today must fit then.
    ...(session.idleTimeout === undefined ? {} : { usedAt: now }),
    ...keptTokens(tokens, policy, now),
  }
}

/** From here on the provider may end it: UserInfo and `onLogin` may take their time. */
async function beginOf(
  { ended, runtime }: Parts,
  claims: Claims,
): Promise<Pick<SessionRecord, "beganAt" | "outlives" | "sid">> {
  const { sid } = claims
  const begun = { beganAt: runtime.now(), ...(typeof sid === "string" && sid !== "" ? { sid } : {}) }
  const outlives = await ended.endedBefore({ ...begun, claims })
  return outlives === undefined ? begun : { ...begun, outlives }
}

function secretsIn({ accessToken, refreshToken = "", idToken = "" }: TokenSet): string[] {
  return [accessToken, refreshToken, idToken]
}

function keptTokens(tokens: TokenSet, policy: Policy, now: number): { tokens?: KeptTokens } {
  const { idToken, accessToken, refreshToken, expiresIn } = tokens
  // Kept for the application, or as the hint with which the provider recognises the logout.
  const keepsId = idToken !== undefined && (policy.exposeTokens.includes("id") || policy.logout === "provider")
  const keepsAccess = policy.exposeTokens.includes("access")
  if (!keepsId && !keepsAccess) return {}
  return {
    tokens: {
      ...(keepsId ? { id: idToken } : {}),
      ...(keepsAccess ? { access: accessToken } : {}),
      ...(keepsAccess && expiresIn !== undefined ? { accessExpiresAt: now + expiresIn } : {}),
      ...(keepsAccess && refreshToken !== undefined ? { refresh: refreshToken } : {}),
    },
  }
}

/** The claims of a login, completed from UserInfo where the configuration says so. */
async function completeClaims(
  { warn }: Parts,
  { provider, askMore }: Peer,
  tokens: TokenSet,
  scope: readonly string[],
): Promise<Claims> {
  const claims = tokens.claims as Claims
  const { policy, name } = provider
  if (askMore === undefined || policy.userinfo === "never") return claims
  if (policy.userinfo === "missing" && !lacksRequested(claims, scope)) return claims
  try {
    return mergeClaims(claims, await askMore(tokens))
  } catch (error) {
    if (policy.userinfo === "always") throw error
    warn("UserInfo was left out of a login", name, error)
    return claims
  }
}

function tokensFor({ idToken, accessToken, scope, expiresIn }: TokenSet, now: number): Tokens {
  return {
    ...(idToken === undefined ? {} : { id: idToken }),
    access: accessToken,
    ...(expiresIn === undefined ? {} : { expiresAt: now + expiresIn }),
    ...(scope === undefined ? {} : { scope }),
  }
}

async function writeSession(
  { sessions, ended }: Parts,
  request: RequestLike,
  record: SessionRecord,
): Promise<string[]> {
  try {
    await ended.begin(record)
    return await sessions.begin(request, record)
  } catch (cause) {
    // What a provider sends is JSON; what the application made of it need not be.
    if (cause instanceof AuthError || record.user === undefined) throw cause
    throw new AuthError("on_login_failed", { cause })
  }
}

function signedIn(method: string, returnTo: string, cookies: readonly string[], sameSite: "lax" | "strict"): Reply {
  // A redirect would still count as coming from the provider, and carry no Strict cookie.
  return sameSite === "strict" ? show(goOnPage(returnTo), 200, cookies) : redirect(method, returnTo, cookies)
}
