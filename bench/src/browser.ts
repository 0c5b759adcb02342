/** A browser as far as a login needs one: it keeps the application's cookies and goes where it is sent. */
import { Agent, type IncomingHttpHeaders, request } from "node:http"
import { personPath } from "./world.js"

/** Connections are kept, as browsers do: what a new one costs is not what is compared. */
const agent = new Agent({ keepAlive: true, maxSockets: 64 })

/** More than any login takes: to the provider, and back. */
const mostHops = 6

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/**
 * One whole login, from its address to the answer that follows the provider's.
 *
 * @param address where it begins
 * @returns the Cookie header with which the person is logged in
 */
export async function logIn(address: string): Promise<string> {
  const { origin } = new URL(address)
  const jar = new Map<string, string>()
  let next = new URL(address)
  for (let hop = 0; hop < mostHops; hop += 1) {
    const isHome = next.origin === origin
    const answer = await get(next, isHome ? cookieHeader(jar) : "")
    if (isHome) keep(jar, answer.headers["set-cookie"] ?? [])
    // The answer to the provider's answer ends it: where the application goes from there is its own matter.
    if (isHome && next.searchParams.has("code")) return ended(answer, cookieHeader(jar))
    const { location } = answer.headers
    if (location === undefined) throw new Error(`the login stopped at ${next.origin}${next.pathname}: ${told(answer)}`)
    next = new URL(location, next)
  }
  throw new Error(`the login of ${address} goes round`)
}

function ended(answer: Answer, cookie: string): string {
  if (answer.status < 400) return cookie
  throw new Error(`the callback answered ${told(answer)}`)
}

function told({ status, body }: Answer): string {
  return `${status} ${body.slice(0, 500)}`
}

/** What a contestant says of who is logged in. */
export function askPerson(origin: string, cookie: string): Promise<Answer> {
  return get(new URL(personPath, origin), cookie)
}

function get(url: URL, cookie: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { accept: "text/html", ...(cookie === "" ? {} : { cookie }) }
    const asked = request(url, { agent, headers }, (res) => {
      let body = ""
      res.setEncoding("utf8")
      res.on("data", (text: string) => {
        body += text
      })
      res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body }))
      res.on("error", reject)
    })
    asked.on("error", reject)
    asked.end()
  })
}

function keep(jar: Map<string, string>, lines: readonly string[]): void {
  for (const line of lines) {
    const [pair = "", ...attributes] = line.split(";")
    const equals = pair.indexOf("=")
    const [name, value] = [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
    if (attributes.some(isPast)) jar.delete(name)
    else jar.set(name, value)
  }
}

function isPast(attribute: string): boolean {
  const [name = "", value = ""] = attribute.split("=", 2).map((part) => part.trim())
  if (name.toLowerCase() === "max-age") return Number(value) <= 0
  return name.toLowerCase() === "expires" && Date.parse(value) <= Date.now()
}

function cookieHeader(jar: ReadonlyMap<string, string>): string {
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
}
