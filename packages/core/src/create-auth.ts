/** Wires configuration and options into the Auth object: the only wiring in the house. */
import { answer, type OnError } from "./answer.js"
import { checkedOptions, loginOptions, logoutOptions, neededSettings } from "./calls.js"
import type { Config } from "./config/config.js"
import { AuthError } from "./errors.js"
import { callback, type Tokens } from "./flow/callback.js"
import { choices, type LoginOptions, login } from "./flow/login.js"
import { judgeLogoutRequest, type LogoutOptions, logout } from "./flow/logout.js"
import type { Outcome } from "./flow/outcome.js"
import { type AccessRule, requireUser } from "./flow/require-user.js"
import { createTransactions } from "./flow/transaction.js"
import { isPrefetch, isScripted, type RequestLike, target } from "./http/fetch-metadata.js"
import { evidenceOf, type LogEvent, logToConsole } from "./log.js"
import { createDiscovery } from "./provider/discovery.js"
import { type Flow, routesOf } from "./routes.js"
import { createRuntime, type Runtime, secondsNow } from "./runtime.js"
import { randomToken } from "./seal.js"
import { type Claims, deepFreeze } from "./session/claims.js"
import {
  type LoggedIn,
  noSession,
  type Session,
  type SessionRecord,
  toSession,
  type User,
  whyEnded,
} from "./session/session.js"
import { sessionParts } from "./session-parts.js"

/** A request whose body the callback may read. */
export type BodyRequest = RequestLike & { text(): Promise<string> }

export interface AuthOptions {
  /** After a login and before its session. May throw `AuthError("access_denied")`. */
  onLogin?(login: { user: Claims; tokens: Tokens; provider: string; request: RequestLike }): void | Promise<void>
  onLogout?(logout: { user: User; provider?: string; request?: RequestLike }): void | Promise<void>
  /** May answer a failure in its own way; our cookies and no-store are added to its Response. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a callback that returns nothing is welcome.
  onError?(error: AuthError, request: RequestLike): Response | void | Promise<Response | void>
  /** Default: one line per warning or error on the console. */
  log?(event: LogEvent): void
  runtime?: Partial<Runtime>
}

/** Options whose `onLogin` returns the user that is kept: an object that JSON can hold. */
export interface EnrichingOptions<C extends object> extends Omit<AuthOptions, "onLogin"> {
  onLogin(login: { user: Claims; tokens: Tokens; provider: string; request: RequestLike }): C | Promise<C>
}

export type Access<C = Claims> =
  | { readonly ok: true; readonly user: LoggedIn<C>; readonly session: Session<C>; readonly headers: Headers }
  | { readonly ok: false; readonly response: Response }

/** What a request's handler is given. `login` and `logout` answer with `Answer`; all work unbound. */
export interface Context<C = Claims, Answer = Response> {
  readonly user: User<C>
  readonly session: Session<C>
  login(provider?: string | LoginOptions, options?: LoginOptions): Promise<Answer>
  logout(options?: LogoutOptions): Promise<Answer>
  requireUser(rule?: AccessRule<C>): Promise<Access<C>>
  /** A renewed cookie, when there is one; whoever answers the request appends them. */
  readonly headers: Headers
}

