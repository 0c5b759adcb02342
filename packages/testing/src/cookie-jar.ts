// What a browser does with cookies (RFC 6265bis), as far as logins depend on it.
import { isLoopback } from "./loopback.js"

/** One cookie in the jar. Times are milliseconds since the epoch. */
export interface StoredCookie {
  readonly name: string
  readonly value: string
  readonly domain: string
  /** Without a Domain attribute a cookie is for its very host alone. */
  readonly hostOnly: boolean
  readonly path: string
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly sameSite: "strict" | "lax" | "none"
  readonly createdAt: number
  /** Absent: until the browser is closed. */
  readonly expiresAt?: number
}

export interface CookieJar {
  /** Takes the value of one Set-Cookie header. Returns whether a browser would: refused ones leave the jar as it was. */
  set(url: string, setCookie: string): boolean
  /** Takes a cookie out of the jar, whatever its path. Without a name: all that would be sent to this URL. */
  delete(url: string, name?: string): void
  /** The cookies that a navigation to this URL carries, in the order of the Cookie header; without a URL, all of them. */
  cookies(url?: string): StoredCookie[]
  /** The value of a cookie that a navigation to this URL carries. */
  value(url: string, name: string): string | undefined
  /** The Cookie header of a request; `""` when there is nothing to send. */
  header(url: string, request?: RequestKind): string
  /** A jar of its own with the same cookies in it. */
  copy(): CookieJar
}

/** What SameSite asks about. Default: somebody typed the address. */
export interface RequestKind {
  readonly method?: string
  readonly crossSite?: boolean
}

const maximumNameAndValue = 4096
const maximumAttribute = 1024

/** `now`: milliseconds since the epoch, for tests that travel in time. */
export function createCookieJar(now: () => number = Date.now, initial: readonly StoredCookie[] = []): CookieJar {
  let stored: readonly StoredCookie[] = initial

  const alive = () => {
    const time = now()
    return stored.filter(({ expiresAt = Number.POSITIVE_INFINITY }) => expiresAt > time)
  }

  const jar: CookieJar = {
    set(url, setCookie) {
      const cookie = parse(new URL(url), setCookie, now())
      if (!cookie) return false
      const before = stored.find((other) => sameCookie(other, cookie))
      // A cookie that is replaced keeps its place in the header.
      const kept = before ? { ...cookie, createdAt: before.createdAt } : cookie
      stored = before ? stored.map((other) => (other === before ? kept : other)) : [...stored, kept]
      return true
    },
    delete(url, name) {
      const gone = new Set(jar.cookies(url).filter((cookie) => name === undefined || cookie.name === name))
      stored = stored.filter((cookie) => !gone.has(cookie))
    },
    cookies(url) {
      stored = alive()
      if (url === undefined) return [...stored]
      const target = new URL(url)
      return stored
        .filter((cookie) => matches(cookie, target))
        .sort((a, b) => b.path.length - a.path.length || a.createdAt - b.createdAt)
    },
    value: (url, name) => jar.cookies(url).find((cookie) => cookie.name === name)?.value,
    header: (url, request = {}) =>
      jar
        .cookies(url)
        .filter((cookie) => mayTravel(cookie, request))
        .map(({ name, value }) => (name === "" ? value : `${name}=${value}`))
        .join("; "),
    copy: () => createCookieJar(now, alive()),
  }
  return jar
}

