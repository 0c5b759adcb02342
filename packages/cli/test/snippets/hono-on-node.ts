// What `x-auth init` shows for Hono on Node: here it is compiled, and a test compares the two.
import { serve } from "@hono/node-server"
import { auth } from "@x/adapter-fetch"
import type { Context } from "@x/core"
import { loadConfig } from "@x/core/load"
import { Hono } from "hono"

const app = new Hono<{ Bindings: { auth: Context } }>()

app.get("/", async (c) => {
  const { user, login } = c.env.auth
  return user.isLoggedIn ? c.text(`Welcome! ${user.name ?? "friend"}`) : login()
})

const { handle } = auth(await loadConfig(), (request, context) => app.fetch(request, { auth: context }))

serve({ fetch: handle, port: Number(process.env.PORT ?? 8501) })
