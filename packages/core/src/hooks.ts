/** Where the application has its say: its options, in the form in which the flows call them. */
import type { OnError } from "./answer.js"
import type { AuthOptions, BodyRequest, EnrichingOptions } from "./auth.js"
import { AuthError } from "./errors.js"
import type { OnLogin } from "./flow/callback.js"
import type { OnLogout } from "./flow/logout.js"
import type { RequestLike } from "./http/fetch-metadata.js"
import { evidenceOf, type LogEvent, logToConsole } from "./log.js"
import { type Claims, deepFreeze } from "./session/claims.js"
import { toSession } from "./session/session.js"

export interface Hooks {
  readonly log: (event: LogEvent) => void
  /** Something went on without: what, with which provider, and why. */
  readonly warn: (message: string, provider: string, cause: unknown) => void
  readonly onLogin: OnLogin<BodyRequest>
  readonly onLogout: OnLogout
  readonly onError: OnError<RequestLike>
}

export function hooksOf<C extends object>(options: AuthOptions | EnrichingOptions<C>): Hooks {
  const log = options.log ?? logToConsole
  const failed = (hook: string, error: unknown) =>
    log({ level: "error", event: "hook_failed", message: `${hook} failed`, cause: evidenceOf(error) ?? "" })
  return {
    log,

    warn(message, provider, cause) {
      const evidence = evidenceOf(cause)
      const event = { level: "warning", event: "provider", message, provider } as const
      log(evidence === undefined ? event : { ...event, cause: evidence })
    },

    async onLogin(login) {
      const user = deepFreeze(structuredClone(login.user))
      try {
        return kept(await options.onLogin?.({ ...login, user }))
      } catch (cause) {
        throw cause instanceof AuthError ? cause : new AuthError("on_login_failed", { cause })
      }
    },

    async onLogout(record, request) {
      const { user } = toSession<Claims>(record, [])
      try {
        await options.onLogout?.({ user, provider: record.provider, request })
      } catch (error) {
        // The session ends all the same: that is what the visitor asked for.
        failed("onLogout", error)
      }
    },

    async onError(error, request) {
      try {
        return (await options.onError?.(error, request)) ?? undefined
      } catch (cause) {
        // Then the visitor gets our answer.
        failed("onError", cause)
        return undefined
      }
    },
  }
}

/** What `onLogin` returned, if it is a user. */
function kept(user: unknown): object | undefined {
  if (user === undefined || (typeof user === "object" && user !== null && !Array.isArray(user))) return user
  throw new TypeError("onLogin must return nothing, or an object: the user that is kept.")
}
