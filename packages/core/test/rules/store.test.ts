/** Sessions in a store: what stands in it, what it cannot be made to do, and what is answered while it is down. */
import { describe, expect, test } from "vitest"
import { createAuth, memoryStore, parseConfig, type SessionStore } from "../../src/index.js"
import { createRuntime } from "../../src/runtime.js"
import { createSealer, fingerprint } from "../../src/seal.js"
import { endedSessions } from "../../src/session/ended-sessions.js"
import { rememberAnswers } from "../../src/session/remembered-answers.js"
import type { SessionRecord } from "../../src/session/session.js"
import { minutes } from "../support/clock.js"
import { openStore } from "../support/open-store.js"
import { cookieSecret, createWorld, useNetwork, type Visitor, type World, type WorldOptions } from "../support/world.js"

useNetwork()

const { random } = createRuntime()
const sealerWith = (secret: string) => createSealer({ secrets: [secret], application: "https://app.example", random })

async function stage(given: WorldOptions = {}) {
  const opened = openStore()
  const world = createWorld({ ...given, options: { ...given.options, store: opened.store } })
  const visitor = world.visitor()
  await visitor.login()
  return { world, visitor, cookie: visitor.cookies(), ...opened }
}

async function loginAs(world: World, sub: string, visitor = world.visitor()): Promise<Visitor> {
  world.provider.faults = { claims: (claims) => ({ ...claims, sub }) }
  await visitor.login()
  return visitor
}

const sessionOf = ({ auth }: World, visitor: Visitor, cookie?: string) =>
  auth.getSession(visitor.request("/", cookie === undefined ? {} : { cookie }))

/** The session's id, as it is sealed in the cookie. */
async function idIn(cookie: string): Promise<string> {
  const value = /__Host-auth=([^;]+)/.exec(cookie)?.[1] ?? ""
  return ((await sealerWith(cookieSecret).open("session id", value)) as { id: string }).id
}

/** Somebody is logged in, uses the session, keeps tokens, and has ended all of another's: everything that is ever written. */
async function full() {
  const all = await stage({ auth: { session_idle_timeout: "1h", expose_tokens: ["id", "access"] } })
  const { world, visitor } = all
  world.clock.pass(59 * minutes + 40)
  const context = await world.auth.context(visitor.request("/"))
  await context.getAccessToken()
  const other = await loginAs(world, "grace")
  await other.logout({ everywhere: true })
  expect(all.entries.size).toBeGreaterThanOrEqual(4)
  return all
}

describe("what stands in it", () => {
  test("store: its keys are hashes", async () => {
    const { entries, cookie } = await full()
    const id = await idIn(cookie)
    expect(id).toMatch(/^[\w-]{43}$/)
    for (const key of entries.keys()) {
      expect(key).toMatch(/^[\w-]{43}$/)
      expect(key).not.toContain(id)
    }
  })

  test("store: its values are sealed", async () => {
    const { world, entries, cookie } = await full()
    const { sub, email } = world.provider.profile.idToken
    const secrets = [await idIn(cookie), String(sub), String(email), "access_token", ...world.provider.secrets].filter(
      (secret) => secret.length > 4,
    )
    for (const value of entries.values()) {
      expect(value).toMatch(/^Fe26\.2\*/)
      const parts = value.split("*").flatMap((part) => [part, Buffer.from(part, "base64url").toString()])
      for (const secret of secrets) expect(parts.join("\n")).not.toContain(secret)
    }
  })

  test("store: a dump lets nobody in", async () => {
    const { world, entries } = await full()
    const thief = world.visitor()
    for (const text of [...entries.keys(), ...entries.values()]) {
      const { user, reason } = await sessionOf(world, thief, `__Host-auth=${text}`)
      expect([user.isLoggedIn, reason]).toEqual([false, "unreadable"])
    }
  })

  test("store: a value belongs to its key", async () => {
    const { world, visitor, entries } = await stage()
    const [adas] = [...entries.keys()]
    const grace = await loginAs(world, "grace")
    const graces = [...entries.keys()].find((key) => key !== adas)
    entries.set(adas ?? "", entries.get(graces ?? "") ?? "")
    expect((await sessionOf(world, visitor)).reason).toBe("revoked")
    expect(await grace.user()).toMatchObject({ sub: "grace" })
  })
})

