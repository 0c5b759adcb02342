/** @x/adapter-fetch, on the server that bridges Node and fetch handlers the fastest. */
import { getRequestListener } from "@hono/node-server"
import { auth } from "@x/adapter-fetch"
import { personPath } from "../world.js"
import type { Contestant } from "./contestant.js"
import { toResponse } from "./to-response.js"
import { configOf, login, mint, personOf } from "./x.js"

export const contestant: Contestant = {
  login,
  mint,
  start: (world) => {
    const { handle } = auth(configOf(world), (request, { user }) =>
      new URL(request.url).pathname === personPath ? toResponse(personOf(user)) : new Response(null, { status: 404 }),
    )
    return getRequestListener(handle)
  },
}
