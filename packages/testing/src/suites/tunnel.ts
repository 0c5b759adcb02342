// A reverse proxy as Codespaces and dev tunnels have one: the application hears of an address that no browser knows.
import { request } from "node:http"
import { listenOnLoopback } from "../loopback.js"
import type { Running } from "./world.js"

export interface TunnelOptions {
  /** Where the application listens. */
  readonly to: string
  /** The Host that the application is told, and the Origin of what has one. */
  readonly host: string
  /** Whether it says in X-Forwarded-Host and -Proto what the browser asked for. */
  readonly isFrank: boolean
}

export async function openTunnel({ to, host, isFrank }: TunnelOptions): Promise<Running> {
  const { hostname, port } = new URL(to)
  const { port: own, close } = await listenOnLoopback((incoming, answer) => {
    const { method, url, headers } = incoming
    const passed = request({
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port,
      method,
      path: url,
      headers: {
        ...headers,
        host,
        ...(headers.origin !== undefined && { origin: `http://${host}` }),
        ...(isFrank && { "x-forwarded-host": headers.host, "x-forwarded-proto": "https" }),
      },
      agent: false,
    })
    passed.once("error", (error) => answer.destroy(error))
    passed.once("response", (reply) => {
      answer.writeHead(reply.statusCode ?? 502, reply.rawHeaders)
      reply.pipe(answer)
    })
    incoming.pipe(passed)
  }, 0)
  return { origin: `http://localhost:${own}`, close }
}
