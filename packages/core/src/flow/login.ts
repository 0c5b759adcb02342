/** Send the visitor to the provider. */

import type { ApplicationSettings, Settings } from "../config/settings.js"
import { AuthError } from "../errors.js"
import { isFramedElsewhere, isPage, isPrefetch, isScripted, type RequestLike, target } from "../http/fetch-metadata.js"
import { type Choice, signedOutPage, signInPage } from "../http/pages.js"
import { notNow, redirect, show } from "../http/reply.js"
import { longestReturnTo, type ReturnTo, safeReturnTo } from "../http/return-to.js"
import type { Discovery } from "../provider/discovery.js"
import type { Peer } from "../provider/peer.js"
import { codeChallenge } from "../provider/protocol.js"
import { chooseProvider } from "../provider/provider.js"
import { type Runtime, secondsNow } from "../runtime.js"
import { randomToken } from "../seal.js"
import { sentTo } from "./authorization-url.js"
import { type Demand, demandParameters } from "./demand.js"
import { checkedParameters, refuseScope } from "./login-parameters.js"
import { judgeAutomatic, type Marks } from "./marks.js"
import type { HostWatch } from "./origin.js"
import type { Failure, Outcome } from "./outcome.js"
import type { Transactions } from "./transaction.js"

export interface LoginOptions {
  provider?: string
  /** Where the visitor lands after the login: a path of this origin. Default: home. */
  returnTo?: string
  /** For the authorization request: prompt, login_hint, … They win over `client_kwargs`; the empty text omits one. */
  parameters?: Record<string, string>
}

/** Who has a login begin: what nobody has asked for begins less freely. */
export type Asker = "visitor" | "handler" | "guard"

export interface LoginParts {
  readonly settings: Settings
  readonly discovery: Discovery
  readonly transactions: Transactions
  readonly marks: Marks
  readonly runtime: Runtime
  readonly hosts: HostWatch
}

/** The login route: a link of ours, or one that somebody has written by hand. */
export async function serveLogin(parts: LoginParts, request: RequestLike): Promise<Outcome> {
  const query = new URLSearchParams(target(request).query)
  const [provider, returnTo] = [query.get("provider"), query.get("return_to")]
  const options = { ...(provider === null ? {} : { provider }), ...(returnTo === null ? {} : { returnTo }) }
  const loginUrl = loginHref(parts.settings.application, undefined, returnTo ?? undefined)
  return followableLogin(parts, request, options, "visitor").catch((error) => ({ ...asFailure(error), loginUrl }))
}

/** A login of the application's own handler. Whoever posts a form has asked for what follows; a GET may be any page. */
export async function handlerLogin(parts: LoginParts, request: RequestLike, options: LoginOptions): Promise<Outcome> {
  return followableLogin(parts, request, options, request.method === "POST" ? "visitor" : "handler")
}

/** For those who can follow it to the provider and back: a script cannot, nor another site's frame; a guess is nobody. */
async function followableLogin(
  parts: LoginParts,
  request: RequestLike,
  options: LoginOptions,
  asker: Asker,
): Promise<Outcome> {
  if (isPrefetch(request)) return notNow
  if (!isScripted(request) && !isFramedElsewhere(request)) return login(parts, request, options, asker)
  const loginUrl = loginHref(parts.settings.application, options.provider, undefined)
  return { error: new AuthError("login_required"), loginUrl }
}

/**
 * Starts a login, or shows the sign-in page when there are several providers to choose from.
 *
 * @param demand what a guard wants of the login, beside the options
 * @throws {AuthError} provider_unknown, parameter_refused, invalid_argument: wrong calls.
 */
