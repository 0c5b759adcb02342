// A request as it is written, byte for byte: no address is tidied up and no header is added.
import { request } from "node:http"
import type { World } from "./world.js"

export interface Question {
  readonly method?: string
  /** With the query, as it stands in the request line. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Reply {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly setCookies: readonly string[]
  readonly text: string
}

/** Asks the application of a world. Its own Host comes along unless another is given. */
export function ask(
  { origin, connectTo, watch }: Pick<World, "origin" | "connectTo" | "watch">,
  { method = "GET", path, headers = {}, body }: Question,
): Promise<Reply> {
  const { hostname, port } = new URL(connectTo)
  return new Promise((resolve, reject) => {
    const asked = request({
      hostname: hostname.replace(/^\[|\]$/g, ""),
      port,
      method,
      path,
      headers: { host: new URL(origin).host, ...headers },
      agent: false,
    })
    asked.once("error", reject)
    asked.once("response", (incoming) => {
      const chunks: Buffer[] = []
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
      incoming.once("error", reject)
      incoming.once("end", () => {
        const answered = new Headers()
        for (let index = 0; index < incoming.rawHeaders.length; index += 2) {
          answered.append(incoming.rawHeaders[index] ?? "", incoming.rawHeaders[index + 1] ?? "")
        }
        const reply = {
          url: `${origin}${path}`,
          status: incoming.statusCode ?? 0,
          headers: answered,
          setCookies: answered.getSetCookie(),
          text: Buffer.concat(chunks).toString("utf8"),
        }
        watch.see(reply)
        resolve(reply)
      })
    })
    asked.end(body)
  })
}
