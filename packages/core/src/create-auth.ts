/** Wires configuration and options into the Auth object: the only wiring in the house. */
import { answer } from "./answer.js"
import type { Auth, AuthOptions, Context, EnrichingOptions } from "./auth.js"
import { neededSettings, storesIn } from "./calls.js"
import type { Config } from "./config/config.js"
import { createBlindContext, createContext, createRenewedContext } from "./context.js"
import { AuthError } from "./errors.js"
import { backChannelLogout } from "./flow/back-channel-logout.js"
import { callback } from "./flow/callback.js"
import { frontChannelLogout } from "./flow/front-channel-logout.js"
import { choices, serveLogin } from "./flow/login.js"
import { serveLogout } from "./flow/logout.js"
import { type Outcome, withoutStore } from "./flow/outcome.js"
import { createRefresher } from "./flow/refresh.js"
import { createVisitors, type Visitor } from "./flow/visitor.js"
import { hooksOf } from "./hooks.js"
import { type BodyRequest, isTooLong, type RequestLike, target } from "./http/fetch-metadata.js"
import { checkedOptions } from "./options.js"
import { createPlaces } from "./places.js"
import { createDiscovery } from "./provider/discovery.js"
import { type Flow, routesOf } from "./routes.js"
import { createRuntime } from "./runtime.js"
import { randomToken } from "./seal.js"
import type { Claims } from "./session/claims.js"
import { endedWith, sealerOf } from "./session-parts.js"

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
  const { application } = settings
  const { store, denyList } = storesIn(checkedOptions(options, "createAuth()", knownOptions))
  const hooks = hooksOf(options, (request) => placeOf(request).settings.application.origin)
  for (const message of config.warnings) hooks.log({ level: "warning", event: "config", message })

  const runtime = createRuntime(options.runtime)
  const sealer = sealerOf(application, runtime)
  const placeOf = createPlaces({ settings, runtime, sealer, store, ...hooks })
  const discovery = createDiscovery({ runtime, settings })
  const ended = endedWith({ settings, runtime, sealer, store, denyList })
  const refresher = createRefresher({ settings, discovery, runtime })
  const partsFor = (request: RequestLike) => ({ discovery, runtime, ended, ...hooks, ...placeOf(request) })

  const newReference = () => randomToken(runtime).slice(0, 10)
  const respond = (request: RequestLike, outcome: Outcome) =>
    answer({ application, newReference, ...hooks }, request, outcome)

  const visitors = createVisitors<C>({ settings, ended, runtime })
  const recall = (request: RequestLike) => visitors.recall(placeOf(request), request)
  const look = (request: RequestLike) => visitors.look(placeOf(request), request)

  const routes = routesOf(application)
  const flows: Record<Flow, (request: BodyRequest) => Promise<Outcome>> = {
    login: (request) => serveLogin(partsFor(request), request),
    callback: async (request) => callback(partsFor(request), request, (await look(request)).record),
    logout: async (request) => serveLogout(partsFor(request), request, (await look(request)).record),
    backChannelLogout: (request) => backChannelLogout(partsFor(request), request),
    frontChannelLogout: async (request) => frontChannelLogout(partsFor(request), request, (await look(request)).record),
  }

  async function handle(request: BodyRequest): Promise<Response | undefined> {
    const asked = target(request)
    const route = routes.find((candidate) => candidate.path === asked.path)
    if (route === undefined) return undefined
    if (isTooLong(asked)) return respond(request, { error: new AuthError("body_too_large") })
    if (route.methods.includes(request.method)) {
      return respond(request, await flows[route.flow](request).catch(withoutStore))
    }
    const response = await respond(request, { error: new AuthError("method_not_allowed") })
    response.headers.set("allow", route.methods.join(", "))
    return response
  }

  const contextParts = (request: RequestLike) => ({ ...partsFor(request), refresher, respond })

  async function context(request: RequestLike): Promise<Context<C>> {
    let visitor: Visitor<C>
    try {
      visitor = recall(request) ?? (await look(request))
    } catch (error) {
      return createBlindContext(contextParts, request, withoutStore(error).error)
    }
    const mayBeRenewed = visitor.slides || refresher.isBusy()
    return (mayBeRenewed ? createRenewedContext : createContext)(contextParts, request, visitor)
  }

  return {
    handle,
    routes: routes.map(({ path }) => path),
    context,
    getSession: async (request) => (recall(request) ?? (await look(request))).session,
    getUser: async (request) => (recall(request) ?? (await look(request))).session.user,
    requireUser: async (request, rule) => (await context(request)).requireUser(rule),
    login: async (request, provider, more) => (await context(request)).login(provider, more),
    logout: async (request, more) => (await context(request)).logout(more),
    providers: Object.freeze(choices(settings).map((choice) => Object.freeze(choice))),
  }
}

const knownOptions = ["store", "denyList", "onLogin", "onLogout", "onError", "log", "runtime"]
