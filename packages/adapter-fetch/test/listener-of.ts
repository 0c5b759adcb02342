// Serves a fetch handler on node:http: a Request of Node's own in, a Response out, and nothing global replaced.
import type { IncomingMessage, RequestListener } from "node:http"
import { Readable } from "node:stream"

export type FetchHandler = (request: Request) => Response | Promise<Response>

export function listenerOf(handle: FetchHandler): RequestListener {
  return async (req, res) => {
    const response = await handle(requestOf(req))
    res.statusCode = response.status
    for (const [name, value] of response.headers) if (name !== "set-cookie") res.setHeader(name, value)
    const cookies = response.headers.getSetCookie()
    if (cookies.length > 0) res.setHeader("set-cookie", cookies)
    res.end(Buffer.from(await response.arrayBuffer()))
  }
}

function requestOf(req: IncomingMessage): Request {
  const headers = new Headers()
  for (let index = 0; index < req.rawHeaders.length; index += 2) {
    headers.append(req.rawHeaders[index] ?? "", req.rawHeaders[index + 1] ?? "")
  }
  const hasBody = req.method !== "GET" && req.method !== "HEAD"
  return new Request(`http://${req.headers.host}${req.url}`, {
    method: req.method ?? "GET",
    headers,
    ...(hasBody ? { body: Readable.toWeb(req) as ReadableStream, duplex: "half" } : {}),
  } as RequestInit)
}
