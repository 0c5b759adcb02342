/** Which of the application's origins a request came to: chosen among those that the owner listed, and never made up. */
import type { RequestLike } from "./fetch-metadata.js"
import { authorityOf } from "./host.js"

type Asked = Pick<RequestLike, "url" | "headers">

/** A label of a host's name (RFC 1123 section 2.1); letters beyond ASCII come as `xn--…`. */
const label = /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/

/**
 * Of `X-Forwarded-Host`, where a proxy says what the browser asked for, and then of `Host`, the first that is listed;
 * else the configured origin. Anybody can send these headers, and gets a listed origin for it at most: a page of
 * another site cannot make its visitor's browser send them (Fetch section 2.2.2, forbidden and non-safelisted headers).
 */
export function createOriginChoice({
  origin,
  allowedOrigins,
}: {
  origin: string
  allowedOrigins: readonly string[]
}): (request: Asked) => string {
  const entries = [origin, ...allowedOrigins]
  const isListed = (candidate: string) => entries.some((entry) => isOneOf(entry, candidate))
  const others: Record<Scheme, Scheme> = { http: "https", https: "http" }
  const configured = schemeOf(origin) ?? "https"

  return ({ url, headers }) => {
    const proto = schemeOf(firstOf(headers.get("x-forwarded-proto")))
    // Host has no scheme, and where TLS ends at a proxy nobody here has seen it: the list says which one is meant.
    const likely = proto ?? schemeOf(url) ?? configured
    const both = [likely, others[likely]]
    const forwarded = firstOf(headers.get("x-forwarded-host"))
    const candidates = [
      ...originsOf(forwarded, proto === undefined ? both : [proto]),
      ...originsOf((headers.get("host") ?? authorityOf(url)).toLowerCase(), both),
    ]
    return candidates.find(isListed) ?? origin
  }
}

type Scheme = "http" | "https"

/** Some proxies name the WebSocket's scheme for an upgrade. */
function schemeOf(text: string): Scheme | undefined {
  const scheme = /^(?:http|ws)(s?)(?:$|:)/i.exec(text)
  if (scheme === null) return undefined
  return scheme[1] === "" ? "http" : "https"
}

/** The first of several proxies comes first: it is the one that the browser spoke to. */
function firstOf(header: string | null): string {
  return (header ?? "").split(",", 1)[0]?.trim().toLowerCase() ?? ""
}

/** As texts: what is not spelled as a browser does is none of the list. */
function originsOf(host: string, schemes: readonly Scheme[]): string[] {
  // Some proxies name the port that needs no saying, and some that of their own side.
  const bare = host.replace(/:(?:80|443)$/, "")
  const hosts = bare === host ? [host] : [host, bare]
  return schemes.flatMap((scheme) => hosts.map((name) => `${scheme}://${name}`))
}

/** Whether an origin is the entry, or the entry with one label for its `*`. */
function isOneOf(entry: string, candidate: string): boolean {
  const star = entry.indexOf("*")
  if (star === -1) return entry === candidate
  const [before, after] = [entry.slice(0, star), entry.slice(star + 1)]
  if (!candidate.startsWith(before) || !candidate.endsWith(after)) return false
  const name = candidate.slice(before.length, candidate.length - after.length)
  // There are names that no URL can have, such as xn--a, which is no letter of any script.
  return label.test(name) && URL.canParse(candidate) && new URL(candidate).origin === candidate
}
