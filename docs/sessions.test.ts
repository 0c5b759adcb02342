// Every line of the table in sessions.md, tried with two processes of one application.
import { type AuthOptions, memoryStore, type SessionStore } from "@x/core"
import { sessionCookie } from "@x/testing"
import { type Browser, createBrowser } from "@x/testing/suites"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { settingsOf } from "../packages/core/src/config/config.js"
import { mostCookies } from "../packages/core/src/http/answer-size.js"
import { largestCookie } from "../packages/core/src/http/cookies.js"
import { createRuntime } from "../packages/core/src/runtime.js"
import { largestSession } from "../packages/core/src/session/session-cookies.js"
import { sealerOf } from "../packages/core/src/session-parts.js"
import { type Processes, startProcesses } from "./processes.js"
import { readPage, tableBelow, wholeTableBelow } from "./tables.js"

/** A store that survives the processes, and can be taken away. */
interface Shared extends SessionStore {
  isAway: boolean
  reads: number
}

const newSecret = "new-secret-c29tZXRoaW5nIGVsc2UgYXMgbG9uZyBhcyB0aGF0"
const otherSecret = "old-secret-UmFuZG9tIHRleHQgb2YgMzIgY2hhcmFjdGVycw"

const kinds: readonly { readonly name: string; readonly options: (store: SessionStore) => AuthOptions }[] = [
  { name: "cookie", options: () => ({}) },
  { name: "cookie, `denyList`", options: (store) => ({ denyList: { store, remember: 0 } }) },
  { name: "store", options: (store) => ({ store }) },
]

interface World {
  readonly processes: Processes
  readonly store: Shared
  /** How many refreshes the provider was asked for. */
  readonly refreshes: () => number
  /** Starts a process anew, with other keys of `[auth]` too. */
  readonly start: (name: "A" | "B", table?: object) => void
}

const endedElsewhere =
  "`logout({ everywhere: true })` ends the user's sessions in other browsers, a [back-channel logout](./logout) those of the provider's"

/** Each answers whether a line is true. */
const probes: Readonly<Record<string, (world: World) => Promise<boolean>>> = {
  "A session goes on in another process": async ({ processes }) => {
    const ada = await processes.ada()
    processes.lead("B")
    return (await processes.seenBy(ada)) === "ada"
  },

  "… and after a restart of all of them": async ({ processes, start }) => {
    const ada = await processes.ada()
    start("A")
    return (await processes.seenBy(ada)) === "ada"
  },

  "Who is logged in is known while the store is away": async ({ processes, store }) => {
    const ada = await processes.ada()
    store.isAway = true
    const seen = await processes.seenBy(ada)
    expect(["ada", "503"]).toContain(seen)
    return seen === "ada"
  },

  "A session may have more than 6 KiB": async ({ processes }) => {
    const login = await createBrowser().login(`${processes.origin}/auth/login?return_to=/`, "verbose")
    return login.text === "verbose"
  },

  "After a logout, a copy of the cookie is worth nothing": async ({ processes }) => {
    const ada = await processes.ada()
    const thief = ada.fork()
    await ada.post(`${processes.origin}/auth/logout`)
    return (await processes.seenBy(thief)) === "revoked"
  },

  [endedElsewhere]: ({ processes }) => isEndedElsewhere(processes),

  "… in other processes, too": ({ processes }) => isEndedElsewhere(processes, () => processes.lead("B")),

  "… and is still known after a restart": ({ processes, start }) => isEndedElsewhere(processes, () => start("A")),

  "An answer that comes late does not undo a logout": async ({ processes }) => {
    const ada = await processes.ada()
    const before = ada.jar.header(`${processes.origin}/`, { method: "GET", crossSite: false }) ?? ""
    await ada.post(`${processes.origin}/auth/logout`)
    const after = ada.jar.header(`${processes.origin}/`, { method: "GET", crossSite: false }) ?? ""
    const response = await fetch(`${processes.origin}/`, { headers: { cookie: `${before}; ${after}` } })
    return (await response.text()) === "revoked"
  },

  "Whoever has learned `cookie_secret` can make a session": async ({ processes }) => {
    const { config } = processes.provider
    const session = await sessionCookie(config, { sub: "ada" })
    const settings = settingsOf(config)
    if (settings === undefined) throw new Error("the provider's config is none")
    const sealer = sealerOf(settings.application, createRuntime())
    const ticket = await sealer.seal("session id", { id: "made up", expiresAt: Date.now() })
    const withTicket = `${session.slice(0, session.indexOf("="))}=${ticket}`
    const seen = await Promise.all([session, withTicket].map((cookie) => processes.ask("A", "/", cookie)))
    return (await Promise.all(seen.map((response) => response.text()))).includes("ada")
  },

  "An access token is refreshed once, however many requests want it": async (world) =>
    (await refreshedBy(world, ["A", "A", "A"])) === 1,

  "… in many processes": async (world) => (await refreshedBy(world, ["A", "B", "A", "B"])) === 1,
}

