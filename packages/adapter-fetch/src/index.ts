/** `@x/adapter-fetch`: logins for whatever calls `handle(request)`: Workers, Deno, Bun, Hono. */
import type { Auth, Config, Context } from "@x/core"
import { answerTo, authOf, type RegisteredClaims } from "@x/core/adapter"

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
      return withHeaders(await answerOf(handler, request, given, rest), given.headers)
    },
  }
}

/** The handler's answer, or ours when it has asked who is there and nobody can tell. */
async function answerOf<C, Rest extends unknown[]>(
  handler: Handler<C, Rest>,
  request: Request,
  context: Context<C>,
  rest: Rest,
): Promise<Response> {
  try {
    return await handler(request, context, ...rest)
  } catch (error) {
    const answer = await answerTo(error)
    if (answer === undefined) throw error
    return answer
  }
}

/** A Response may be immutable: it is made anew, but only when there is something to add. */
function withHeaders(response: Response, added: Headers): Response {
  const cookies = added.getSetCookie()
  if (cookies.length === 0) return response
  const headers = new Headers(response.headers)
  // A handler may have added them already, as whoever calls `requireUser` of an Auth has to.
  const own = headers.getSetCookie()
  for (const cookie of cookies) if (!own.includes(cookie)) headers.append("set-cookie", cookie)
  headers.set("cache-control", "no-store")
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers })
}