describe("beginning and end", () => {
  test("store: an id is never adopted", async () => {
    const { world, visitor, cookie } = await stage()
    const planted = await idIn(cookie)
    await visitor.logout()
    // Of a session that has ended, and of one that is alive.
    for (const presented of [cookie, (await loginAs(world, "mallory")).cookies()]) {
      const victim = world.visitor()
      victim.jar.put("__Host-auth", presented.replace("__Host-auth=", ""))
      await loginAs(world, "victim", victim)
      const made = await idIn(victim.cookies())
      expect([planted, await idIn(presented)]).not.toContain(made)
      expect((await sessionOf(world, world.visitor(), presented)).user.isLoggedIn).toBe(false)
      expect(await victim.user()).toMatchObject({ sub: "victim" })
    }
  })

  test("store: a login drops what was presented", async () => {
    const { world, visitor, cookie, entries } = await stage()
    await loginAs(world, "second", visitor)
    expect((await sessionOf(world, world.visitor(), cookie)).reason).toBe("revoked")
    expect(entries.size).toBe(1)
  })

  test("store: a logout ends every copy", async () => {
    const { world, visitor, cookie, entries } = await stage()
    await visitor.open("/auth/logout", { method: "POST" })
    expect((await sessionOf(world, world.visitor(), cookie)).reason).toBe("revoked")
    expect(entries.size).toBe(0)
  })

  test("store: a late write brings nothing back", async () => {
    const { world, visitor, cookie, holdWrites } = await stage({ auth: { session_idle_timeout: "1h" } })
    world.clock.pass(30 * minutes)
    let letGo = () => {}
    holdWrites(
      new Promise((resolve) => {
        letGo = resolve
      }),
    )
    const late = world.auth.context(visitor.request("/"))
    // It has been read, and its use is about to be written.
    await new Promise((resolve) => setTimeout(resolve, 20))
    await visitor.open("/auth/logout", { method: "POST" })
    letGo()
    expect((await late).user.isLoggedIn).toBe(true)
    expect((await sessionOf(world, world.visitor(), cookie)).reason).toBe("revoked")
  })
})

describe("while it is down", () => {
  test("store: down is not logged out", async () => {
    const { world, visitor, setDown } = await stage()
    setDown(true)
    const context = await world.auth.context(visitor.request("/"))
    for (const read of [() => context.user, () => context.session]) {
      expect(read).toThrow(expect.objectContaining({ code: "store_unavailable", status: 503 }))
    }
    await expect(sessionOf(world, visitor)).rejects.toMatchObject({ code: "store_unavailable" })
    for (const access of [await context.requireUser(), await world.auth.requireUser(visitor.request("/private"))]) {
      if (access.ok) expect.fail("somebody was let in")
      expect([access.response.status, access.response.headers.get("retry-after")]).toEqual([503, "5"])
      expect(access.response.headers.getSetCookie()).toEqual([])
    }
    setDown(false)
    expect((await sessionOf(world, visitor)).user.isLoggedIn).toBe(true)
  })

  test("store: down ends nothing", async () => {
    const { world, visitor, setDown } = await stage()
    const context = await world.auth.context(visitor.request("/"))
    setDown(true)
    const answers = [
      await visitor.open("/auth/logout", { method: "POST" }),
      await visitor.logout(),
      // It was there when the request came, and is not any more.
      await context.logout(),
    ]
    for (const { status, headers } of answers) {
      expect([status, headers.get("retry-after"), headers.getSetCookie()]).toEqual([503, "5", []])
    }
    setDown(false)
    expect((await sessionOf(world, visitor)).user.isLoggedIn).toBe(true)
  })

  test("store: public pages need none", async () => {
    const { world, visitor, setDown, asked } = await stage()
    setDown(true)
    asked()
    const stranger = world.visitor()
    const context = await world.auth.context(stranger.request("/"))
    expect(context.user.isLoggedIn).toBe(false)
    expect((await sessionOf(world, stranger, "__Host-auth=Fe26.2*made*up")).reason).toBe("unreadable")
    expect(asked()).toBe(0)
    // Whoever brings a session is not asked for it, either.
    expect((await world.auth.context(visitor.request("/"))).headers.getSetCookie()).toEqual([])
  })
})

