/** What the handler of one request is given: who is there, and what can be done about it. */
import type { Context } from "./auth.js"
import { loginOptions, logoutOptions } from "./calls.js"
import { AuthError } from "./errors.js"
import { type AccessTokenParts, accessToken } from "./flow/access-token.js"
import type { Demand } from "./flow/demand.js"
import { handlerLogin, type LoginOptions, type LoginParts, login } from "./flow/login.js"
import { type LogoutParts, logout } from "./flow/logout.js"
import { isFailure, type Outcome, withoutStore } from "./flow/outcome.js"
import { keepUse, renewedBy } from "./flow/renew.js"
import { requireUser } from "./flow/require-user.js"
import type { Visitor } from "./flow/visitor.js"
import type { RequestLike } from "./http/fetch-metadata.js"
import type { LogEvent } from "./log.js"
import { noSession } from "./session/session.js"

export interface ContextParts extends LoginParts, LogoutParts, AccessTokenParts {
  readonly log: (event: LogEvent) => void
  readonly noteSize: (headers: Headers) => void
  readonly respond: (request: RequestLike, outcome: Outcome) => Promise<Response>
}

/** @param partsFor called when something is to be done: most requests are only asked who is there */
export function createContext<C>(
  partsFor: (request: RequestLike) => ContextParts,
  request: RequestLike,
  visitor: Visitor<C>,
): Context<C> {
  const { session } = visitor
  const headers = new Headers()
  // What the request's own calls make of the visitor: its snapshot of the user stays as it is.
  let now = visitor
  return {
    user: session.user,
    session,
    headers,
    login: async (provider, more) => {
      const parts = partsFor(request)
      return parts.respond(request, await handlerLogin(parts, request, loginOptions(provider, more)))
    },
    logout: async (more) => {
      const parts = partsFor(request)
      const outcome = await logout(parts, request, now.record, logoutOptions(more)).catch(withoutStore)
      // What ends is not renewed by the same answer.
      if (!isFailure(outcome)) {
        setCookies(headers, [])
        now = nobody
      }
      return parts.respond(request, outcome)
    },
    requireUser: async (rule) => {
      const parts = partsFor(request)
      const startLogin = (chosen: LoginOptions, demand: Demand) => login(parts, request, chosen, "guard", demand)
      const result = await requireUser<C>({ ...parts, startLogin }, request, now, rule)
      if ("refused" in result) return { ok: false, response: await parts.respond(request, result.refused) }
      return { ok: true, user: result.user, session, headers }
    },
    getAccessToken: async (options) => {
      const parts = partsFor(request)
      const { token, changed } = await accessToken(parts, request, now.record, options).catch((error) => {
        throw answerable(parts, request, error)
      })
      // A logout in the same request may have been quicker.
      if (changed !== undefined && now !== nobody) {
        setCookies(headers, changed.cookies)
        parts.noteSize(headers)
        now = changed.record === undefined ? nobody : { ...now, record: changed.record }
      }
      if (typeof token === "string") return token
      throw answerable(parts, request, token)
    },
  }
}

/** The same, of a session that is renewed by being used. */
export async function createRenewedContext<C>(
  partsFor: (request: RequestLike) => ContextParts,
  request: RequestLike,
  visitor: Visitor<C>,
): Promise<Context<C>> {
  const parts = partsFor(request)
  const { record, slides } = visitor
  const renewed = record && renewedBy(parts, { record, slides })
  if (renewed === undefined) return createContext(partsFor, request, visitor)
  const context = createContext(partsFor, request, { ...visitor, record: renewed })
  setCookies(context.headers, await keepUse(parts, request, renewed))
  parts.noteSize(context.headers)
  return context
}

/** Nothing of a visitor's may be promised while the store cannot be asked: whatever needs one fails with that. */
export function createBlindContext<C>(
  partsFor: (request: RequestLike) => ContextParts,
  request: RequestLike,
  error: AuthError,
): Context<C> {
  const parts = partsFor(request)
  const respond = () => parts.respond(request, { error })
  answerable(parts, request, error)
  const { login, headers } = createContext<C>(partsFor, request, nobody)
  return {
    get user() {
      return fail(error)
    },
    get session() {
      return fail(error)
    },
    headers,
    login,
    logout: respond,
    requireUser: async () => ({ ok: false, response: await respond() }),
    getAccessToken: async () => fail(error),
  }
}

const answers = new WeakMap<object, () => Promise<Response>>()

/** What is answered to an error that a handler lets through, where that is ours to say: the store cannot be asked. */
export async function answerTo(error: unknown): Promise<Response | undefined> {
  return typeof error === "object" && error !== null ? answers.get(error)?.() : undefined
}

function answerable({ respond }: ContextParts, request: RequestLike, error: unknown): unknown {
  const isOurs = error instanceof AuthError && error.code === "store_unavailable"
  if (isOurs) answers.set(error, () => respond(request, { error }))
  return error
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
