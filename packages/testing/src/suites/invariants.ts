// What holds for every answer of every case: nobody has to ask for it.
import type { LogEvent } from "@x/core"
import type { Place } from "./world.js"

/** An answer, however it was got. */
export interface Seen {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Watch {
  see(response: Seen): void
  /** What was wrong since the last call, a sentence each. */
  faults(): string[]
}

interface Facts {
  readonly place: Pick<Place, "origin" | "cookie">
  readonly routes: readonly string[]
  /** What nobody may be shown, as far as it is known by now. */
  readonly secrets: () => Iterable<string>
  readonly events: readonly LogEvent[]
}

/** Watches what the application answers and what it logs. */
export function createWatch({ place, routes, secrets, events }: Facts): Watch {
  let found: string[] = []
  let read = 0
  // Codes that a browser brought along: once they are used, nothing of ours may show them.
  const brought = new Set<string>()
  const known = () => [...secrets(), ...brought]
  return {
    see(response) {
      const url = new URL(response.url)
      if (url.origin !== place.origin) return
      const code = url.searchParams.get("code")
      if (code !== null && code.length > 20) brought.add(code)
      for (const line of response.headers.getSetCookie()) {
        const [pair = ""] = line.split(";", 1)
        const value = pair.slice(pair.indexOf("=") + 1)
        // A cookie's value is for the browser alone. Those without a secret are short.
        if (line.startsWith(place.cookie) && value.length >= 100) brought.add(value)
      }
      const facts = { place, isOurs: routes.includes(url.pathname), secrets: known() }
      for (const fault of faultsOf(response, facts)) found.push(`${response.status} ${url.pathname}: ${fault}`)
    },
    faults() {
      const now = known()
      for (const event of events.slice(read)) {
        const text = JSON.stringify(event)
        for (const secret of secretsIn(text, now)) found.push(`the log shows ${secret}: ${text}`)
      }
      read = events.length
      const faults = found
      found = []
      return faults
    },
  }
}

function faultsOf(
  { status, headers, text }: Seen,
  { place, isOurs, secrets }: { place: Facts["place"]; isOurs: boolean; secrets: readonly string[] },
): string[] {
  const faults: string[] = []
  const { cookie } = place
  const setCookies = headers.getSetCookie()
  const ours = setCookies.filter((line) => line.startsWith(`${cookie}=`) || line.startsWith(`${cookie}.`))
  const others = [...headers].filter(([name]) => name !== "set-cookie")
  const head = others.map(([name, value]) => `${name}: ${name === "location" ? withoutMeant(value, place) : value}`)
  // A nonce is a claim of the ID token, too: an application may show all that it knows of its user.
  const said = isOurs ? text : text.replace(/"nonce":"[\w-]{43}"/g, "")
  for (const secret of secretsIn([...head, said].join("\n"), secrets)) faults.push(`shows ${secret}`)
  for (const line of setCookies) {
    // Sealed, and sealed anew: only what it is itself may stand in it.
    const inClear = secrets.filter((secret) => line.includes(secret) && !line.includes(`=${secret}`))
    if (inClear.length > 0) faults.push(`sets a cookie that shows ${inClear}`)
  }
  if (/\n\s+at .+:\d+:\d+|node_modules|node:internal/.test(text)) faults.push(`shows a stack: ${text.slice(0, 300)}`)
  if (status === 500) faults.push(`is our own fault: ${text.slice(0, 300)}`)
  if (headers.has("clear-site-data")) faults.push("clears what is not ours")
  if (isOurs && ours.length < setCookies.length)
    faults.push(`sets a cookie that is not ours: ${setCookies.join(" | ")}`)
  if ((isOurs || ours.length > 0) && !/\bno-store\b/.test(headers.get("cache-control") ?? "")) {
    faults.push(`may be cached: ${headers.get("cache-control")}`)
  }
  for (const line of ours) {
    const attributes = line.split("; ").slice(1)
    if (!attributes.includes("HttpOnly")) faults.push(`lets scripts read ${line.split("=", 1)[0]}`)
    if (!attributes.some((attribute) => attribute.startsWith("SameSite="))) faults.push(`names no SameSite: ${line}`)
    if (line.length > 4096) faults.push("sets a cookie that browsers drop")
  }
  return faults
}

/** What the protocol itself puts into an address of the provider's (OpenID Connect Core 3.1.2.1, RP-Initiated Logout 2). */
const meantForTheProvider = ["state", "nonce", "code_challenge", "id_token_hint"]

function withoutMeant(location: string, { origin }: Facts["place"]): string {
  if (!URL.canParse(location, origin)) return location
  const url = new URL(location, origin)
  if (url.origin === origin) return location
  for (const name of meantForTheProvider) url.searchParams.delete(name)
  return url.href
}

function secretsIn(text: string, secrets: readonly string[]): string[] {
  const shown = secrets.filter((secret) => text.includes(secret))
  // A JSON Web Token, whatever is in it.
  if (/\beyJ[\w-]{10,}\.[\w-]{10,}\./.test(text)) shown.push("a token")
  return shown
}
