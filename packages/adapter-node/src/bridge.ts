/** `@x/adapter-node/bridge`: Node's requests and responses, and ours. Whatever serves on node:http is built of it. */
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Http2ServerResponse } from "node:http2"
import type { BodyRequest } from "@x/core"
import { cookiesToAdd } from "@x/core/adapter"
import onHeaders from "on-headers"

/** What frameworks add to a request: the URL before they cut off a prefix, and a body that they have read. */
export type NodeRequest = IncomingMessage & { originalUrl?: string; body?: unknown }

/** One byte more than any login's answer may have: enough to see that it is too much. */
const enough = 64 * 1024 + 1

/** INTERNAL_ERROR (RFC 9113 section 7). */
const internalError = 2

/** A view of Node's request. No Request, no Headers and no URL is built: most requests only have their session read. */
export function toRequest(
  req: NodeRequest,
  parsedBody: () => unknown = () => req.body,
  url: string = req.originalUrl ?? req.url ?? "/",
): BodyRequest {
  return {
    method: req.method ?? "GET",
    url,
    headers: { get: (name) => headerOf(req.headers[name.toLowerCase()] ?? authorityOf(req, name)) },
    toRequest: (origin) => webRequest(req, origin, url),
    text: async () => formOf(parsedBody(), req.readableDidRead) ?? (await readBody(req)),
  }
}

/** For the application's hooks, which are promised a Request: without its body, which has been read. */
function webRequest(req: NodeRequest, origin: string, url: string): Request {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    // HTTP/2 has its method and path among them (RFC 9113 section 8.3).
    if (!name.startsWith(":") && value !== undefined) headers.set(name, [value].flat().join(", "))
  }
  // The origin stands in the configuration: what a client calls its Host is in the headers, and is not taken from there.
  const rooted = url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "")
  const path = rooted.startsWith("/") ? rooted : "/"
  const { method = "GET" } = req
  // No Request can have these (Fetch section 2.2.1).
  const forbidden = ["CONNECT", "TRACE", "TRACK"].includes(method)
  return new Request(origin + path, { method: forbidden ? "GET" : method, headers })
}

/** HTTP/2 has another name for the Host (RFC 9113 section 8.3.1). */
function authorityOf({ headers }: IncomingMessage, name: string): string | string[] | undefined {
  return name.toLowerCase() === "host" ? headers[":authority"] : undefined
}

function headerOf(value: string | string[] | undefined): string | null {
  if (value === undefined) return null
  return typeof value === "string" ? value : value.join(", ")
}

/** The form, when a body parser was quicker and has left a text, bytes or an object. */
function formOf(body: unknown, wasRead: boolean): string | undefined {
  if (typeof body === "string") return body
  if (body instanceof Uint8Array) return Buffer.from(body).toString("utf8")
  // Some parsers leave an empty object where the body was none of theirs, and the stream as it came.
  if (typeof body !== "object" || body === null || !wasRead) return undefined
  // What a parser made tables of is no answer to a login.
  const text = (value: unknown) => (typeof value === "string" ? value : "")
  const pairs = Object.entries(body).flatMap(([name, value]) => [value].flat().map((one) => [name, text(one)]))
  return new URLSearchParams(pairs).toString()
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  // The request must outlive the reading: it is still to be answered.
  for await (const chunk of req.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= enough) break
  }
  return Buffer.concat(chunks).toString("utf8")
}

/** What is said of a body (RFC 9110 section 8 and 14.4, RFC 6266) and not of who is answered. */
export const ofBody: readonly string[] = [
  ...["content-type", "content-encoding", "content-language", "content-length", "content-location"],
  ...["content-disposition", "content-range", "last-modified", "etag", "transfer-encoding"],
]

/**
 * Answers with a Response. Cookies that the application has set before are kept; what it has said of a body of its own is
 * not true of this one, and with another length the client would wait, or take the rest for the next answer.
 */
export async function send(res: ServerResponse, response: Response): Promise<void> {
  for (const name of ofBody) res.removeHeader(name)
  res.statusCode = response.status
  for (const [name, value] of response.headers) if (name !== "set-cookie") res.setHeader(name, value)
  for (const cookie of response.headers.getSetCookie()) res.appendHeader("set-cookie", cookie)
  if (response.body === null) return void res.end()
  res.end(Buffer.from(await response.arrayBuffer()))
}

/** Forgets what the application has said of an answer that it did not come to: an error may not be cached as its page. */
export function startOver(res: ServerResponse): void {
  for (const name of res.getHeaderNames()) res.removeHeader(name)
}

/**
 * Ends an answer of which a part is missing so that it looks like no whole one: with the connection, and in HTTP/2 with
 * an error of its stream alone. Nor can it be written to any more: a stream that is piped into it would throw.
 */
export function breakOff(res: ServerResponse): void {
  if (res.writableEnded) return
  const { stream } = res as unknown as Partial<Http2ServerResponse>
  if (stream === undefined) res.destroy()
  else stream.close(internalError)
}

const merging = new WeakMap<ServerResponse, Set<Headers>>()

/**
 * Adds our headers when the application's are written, so that one that sets its own cookies erases none of ours. They
 * may change until then. Call it again when there is something to add where there was nothing.
 */
export function mergeWhenWritten(res: ServerResponse, headers: Headers): void {
  if (headers.getSetCookie().length === 0) return
  const merged = merging.get(res) ?? new Set()
  if (merged.has(headers)) return
  merging.set(res, merged.add(headers))
  onHeaders(res, () => {
    if (headers.getSetCookie().length === 0) return
    const own = [res.getHeader("set-cookie") ?? []].flat().map(String)
    for (const cookie of cookiesToAdd(headers, own)) res.appendHeader("set-cookie", cookie)
    res.setHeader("cache-control", "no-store")
  })
  const { writeHead } = res as unknown as { writeHead(status: number, ...more: unknown[]): ServerResponse }
  // Node takes headers behind a reason that is none, and as pairs, which on-headers loses.
  const plain = (one: unknown) => (Array.isArray(one) && Array.isArray(one[0]) ? one.flat() : one)
  const given = (more: unknown[]) => more.filter((one) => one !== undefined && one !== null).map(plain)
  res.writeHead = (status: number, ...more: unknown[]) => writeHead.call(res, status, ...given(more))
}
