/** `@x/adapter-fetch`: logins for whatever calls `handle(request)`: Workers, Deno, Bun, Hono. */
import type { Auth, Config, Context } from "@x/core"
import { answerTo, authOf, cookiesToAdd, mayBeRoute, type RegisteredClaims } from "@x/core/adapter"

/** Answers a request whose visitor is known. `rest` is what the runtime gives besides: env, ctx, server. */
export type Handler<C, Rest extends unknown[]> = (
  request: Request,
  context: Context<C>,
  ...rest: Rest
) => Response | Promise<Response>

/**
 * Serves the routes of login, callback and logout. Without a handler, `handle` resolves to undefined for any other
 * path; with one, the handler is given the visitor, and renewed cookies are appended to its Response.
 *
 * @throws {AuthError} invalid_argument when `source` is neither a Config nor an Auth
 */
export function auth<C = RegisteredClaims>(
  source: Config | Auth<C>,
): { handle(request: Request, ...rest: unknown[]): Promise<Response | undefined> }
export function auth<C = RegisteredClaims, Rest extends unknown[] = unknown[]>(
  source: Config | Auth<C>,
  handler: Handler<C, Rest>,
): { handle(request: Request, ...rest: Rest): Promise<Response> }
export function auth<C, Rest extends unknown[]>(
  source: Config | Auth<C>,
  handler?: Handler<C, Rest>,
): { handle(request: Request, ...rest: Rest): Promise<Response | undefined> } {
  const given = authOf<C>(source)
  const isOurs = mayBeRoute(given)
  return {
    async handle(request, ...rest) {
      if (handler === undefined) return given.handle(request)
      const answer = isOurs(request.url) ? await given.handle(request) : undefined
      if (answer !== undefined) return answer
      const context = await given.context(request)
      try {
        return withHeaders(await handler(request, context, ...rest), context.headers)
      } catch (error) {
        // The handler has asked who is there, and nobody can tell.
        const told = await answerTo(error)
        if (told === undefined) throw error
        return withHeaders(told, context.headers)
      }
    },
  }
}

/** A Response may be immutable: it is made anew, but only when there is something to add. */
function withHeaders(response: Response, added: Headers): Response {
  // Bun's server answers an upgrade itself, and its handler with nothing.
  if (added.getSetCookie().length === 0 || (response as Response | undefined) === undefined) return response
  // A handler may have set them already, as whoever calls `requireUser` of an Auth has to.
  const missing = cookiesToAdd(added, response.headers.getSetCookie())
  if (response.status === 101) return withUpgrade(response, missing)
  const headers = new Headers(response.headers)
  for (const cookie of missing) headers.append("set-cookie", cookie)
  headers.set("cache-control", "no-store")
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}

/** No program can make it anew: the socket hangs on it, and 101 is no status for a Response (Fetch section 5.5). */
function withUpgrade(response: Response, cookies: readonly string[]): Response {
  try {
    for (const cookie of cookies) response.headers.append("set-cookie", cookie)
  } catch {
    // Deno's is immutable: the session is renewed by the next request.
  }
  return response
}
