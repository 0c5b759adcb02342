// Runs the table of bad input: makes what a visitor brings along, and judges what comes back.
import { parseConfig } from "@x/core"
import { expect } from "vitest"
import returnTo from "../cases/return-to.json" with { type: "json" }
import { type Asker, type Door, doors, type Hand } from "../doors.js"
import { sessionCookie } from "../session-cookie.js"
import { ask, type Reply } from "./ask.js"
import { codeIn } from "./code-in.js"
import { almostLogIn, type Case, isChunk, loggedIn, loginUrl, pendingLogins } from "./visits.js"
import { tableOf, type World } from "./world.js"

const headersOf: Record<Asker, Readonly<Record<string, string>>> = {
  person: {
    accept: "text/html,application/xhtml+xml,*/*;q=0.8",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
    "sec-fetch-site": "none",
  },
  program: { accept: "*/*" },
}

export const doorCases: readonly Case[] = doors.map((door) => ({
  name: door.name,
  async run(world) {
    const { as = undefined } = door.input
    for (const asker of as === undefined ? (["person", "program"] as const) : [as]) await knock(world, door, asker)
  },
}))

async function knock(world: World, door: Door, asker: Asker): Promise<void> {
  const { method = "GET", path, headers, cookies = [], body } = door.input
  const { state, cookie } = await bring(world, cookies, path.includes("{state}"))
  const fill = (text: string) =>
    text.replaceAll("{state}", state).replaceAll("{issuer}", encodeURIComponent(world.provider.issuer))
  const reply = await ask(world, {
    method,
    path: fill(path),
    headers: { ...headersOf[asker], ...(cookie === "" ? {} : { cookie }), ...headers },
    ...(body === undefined ? {} : { body: fill(body) }),
  })
  const setCookie = effectsOf(world, reply)
  const { allow, location } = Object.fromEntries(reply.headers)
  if (reply.headers.get("content-type")?.startsWith("text/html")) expect(reply.text).not.toContain("<script")
  if (door.status === "not ours") {
    expect(reply.status).toBeLessThan(500)
    expect(setCookie).toEqual([])
    expect(location ?? "").not.toContain(world.provider.issuer)
    return
  }
  const found = { status: reply.status, code: codeIn(reply), setCookie, location: placeOf(world, location), allow }
  const code = method === "HEAD" ? undefined : door.code
  const { status, allow: allowed } = door
  expect(found, asker).toEqual({
    status,
    code,
    setCookie: [...(door.setCookie ?? [])].sort(),
    location: door.location,
    allow: allowed,
  })
}

function placeOf({ origin, provider }: World, location: string | undefined): string | undefined {
  if (location === undefined) return undefined
  const url = new URL(location, origin)
  if (url.origin === origin) return url.pathname + url.search
  const { searchParams: asked } = url
  const ours =
    url.origin + url.pathname === `${provider.issuer}/auth` &&
    asked.get("client_id") === provider.config.auth.client_id &&
    asked.get("redirect_uri") === `${origin}/oauth2callback` &&
    asked.get("scope") === "openid profile email" &&
    asked.get("prompt") === "select_account" &&
    ["state", "nonce", "code_challenge"].every((name) => /^[\w-]{43}$/.test(asked.get(name) ?? ""))
  return ours ? "provider" : location
}

/** What becomes of our cookies, without the short-lived marks. */
function effectsOf({ cookie }: World, { setCookies }: Reply): string[] {
  const effects = setCookies.flatMap((line) => {
    const [name = "", value = ""] = (line.split(";", 1)[0] ?? "").split("=")
    const gone = value === "" && line.includes("Max-Age=0")
    if (name.startsWith(`${cookie}.tx.`)) return [gone ? "login forgotten" : "login begun"]
    if (name === cookie || isChunk(name, cookie)) return [gone ? "session ended" : "session begun"]
    return []
  })
  return [...new Set(effects)].sort()
}

/** The Cookie header of what a visitor brings along, and the state of a pending login. */
async function bring(
  world: World,
  hands: readonly Hand[],
  hasState: boolean,
): Promise<{ state: string; cookie: string }> {
  const isPending = hasState || hands.some((hand) => hand.includes("pending"))
  const pending = isPending ? await pendingLogin(world) : { name: "", value: "", state: "" }
  const brought = await Promise.all(hands.map((hand) => bringOne(world, hand, pending)))
  return { state: pending.state, cookie: brought.join("; ") }
}

/** A login that a browser of its own has begun. */
async function pendingLogin(world: World): Promise<{ name: string; value: string; state: string }> {
  const browser = world.browser()
  const { location = "" } = await browser.get(loginUrl(world))
  const [name = ""] = pendingLogins(world, browser)
  const state = new URL(location).searchParams.get("state") ?? ""
  return { name, value: browser.jar.value(`${world.origin}/`, name) ?? "", state }
}

