/** Where the application has its say: its options, in the form in which the flows call them. */
import type { OnError } from "./answer.js"
import type { AuthOptions, EnrichingOptions } from "./auth.js"
import { AuthError } from "./errors.js"
import type { OnLogin } from "./flow/callback.js"
import type { OnLogout } from "./flow/logout.js"
import { watchAnswerSize } from "./http/answer-size.js"
import { type RequestLike, target } from "./http/fetch-metadata.js"
import { evidenceIn, type LogEvent, logToConsole } from "./log.js"
import { withoutTexts } from "./provider/secrets-in-errors.js"
import { deepFreeze } from "./session/claims.js"
import type { User } from "./session/session.js"

export interface Hooks {
  readonly log: (event: LogEvent) => void
  /** Something went on without: what, with which provider, and why. */
  readonly warn: (message: string, provider: string, cause: unknown) => void
  /** Looks at the headers of an answer, and warns once when they are so large that a proxy may refuse them. */
  readonly noteSize: (headers: Headers) => void
  readonly onLogin: OnLogin
  readonly onLogout: OnLogout
  readonly onError: OnError<RequestLike>
}

export function hooksOf<C extends object>(
  options: AuthOptions | EnrichingOptions<C>,
  originOf: (request: RequestLike) => string,
): Hooks {
  /** Hooks are promised a Request, and an adapter may have only a view of one. */
  const webRequest = (request: RequestLike) => request.toRequest?.(originOf(request)) ?? (request as Request)

  const log = (event: LogEvent) => {
    try {
      const told: unknown = (options.log ?? logToConsole)(event)
      if (told instanceof Promise) told.catch(() => logToConsole(event))
    } catch {
      // What was to be told must not be lost with the one who was to be told.
      logToConsole(event)
    }
  }
  const failed = (hook: string, error: unknown) =>
    log({ level: "error", event: "hook_failed", message: `${hook} failed`, ...evidenceIn(error) })
  return {
    log,

    warn(message, provider, cause) {
      log({ level: "warning", event: "provider", message, provider, ...evidenceIn(cause) })
    },

    noteSize: watchAnswerSize(log),

    async onLogin(login) {
      const user = deepFreeze(structuredClone(login.user))
      try {
        return kept(await options.onLogin?.({ ...login, user, request: webRequest(login.request) }))
      } catch (cause) {
        throw cause instanceof AuthError ? cause : new AuthError("on_login_failed", { cause })
      }
    },

    async onLogout({ request, user, ...logout }) {
      try {
        const asked = request === undefined ? {} : { request: webRequest(request) }
        await options.onLogout?.({ ...logout, user: user as User, ...asked })
      } catch (error) {
        // The session ends all the same: that is what the visitor asked for.
        failed("onLogout", error)
      }
    },

    async onError(error, request) {
      try {
        return usable(await options.onError?.(error, webRequest(request)))
      } catch (cause) {
        // Then the visitor gets our answer. The code in the address may be good still.
        const told = new URLSearchParams(target(request).query).values()
        failed("onError", withoutTexts([...told], cause))
        return undefined
      }
    },
  }
}

/** What `onError` returned, if it can be sent: `Response.error()` has the status 0. */
function usable(response: unknown): Response | undefined {
  if (response === undefined) return undefined
  // By its looks: hosts bring a Response of their own.
  const { status, headers } = (response ?? {}) as Partial<Response>
  if (typeof status === "number" && status >= 200 && headers !== undefined) return response as Response
  throw new TypeError("onError must return nothing, or a Response with a status.")
}

/** What `onLogin` returned, if it is a user. */
function kept(user: unknown): object | undefined {
  if (user === undefined || (typeof user === "object" && user !== null && !Array.isArray(user))) return user
  throw new TypeError("onLogin must return nothing, or an object: the user that is kept.")
}
