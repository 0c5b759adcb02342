/** `@x/core/adapter`: what an adapter is made of. */

import type { Auth, Context } from "./auth.js"
import { neededSettings } from "./calls.js"
import type { Config } from "./config/config.js"
import type { ProviderSettings } from "./config/settings.js"
import { createAuth } from "./create-auth.js"
import type { AccessTokenOptions } from "./flow/access-token.js"
import type { LoginOptions } from "./flow/login.js"
import type { LogoutOptions } from "./flow/logout.js"
import type { AccessRule } from "./flow/require-user.js"
import type { Register } from "./index.js"
import { chooseProvider } from "./provider/provider.js"
import { createRuntime, secondsNow } from "./runtime.js"
import { randomToken } from "./seal.js"
import type { Claims } from "./session/claims.js"
import { cookieRules, sealerOf, sessionsWith } from "./session-parts.js"

export { answerTo } from "./context.js"

/** The claims that the application has registered, else those of OpenID Connect. */
export type RegisteredClaims = Register extends { user: infer C extends object } ? C : Claims

// The same Config gives the same Auth, so that two mounts of it share what they have fetched.
const made = new WeakMap<Config, Auth>()

/**
 * The Auth of what an adapter was given: a Config, or an Auth that was made with options.
 *
 * @throws {AuthError} invalid_argument for anything else
 */
export function authOf<C>(source: Config | Auth<C>): Auth<C> {
  if (isAuth<C>(source)) return source
  neededSettings(source)
  const known = made.get(source)
  if (known !== undefined) return known as unknown as Auth<C>
  const auth = createAuth(source)
  made.set(source, auth)
  return auth as unknown as Auth<C>
}

function isAuth<C>(source: Config | Auth<C>): source is Auth<C> {
  return typeof source === "object" && source !== null && "handle" in source && "context" in source
}

/**
 * The Set-Cookie lines of a session that no provider has vouched for: for tests of applications, and for them alone.
 *
 * @param session.claims what the user is to have; `iss` and `sub` are completed
 * @param session.provider default: the one that `login()` takes, else the first
 * @param session.now seconds since the epoch, when the login is to have happened. Default: this moment
 * @throws {AuthError} invalid_argument, session_too_large
 */
export function sessionCookies(
  config: Config,
  session: { claims: object; provider?: string; now?: number },
): Promise<string[]> {
  const settings = neededSettings(config)
  const { application, providers } = settings
  // A Config has one provider at least.
  const provider = (chooseProvider(providers, session.provider) ?? [...providers.values()][0]) as ProviderSettings
  const runtime = createRuntime()
  const now = session.now ?? secondsNow(runtime)
  const parts = { sealer: sealerOf(application, runtime), rules: cookieRules(application), settings }
  const sessions = sessionsWith({ ...parts, runtime: { ...runtime, now: () => now * 1000 } })
  const claims = { iss: provider.issuer, sub: "test", ...session.claims }
  const record = {
    id: randomToken(runtime),
    provider: provider.name,
    issuer: provider.issuer,
    beganAt: now * 1000,
    issuedAt: now,
    expiresAt: now + application.session.maxAge,
    claims,
  }
  return sessions.begin({ headers: new Headers() }, record)
}

/** Whether a request may be for one of our routes, told without taking its URL apart: most are not. */
export function mayBeRoute({ routes }: Pick<Auth, "routes">): (url: string) => boolean {
  return (url) => {
    for (const path of routes) if (url.includes(path)) return true
    return false
  }
}

/** How a host that answers requests itself sends a Response, and adds headers to what the application answers. */
export interface Host {
  send(response: Response): Promise<void>
  merge(headers: Headers): void
}

/** The context for such a host: `login`, `logout` and a refused `requireUser` have answered when their promise is kept. */
export function answering<C>(context: Context<C>, { send, merge }: Host): Context<C, void> {
  const { headers } = context
  merge(headers)
  const own = {
    user: undefined as unknown as Context<C>["user"],
    session: undefined as unknown as Context<C>["session"],
    headers,
    login: async (provider?: string | LoginOptions, options?: LoginOptions) =>
      send(await context.login(provider, options)),
    logout: async (options?: LogoutOptions) => send(await context.logout(options)),
    requireUser: async (rule?: AccessRule<C>) => {
      const access = await context.requireUser(rule)
      if (!access.ok) await send(access.response)
      return access
    },
    getAccessToken: async (options?: AccessTokenOptions) => {
      try {
        return await context.getAccessToken(options)
      } finally {
        merge(headers)
      }
    },
  }
  try {
    own.user = context.user
    own.session = context.session
  } catch {
    // Nobody can tell who is there: whoever wants to know is told so.
    Object.defineProperties(own, { user: { get: () => context.user }, session: { get: () => context.session } })
  }
  return own
}

/**
 * What of our cookies an answer does not set already, as Set-Cookie lines. What it sets is of a logout, or of another
 * `auth()` inside of this one: that came later, and knows more of the session.
 *
 * @param own the Set-Cookie lines of the answer
 */
export function cookiesToAdd(added: Headers, own: readonly string[]): string[] {
  const names = own.map(cookieName)
  return added.getSetCookie().filter((line) => !names.includes(cookieName(line)))
}

function cookieName(line: string): string {
  return line.split("=", 1)[0] ?? ""
}
