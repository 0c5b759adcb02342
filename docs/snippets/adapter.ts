// An adapter for a server that calls a function with a Request and takes a Response.
import type { Auth, Config, Context } from "@x/core"
import { authOf } from "@x/core/adapter"

// #region adapter
type Handler<C> = (request: Request, visitor: Context<C>) => Response | Promise<Response>

export function withAuth<C>(source: Config | Auth<C>, handler: Handler<C>): (request: Request) => Promise<Response> {
  const { handle, context } = authOf<C>(source)
  return async (request) => {
    const answer = await handle(request) // login, callback, logout
    if (answer !== undefined) return answer

    const visitor = await context(request) // user, session, login, logout, requireUser
    const response = await handler(request, visitor)
    for (const [name, value] of visitor.headers) {
      if (name === "set-cookie") response.headers.append(name, value)
      else response.headers.set(name, value) // no-store, wherever there is a cookie
    }
    return response
  }
}
// #endregion adapter
