// Misbehaviours of any server: it is down, it hangs, it answers garbage. The provider never hears of the request.
import type { ServerResponse } from "node:http"
import { gzipSync } from "node:zlib"
import type { Fault, ProviderEndpoint } from "./fault.js"

export type Outage =
  | "status 404"
  | "status 500"
  | "status 503"
  | "redirect to itself"
  | "redirect to another origin"
  | "closed connection"
  | "cut answer"
  | "hang"
  | "hang after the headers"
  | "slow drip"
  | "large answer"
  | "large answer, compressed"
  | "HTML"
  | "truncated JSON"
  | "JSON that is no object"
  | "wrong content type"

/** Where programs ask. */
const documents: readonly ProviderEndpoint[] = ["metadata", "jwks_uri", "token_endpoint", "userinfo_endpoint"]
const everywhere: readonly ProviderEndpoint[] = [...documents, "authorization_endpoint", "end_session_endpoint"]

const largeSize = 10_000_000

export const outages: Readonly<Record<Outage, Fault>> = {
  "status 404": status(404),
  "status 500": status(500),
  "status 503": status(503),
  "redirect to itself": {
    text: "A redirect (307) to the same address, and so for ever.",
    at: everywhere,
    answer: ({ url = "/" }, response) => response.writeHead(307, { location: url }).end(),
  },
  "redirect to another origin": {
    text: "A redirect (307) to `http://127.0.0.1:PORT/elsewhere`, where nobody should go: `onRequest` tells who does.",
    at: everywhere,
    answer: ({ socket }, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${socket.localPort}/elsewhere` }).end(),
  },
  "closed connection": {
    text: "The connection is closed without an answer.",
    at: everywhere,
    answer: ({ socket }) => socket.destroy(),
  },
  "cut answer": {
    text: "The connection is closed in the middle of the answer.",
    at: everywhere,
    answer(_request, response) {
      response.writeHead(200, { ...json, "content-length": 1000 })
      response.write('{"issuer":', () => response.destroy())
    },
  },
  hang: {
    text: "No answer, ever; the connection stays open.",
    at: everywhere,
    answer() {},
  },
  "hang after the headers": {
    text: "The headers of an answer, and then nothing.",
    at: everywhere,
    answer: (_request, response) => response.writeHead(200, json).flushHeaders(),
  },
  "slow drip": {
    text: "An answer that never ends, a byte every 50 milliseconds.",
    at: everywhere,
    answer: drip,
  },
  "large answer": {
    text: "A JSON object of 10 MB.",
    at: documents,
    answer: (_request, response) => response.writeHead(200, json).end(largeObject()),
  },
  "large answer, compressed": {
    text: "The same in some 10 kB, compressed.",
    at: documents,
    answer: (_request, response) => response.writeHead(200, { ...json, "content-encoding": "gzip" }).end(compressed()),
  },
  HTML: {
    text: "A page in HTML, with the status 200.",
    at: documents,
    answer: (_request, response) =>
      response.writeHead(200, page).end("<!doctype html><title>Welcome</title><h1>Log in"),
  },
  "truncated JSON": {
    text: "JSON that breaks off.",
    at: documents,
    answer: (_request, response) => response.writeHead(200, json).end('{"issuer":"http://localhost","keys":[{'),
  },
  "JSON that is no object": {
    text: "JSON, but a list.",
    at: documents,
    answer: (_request, response) => response.writeHead(200, json).end('["issuer","keys"]'),
  },
  "wrong content type": {
    text: "The right answer, as `text/plain`.",
    at: documents,
    change: (answer) => ({ ...answer, headers: { ...answer.headers, "content-type": "text/plain; charset=utf-8" } }),
  },
}

const json = { "content-type": "application/json" }
const page = { "content-type": "text/html; charset=utf-8" }

function status(code: number): Fault {
  return {
    text: `The status ${code}, with a page.`,
    at: everywhere,
    answer: (_request, response) => response.writeHead(code, page).end(`<!doctype html><title>${code}</title>`),
  }
}

/** White space may stand before a JSON value as long as one likes. */
function drip(_request: unknown, response: ServerResponse): void {
  response.writeHead(200, json)
  const timer = setInterval(() => response.write(" "), 50)
  response.once("close", () => clearInterval(timer))
}

function largeObject(): string {
  return JSON.stringify({ filling: "x".repeat(largeSize) })
}

let gzipped: Buffer | undefined

function compressed(): Buffer {
  gzipped ??= gzipSync(largeObject())
  return gzipped
}
