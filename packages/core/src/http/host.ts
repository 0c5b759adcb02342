/** On which host the visitor is, by what a request says of itself. Nobody vouches for it: it may be told, not trusted. */
import type { RequestLike } from "./fetch-metadata.js"

type Asked = Pick<RequestLike, "url" | "headers">

/** The host that a request was sent to, when it is another than that of `origin`; undefined when it does not say. */
export function foreignHost(request: Asked, origin: string): string | undefined {
  const { url, headers } = request
  // A proxy that writes Host anew tells here what the browser asked for; the first of several proxies comes first.
  const forwarded = namesIn(headers.get("x-forwarded-host"))
  // The browser's own word comes after that: there are tunnels that write Origin anew, too.
  const sent = [shownHost(request), headers.get("host") ?? authorityOf(url)].flatMap(namesIn)
  const asked = forwarded.length > 0 ? forwarded : sent
  const own = authorityOf(origin)
  // Most requests end here, and none of them has had a URL parsed.
  if (asked.length === 0 || asked.includes(own)) return undefined
  const hosts = asked.map(canonical)
  const ownHost = canonical(own)
  // Many proxies forward the name alone.
  const same = forwarded.length > 0 ? [ownHost, withoutPort(ownHost)] : [ownHost]
  return hosts.some((host) => same.includes(host)) ? undefined : hosts[0]
}

/** The host in the browser's address bar, where it says so itself: a page asks for another page of its own origin. */
export function shownHost({ headers }: Pick<Asked, "headers">): string | undefined {
  if (headers.get("sec-fetch-site") !== "same-origin") return undefined
  const page = authorityOf(headers.get("origin") ?? headers.get("referer") ?? "")
  return page === "" ? undefined : page
}

/** The hosts of this machine that browsers take for different ones, although one server answers on all of them. */
const spellings = /^(?:localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/

/** Whether two hosts are this machine on one port, spelled differently or not. */
export function isSameMachine(one: string, other: string): boolean {
  const [first, second] = [spellings.exec(canonical(one)), spellings.exec(canonical(other))]
  return first !== null && second !== null && first[1] === second[1]
}

/** Host and port of an absolute URL, as they stand there; empty when it has none. */
export function authorityOf(url: string): string {
  return /^[a-z][a-z\d+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1] ?? ""
}

/** As many as a row of proxies can have: a client may write what it likes into a header. */
function namesIn(text: string | null | undefined): string[] {
  const names = (text ?? "").slice(0, 2000).split(",", 8)
  return names.flatMap((name) => (name.trim() === "" ? [] : [name.trim()]))
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, "")
}

/** As a URL writes it, when it is a host at all: lower case, one form for each address, no port that needs no saying. */
function canonical(host: string): string {
  // A name has 253 characters at most (RFC 1035), and a URL would read a path or a user out of these.
  if (host.length > 260 || /[\s/?#@\\]/.test(host) || !URL.canParse(`http://${host}`)) return host
  const url = new URL(`http://${host}`)
  // 443 as well: where TLS ends at a proxy, the scheme that is seen here is not the one that the browser knows.
  return url.port === "443" ? url.hostname : url.host
}
