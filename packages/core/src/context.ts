/** What the handler of one request is given: who is there, and what can be done about it. */
import type { Context } from "./auth.js"
import { loginOptions, logoutOptions } from "./calls.js"
import type { AuthError } from "./errors.js"
import { type AccessTokenParts, accessToken } from "./flow/access-token.js"
import type { Demand } from "./flow/demand.js"
import { handlerLogin, type LoginOptions, type LoginParts, login } from "./flow/login.js"
import { type LogoutParts, logout } from "./flow/logout.js"
import type { Outcome } from "./flow/outcome.js"
import { renew } from "./flow/renew.js"
import { requireUser } from "./flow/require-user.js"
import type { Visitor } from "./flow/visitor.js"
import type { RequestLike } from "./http/fetch-metadata.js"
import { noSession } from "./session/session.js"

interface Parts<C> extends LoginParts, LogoutParts, AccessTokenParts {
  readonly request: RequestLike
  /** The visitor, or why nobody can tell who that is. */
  readonly visitor: Visitor<C> | AuthError
  readonly noteSize: (headers: Headers) => void
  readonly respond: (request: RequestLike, outcome: Outcome) => Promise<Response>
}

/** Nothing of a visitor's may be promised while the store cannot be asked: whatever needs one fails with that. */
export async function createContext<C>(parts: Parts<C>): Promise<Context<C>> {
  const { request, visitor, settings, runtime } = parts
  const respond = (outcome: Outcome) => parts.respond(request, outcome)
  const headers = new Headers()
  const renewWith = (cookies: readonly string[]) => {
    setCookies(headers, cookies)
    parts.noteSize(headers)
  }

  const always = {
    headers,
    login: async (provider?: string | LoginOptions, more?: LoginOptions) =>
      respond(await handlerLogin(parts, request, loginOptions(provider, more))),
  }
  if ("code" in visitor) {
    const context = {
      ...always,
      logout: () => respond({ error: visitor }),
      requireUser: async () => ({ ok: false as const, response: await respond({ error: visitor }) }),
      getAccessToken: async () => fail(visitor),
    }
    const fails = { get: () => fail(visitor), enumerable: true }
    return Object.defineProperties(context, { user: fails, session: fails }) as unknown as Context<C>
  }

  const { session } = visitor
  // What the request's own calls make of the visitor: its snapshot of the user stays as it is.
  let now: Visitor<C> = visitor
  if (visitor.record !== undefined) {
    const { record, cookies } = await renew(parts, request, { record: visitor.record, slides: visitor.slides })
    if (cookies.length > 0) renewWith(cookies)
    now = { ...visitor, record }
  }
  return {
    ...always,
    user: session.user,
    session,
    logout: async (more) => {
      const options = logoutOptions(more)
      const outcome = await logout(parts, request, now.record, options)
      // What ends is not renewed by the same answer.
      setCookies(headers, [])
      now = nobody
      return respond(outcome)
    },
    requireUser: async (rule) => {
      const startLogin = (chosen: LoginOptions, demand: Demand) => login(parts, request, chosen, "guard", demand)
      const result = await requireUser<C>({ settings, runtime, startLogin }, request, now, rule)
      if ("refused" in result) return { ok: false, response: await respond(result.refused) }
      return { ok: true, user: result.user, session, headers }
    },
    getAccessToken: async (options) => {
      const { token, changed } = await accessToken(parts, request, now.record, options)
      // A logout in the same request may have been quicker.
      if (changed !== undefined && now !== nobody) {
        renewWith(changed.cookies)
        now = changed.record === undefined ? nobody : { ...now, record: changed.record }
      }
      return typeof token === "string" ? token : fail(token)
    },
  }
}

const nobody: Visitor<never> = { session: noSession("revoked"), slides: false }

/** Each renewal writes all of a session, so the last one counts. */
function setCookies(headers: Headers, cookies: readonly string[]): void {
  headers.delete("set-cookie")
  headers.delete("cache-control")
  for (const cookie of cookies) headers.append("set-cookie", cookie)
  if (cookies.length > 0) headers.set("cache-control", "no-store")
}

function fail(error: AuthError): never {
  throw error
}
