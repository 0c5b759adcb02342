/** `@x/adapter-node`: logins for node:http, Connect, Express and whatever has their middleware. */
import type { IncomingMessage, ServerResponse } from "node:http"
import {
  type Access,
  type AccessRule,
  type Auth,
  AuthError,
  type BodyRequest,
  type Config,
  type Context,
} from "@x/core"
import { answering, answerTo, authOf, mayBeRoute, type RegisteredClaims } from "@x/core/adapter"
import { breakOff, mergeWhenWritten, send, startOver, toRequest } from "./bridge.js"

/** `req.auth`. `login`, `logout` and a refused `requireUser` have answered the request when their promise is kept. */
export type NodeContext<C = RegisteredClaims> = Context<C, void>

declare module "http" {
  interface IncomingMessage {
    /** The visitor of this request, set by `auth()` of @x/adapter-node. */
    auth: NodeContext
  }
}

export type Next = (error?: unknown) => void
export type Handler = (req: IncomingMessage, res: ServerResponse) => unknown
/** A middleware, and a listener for `createServer` when `auth` was given a handler. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next?: Next) => Promise<void>

/**
 * Serves the routes of login, callback and logout, and sets `req.auth` for everything else.
 *
 * @throws {AuthError} invalid_argument when `source` is neither a Config nor an Auth
 */
export function auth<C = RegisteredClaims>(source: Config | Auth<C>, handler?: Handler): Middleware {
  const given = authOf<C>(source)
  const { handle, context } = given
  const isOurs = mayBeRoute(given)

  /** Whether it was a request for us. */
  async function answer(request: BodyRequest, res: ServerResponse): Promise<boolean> {
    const response = await handle(request)
    if (response !== undefined) await send(res, response)
    return response !== undefined
  }

  return async (req, res, next) => {
    try {
      const request = toRequest(req)
      if (isOurs(request.url) && (await answer(request, res))) return
      const host = {
        send: (response: Response) => send(res, response),
        merge: (headers: Headers) => mergeWhenWritten(res, headers),
      }
      req.auth = answering(await context(request), host) as unknown as NodeContext
      if (handler !== undefined) await handler(req, res)
    } catch (error) {
      if (next !== undefined) return next(error)
      const answer = res.headersSent ? undefined : await answerTo(error)
      if (answer === undefined || res.headersSent) return fail(res, error, req.errored)
      startOver(res)
      // It may be of the application's own making, and go no better than its handler.
      return send(res, answer).catch((broken) => fail(res, broken, req.errored))
    }
    if (handler !== undefined) return
    if (next === undefined) return fail(res, undefined, null)
    next()
  }
}

/** Lets in whoever is logged in and satisfies the rule; answers everybody else. `auth` comes before it. */
export function requireUser<C = RegisteredClaims>(
  rule?: AccessRule<C>,
): (req: IncomingMessage, res: ServerResponse, next: Next) => Promise<void> {
  return async (req, _res, next) => {
    let access: Access<C>
    try {
      if (req.auth === undefined) throw new Error("requireUser() needs auth() before it: app.use(auth(config)).")
      access = await (req.auth as unknown as NodeContext<C>).requireUser(rule)
    } catch (error) {
      return next(error)
    }
    if (access.ok) next()
  }
}

/** The last word where no framework has one: an error of the handler must not take the process down. */
function fail(res: ServerResponse, error: unknown, aborted: Error | null): void {
  // The visitor has left: there is nobody to answer, and nothing that went wrong here.
  if (error !== undefined && error === aborted) return
  const status = error === undefined ? 404 : error instanceof AuthError ? error.status : 500
  if (status === 500) console.error(error)
  if (res.headersSent) return void breakOff(res)
  startOver(res)
  res.writeHead(status, { "content-type": "text/plain; charset=utf-8" })
  res.end(error instanceof AuthError ? error.message : status === 404 ? "Not found" : "Internal server error")
}
