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
  readonly secrets: readonly string[]
  readonly events: readonly LogEvent[]
}

/** Watches what the application answers and what it logs. */
export function createWatch({ place, routes, secrets, events }: Facts): Watch {
  let found: string[] = []
  let read = 0
  // Codes that a browser brought along: once they are used, nothing of ours may show them.
  const brought = new Set<string>()
  return {
    see(response) {
      const url = new URL(response.url)
      if (url.origin !== place.origin) return
      const code = url.searchParams.get("code")
      if (code !== null && code.length > 20) brought.add(code)
      const facts = { cookie: place.cookie, isOurs: routes.includes(url.pathname), secrets: [...secrets, ...brought] }
      for (const fault of faultsOf(response, facts)) found.push(`${response.status} ${url.pathname}: ${fault}`)
    },
    faults() {
      for (const event of events.slice(read)) {
        const text = JSON.stringify(event)
        for (const secret of secretsIn(text, [...secrets, ...brought])) found.push(`the log shows ${secret}: ${text}`)
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
  { cookie, isOurs, secrets }: { cookie: string; isOurs: boolean; secrets: readonly string[] },
): string[] {
  const faults: string[] = []
  const setCookies = headers.getSetCookie()
  const ours = setCookies.filter((line) => line.startsWith(`${cookie}=`) || line.startsWith(`${cookie}.`))
  const head = [...headers].map(([name, value]) => `${name}: ${value}`).join("\n")
  for (const secret of secretsIn(`${head}\n${text}`, secrets)) faults.push(`shows ${secret}`)
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

function secretsIn(text: string, secrets: readonly string[]): string[] {
  const shown = secrets.filter((secret) => text.includes(secret))
  // A JSON Web Token, whatever is in it.
  if (/\beyJ[\w-]{10,}\.[\w-]{10,}\./.test(text)) shown.push("a token")
  return shown
}
