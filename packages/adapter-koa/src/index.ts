/** `@x/adapter-koa`: logins for Koa. */
import { mergeWhenWritten, type NodeRequest, ofBody, toRequest } from "@x/adapter-node/bridge"
import type { AccessRule, Auth, Config, Context } from "@x/core"
import { answering, authOf, mayBeRoute, type RegisteredClaims } from "@x/core/adapter"
import type { DefaultContext, Middleware, ParameterizedContext } from "koa"

/** `ctx.auth`. `login`, `logout` and a refused `requireUser` have answered the request when their promise is kept. */
export type KoaContext<C = RegisteredClaims> = Context<C, void>

declare module "koa" {
  interface DefaultContext {
    /** The visitor of this request, set by `auth()` of @x/adapter-koa. */
    auth: KoaContext
  }
}

/**
 * Serves the routes of login, callback and logout, and sets `ctx.auth` for everything else.
 *
 * @throws {AuthError} invalid_argument when `source` is neither a Config nor an Auth
 */
export function auth<C = RegisteredClaims>(source: Config | Auth<C>): Middleware {
  const { handle, context, ...given } = authOf<C>(source)
  const isOurs = mayBeRoute(given)
  return async (ctx, next) => {
    // Some parsers leave what they have read at Koa's request, some at Node's.
    const parsedBody = () => (ctx.request as Parsed).body ?? (ctx.req as Parsed).body
    // Koa knows what it was given; what it stands in may have cut off a prefix before that.
    const request = toRequest(ctx.req, parsedBody, (ctx.req as NodeRequest).originalUrl ?? ctx.originalUrl)
    const answer = isOurs(request.url) ? await handle(request) : undefined
    if (answer !== undefined) return send(ctx, answer)
    const host = {
      send: (response: Response) => send(ctx, response),
      merge: (headers: Headers) => mergeWhenWritten(ctx.res, headers),
    }
    ctx.auth = answering(await context(request), host) as unknown as KoaContext
    return next()
  }
}

/** Lets in whoever is logged in and satisfies the rule; answers everybody else. `auth` comes before it. */
export function requireUser<C = RegisteredClaims>(rule?: AccessRule<C>): Middleware {
  return async (ctx, next) => {
    if (ctx.auth === undefined) throw new Error("requireUser() needs auth() before it: app.use(auth(config)).")
    const access = await (ctx.auth as unknown as KoaContext<C>).requireUser(rule)
    if (access.ok) return next()
  }
}

interface Parsed {
  readonly body?: unknown
}

type Answered = ParameterizedContext<unknown, DefaultContext>

/** Koa writes the answer when all middleware is done; our cookies join those that are set until then. */
async function send(ctx: Answered, response: Response): Promise<void> {
  for (const name of ofBody) ctx.remove(name)
  ctx.status = response.status
  // Without a body Koa would say 204, whatever the status.
  ctx.body = response.body === null ? "" : Buffer.from(await response.arrayBuffer())
  for (const [name, value] of response.headers) if (name !== "set-cookie") ctx.set(name, value)
  mergeWhenWritten(ctx.res, response.headers)
}