async function bringOne(world: World, hand: Hand, pending: { name: string; value: string }): Promise<string> {
  const { cookie: name } = world
  const makes: Record<Hand, () => string | Promise<string>> = {
    garbage: () => `${name}=%00%ff; ${name}.0=3.abcdefgh.x; ${name}.tx.x=garbage; ${name}.x=y; ${name}; =; ;;`,
    "another application's": () => "theme=dark; sid=s%3A12345; auth=garbage; auth-3000=garbage",
    "250 cookies": () => Array.from({ length: 250 }, (_, index) => `${name}.tx.${index}=x`).join("; "),
    "pending login": () => `${pending.name}=${pending.value}`,
    "another browser's pending login": async () => {
      const other = await pendingLogin(world)
      return `${other.name}=${other.value}`
    },
    "changed pending login": () => `${pending.name}=${changed(pending.value)}`,
    session: () => cookiesOf(world, "ada"),
    "big session": () => cookiesOf(world, "big"),
    "cut session": async () => (await cookiesOf(world, "ada")).slice(0, -20),
    "changed session": async () => changed(await cookiesOf(world, "ada")),
    "session under another secret": () => sealedElsewhere(world),
    "pending login as a session": () => `${name}=${pending.value}`,
    "first chunk alone": async () => (await chunks(world, "big"))[0],
    "last chunk alone": async () => (await chunks(world, "big"))[1],
    "cut chunk": async () => (await cookiesOf(world, "big")).slice(0, -20),
    "swapped chunks": async () => {
      const [first, second] = await chunks(world, "big")
      return `${name}.0=${contentOf(second)}; ${name}.1=${contentOf(first)}`
    },
    "chunks of two sessions": async () => {
      const [[first], [, second]] = [await chunks(world, "big"), await chunks(world, "vast")]
      return `${first}; ${second}`
    },
    "chunks without end": () => Array.from({ length: 120 }, (_, index) => `${name}.${index}=99.abcdefgh.x`).join("; "),
  }
  return makes[hand]()
}

function contentOf(cookie: string): string {
  return cookie.slice(cookie.indexOf("=") + 1)
}

/** One character in the middle is another one. The last ones may change unseen: they hold spare bits. */
function changed(text: string): string {
  const middle = Math.floor(text.length / 2)
  return `${text.slice(0, middle)}${text[middle] === "x" ? "y" : "x"}${text.slice(middle + 1)}`
}

// One login for all rows that need a person's session: it is the same for each of them.
const logins = new WeakMap<World, Map<string, Promise<string>>>()

function cookiesOf(world: World, person: "ada" | "big" | "vast"): Promise<string> {
  const known = logins.get(world) ?? new Map<string, Promise<string>>()
  logins.set(world, known)
  const login = known.get(person) ?? loggedIn(world, person).then(({ jar }) => jar.header(`${world.origin}/`))
  known.set(person, login)
  return login
}

async function chunks(world: World, person: "big" | "vast"): Promise<[string, string]> {
  const [first, second, ...more] = (await cookiesOf(world, person)).split("; ")
  if (first === undefined || second === undefined || more.length > 0) throw new Error("two chunks were expected")
  return [first, second]
}

function sealedElsewhere(world: World): Promise<string> {
  const changes = { cookie_secret: "another-secret-0123456789-abcdefgh" }
  return sessionCookie(parseConfig(tableOf(world.provider, world, changes)), { sub: "ada" })
}

/** Each wish of a return address, at the door of the login and at that of the logout. */
export const returnToCases: readonly Case[] = returnTo.cases.flatMap(({ input, accepted, why }): Case[] => {
  const wish = JSON.stringify(input).slice(0, 60)
  const expectPlace = ({ origin }: World, location: string | undefined) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(location).toMatch(/^[^\x00-\x1f\x7f]+$/)
    const place = new URL(location ?? "", origin)
    expect(place.origin).toBe(origin)
    const wanted = accepted ? new URL(input, origin) : new URL("/", origin)
    expect(place.href).toBe(wanted.href)
  }
  return [
    {
      name: `login, then return_to ${wish}: ${why}`,
      async run(world) {
        const browser = world.browser()
        const answer = await almostLogIn(world, browser, "ada", { returnTo: input })
        const last = await browser.step(answer)
        expect(last?.status).toBe(302)
        expectPlace(world, last?.headers.get("location") ?? undefined)
      },
    },
    {
      name: `logout, then return_to ${wish}: ${why}`,
      async run(world) {
        const cookie = await cookiesOf(world, "ada")
        const path = `/auth/logout?${new URLSearchParams({ return_to: input })}`
        const reply = await ask(world, { method: "POST", path, headers: { cookie, "sec-fetch-site": "same-origin" } })
        expect(reply.status).toBe(303)
        expectPlace(world, reply.headers.get("location") ?? undefined)
      },
    },
  ]
})