export async function login(
  { settings, discovery, transactions, marks, runtime, hosts }: LoginParts,
  request: RequestLike,
  options: LoginOptions,
  asker: Asker,
  demand: Demand = {},
): Promise<Outcome> {
  const { application, providers } = settings
  const provider = chooseProvider(providers, options.provider)
  const type = provider?.type ?? "oidc"
  const parameters = { ...checkedParameters(options.parameters ?? {}, type), ...demandParameters(demand, type) }
  refuseScope(parameters, type)
  const returnTo = landing(options.returnTo, application)
  // No link can hold parameters: the login route refuses them.
  const link =
    Object.keys(parameters).length > 0 ? undefined : loginHref(application, options.provider, options.returnTo)
  const elsewhere = await hosts.beforeLogin(request, link)
  if (elsewhere !== undefined) return elsewhere
  const now = secondsNow(runtime)
  const loginUrl = loginHref(application, options.provider, options.returnTo)
  const verdict = asker === "visitor" ? "begin" : judgeAutomatic(marks.read(request), isPage(request), now)
  if (verdict === "signed out") return show(signedOutPage(loginUrl), 200)
  if (verdict === "going round") return { error: new AuthError("login_loop"), loginUrl }
  if (provider === undefined) {
    // With several to choose from, the choice has an address of its own.
    if (asker === "guard") return redirect(request.method, loginUrl)
    return show(signInPage(choices(settings, options.returnTo)), 200)
  }

  const peer = await discovery.peerOf(provider).catch(asFailure)
  const { name } = provider
  if ("error" in peer) return { ...peer, provider: name, loginUrl: loginHref(application, name, options.returnTo) }

  const transaction = {
    provider: name,
    issuer: provider.issuer,
    state: randomToken(runtime),
    nonce: randomToken(runtime),
    verifier: randomToken(runtime),
    returnTo,
    startedAt: now,
  }
  const facts = {
    metadata: peer.metadata,
    provider,
    parameters,
    redirectUri: application.redirectUri,
    state: transaction.state,
    nonce: peer.sends.nonce ? transaction.nonce : undefined,
    challenge: peer.sends.challenge ? await codeChallenge(transaction.verifier) : undefined,
  }
  const sent = await sentTo(peer, facts).catch(asFailure)
  if ("error" in sent) return { ...sent, provider: name, loginUrl: loginHref(application, name, options.returnTo) }
  const { url, asked } = sent
  const formPost = asked.get("response_mode") === "form_post"
  const maxAge = asked.has("max_age") ? Number(asked.get("max_age")) : undefined
  const attempt = {
    ...transaction,
    scope: askedClaims(asked.get("scope"), peer),
    ...(formPost ? { formPost } : {}),
    ...(asked.get("prompt") === "none" ? { silent: true } : {}),
    ...(maxAge !== undefined && Number.isFinite(maxAge) ? { maxAge } : {}),
    ...(type === "oidc" && Object.keys(demand).length > 0 ? { demand } : {}),
  }
  const cookies = await transactions.begin(request, attempt, safeReturnTo(undefined, application))
  // A form's answer counts as nothing that goes by itself.
  const isAutomatic = asker !== "visitor" && request.method !== "POST"
  const tried = isAutomatic ? [marks.tried(request, now, formPost ? "none" : "lax")] : []
  const marked = asker === "visitor" ? marks.asked(request) : tried
  return redirect(request.method, url.href, [...cookies, ...marked])
}

/**
 * Never at a logout: a link of another site would end the session of whoever follows it, and only the visitor can mean
 * that. Behind a page of ours, or a provider of the same site, it would look as if they did.
 */
function landing(wish: unknown, application: ApplicationSettings): ReturnTo {
  const returnTo = safeReturnTo(wish, application)
  const { path } = target({ url: returnTo })
  const isLogout = ["logout", "frontchannel-logout"].some((name) => path === `${application.basePath}/auth/${name}`)
  return isLogout ? safeReturnTo(undefined, application) : returnTo
}

/** What of the scope claims hang on, in the words of OpenID Connect Core section 5.4. */
function askedClaims(scope: string | null, { emailScopes }: Pick<Peer, "emailScopes">): string[] {
  const words = (scope ?? "").split(" ")
  return [
    ...(words.includes("profile") ? ["profile"] : []),
    ...(words.some((word) => emailScopes.includes(word)) ? ["email"] : []),
  ]
}

/** One choice per provider, for a page with a button each. */
export function choices({ application, providers }: Settings, returnTo?: string): (Choice & { name: string })[] {
  return [...providers.values()].map(({ name, label }) => ({
    name,
    label,
    href: loginHref(application, name, returnTo),
  }))
}

/** The address where a login begins. */
export function loginHref(
  { basePath }: Pick<ApplicationSettings, "basePath">,
  provider: string | undefined,
  returnTo: string | undefined,
): string {
  const query = new URLSearchParams()
  if (provider !== undefined) query.set("provider", provider)
  if (returnTo !== undefined && returnTo.length <= longestReturnTo) query.set("return_to", returnTo)
  return `${basePath}/auth/login${query.size === 0 ? "" : `?${query}`}`
}

function asFailure(error: unknown): Failure {
  if (error instanceof AuthError) return { error }
  throw error
}
