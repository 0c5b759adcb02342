/** What kind of request this is, by the headers that a browser sets and a page cannot (Fetch Metadata). */

/** The part of a Request that reading a session needs, so that an adapter need not build a whole Request. */
export interface RequestLike {
  readonly method: string
  /** Absolute, or without its origin as Node gives it. */
  readonly url: string
  readonly headers: { get(name: string): string | null }
  /** The Request that this is a view of, made when the application's hooks want one. */
  toRequest?(origin: string): Request
}

/** A request whose body the callback may read: a Request, or an adapter's view of one. */
export type BodyRequest = RequestLike & { text(): Promise<string>; readonly body?: ReadableStream<Uint8Array> | null }

type Headed = Pick<RequestLike, "headers">

/** A person's browser that will show the answer as a page; anything else is an API call. */
export function isPage({ headers }: Headed): boolean {
  const mode = headers.get("sec-fetch-mode")
  if (mode !== null) return mode === "navigate"
  return accepts(headers, ["text/html"]) && headers.get("x-requested-with") === null
}

/** A request by a page's script, an image or the like: a redirect to a provider would lead it nowhere. */
export function isScripted({ headers }: Headed): boolean {
  const destination = headers.get("sec-fetch-dest") ?? ""
  if (!["", "document", "iframe", "empty"].includes(destination)) return true
  if (headers.get("x-requested-with") !== null) return true
  const accept = headers.get("accept")
  if (accept !== null && !accepts(headers, ["*/*", "html"])) return true
  // Node's fetch says "cors" too, but no page ever sends that without its site.
  return headers.get("sec-fetch-mode") === "cors" && headers.get("sec-fetch-site") !== null
}

/**
 * Shown inside a page of another site. Our cookies are neither kept nor sent there (RFC 6265bis section 5.2), so a login
 * could not hold, and whoever has that page could begin as many as they like.
 */
export function isFramedElsewhere({ headers }: Headed): boolean {
  const destination = headers.get("sec-fetch-dest") ?? ""
  const isFramed = ["iframe", "frame", "fencedframe", "object", "embed"].includes(destination)
  return isFramed && headers.get("sec-fetch-site") === "cross-site"
}

/** A guess of the browser that the visitor may come here soon: nothing may begin or end by it. */
export function isPrefetch({ headers }: Headed): boolean {
  return ["sec-purpose", "purpose"].some((name) => headers.get(name)?.toLowerCase().includes("prefetch") === true)
}

/** Whether another site made the browser send this; undefined when nothing in the request tells. */
export function isCrossSite({ headers }: Headed, origin: string): boolean | undefined {
  const site = headers.get("sec-fetch-site")
  if (site !== null) return !["same-origin", "same-site", "none"].includes(site)
  const from = headers.get("origin")
  if (from !== null) return from !== origin
  const referer = headers.get("referer")
  if (referer === null) return undefined
  return !URL.canParse(referer) || new URL(referer).origin !== origin
}

function accepts(headers: RequestLike["headers"], kinds: readonly string[]): boolean {
  const accept = headers.get("accept")?.toLowerCase() ?? ""
  return kinds.some((kind) => accept.includes(kind))
}

/** The longest query that our routes read, in characters: Node takes no more than this of all headers together. */
const longestQuery = 16 * 1024

/** Whether a query is longer than anything that a login asks or answers. */
export function isTooLong({ query }: { readonly query: string }): boolean {
  return query.length > longestQuery
}

/** Path and query of a request, whether its URL has an origin or not. */
export function target({ url }: Pick<RequestLike, "url">): { path: string; query: string } {
  // Not by URL: it would read the host out of "//evil.example", and the path would no longer be the one that was sent.
  const rooted = url.startsWith("/") ? url : url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?#]*/i, "")
  const [beforeFragment = ""] = rooted.split("#", 1)
  const question = beforeFragment.indexOf("?")
  if (question === -1) return { path: beforeFragment, query: "" }
  return { path: beforeFragment.slice(0, question), query: beforeFragment.slice(question + 1) }
}
