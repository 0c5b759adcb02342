/** A browser's cookie jar, as far as a login needs one: path, lifetime, SameSite and Secure count. */
export interface StoredCookie {
  readonly name: string
  readonly value: string
  readonly path: string
  readonly sameSite: string
  readonly secure: boolean
  readonly httpOnly: boolean
  readonly domain: string | undefined
  /** Seconds, as it was sent; undefined for a cookie that ends with the browser. */
  readonly maxAge: number | undefined
  readonly endsAt: number
}

/** How the browser comes to make a request. */
export interface Approach {
  readonly crossSite?: boolean | undefined
  readonly method?: string | undefined
}

export interface CookieJar {
  take(response: Response): void
  /** The Cookie header of a request; undefined without cookies. */
  header(path: string, approach?: Approach): string | undefined
  all(): StoredCookie[]
  /** Puts in whatever somebody else set. */
  put(name: string, value: string, path?: string): void
  drop(name: string): void
}

export function createCookieJar(now: () => number): CookieJar {
  const stored = new Map<string, StoredCookie>()

  function put(cookie: StoredCookie): void {
    const key = `${cookie.name} ${cookie.path}`
    if (cookie.endsAt <= now()) stored.delete(key)
    else stored.set(key, cookie)
  }

  const alive = () => [...stored.values()].filter(({ endsAt }) => endsAt > now())

  return {
    take(response) {
      for (const line of response.headers.getSetCookie()) put(parseSetCookie(line, now()))
    },
    header(path, { crossSite = false, method = "GET" } = {}) {
      const sent = alive().filter(({ path: scope, sameSite }) => {
        if (!isBelow(path, scope)) return false
        // What Lax lets through from another site: a top-level GET.
        return !crossSite || sameSite === "none" || (sameSite === "lax" && method === "GET")
      })
      const longestPathFirst = sent.sort((a, b) => b.path.length - a.path.length)
      return sent.length === 0 ? undefined : longestPathFirst.map(({ name, value }) => `${name}=${value}`).join("; ")
    },
    all: alive,
    put(name, value, path = "/") {
      put({ ...parseSetCookie(`${name}=${value}; Path=${path}`, now()) })
    },
    drop(name) {
      for (const [key, cookie] of stored) if (cookie.name === name) stored.delete(key)
    },
  }
}

/** RFC 6265bis section 5.1.4. */
function isBelow(path: string, scope: string): boolean {
  return path === scope || path.startsWith(scope.endsWith("/") ? scope : `${scope}/`)
}

export function parseSetCookie(line: string, now = 0): StoredCookie {
  const [pair = "", ...rest] = line.split(";").map((part) => part.trim())
  const attributes = new Map(
    rest.map((part) => {
      const [name = "", value = ""] = part.split("=", 2)
      return [name.toLowerCase(), value]
    }),
  )
  const maxAge = attributes.get("max-age")
  return {
    name: pair.slice(0, pair.indexOf("=")),
    value: pair.slice(pair.indexOf("=") + 1),
    path: attributes.get("path") ?? "/",
    sameSite: (attributes.get("samesite") ?? "lax").toLowerCase(),
    secure: attributes.has("secure"),
    httpOnly: attributes.has("httponly"),
    domain: attributes.get("domain"),
    maxAge: maxAge === undefined ? undefined : Number(maxAge),
    endsAt: maxAge === undefined ? Number.POSITIVE_INFINITY : now + Number(maxAge) * 1000,
  }
}