async function isEndedElsewhere(processes: Processes, meanwhile = () => {}): Promise<boolean> {
  const other = await processes.ada()
  const ada = await processes.ada()
  await ada.get(`${processes.origin}/everywhere`)
  // Somebody else, so that the one logout does not stand in for the other.
  const grace = createBrowser()
  await grace.login(`${processes.origin}/auth/login`, "grace")
  const copy = grace.fork()
  const page = await grace.get(`${processes.provider.issuer}/session/end`)
  await grace.submit(page, { button: "logout" })
  meanwhile()
  const seen = [await processes.seenBy(other), await processes.seenBy(copy)]
  expect([
    ["ada", "grace"],
    ["revoked", "revoked"],
  ]).toContainEqual(seen)
  return seen[0] === "revoked"
}

/** How many refreshes come of several requests at once, each to a process. */
async function refreshedBy({ processes, refreshes, start }: World, names: readonly ("A" | "B")[]): Promise<number> {
  const scope = "openid offline_access"
  const offline = { expose_tokens: "access", client_kwargs: { scope }, clock_tolerance: "60s" }
  start("A", offline)
  start("B", offline)
  const ada = await processes.ada()
  const cookie = cookieOf(ada, processes)
  const before = refreshes()
  // Of the token's hour ten seconds are left.
  clock = 3_590_000
  const answers = await Promise.all(names.map((name) => processes.ask(name, "/token", cookie)))
  // One call is of no use unless everybody has its result.
  if (answers.some(({ ok }) => !ok)) return Number.POSITIVE_INFINITY
  return refreshes() - before
}

function cookieOf(browser: Browser, { origin }: Processes): string {
  return browser.jar.header(`${origin}/`, { method: "GET", crossSite: false }) ?? ""
}

let processes: Processes
let tokenRequests = 0
/** Milliseconds by which the processes' clocks go fast. */
let clock = 0

beforeEach(async () => {
  tokenRequests = 0
  clock = 0
  processes = await startProcesses(
    {
      // It names its sessions (sid) to those whom it tells of their end.
      backChannelLogoutUri: "/auth/backchannel-logout",
      users: [
        { sub: "ada" },
        { sub: "grace" },
        { sub: "verbose", name: "V", groups: Array.from({ length: 500 }, (_, n) => `group-${n}`) },
      ],
      onRequest: ({ path }) => {
        if (path === "/token") tokenRequests++
      },
    },
    async (req, res) => {
      if (req.url === "/public") return res.end("for everybody")
      if (req.url === "/token") return res.end(await req.auth.getAccessToken())
      if ((await req.auth.requireUser()).ok) res.end("for members")
    },
  )
})

afterEach(() => processes.close())

describe("sessions.md", () => {
  const [head = [], , ...rows] = wholeTableBelow("./sessions.md", "### What each promises")

  it("has a line for each probe, and a column for each kind", () => {
    expect(rows.map(([says]) => says)).toEqual(Object.keys(probes))
    expect(head.slice(1)).toEqual(kinds.map(({ name }) => name))
  })

  const cells = rows.flatMap(([says = "", ...answers]) =>
    kinds.map(({ name, options }, index) => ({ says, name, options, answer: answers[index] ?? "" })),
  )

  it.each(cells)("$says: $name: $answer", async ({ says, options, answer }) => {
    expect(answer).toMatch(/^(yes|no)\b/)
    const { store, options: given } = withStore(options)
    const runtime = { now: () => Date.now() + clock }
    const start = (name: string, table?: object) => processes.start(name, { ...given, runtime }, table)
    start("A")
    start("B")
    const holds = await probes[says]?.({ processes, store, start, refreshes: () => tokenRequests })
    expect(holds).toBe(answer.startsWith("yes"))
  })
})

describe("what reading costs", () => {
  const rows = tableBelow("./sessions.md", "## What reading costs")

  it("has a line for each kind", () => {
    expect(rows.map(([name]) => name)).toEqual(kinds.map(({ name }) => name))
  })

  it.each([
    { name: "cookie", table: {}, asked: 0, says: /^nothing$/ },
    { name: "cookie, `denyList`", table: {}, asked: 3, says: /^3 marks/ },
    { name: "store", table: {}, asked: 1 + 2, says: /^the session; .* then 2 marks, or 1$/ },
    { name: "store", table: { session_idle_timeout: "30m" }, asked: 2 + 2, says: /its use, with an idle time/ },
    { name: "store", table: { expose_tokens: "access" }, asked: 2 + 2, says: /its tokens, with `expose_tokens`/ },
    { name: "store", table: { cookie_secret: [newSecret, otherSecret] }, asked: 1 + 4, says: /2 marks/ },
  ])("$name: $asked, with $table", async ({ name, table, asked, says }) => {
    expect(rows.find(([kind]) => kind === name)?.[1]).toMatch(says)
    const { options = () => ({}) } = kinds.find((kind) => kind.name === name) ?? {}
    const { store, options: given } = withStore(options)
    processes.start("A", given, table)
    const ada = await processes.ada()
    await processes.seenBy(ada)
    store.reads = 0
    expect(await processes.seenBy(ada)).toBe("ada")
    expect(store.reads).toBe(asked)
  })

  it("a provider that sends no sid has one mark less", async () => {
    const without = await startProcesses()
    try {
      const { store, options } = withStore((given) => ({ store: given }))
      without.start("A", options)
      const ada = await without.ada()
      await without.seenBy(ada)
      store.reads = 0
      expect(await without.seenBy(ada)).toBe("ada")
      expect(store.reads).toBe(1 + 1)
    } finally {
      await without.close()
    }
  })

  it("a request without a session cookie asks the store nothing", async () => {
    const { store, options } = withStore((given) => ({ store: given }))
    processes.start("A", options)
    store.isAway = true
    expect(await processes.seenBy(createBrowser())).toBe("none")
    expect(store.reads).toBe(0)
  })
})

