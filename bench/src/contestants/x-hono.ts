/** @x/adapter-fetch with Hono. */
import { getRequestListener } from "@hono/node-server"
import { auth } from "@x/adapter-fetch"
import type { Context } from "@x/core"
import { Hono } from "hono"
import { personPath } from "../world.js"
import type { Contestant } from "./contestant.js"
import { toResponse } from "./to-response.js"
import { configOf, login, mint, personOf } from "./x.js"

export const contestant: Contestant = {
  login,
  mint,
  start(world) {
    const app = new Hono<{ Bindings: { auth: Context } }>()
    app.get(personPath, (c) => toResponse(personOf(c.env.auth.user)))
    return getRequestListener(auth(configOf(world), (request, context) => app.fetch(request, { auth: context })).handle)
  },
}
