/** Reading, writing, splitting and joining cookies (RFC 6265bis). Nothing here knows what a cookie means. */
import { parseCookie, stringifySetCookie } from "cookie"

export interface Cookie {
  readonly name: string
  readonly value: string
}

/** What all cookies of one application have in common. */
export interface CookieRules {
  /** The name of the session's cookie; every other name begins with it and a dot. */
  readonly name: string
  readonly path: string
  readonly secure: boolean
  readonly sameSite: "lax" | "strict"
  readonly domain?: string
}

export interface CookieAttributes {
  /** Seconds; left out for a cookie that ends with the browser. */
  readonly maxAge?: number
  readonly sameSite?: "lax" | "none"
}

/** What a browser keeps of one cookie: name, value and attributes together (RFC 6265bis section 5.7). */
export const largestCookie = 4096

/** The most chunks of one value that are written or read: as many as one digit counts. */
const mostChunks = 10

/** How much of a Cookie header is read, in characters: more than any server takes that has a limit of its own. */
const longestHeader = 64 * 1024

/**
 * The cookies of a request whose names begin with `name`, in the order in which they came. Of two with one name both
 * are here: a browser sends those of all paths, and a stranger's may come first.
 */
export function readCookies(header: string | null, name: string): Cookie[] {
  if (header === null || !header.includes(name)) return []
  const cookies: Cookie[] = []
  for (const pair of header.slice(0, longestHeader).split(";")) {
    if (!pair.trimStart().startsWith(name)) continue
    // One pair at a time, since the parser keeps only the first of a name. Our values need no decoding.
    const parsed = parseCookie(pair, asTheyAre)
    for (const key in parsed) {
      const value = parsed[key]
      if (value !== undefined && isOurs(key, name)) cookies.push({ name: key, value })
    }
  }
  return cookies
}

/**
 * The value of the cookie `name`, as most requests bring it: the only one whose name begins so. Undefined when there is
 * none, and when more has to be looked at.
 */
export function readSoleCookie(header: string | null, name: string): string | undefined {
  if (header === null || header.length > longestHeader) return undefined
  const at = header.indexOf(name)
  const value = at + name.length + 1
  const isFirst = at === 0 || (at > 1 && header.startsWith("; ", at - 2))
  if (!isFirst || header[value - 1] !== "=" || header.includes(name, value)) return undefined
  const end = header.indexOf(";", value)
  return end === -1 ? header.slice(value) : header.slice(value, end)
}

/** Whether we can have set a cookie of this name. A stranger's may have letters with which none can be written. */
function isOurs(key: string, name: string): boolean {
  return key === name || (key.startsWith(`${name}.`) && /^[\w.-]+$/.test(key.slice(name.length)))
}

/** One Set-Cookie line. */
export function writeCookie(
  rules: CookieRules,
  name: string,
  value: string,
  attributes: CookieAttributes = {},
): string {
  const { path, domain } = rules
  const sameSite = attributes.sameSite ?? rules.sameSite
  return stringifySetCookie(
    {
      name,
      value,
      path,
      httpOnly: true,
      // SameSite=None means nothing without Secure; browsers take both from a loopback host on http too.
      secure: rules.secure || sameSite === "none",
      sameSite,
      ...(domain === undefined ? {} : { domain }),
      ...(attributes.maxAge === undefined ? {} : { maxAge: attributes.maxAge }),
    },
    { encode: asItIs },
  )
}

/** A Set-Cookie line that makes the browser forget. Path and Domain are those with which it was written. */
export function expireCookie(
  rules: CookieRules,
  name: string,
  attributes: Pick<CookieAttributes, "sameSite"> = {},
): string {
  return writeCookie(rules, name, "", { ...attributes, maxAge: 0 })
}

/**
 * The Set-Cookie lines of a value under `rules.name`: one cookie if it fits, else numbered chunks that name their
 * number and the set they belong to. Undefined when ten chunks do not hold it.
 */
export function writeSplit(rules: CookieRules, value: string, attributes: CookieAttributes = {}): string[] | undefined {
  const whole = writeCookie(rules, rules.name, value, attributes)
  if (whole.length <= largestCookie) return [whole]
  const set = value.slice(-8)
  // Room for ".9" behind the name and "10." before the set.
  const room = largestCookie - writeCookie(rules, `${rules.name}.0`, `10.${set}.`, attributes).length
  const count = Math.ceil(value.length / room)
  if (count > mostChunks) return undefined
  return Array.from({ length: count }, (_, index) => {
    const part = value.slice(index * room, (index + 1) * room)
    return writeCookie(rules, `${rules.name}.${index}`, `${count}.${set}.${part}`, attributes)
  })
}

/** How many bytes of some Set-Cookie lines a browser sends back: names and values, and none of what expires. */
export function sentBack(lines: readonly string[]): number {
  const kept = lines.filter((line) => !/^[^=]+=;/.test(line))
  return kept.reduce((sum, line) => sum + line.indexOf(";") + 2, 0)
}

/** What a request holds under one name: whole values, the best first, and whether parts of one are missing. */
export interface Joined {
  readonly values: readonly string[]
  readonly incomplete: boolean
}

/** Joins what `writeSplit` wrote. Chunks of two sets never make one value. */
export function joinSplit(cookies: readonly Cookie[], name: string): Joined {
  const [first] = cookies
  // As it is with most.
  if (first !== undefined && cookies.length === 1 && first.name === name) {
    return { values: [first.value], incomplete: false }
  }
  const values = cookies.filter((cookie) => cookie.name === name).map((cookie) => cookie.value)
  const sets = new Map<string, { count: number; parts: Map<number, string> }>()
  for (const cookie of cookies) {
    const index = chunkIndex(cookie.name, name)
    const chunk = /^(\d{1,2})\.([\w-]{8})\.(.*)$/.exec(cookie.value)
    if (index === undefined || chunk === null) continue
    const [, count = "", set = "", part = ""] = chunk
    const known = sets.get(`${count}.${set}`) ?? { count: Number(count), parts: new Map<number, string>() }
    if (!known.parts.has(index)) known.parts.set(index, part)
    sets.set(`${count}.${set}`, known)
  }
  let incomplete = false
  for (const { count, parts } of sets.values()) {
    const inOrder = Array.from({ length: Math.min(count, mostChunks) }, (_, index) => parts.get(index))
    // Parts of several values are a mixture, and no value of which a part is missing.
    if (inOrder.includes(undefined)) incomplete = sets.size === 1
    else values.push(inOrder.join(""))
  }
  return { values, incomplete }
}

/** Whether a cookie holds the value of `name` or a chunk of it. */
export function isPartOf(cookie: Cookie, name: string): boolean {
  return cookie.name === name || chunkIndex(cookie.name, name) !== undefined
}

function chunkIndex(cookieName: string, name: string): number | undefined {
  const suffix = cookieName.startsWith(`${name}.`) ? cookieName.slice(name.length + 1) : ""
  return /^\d$/.test(suffix) ? Number(suffix) : undefined
}

function asItIs(value: string): string {
  return value
}

const asTheyAre = { decode: asItIs }
