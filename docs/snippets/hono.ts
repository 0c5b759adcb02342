// Hono: the visitor travels in the bindings.
import { auth } from "@x/adapter-fetch"
import type { Config, Context } from "@x/core"
import { Hono } from "hono"

export function application(config: Config): (request: Request) => Promise<Response> {
  // #region hono
  const app = new Hono<{ Bindings: { auth: Context } }>()

  app.get("/", async (c) => {
    const { user, login } = c.env.auth
    return user.isLoggedIn ? c.text(`Welcome! ${user.name ?? "friend"}`) : login()
  })

  const { handle } = auth(config, (request, context) => app.fetch(request, { auth: context }))
  // #endregion hono
  return handle
}
