/** An outcome becomes a Response: replies as they are, failures as a page for people or a problem for programs. */
import type { ApplicationSettings } from "./config/settings.js"
import { type AuthError, failures, withReference } from "./errors.js"
import type { Failure, Outcome } from "./flow/outcome.js"
import { isFailure } from "./flow/outcome.js"
import { isPage, type RequestLike, target } from "./http/fetch-metadata.js"
import { confirmLogoutPage, errorPage } from "./http/pages.js"
import { problem, type Reply, show, toResponse } from "./http/reply.js"
import { longestReturnTo } from "./http/return-to.js"
import { evidenceIn, type LogEvent, oneLine } from "./log.js"

export type OnError<Asked> = (error: AuthError, request: Asked) => Response | undefined | Promise<Response | undefined>

interface Parts<Asked> {
  readonly application: ApplicationSettings
  readonly log: (event: LogEvent) => void
  readonly onError: OnError<Asked>
  /** Looks at the headers of whatever is answered. */
  readonly noteSize: (headers: Headers) => void
  /** A short text that stands in the answer and in the log. */
  readonly newReference: () => string
}

export async function answer<Asked extends RequestLike>(
  parts: Parts<Asked>,
  request: Asked,
  outcome: Outcome,
): Promise<Response> {
  const response = await toAnswer(parts, request, outcome)
  parts.noteSize(response.headers)
  return response
}

async function toAnswer<Asked extends RequestLike>(
  { application, log, onError, newReference }: Parts<Asked>,
  request: Asked,
  outcome: Outcome,
): Promise<Response> {
  if (!isFailure(outcome)) return toResponse(outcome)
  const error = withReference(outcome.error, newReference())
  log(eventOf(error, outcome.provider))
  const own = await onError(error, request)
  try {
    if (own !== undefined) return withOurs(own, outcome.cookies ?? [])
  } catch (cause) {
    // Locked, sent before, or no Response after all: the visitor gets our answer.
    log({ level: "error", event: "hook_failed", message: "What onError returned cannot be sent", ...evidenceIn(cause) })
  }
  return toResponse(withItsHeaders(error, replyTo({ ...outcome, error }, request, application)))
}

function withItsHeaders({ headers }: AuthError, reply: Reply): Reply {
  return headers === undefined ? reply : { ...reply, headers: { ...reply.headers, ...headers } }
}

/** The application's Response with our cookies. @throws {TypeError | RangeError} when it cannot be sent, or no more */
function withOurs(own: Response, cookies: readonly string[]): Response {
  // A Response may be immutable, and ours must not be lost with it.
  const headers = new Headers(own.headers)
  headers.set("cache-control", "no-store")
  for (const cookie of cookies) headers.append("set-cookie", cookie)
  if (own.bodyUsed) throw new TypeError("onError must return a Response that was not sent before.")
  return new Response(own.body, { status: own.status, statusText: own.statusText, headers })
}

/** What is answered to a failure (pure). */
function replyTo(failure: Failure, request: RequestLike, { home, basePath }: ApplicationSettings): Reply {
  const { error, cookies, loginUrl } = failure
  const { code, status, message, reference } = error
  const { title, retry } = failures[code]
  if (!isPage(request)) {
    const { acr, maxAge } = failure.demand ?? {}
    const document = {
      ...{ type: `urn:x-auth:${code}`, title, status, detail: message, code, reference },
      ...(loginUrl === undefined || retry !== "now" ? {} : { login_url: loginUrl }),
      // In the words of RFC 9470 section 3.
      ...(acr === undefined ? {} : { acr_values: acr.join(" ") }),
      ...(maxAge === undefined ? {} : { max_age: maxAge }),
    }
    return problem(status, document, cookies)
  }
  if (code === "cross_site_request") {
    // What was asked for with the question is asked for with the answer.
    const returnTo = new URLSearchParams(target(request).query).get("return_to")
    const query =
      returnTo === null || returnTo.length > longestReturnTo ? "" : `?${new URLSearchParams({ return_to: returnTo })}`
    const question = { title, detail: message, code, reference, action: `${basePath}/auth/logout${query}`, home }
    return show(confirmLogoutPage(question), status, cookies)
  }
  const wayBack = loginUrl === undefined || retry === "no" ? undefined : { label: retryLabels[retry], href: loginUrl }
  return show(errorPage({ title, detail: message, code, reference, retry: wayBack, home }), status, cookies)
}

const retryLabels = { now: "Log in again", later: "Try again" } as const

function eventOf(error: AuthError, provider: string | undefined): LogEvent {
  const { code, message, reference } = error
  return {
    level: failures[code].level,
    event: code,
    message: oneLine(message),
    reference,
    ...(provider === undefined ? {} : { provider }),
    ...evidenceIn(error.cause),
  }
}
