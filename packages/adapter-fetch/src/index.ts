/** `@x/adapter-fetch`: logins for whatever calls `handle(request)`: Workers, Deno, Bun, Hono. */
import type { Auth, Config, Context } from "@x/core"
import { authOf, type RegisteredClaims } from "@x/core/adapter"

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
  const { handle, context } = authOf<C>(source)
  return {
    async handle(request, ...rest) {
      const answer = await handle(request)
      if (answer !== undefined || handler === undefined) return answer
      const given = await context(request)
      return withHeaders(await handler(request, given, ...rest), given.headers)
    },
  }
}

/** A Response may be immutable: it is made anew, but only when there is something to add. */
function withHeaders(response: Response, added: Headers): Response {
  const cookies = added.getSetCookie()
  if (cookies.length === 0) return response
  const headers = new Headers(response.headers)
  for (const cookie of cookies) headers.append("set-cookie", cookie)
  headers.set("cache-control", "no-store")
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}
