/** Wires configuration and options into the Auth object: the only wiring in the house. */
import { answer } from "./answer.js"
import type { Auth, AuthOptions, Context, EnrichingOptions } from "./auth.js"
import { loginOptions, logoutOptions, neededSettings } from "./calls.js"
import type { Config } from "./config/config.js"
import { AuthError } from "./errors.js"
import { callback } from "./flow/callback.js"
import type { Demand } from "./flow/demand.js"
import { choices, handlerLogin, type LoginOptions, login, serveLogin } from "./flow/login.js"
import { logout, serveLogout } from "./flow/logout.js"
import { checkedOptions } from "./flow/options.js"
import type { Outcome } from "./flow/outcome.js"
import { requireUser } from "./flow/require-user.js"
import { hooksOf } from "./hooks.js"
import { type BodyRequest, isTooLong, type RequestLike, target } from "./http/fetch-metadata.js"
import { foreignHost } from "./http/host.js"
import { createPlaces } from "./places.js"
import { createDiscovery } from "./provider/discovery.js"
import { type Flow, routesOf } from "./routes.js"
import { createRuntime, secondsNow } from "./runtime.js"
import { randomToken } from "./seal.js"
import type { Claims } from "./session/claims.js"
import { noSession, type Session, type SessionRecord, toSession, whyEnded } from "./session/session.js"

/**
 * Everything a server needs for logins. Synchronous: no network, no randomness; a provider that is down stops no boot.
 *
 * @throws {AuthError} invalid_argument when `config` was not made by parseConfig or loadConfig
 */
export function createAuth(config: Config, options?: AuthOptions): Auth<Claims>
export function createAuth<C extends object>(config: Config, options: EnrichingOptions<C>): Auth<C>
export function createAuth<C extends object = Claims>(
  config: Config,
  options: AuthOptions | EnrichingOptions<C> = {},
): Auth<C> {
  const settings = neededSettings(config)
  checkedOptions(options, "createAuth()", ["onLogin", "onLogout", "onError", "log", "runtime"])
  const { application, providers } = settings
  const hooks = hooksOf(options, (request) => placeOf(request).settings.application.origin)
  for (const message of config.warnings) hooks.log({ level: "warning", event: "config", message })

  const runtime = createRuntime(options.runtime)
  const placeOf = createPlaces({ settings, runtime, ...hooks })
  const discovery = createDiscovery({ runtime, settings })
  const partsFor = (request: RequestLike) => ({ discovery, runtime, ...hooks, ...placeOf(request) })

  const newReference = () => randomToken(runtime).slice(0, 10)
  const respond = (request: RequestLike, outcome: Outcome) =>
    answer({ application, newReference, ...hooks }, request, outcome)

  /** What a request's cookies say of its visitor, at this moment. */
  async function load(request: RequestLike): Promise<{ record?: SessionRecord; session: Session<C> }> {
    const { sessions, marks, settings: there } = placeOf(request)
    const found = await sessions.read(request)
    if (typeof found === "string") {
      const isElsewhere = found === "none" && foreignHost(request, there.application.origin) !== undefined
      return { session: noSession(isElsewhere ? "origin_mismatch" : found) }
    }
    const lifetime = {
      maxAge: application.session.maxAge,
      hasProvider: ({ provider, issuer }: Pick<SessionRecord, "provider" | "issuer">) =>
        providers.get(provider)?.issuer === issuer,
    }
    const ended = whyEnded(found, lifetime, secondsNow(runtime))
    if (ended !== undefined) return { session: noSession(ended) }
    if (await marks.hasEnded(request, found)) return { session: noSession("revoked") }
    return { record: found, session: toSession<C>(found, providers.get(found.provider)?.policy.exposeTokens ?? []) }
  }

  const routes = routesOf(application)
  const flows: Record<Flow, (request: BodyRequest) => Promise<Outcome>> = {
    login: (request) => serveLogin(partsFor(request), request),
    callback: async (request) => callback(partsFor(request), request, (await load(request)).record !== undefined),
    logout: async (request) => serveLogout(partsFor(request), request, (await load(request)).record),
  }

  async function handle(request: BodyRequest): Promise<Response | undefined> {
    const asked = target(request)
    const route = routes.find((candidate) => candidate.path === asked.path)
    if (route === undefined) return undefined
    if (isTooLong(asked)) return respond(request, { error: new AuthError("body_too_large") })
    if (route.methods.includes(request.method)) return respond(request, await flows[route.flow](request))
    const response = await respond(request, { error: new AuthError("method_not_allowed") })
    response.headers.set("allow", route.methods.join(", "))
    return response
  }

  async function context(request: RequestLike): Promise<Context<C>> {
    const visitor = await load(request)
    const { record, session } = visitor
    const parts = partsFor(request)
    return {
      user: session.user,
      session,
      headers: new Headers(),
      login: async (provider, more) =>
        respond(request, await handlerLogin(parts, request, loginOptions(provider, more))),
      logout: async (more) => respond(request, await logout(parts, request, record, logoutOptions(more))),
      requireUser: async (rule) => {
        const startLogin = (chosen: LoginOptions, demand: Demand) => login(parts, request, chosen, "guard", demand)
        const result = await requireUser<C>({ settings, runtime, startLogin }, request, visitor, rule)
        if ("refused" in result) return { ok: false, response: await respond(request, result.refused) }
        return { ok: true, user: result.user, session, headers: new Headers() }
      },
    }
  }

  return {
    handle,
    routes: routes.map(({ path }) => path),
    context,
    getSession: async (request) => (await load(request)).session,
    getUser: async (request) => (await load(request)).session.user,
    requireUser: async (request, rule) => (await context(request)).requireUser(rule),
    login: async (request, provider, more) => (await context(request)).login(provider, more),
    logout: async (request, more) => (await context(request)).logout(more),
    providers: Object.freeze(choices(settings).map((choice) => Object.freeze(choice))),
  }
}