function parse(url: URL, setCookie: string, now: number): StoredCookie | undefined {
  const [pair = "", ...rest] = setCookie.split(";")
  const equals = pair.indexOf("=")
  const name = pair.slice(0, Math.max(equals, 0)).trim()
  const value = pair.slice(equals + 1).trim()
  if (name === "" && value === "") return undefined
  // Chromium drops what is longer, without a word: the reason why sessions are split into chunks.
  if (Buffer.byteLength(name) + Buffer.byteLength(value) > maximumNameAndValue) return undefined
  if (hasControlCharacter(name + value)) return undefined

  const attributes = readAttributes(rest)
  const domain = (attributes.get("domain") ?? "").replace(/^\./, "").toLowerCase()
  if (domain !== "" && !mayName(domain, url.hostname)) return undefined

  const path = attributes.get("path") ?? ""
  const secure = attributes.has("secure")
  const sameSite = readSameSite(attributes.get("samesite"))
  if ((secure || sameSite === "none") && !(secure && isTrustworthy(url))) return undefined

  const cookie: StoredCookie = {
    name,
    value,
    domain: domain === "" ? url.hostname : domain,
    hostOnly: domain === "",
    path: path.startsWith("/") ? path : defaultPath(url.pathname),
    secure,
    httpOnly: attributes.has("httponly"),
    sameSite,
    createdAt: now,
    ...expiry(attributes, now),
  }
  return keepsPrefix(cookie) ? cookie : undefined
}

function readAttributes(parts: readonly string[]): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const part of parts) {
    const [name = "", ...value] = part.split("=")
    const text = value.join("=").trim()
    if (text.length <= maximumAttribute) attributes.set(name.trim().toLowerCase(), text)
  }
  return attributes
}

function readSameSite(text = "lax"): StoredCookie["sameSite"] {
  const word = text.toLowerCase()
  return word === "strict" || word === "none" ? word : "lax"
}

// Max-Age counts before Expires. Chromium lets nothing live longer than 400 days.
function expiry(attributes: ReadonlyMap<string, string>, now: number): { expiresAt?: number } {
  const latest = now + 400 * 24 * 60 * 60 * 1000
  const maxAge = attributes.get("max-age")
  if (maxAge !== undefined && /^-?\d+$/.test(maxAge))
    return { expiresAt: Math.min(now + Number(maxAge) * 1000, latest) }
  const date = Date.parse(attributes.get("expires") ?? "")
  return Number.isNaN(date) ? {} : { expiresAt: Math.min(date, latest) }
}

function keepsPrefix({ name, secure, path, hostOnly }: StoredCookie): boolean {
  const word = name.toLowerCase()
  if (word.startsWith("__host-")) return secure && hostOnly && path === "/"
  return !word.startsWith("__secure-") || secure
}

function sameCookie(a: StoredCookie, b: StoredCookie): boolean {
  return a.name === b.name && a.domain === b.domain && a.hostOnly === b.hostOnly && a.path === b.path
}

// No look at ports: cookies know none.
function matches(cookie: StoredCookie, url: URL): boolean {
  const host = cookie.hostOnly ? cookie.domain === url.hostname : isWithin(url.hostname, cookie.domain)
  return host && pathMatches(url.pathname, cookie.path) && (!cookie.secure || isTrustworthy(url))
}

function mayTravel({ sameSite }: StoredCookie, { method = "GET", crossSite = false }: RequestKind): boolean {
  if (!crossSite || sameSite === "none") return true
  return sameSite === "lax" && (method === "GET" || method === "HEAD")
}

// Browsers take http on this machine for as good as https.
function isTrustworthy(url: URL): boolean {
  return url.protocol === "https:" || isLoopback(url.href)
}

function mayName(domain: string, hostname: string): boolean {
  return isWithin(hostname, domain) && (domain === hostname || domain.includes("."))
}

function isWithin(hostname: string, domain: string): boolean {
  return hostname === domain || (hostname.endsWith(`.${domain}`) && !isAddress(hostname))
}

function pathMatches(pathname: string, path: string): boolean {
  return pathname === path || (pathname.startsWith(path) && (path.endsWith("/") || pathname[path.length] === "/"))
}

function defaultPath(pathname: string): string {
  return pathname.slice(0, Math.max(pathname.lastIndexOf("/"), 1))
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < " " || character === "\u007f")
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d+(?:\.\d+){3}$/.test(hostname)
}

/**
 * The site of a URL, for "same site": scheme and registrable domain. The public suffix list is cut down to one rule,
 * "the last label is a suffix", which is true of `com`, of `localhost` and of whatever tests use.
 */
export function siteOf(url: string): string {
  const { protocol, hostname } = new URL(url)
  return `${protocol}//${isAddress(hostname) ? hostname : hostname.split(".").slice(-2).join(".")}`
}