test("store: an application without one is told", () => {
  const config = parseConfig({
    auth: {
      redirect_uri: "http://localhost:1/cb",
      cookie_secret: cookieSecret,
      client_id: "client",
      client_secret: "a-client-secret-of-some-length",
      server_metadata_url: "https://accounts.google.com",
    },
  })
  const make = (options: object) => () => createAuth(config, { log() {}, ...options })
  const store = memoryStore()
  const { delete: _, ...half } = store
  for (const wrong of [null, {}, "redis://localhost", half, { ...store, get: "get" }]) {
    expect(make({ store: wrong })).toThrow(expect.objectContaining({ code: "invalid_argument" }))
    expect(make({ denyList: { store: wrong } })).toThrow(expect.objectContaining({ code: "invalid_argument" }))
  }
  // What one would take a client of Redis for: it has the commands, and is no store.
  const client = { get: store.get, set: store.set, del: store.delete }
  expect(make({ store: client })).toThrow("redisStore() of @x/store-redis makes one of a client")
  for (const remember of [-1, Number.NaN, Number.POSITIVE_INFINITY, "5", null]) {
    expect(make({ denyList: { store, remember } })).toThrow(expect.objectContaining({ code: "invalid_argument" }))
  }
  for (const denyList of [null, {}, store, { store, forget: 5 }]) {
    expect(make({ denyList })).toThrow(expect.objectContaining({ code: "invalid_argument" }))
  }
  expect(make({ store, denyList: { store } })).toThrow(expect.objectContaining({ code: "invalid_argument" }))
  expect(make({ store })).not.toThrow()
  expect(make({ denyList: { store, remember: 0 } })).not.toThrow()
  class Mine implements SessionStore {
    get = store.get
    set = store.set
    async delete(key: string) {
      return store.delete(key)
    }
  }
  expect(make({ store: new Mine() })).not.toThrow()
})

describe("marks of what has ended", () => {
  const runtime = { now: () => 1_750_000_000_000 }
  const issuer = "https://provider.example"
  const recordOf = (subject: string): SessionRecord => ({
    id: `session of ${subject}`,
    provider: "default",
    issuer,
    beganAt: runtime.now() - 1000,
    issuedAt: runtime.now() / 1000 - 1,
    expiresAt: runtime.now() / 1000 + 3600,
    claims: { iss: issuer, sub: subject },
  })
  const marksIn = (store: SessionStore, secret = cookieSecret) =>
    endedSessions({ store, sealer: sealerWith(secret), runtime, maxAge: 3600 })

  test("ended: names tell nothing", async () => {
    const [mine, theirs] = [openStore(), openStore()]
    await marksIn(mine.store).end({ issuer, subject: "ada" }, runtime.now())
    await marksIn(theirs.store, `another-${cookieSecret}`).end({ issuer, subject: "ada" }, runtime.now())
    // Whoever could compute it without the secret would find the same in both.
    expect([...mine.entries.keys()]).not.toEqual([...theirs.entries.keys()])
    const guesses = [`["sub","ada","${issuer}"]`, "ada", `${issuer} ada`]
    for (const guess of guesses) expect([...mine.entries.keys()]).not.toContain(await fingerprint(guess))
    expect(await marksIn(mine.store).has(recordOf("ada"))).toBe(true)
  })

  test("ended: a mark belongs to its name", async () => {
    const { store, entries } = openStore()
    const marks = marksIn(store)
    await marks.end({ issuer, subject: "ada" }, runtime.now())
    const [mark = ""] = entries.values()
    const [name] = await sealerWith(cookieSecret).names(JSON.stringify(["sub", "grace", issuer]))
    entries.set(name, mark)
    expect(await marks.has(recordOf("grace"))).toBe(false)
    await marks.end({ issuer, subject: "grace" }, runtime.now())
    expect(entries.size).toBe(2)
    expect(await marks.has(recordOf("grace"))).toBe(true)
  })

  test("ended: what was ended here is known here", async () => {
    const { store, holdWrites } = openStore()
    let answer = (_: undefined) => {}
    const slow: SessionStore = {
      ...store,
      get: () =>
        new Promise((resolve) => {
          answer = resolve
        }),
    }
    const remembering = rememberAnswers(slow, { seconds: 5, now: runtime.now })
    holdWrites(undefined)
    const reading = remembering.get("mark")
    await remembering.set("mark", "ended", 3600)
    answer(undefined)
    expect(await reading).toBe("ended")
    expect(await remembering.get("mark")).toBe("ended")
  })
})
