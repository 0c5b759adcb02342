/** Looks for secrets in everything that leaves a world: its log, the console, and every answer of its `Auth`. */
import type { Auth, LogEvent } from "../../src/index.js"
import { parseSetCookie } from "./cookie-jar.js"

/** Everything secret that a world knows at this moment, each with a word for what it is. */
export type Canaries = () => Generator<readonly [kind: string, secret: string]>

export interface Watch {
  /** The same Auth, every answer of which is looked at. */
  watched(auth: Auth): Auth
  /** Bytes that were drawn: of 32 are made the state, the nonce, the verifier and a session's id. */
  drawn(bytes: Uint8Array): void
  logged(event: LogEvent): void
  printed(text: string): void
  /** What was found since the last call, a sentence each. */
  leaks(): Promise<string[]>
}

/** In an address of the provider's, what the protocol puts there (OpenID Connect Core 3.1.2.1, RP-Initiated Logout 2). */
const meantForTheProvider = ["state", "nonce", "code_challenge", "id_token_hint"]

/** As much of a secret is one, too: logs are cut. */
const telling = 16

export function watchWorld(canaries: Canaries, { origin }: { origin: string }): Watch {
  const tokens = new Set<string>()
  const cookies = new Set<string>()
  const brought = new Set<string>()
  const spellings = new Map<string, readonly string[]>()
  const found: string[] = []
  const reading: Promise<void>[] = []

  function look(place: string, text: string, isCookieHere = false): void {
    const secrets: (readonly [string, string])[] = [...canaries()]
    for (const value of tokens) secrets.push(["state, nonce, verifier or session id", value])
    for (const value of brought) secrets.push(["parameter of a callback", value])
    if (!isCookieHere) for (const value of cookies) secrets.push(["cookie", value])
    for (const [kind, secret] of secrets) {
      if (secret.length < 8) continue
      const known = spellings.get(secret) ?? spellingsOf(secret)
      spellings.set(secret, known)
      if (known.some((spelling) => text.includes(spelling))) found.push(`${place} shows a ${kind}: ${excerpt(text)}`)
    }
  }

  /** What the browser has brought along is secret from now on. */
  function learn({ url, headers }: { url: string; headers: { get(name: string): string | null } }): void {
    for (const pair of headers.get("cookie")?.split("; ") ?? []) {
      const value = pair.slice(pair.indexOf("=") + 1)
      // Marks are short, and no secret.
      if (value.length >= 40) cookies.add(value)
    }
    const query = new URLSearchParams(url.split("?")[1] ?? "")
    if (!query.has("state")) return
    for (const name of ["code", "state", "id_token", "access_token"]) {
      for (const value of query.getAll(name)) if (value.length >= telling) brought.add(value)
    }
  }

  function see(asked: Parameters<typeof learn>[0], response: Response): Response {
    learn(asked)
    for (const line of response.headers.getSetCookie()) {
      look("Set-Cookie", line, true)
      const { value } = parseSetCookie(line)
      if (value.length >= 40) cookies.add(value)
    }
    for (const [name, value] of response.headers) {
      if (name === "location") look("Location", withoutMeant(value, origin))
      else if (name !== "set-cookie") look(name, value)
    }
    if (response.bodyUsed) return response
    // Read as it is now, and looked at when it was read.
    const reads = response.clone().text()
    reading.push(reads.then((text) => look(`the page (${response.status})`, text)))
    return response
  }

  return {
    watched: (auth) => ({
      ...auth,
      async handle(request) {
        const response = await auth.handle(request)
        return response && see(request, response)
      },
      login: async (request, ...more) => see(request, await auth.login(request, ...more)),
      logout: async (request, ...more) => see(request, await auth.logout(request, ...more)),
      async requireUser(request, ...more) {
        const access = await auth.requireUser(request, ...more)
        if (!access.ok) see(request, access.response)
        return access
      },
      async context(request) {
        const context = await auth.context(request)
        const watched: Partial<typeof context> = {
          login: async (...more) => see(request, await context.login(...more)),
          logout: async (...more) => see(request, await context.logout(...more)),
          async requireUser(...more) {
            const access = await context.requireUser(...more)
            if (!access.ok) see(request, access.response)
            return access
          },
        }
        // Reading the user may throw, and is for the test to do.
        const all = { ...Object.getOwnPropertyDescriptors(context), ...Object.getOwnPropertyDescriptors(watched) }
        return Object.defineProperties({}, all) as typeof context
      },
    }),
    drawn(bytes) {
      if (bytes.length === 32) tokens.add(Buffer.from(bytes).toString("base64url"))
    },
    logged: (event) => look("the log", JSON.stringify(event)),
    printed: (text) => look("the console", text),
    async leaks() {
      await Promise.all(reading.splice(0))
      return found.splice(0)
    },
  }
}

/** A secret as it is, cut, in a query, in a form, in JSON, in base64, and after a colon as Basic credentials have it. */
function spellingsOf(secret: string): string[] {
  const form = new URLSearchParams({ "": secret }).toString().slice(1)
  const texts = [secret, encodeURIComponent(secret), form, JSON.stringify(secret).slice(1, -1)]
  const encoded = [0, 1, 2].flatMap((offset) => [...new Set([secret, form])].map((text) => inBase64(text, offset)))
  return [...new Set([...texts, ...encoded, ...encoded.map(asUrlSafe)])].map((text) => text.slice(0, telling))
}

/** Base64 of a longer text in which this one begins after some bytes: without what its neighbours have a say in. */
function inBase64(text: string, offset: number): string {
  const characters = Buffer.from(" ".repeat(offset) + text).toString("base64")
  return characters.slice(offset === 0 ? 0 : 4, Math.floor((offset + text.length) / 3) * 4)
}

function asUrlSafe(text: string): string {
  return text.replaceAll("+", "-").replaceAll("/", "_")
}

/** An address without what it has to hold; in one of our own nothing has to stand. */
function withoutMeant(location: string, origin: string): string {
  const url = new URL(location, origin)
  if (url.origin === origin) return location
  for (const name of meantForTheProvider) url.searchParams.delete(name)
  return url.href
}

function excerpt(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