export interface Auth<C = Claims> {
  /** Serves the routes of login, callback and logout; undefined for any other path. */
  handle(request: BodyRequest): Promise<Response | undefined>
  /** Their exact paths: an adapter need not build a Request to know. */
  readonly routes: readonly string[]
  context(request: RequestLike): Promise<Context<C>>
  /** Never writes, never calls the provider, never throws on a bad cookie. */
  getSession(request: RequestLike): Promise<Session<C>>
  getUser(request: RequestLike): Promise<User<C>>
  requireUser(request: RequestLike, rule?: AccessRule<C>): Promise<Access<C>>
  /** A failure of the provider resolves to the error response. @throws {AuthError} for a wrong call */
  login(request: RequestLike, provider?: string | LoginOptions, options?: LoginOptions): Promise<Response>
  logout(request: RequestLike, options?: LogoutOptions): Promise<Response>
  /** For a page with one button per provider. */
  readonly providers: readonly { readonly name: string; readonly label: string; readonly href: string }[]
}

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
  checkedOptions(options, "createAuth", ["onLogin", "onLogout", "onError", "log", "runtime"])
  const { application, providers } = settings
  const log = options.log ?? logToConsole
  for (const message of config.warnings) log({ level: "warning", event: "config", message })

  const runtime = createRuntime(options.runtime)
  const { rules, sealer, sessions } = sessionParts(application, runtime)
  const transactions = createTransactions({ sealer, rules })
  const discovery = createDiscovery({ runtime, insecureOrigins: application.insecureOrigins })
  const routes = routesOf(application)

  const warn = (message: string, provider: string, cause: unknown) => {
    const evidence = evidenceOf(cause)
    log({
      level: "warning",
      event: "provider",
      message,
      provider,
      ...(evidence === undefined ? {} : { cause: evidence }),
    })
  }
  const onError: OnError<RequestLike> = async (error, request) => (await options.onError?.(error, request)) ?? undefined
  const newReference = () => randomToken(runtime).slice(0, 10)
  const respond = (request: RequestLike, outcome: Outcome) =>
    answer({ application, log, onError, newReference }, request, outcome)

  /** What a request's cookies say of its visitor, at this moment. */
  async function load(request: RequestLike): Promise<{ record?: SessionRecord; session: Session<C> }> {
    const found = await sessions.read(request)
    if (typeof found === "string") return { session: noSession(found) }
    const lifetime = { maxAge: application.session.maxAge, hasProvider: (name: string) => providers.has(name) }
    const ended = whyEnded(found, lifetime, secondsNow(runtime))
    if (ended !== undefined) return { session: noSession(ended) }
    return { record: found, session: toSession<C>(found, providers.get(found.provider)?.policy.exposeTokens ?? []) }
  }

  const startLogin = (request: RequestLike, chosen: LoginOptions) =>
    login({ settings, discovery, transactions, runtime }, request, chosen)

  function endSession(
    request: RequestLike,
    record: SessionRecord | undefined,
    chosen?: LogoutOptions,
  ): Promise<Outcome> {
    const onLogout = async (ended: SessionRecord) => {
      const { user } = toSession<Claims>(ended, [])
      await options.onLogout?.({ user, provider: ended.provider, request })
    }
    return logout({ settings, discovery, sessions, runtime, onLogout, warn }, request, record, chosen)
  }

  const flows: Record<Flow, (request: BodyRequest) => Promise<Outcome>> = {
    async login(request) {
      if (isPrefetch(request)) return { status: 503, headers: { "retry-after": "1" } }
      if (isScripted(request))
        return { error: new AuthError("login_required"), loginUrl: `${application.basePath}/auth/login` }
      const query = new URLSearchParams(target(request).query)
      return startLogin(request, optionsFrom(query.get("provider"), query.get("return_to"))).catch(asFailure)
    },

    async callback(request) {
      const onLogin = async (finished: { user: Claims; tokens: Tokens; provider: string }) => {
        const user = deepFreeze(structuredClone(finished.user))
        try {
          return kept(await options.onLogin?.({ ...finished, user, request }))
        } catch (cause) {
          throw cause instanceof AuthError ? cause : new AuthError("on_login_failed", { cause })
        }
      }
      const { record } = await load(request)
      const parts = { settings, discovery, transactions, sessions, runtime, onLogin, warn }
      return callback(parts, request, record !== undefined)
    },

    async logout(request) {
      const verdict = judgeLogoutRequest(request, application.origin)
      if (verdict === "prefetch") return { status: 503, headers: { "retry-after": "1" } }
      const { record } = await load(request)
      // Nobody is logged in: there is nothing to ask.
      if (verdict === "ask" && record !== undefined) return { error: new AuthError("cross_site_request") }
      const returnTo = new URLSearchParams(target(request).query).get("return_to")
      return endSession(request, record, returnTo === null ? {} : { returnTo })
    },
  }

  async function contextOf(request: RequestLike): Promise<Context<C>> {
    const { record, session } = await load(request)
    return {
      user: session.user,
      session,
      headers: new Headers(),
      login: async (provider, more) => {
        const chosen = loginOptions(provider, more)
        if (isScripted(request)) {
          const loginUrl = `${application.basePath}/auth/login`
          return respond(request, { error: new AuthError("login_required"), loginUrl })
        }
        return respond(request, await startLogin(request, chosen))
      },
      logout: async (more) => respond(request, await endSession(request, record, logoutOptions(more))),
      requireUser: async (rule) => {
        const parts = { settings, startLogin: (chosen: LoginOptions) => startLogin(request, chosen) }
        const result = await requireUser<C>(parts, request, session, rule)
        if ("refused" in result) return { ok: false, response: await respond(request, result.refused) }
        return { ok: true, user: result.user, session, headers: new Headers() }
      },
    }
  }

  return {
    routes: routes.map(({ path }) => path),
    providers: Object.freeze(choices(settings).map((choice) => Object.freeze(choice))),

    async handle(request) {
      const { path } = target(request)
      const route = routes.find((candidate) => candidate.path === path)
      if (route === undefined) return undefined
      if (!route.methods.includes(request.method)) {
        const response = await respond(request, { error: new AuthError("method_not_allowed") })
        response.headers.set("allow", route.methods.join(", "))
        return response
      }
      return respond(request, await flows[route.flow](request))
    },

    context: contextOf,
    getSession: async (request) => (await load(request)).session,
    getUser: async (request) => (await load(request)).session.user,
    requireUser: async (request, rule) => (await contextOf(request)).requireUser(rule),
    login: async (request, provider, more) => (await contextOf(request)).login(provider, more),
    logout: async (request, more) => (await contextOf(request)).logout(more),
  }
}

function optionsFrom(provider: string | null, returnTo: string | null): LoginOptions {
  return { ...(provider === null ? {} : { provider }), ...(returnTo === null ? {} : { returnTo }) }
}

/** What `onLogin` returned, if it is a user. */
function kept(user: unknown): object | undefined {
  if (user === undefined || (typeof user === "object" && user !== null && !Array.isArray(user))) return user
  throw new TypeError("onLogin must return nothing, or an object: the user that is kept.")
}

function asFailure(error: unknown): Outcome {
  if (error instanceof AuthError) return { error }
  throw error
}
