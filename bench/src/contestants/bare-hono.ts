/** The limit on Hono: the same answer to everybody. */
import { getRequestListener } from "@hono/node-server"
import { Hono } from "hono"
import { personPath, somebody } from "../world.js"
import type { Contestant } from "./contestant.js"
import { toResponse } from "./to-response.js"

export const contestant: Contestant = {
  start: () => getRequestListener(new Hono().get(personPath, async () => toResponse(somebody)).fetch),
}
