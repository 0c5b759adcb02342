/**
 * The limit of fetch handlers: the same answer to everybody, on the server that @x/adapter-fetch is measured on. It is
 * async, as every handler that knows its visitor has to be.
 */
import { getRequestListener } from "@hono/node-server"
import { personPath, somebody } from "../world.js"
import type { Contestant } from "./contestant.js"
import { toResponse } from "./to-response.js"

export const contestant: Contestant = {
  start: () =>
    getRequestListener(async (request) =>
      new URL(request.url).pathname === personPath ? toResponse(somebody) : new Response(null, { status: 404 }),
    ),
}