describe("B04 idle sessions", () => {
  it.each(kinds)("are written down after a tenth of the time: $name", async ({ name, options }) => {
    const example = readPage("./sessions.md")
    expect(example).toContain('session_max_age = "12h"\nsession_idle_timeout = "30m"')
    expect(/three\s+minutes here/.test(example)).toBe(true)
    const { options: given } = withStore(options)
    const table = { session_max_age: "12h", session_idle_timeout: "30m" }
    processes.start("A", { ...given, runtime: { now: () => Date.now() + clock } }, table)
    const ada = await processes.ada()
    const cookiesAfter = async (minutes: number) => {
      clock += minutes * 60_000
      const { text, setCookies } = await ada.get(`${processes.origin}/`)
      expect(text).toBe("ada")
      return setCookies.length
    }
    expect(await cookiesAfter(2.9)).toBe(0)
    expect(await cookiesAfter(0.2)).toBe(name === "store" ? 0 : 1)
    expect(await cookiesAfter(29)).toBe(name === "store" ? 0 : 1)
    for (let minutes = 32; minutes < 11.6 * 60; minutes += 25) await cookiesAfter(25)
    // Nothing is left to gain.
    expect(await cookiesAfter(10)).toBe(0)
    clock += 30 * 60_000
    expect(await processes.seenBy(ada)).toBe("expired")
  })
})

describe("the first idle time", () => {
  it("counts from the login, where no use was written down", async () => {
    const options = { runtime: { now: () => Date.now() + clock } }
    processes.start("A", options)
    const ada = await processes.ada()
    clock = 40 * 60_000
    expect(await processes.seenBy(ada)).toBe("ada")
    processes.start("A", options, { session_idle_timeout: "30m" })
    expect(await processes.seenBy(ada)).toBe("expired")
  })
})

describe("when a store is away", () => {
  it.each(kinds.slice(1))("public pages are served, guards are 503, and nobody is logged out: $name", async (kind) => {
    const { store, options } = withStore(kind.options)
    processes.start("A", options)
    const ada = await processes.ada()
    store.isAway = true
    expect((await ada.get(`${processes.origin}/public`)).text).toBe("for everybody")
    const guarded = await ada.get(`${processes.origin}/guarded`)
    expect([guarded.status, guarded.headers.has("retry-after"), guarded.setCookies]).toEqual([503, true, []])
    const logout = await ada.post(`${processes.origin}/auth/logout`)
    expect([logout.status, logout.setCookies]).toEqual([503, []])
    store.isAway = false
    expect((await ada.get(`${processes.origin}/guarded`)).text).toBe("for members")
  })
})

describe("B05 size", () => {
  it("has the numbers of the code", () => {
    const text = readPage("./sessions.md")
    expect(largestCookie).toBe(4096)
    expect(text).toContain("up to 4096 bytes with its attributes")
    expect(text).toContain(`up to ${largestSession / 1024} KiB, as it is sent back`)
    expect(text).toContain(`above ${mostCookies / 1024} KiB of \`Set-Cookie\``)
  })

  it("a store's cookie has less than 300 bytes with its attributes, whatever the session holds", async () => {
    expect(readPage("./sessions.md")).toContain(
      "has less than 300 bytes with its attributes, whatever the session holds",
    )
    processes.start("A", { store: memoryStore() })
    const verbose = createBrowser()
    await verbose.login(`${processes.origin}/auth/login`, "verbose")
    const ours = verbose.jar.cookies(processes.origin).filter(({ name }) => name.startsWith("auth"))
    expect(ours).toHaveLength(1)
    // As it is set on https, where it is longest.
    const line = `__Host-auth=${ours[0]?.value}; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax`
    expect(line.length).toBeGreaterThan(200)
    expect(line.length).toBeLessThan(300)
  })
})

function withStore(options: (store: SessionStore) => AuthOptions): { store: Shared; options: AuthOptions } {
  const kept = memoryStore()
  const asked =
    <Arguments extends unknown[], Answer>(method: (...given: Arguments) => Promise<Answer>) =>
    async (...given: Arguments): Promise<Answer> => {
      if (store.isAway) throw new Error("away")
      return method(...given)
    }
  const store: Shared = {
    isAway: false,
    reads: 0,
    get: asked((key) => {
      store.reads++
      return kept.get(key)
    }),
    set: asked(kept.set),
    delete: asked(kept.delete),
  }
  return { store, options: options(store) }
}
