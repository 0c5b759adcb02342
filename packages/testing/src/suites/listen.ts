// Serves a listener of node:http for as long as a suite needs it.
import type { RequestListener } from "node:http"
import { listenOnLoopback } from "../loopback.js"
import type { Running } from "./world.js"

/** What `start` of `describeAdapter` returns for whatever becomes a listener: `listen(app)`, `listen(koa.callback())`. */
export async function listen(listener: RequestListener): Promise<Running> {
  const { port, close } = await listenOnLoopback(listener, 0)
  return { origin: `http://localhost:${port}`, close }
}
