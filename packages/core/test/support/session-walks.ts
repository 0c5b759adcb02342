/**
 * What is promised of a session, wherever it is kept: the same walks over cookies, over memory, and over whatever store a
 * package brings (`packages/store-redis` brings its own).
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { AuthOptions, Context, SessionStore } from "../../src/index.js"
import { days, hours, minutes } from "./clock.js"
import { manyGroups } from "./profiles.js"
import { codeOf, cookieSecret, createWorld, type Visitor, type World, type WorldOptions } from "./world.js"

/** Where sessions are kept. */
export interface SessionHome {
  readonly name: string
  /** Everything is sealed in the cookie. */
  readonly isCookie: boolean
  /** After a logout, a copy of the cookie that somebody has made is nobody's, too. */
  readonly endsCopies: boolean
  /** What createAuth is given, new and empty for each world. */
  open(now: () => number): SessionOptions
  start?(): Promise<void>
  close?(): Promise<void>
}

type SessionOptions = Pick<AuthOptions, "store" | "denyList">

/** An answer of a page of the application's. It reaches the browser when it is delivered. */
interface Page {
  readonly context: Context
  readonly isLoggedIn: boolean
  readonly cookies: readonly string[]
  deliver(): void
}

interface Stage {
  readonly world: World
  readonly visitor: Visitor
  /** The keys of everything that was written to the store since the last look. */
  written(): string[]
}

const newSecret = "canary-new-cookie-secret-0123456789abcdefghij"
const mostRemembered = 2000

export function describeSessions(home: SessionHome): void {
  /** An application, and somebody who has logged in. */
  async function stage(given: WorldOptions = {}, claims: object = {}): Promise<Stage> {
    const writes: string[] = []
    let world: World | undefined
    const options = home.open(() => world?.clock.now() ?? 0)
    const store = options.store && writing(options.store, writes)
    world = createWorld({
      ...given,
      options: { ...given.options, ...options, ...(store === undefined ? {} : { store }) },
    })
    world.provider.faults = { claims: (honest) => ({ ...honest, ...claims }) }
    const visitor = world.visitor()
    await visitor.login()
    return { world, visitor, written: () => writes.splice(0) }
  }

  /** The same application in another process, or after a change of its settings. */
  const asIn = (world: World, visitor: Visitor, { auth }: World = world) => auth.getSession(visitor.request("/"))

  describe(`sessions in ${home.name}`, () => {
    beforeAll(() => home.start?.(), 60_000)
    afterAll(() => home.close?.(), 60_000)

    describe("each request is judged from its own cookies", () => {
      test("S20 two people and nobody, all at once, again and again", async () => {
        const { world, visitor: ada } = await stage({}, { sub: "ada" })
        world.provider.faults = { claims: (honest) => ({ ...honest, sub: "grace" }) }
        const grace = world.visitor()
        await grace.login()
        const nobody = world.visitor()
        for (let round = 0; round < 3; round++) {
          const users = await Promise.all([ada, nobody, grace, nobody, ada].map((visitor) => visitor.user()))
          expect(users.map((user) => (user as { sub?: string }).sub)).toEqual([
            "ada",
            undefined,
            "grace",
            undefined,
            "ada",
          ])
        }
      })

      test("S20 what was read before is judged anew: its end, its provider, its application", async () => {
        const { world, visitor } = await stage()
        const cookie = visitor.cookies()
        const session = () => world.auth.getSession(visitor.request("/", { cookie }))
        for (let round = 0; round < 3; round++) expect((await session()).user.isLoggedIn).toBe(true)
        const elsewhere = world.restart({ auth: { cookie_secret: newSecret } })
        expect((await elsewhere.auth.getSession(visitor.request("/", { cookie }))).reason).toBe("unreadable")
        world.clock.pass(30 * days)
        expect((await session()).reason).toBe("expired")
      })

      test("S20 what was read before, and has been ended everywhere since", async () => {
        const { world, visitor } = await stage()
        const [tab, other] = [visitor.cookies(), world.visitor()]
        await other.login()
        const sessions = () =>
          Promise.all([
            world.auth.getSession(visitor.request("/", { cookie: tab })),
            world.auth.getSession(other.request("/")),
          ])
        expect((await sessions()).map(({ reason }) => reason)).toEqual([undefined, undefined])
        world.clock.pass(1)
        await visitor.logout({ everywhere: true })
        expect((await sessions()).map(({ reason }) => reason)).toEqual(["revoked", "revoked"])
        // Whoever logs in again is let in.
        world.clock.pass(1)
        await other.login()
        expect((await other.user()).isLoggedIn).toBe(true)
      })

      test("S20 whoever is shown their user again is shown the same, and nobody can write to it", async () => {
        const { visitor } = await stage({}, { groups: [{ name: "staff" }] })
        const [first, second] = [await visitor.session(), await visitor.session()]
        expect(second).toEqual(first)
        for (const { user, claims } of [first, second]) {
          expect(() => Object.assign(user, { sub: "evil" })).toThrow(TypeError)
          expect(() => Object.assign((user as unknown as Groups).groups[0] ?? {}, { name: "admins" })).toThrow(
            TypeError,
          )
          expect(() => (claims as unknown as Groups).groups.push({ name: "admins" })).toThrow(TypeError)
        }
        expect((await visitor.user()) as unknown as Groups).toMatchObject({ groups: [{ name: "staff" }] })
      })

      test("S20 more people than are remembered: each is who they are", async () => {
        const { world } = await stage()
        const cookies: string[] = []
        for (let index = 0; index < 30; index++) {
          world.provider.faults = { claims: (honest) => ({ ...honest, sub: `person ${index}` }) }
          const one = world.visitor()
          await one.login()
          cookies.push(one.cookies())
        }
        expect(mostRemembered).toBeGreaterThan(cookies.length)
        const order = [...cookies.keys(), ...[...cookies.keys()].reverse()]
        const found = await Promise.all(
          order.map((index) => world.auth.getUser(world.visitor().request("/", { cookie: cookies[index] ?? "" }))),
        )
        expect(found.map((user) => user.isLoggedIn && user.sub)).toEqual(order.map((index) => `person ${index}`))
      }, 30_000)
    })

    describe("the tabs of one browser", () => {
      test("S21 a new tab of the same browser is logged in", async () => {
        const { world, visitor } = await stage()
        const headers = { "sec-fetch-site": "none" }
        const context = await world.auth.context(visitor.request("/any/page", { headers }))
        expect(context.user.isLoggedIn).toBe(true)
        const fromElsewhere = await world.auth.getUser(visitor.request("/", { crossSite: true }))
        expect(fromElsewhere.isLoggedIn).toBe(true)
      })

      test("S22 logout holds for every tab at its next request", async () => {
        const { world, visitor } = await stage()
        const tabs = ["/", "/reports", "/account"]
        const sessions = () => Promise.all(tabs.map((path) => world.auth.getSession(visitor.request(path))))
        expect((await sessions()).map(({ user }) => user.isLoggedIn)).toEqual([true, true, true])
        const copy = visitor.cookies()
        await visitor.open("/auth/logout", { method: "POST" })
        expect((await sessions()).map(({ user }) => user.isLoggedIn)).toEqual([false, false, false])
        const copied = await world.auth.getSession(world.visitor().request("/", { cookie: copy }))
        expect(copied.reason).toBe(home.endsCopies ? "revoked" : undefined)
      })

      test("S22 a tab that brings the old cookie back with the browser's own marks is logged out, too", async () => {
        const { world, visitor } = await stage()
        const [cookie] = visitor.jar.all()
        await visitor.logout()
        visitor.jar.put(cookie?.name ?? "", cookie?.value ?? "")
        expect((await asIn(world, visitor)).reason).toBe("revoked")
      })
    })

    describe("lifetimes", () => {
      test("S24 logged in at 29 d 23:59:59, not after 30 d, whatever the browser sends", async () => {
        const { world, visitor } = await stage()
        const cookie = visitor.cookies()
        const session = () => world.auth.getSession(visitor.request("/", { cookie }))
        expect(await session()).toMatchObject({
          issuedAt: world.clock.seconds(),
          expiresAt: world.clock.seconds() + 30 * days,
        })
        world.clock.pass(30 * days - 1)
        expect((await session()).user.isLoggedIn).toBe(true)
        world.clock.pass(1)
        expect((await session()).reason).toBe("expired")
      })

      test.each([
        ["12h", 12 * hours],
        [90, 90],
      ])("B04 absolute, session_max_age = %j", async (session_max_age, seconds) => {
        const { world, visitor } = await stage({ auth: { session_max_age } })
        const cookie = visitor.cookies()
        const isLoggedIn = async () => (await world.auth.getUser(visitor.request("/", { cookie }))).isLoggedIn
        expect(visitor.jar.all().map(({ maxAge }) => maxAge)).toEqual([seconds])
        world.clock.pass(seconds - 1)
        expect(await isLoggedIn()).toBe(true)
        world.clock.pass(1)
        expect(await isLoggedIn()).toBe(false)
      })

      test("B04 one that was made shorter holds for the sessions that exist", async () => {
        const { world, visitor } = await stage()
        world.clock.pass(hours)
        expect((await asIn(world.restart({ auth: { session_max_age: "1h" } }), visitor)).reason).toBe("expired")
        expect((await asIn(world, visitor)).user.isLoggedIn).toBe(true)
      })

      test('B04 "browser": no Max-Age, and thirty days inside the seal', async () => {
        const { world, visitor } = await stage({ auth: { session_max_age: "browser", session_idle_timeout: "20d" } })
        expect(visitor.jar.all().map(({ maxAge }) => maxAge)).toEqual([undefined])
        world.clock.pass(15 * days)
        const page = await visit(world, visitor)
        page.deliver()
        expect(visitor.jar.all().map(({ maxAge }) => maxAge)).toEqual([undefined])
        world.clock.pass(15 * days - 1)
        expect((await asIn(world, visitor)).user.isLoggedIn).toBe(true)
        world.clock.pass(1)
        expect((await asIn(world, visitor)).reason).toBe("expired")
      })

      test("S26 by default the session does not end with the ID token", async () => {
        const { world, visitor } = await stage()
        world.clock.pass(29 * days)
        const user = await visitor.user()
        expect(user.isLoggedIn && Number(user.exp)).toBeLessThan(world.clock.seconds())
      })

      test("B04 tied to the ID token: it ends then", async () => {
        const { world, visitor } = await stage({ auth: { session_follows_id_token: true } })
        expect((await visitor.session()).expiresAt).toBe(world.clock.seconds() + hours)
        world.clock.pass(hours - 1)
        expect((await visitor.user()).isLoggedIn).toBe(true)
        world.clock.pass(1)
        expect((await visitor.session()).reason).toBe("expired")
      })

      test("B04 the provider's ceiling: session_expiry ends it, however much it is used", async () => {
        const world = (await stage()).world
        const session_expiry = world.clock.seconds() + 2 * hours
        const { world: bounded, visitor } = await stage(
          { auth: { session_idle_timeout: "90m", session_max_age: "12h" } },
          { session_expiry },
        )
        expect(visitor.jar.all().map(({ maxAge }) => maxAge)).toEqual([2 * hours])
        bounded.clock.pass(hours)
        const page = await visit(bounded, visitor)
        page.deliver()
        bounded.clock.pass(hours - 1)
        expect((await visit(bounded, visitor)).isLoggedIn).toBe(true)
        const cookie = visitor.cookies()
        bounded.clock.pass(1)
        expect((await bounded.auth.getSession(visitor.request("/", { cookie }))).reason).toBe("expired")
      })

      test("B04 a ceiling that has passed begins no session", async () => {
        const { world, visitor } = await stage()
        world.provider.faults = {
          claims: (honest) => ({ ...honest, sub: "late", session_expiry: world.clock.seconds() }),
        }
        const other = world.visitor()
        expect(await codeOf(await other.login())).toBe("id_token_invalid")
        expect((await other.user()).isLoggedIn).toBe(false)
        expect((await visitor.user()).isLoggedIn).toBe(true)
      })

      test("S27 sub, iss, exp, iat, auth_time survive a filter, and an application can compare and log out", async () => {
        const { world, visitor } = await stage({
          auth: { claims: ["email"] },
          tables: { google: { client_kwargs: { max_age: 600 } } },
        })
        const now = world.clock.seconds()
        expect(await visitor.user()).toMatchObject({ iat: now, exp: now + hours, auth_time: now })
        expect(Object.keys(await visitor.user()).sort()).toEqual(
          ["aud", "auth_time", "email", "exp", "iat", "isLoggedIn", "iss", "sub"].sort(),
        )
        world.clock.pass(2 * hours)
        const page = await visit(world, visitor)
        const { user } = page.context
        if (user.isLoggedIn && Number(user.exp) < world.clock.seconds()) await visitor.logout()
        expect((await visitor.user()).isLoggedIn).toBe(false)
      })
    })

    describe("an idle session, and one that is used", () => {
      const idle = { auth: { session_idle_timeout: "1h" } }

      test("B04 idle: it goes on while it is used, and ends when it is not", async () => {
        const { world, visitor } = await stage(idle)
        for (let round = 0; round < 5; round++) {
          world.clock.pass(59 * minutes)
          const page = await visit(world, visitor)
          expect([round, page.isLoggedIn]).toEqual([round, true])
          page.deliver()
        }
        world.clock.pass(hours)
        expect((await asIn(world, visitor)).reason).toBe("expired")
        expect((await visit(world, visitor)).isLoggedIn).toBe(false)
      })

      test("B04 idle: who is only read is not used", async () => {
        const { world, visitor, written } = await stage(idle)
        written()
        world.clock.pass(31 * minutes)
        expect((await visitor.session()).user.isLoggedIn).toBe(true)
        expect((await visitor.user()).isLoggedIn).toBe(true)
        world.clock.pass(31 * minutes)
        expect((await visitor.session()).reason).toBe("expired")
        expect(written()).toEqual([])
      })

      test("B04 idle: a guard of the application's own renews it", async () => {
        const { world, visitor } = await stage(idle)
        for (let round = 0; round < 3; round++) {
          world.clock.pass(59 * minutes)
          const access = await world.auth.requireUser(visitor.request("/private"))
          expect(access.ok).toBe(true)
          if (access.ok) visitor.jar.take(new Response("private", { headers: access.headers }))
        }
        world.clock.pass(hours)
        expect((await world.auth.requireUser(visitor.request("/private"))).ok).toBe(false)
      })

      test("B04 idle: it is written only when a tenth of the time has passed, and then once", async () => {
        const { world, visitor, written } = await stage(idle)
        written()
        world.clock.pass(6 * minutes - 1)
        const early = await visit(world, visitor)
        expect([early.cookies, written(), early.context.headers.get("cache-control")]).toEqual([[], [], null])
        world.clock.pass(1)
        const page = await visit(world, visitor)
        expect(page.cookies).toHaveLength(home.isCookie ? 1 : 0)
        expect(written()).toHaveLength(home.isCookie ? 0 : 1)
        expect(page.context.headers.get("cache-control")).toBe(home.isCookie ? "no-store" : null)
        page.deliver()
        expect((await visit(world, visitor)).cookies).toEqual([])
        expect(written()).toEqual([])
      })

      test("B04 idle: nothing is written where there is no time to gain", async () => {
        const { world, visitor, written } = await stage({ auth: { ...idle.auth, session_max_age: "90m" } })
        world.clock.pass(30 * minutes)
        ;(await visit(world, visitor)).deliver()
        world.clock.pass(59 * minutes)
        written()
        const page = await visit(world, visitor)
        expect([page.isLoggedIn, page.cookies, written()]).toEqual([true, [], []])
      })

      test("B04 idle: the time that is left is told, and use does not move the end", async () => {
        const { world, visitor } = await stage({ auth: { ...idle.auth, session_max_age: "90m" } })
        const began = world.clock.seconds()
        expect((await visitor.session()).expiresAt).toBe(began + hours)
        world.clock.pass(40 * minutes)
        ;(await visit(world, visitor)).deliver()
        expect((await visitor.session()).expiresAt).toBe(began + 90 * minutes)
        const cookie = visitor.cookies()
        world.clock.pass(50 * minutes)
        expect((await world.auth.getSession(visitor.request("/", { cookie }))).reason).toBe("expired")
      })

      test("B04 idle: the cookie lives as long as the session may, and not a renewal longer", async () => {
        const { world, visitor } = await stage({ auth: { ...idle.auth, session_max_age: "2h" } })
        world.clock.pass(50 * minutes)
        ;(await visit(world, visitor)).deliver()
        const endsIn = visitor.jar.all().map(({ endsAt }) => endsAt / 1000 - world.clock.seconds())
        expect(endsIn).toEqual([70 * minutes])
      })

      test("B04 idle: without the setting nothing is ever written", async () => {
        const { world, visitor, written } = await stage()
        written()
        world.clock.pass(20 * days)
        const page = await visit(world, visitor)
        expect([page.isLoggedIn, page.cookies, written()]).toEqual([true, [], []])
      })

      test("B04 idle: a setting that comes later holds for the sessions that exist, from their beginning", async () => {
        const { world, visitor } = await stage()
        world.clock.pass(30 * minutes)
        const later = world.restart(idle)
        ;(await visit(later, visitor)).deliver()
        world.clock.pass(50 * minutes)
        expect((await asIn(later, visitor)).user.isLoggedIn).toBe(true)
        world.clock.pass(10 * minutes)
        expect((await asIn(later, visitor)).reason).toBe("expired")
      })
    })

    describe("an answer that comes late", () => {
      const idle = { auth: { session_idle_timeout: "1h" } }

      test("revives no session that a logout has ended", async () => {
        const { world, visitor } = await stage(idle)
        world.clock.pass(30 * minutes)
        const late = await visit(world, visitor)
        await visitor.open("/auth/logout", { method: "POST" })
        late.deliver()
        expect((await asIn(world, visitor)).user.isLoggedIn).toBe(false)
        // Nor in another process, nor when the visitor has asked for a login since.
        await visitor.start()
        late.deliver()
        expect((await asIn(world.restart(idle), visitor)).user.isLoggedIn).toBe(false)
      })

      test("revives no session in whose place another one has come", async () => {
        const { world, visitor } = await stage(idle, { sub: "first" })
        world.clock.pass(30 * minutes)
        const late = await visit(world, visitor)
        world.provider.faults = { claims: (honest) => ({ ...honest, sub: "second" }) }
        await visitor.login()
        late.deliver()
        const { user, reason } = await asIn(world, visitor)
        expect((user as { sub?: string }).sub).toBe(home.isCookie ? undefined : "second")
        expect(reason).toBe(home.isCookie ? "revoked" : undefined)
      })

      test.each(["a logout", "another login"])(
        "revives no session that had been idle too long when %s came, but for that answer",
        async (what) => {
          const { world, visitor } = await stage(idle, { sub: "first" })
          world.clock.pass(59 * minutes + 50)
          const late = await visit(world, visitor)
          expect(late.isLoggedIn).toBe(true)
          world.clock.pass(20)
          world.provider.faults = { claims: (honest) => ({ ...honest, sub: "second" }) }
          if (what === "a logout") await visitor.open("/auth/logout", { method: "POST" })
          else await visitor.login()
          late.deliver()
          expect(((await asIn(world, visitor)).user as { sub?: string }).sub).not.toBe("first")
        },
      )

      test("revives no session that was ended everywhere", async () => {
        const { world, visitor } = await stage(idle)
        const other = world.visitor()
        await other.login()
        world.clock.pass(30 * minutes)
        const late = await visit(world, visitor)
        world.clock.pass(1)
        await other.logout({ everywhere: true })
        late.deliver()
        expect((await asIn(world, visitor)).reason).toBe("revoked")
      })

      test("of a logout goes the cookie and comes no renewed one", async () => {
        const { world, visitor } = await stage(idle)
        world.clock.pass(30 * minutes)
        const context = await world.auth.context(visitor.request("/leave", { method: "POST" }))
        const response = await context.logout()
        const own = (headers: Headers) => headers.getSetCookie().filter((line) => line.startsWith("__Host-auth="))
        expect(own(context.headers)).toEqual([])
        expect(context.headers.get("cache-control")).toBeNull()
        expect(own(response.headers)).toEqual([expect.stringContaining("Max-Age=0")])
      })
    })

    describe("a login in the place of another", () => {
      test("S14 the session that was presented is dropped, and its cookie opens for nobody", async () => {
        const { world, visitor } = await stage({}, { sub: "first" })
        const presented = visitor.cookies()
        world.provider.faults = { claims: (honest) => ({ ...honest, sub: "second" }) }
        await visitor.login()
        expect(await visitor.user()).toMatchObject({ sub: "second" })
        const found = await world.auth.getSession(world.visitor().request("/", { cookie: presented }))
        // All of a session in cookies is in its copy: that ends with its time, or by logout({ everywhere: true }).
        expect(found.reason).toBe(home.isCookie ? undefined : "revoked")
      })

      test("a session that was planted is not the visitor's", async () => {
        const { world, visitor: attacker } = await stage({}, { sub: "attacker" })
        const victim = world.visitor()
        for (const { name, value } of attacker.jar.all()) victim.jar.put(name, value)
        world.provider.faults = { claims: (honest) => ({ ...honest, sub: "victim" }) }
        await victim.login()
        expect(await victim.user()).toMatchObject({ sub: "victim" })
        const attackers = await attacker.user()
        expect((attackers as { sub?: string }).sub).not.toBe("victim")
        expect(attackers.isLoggedIn).toBe(home.isCookie)
      })
    })

    describe("a logout", () => {
      test("S28 by default the provider hears nothing, and no cookie of another's is touched", async () => {
        const { world, visitor } = await stage()
        visitor.jar.put("theme", "dark")
        visitor.jar.put("__Host-authority", "another's")
        const response = await visitor.open("/auth/logout", { method: "POST" })
        expect(response.headers.get("location")).toBe("/")
        expect(response.headers.get("clear-site-data")).toBeNull()
        expect(world.provider.seen.logout).toEqual([])
        const names = response.headers.getSetCookie().map((line) => line.slice(0, line.indexOf("=")))
        expect(names.filter((name) => !/^__Host-auth(\.out(\.[\w-]{43})?)?$/.test(name))).toEqual([])
        expect(visitor.jar.all().map(({ name }) => name)).toEqual(expect.arrayContaining(["theme", "__Host-authority"]))
      })

      test("tells onLogout who leaves, once", async () => {
        const left: unknown[] = []
        const { world, visitor } = await stage({
          options: {
            onLogout({ user, provider }) {
              left.push([user.isLoggedIn && user.sub, provider])
            },
          },
        })
        await visitor.open("/auth/logout", { method: "POST" })
        await visitor.open("/auth/logout", { method: "POST" })
        expect(left).toEqual([[world.provider.profile.idToken.sub, "google"]])
      })
    })

    describe("size", () => {
      const big = { groups: Array.from({ length: 400 }, (_, index) => `group number ${index} of a large company`) }

      test(`B05 a session of 16 KB of claims: ${home.isCookie ? "a clear error, and nothing is set" : "one small cookie"}`, async () => {
        const { world, visitor } = await stage({}, big)
        if (home.isCookie) {
          expect((await visitor.session()).reason).toBe("none")
          expect(world.log).toContainEqual(expect.objectContaining({ event: "session_too_large" }))
          return
        }
        expect((await visitor.user()) as object).toMatchObject(big)
        expect(visitor.jar.all()).toHaveLength(1)
        expect(visitor.cookies().length).toBeLessThan(500)
      })

      test("B05 S08 chunks, where there are some, all go with the logout", async () => {
        const { world, visitor } = await stage({}, { groups: manyGroups })
        expect(visitor.jar.all()).toHaveLength(home.isCookie ? 2 : 1)
        expect((await visitor.user()).isLoggedIn).toBe(true)
        await visitor.logout()
        expect(visitor.jar.all().filter(({ name }) => !name.includes(".out"))).toEqual([])
        expect((await asIn(world, visitor)).user.isLoggedIn).toBe(false)
      })

      test("B05 a session that slides stays whole, in as many chunks as before", async () => {
        const { world, visitor } = await stage({ auth: { session_idle_timeout: "1h" } }, { groups: manyGroups })
        const names = () => visitor.jar.all().map(({ name }) => name)
        const before = names()
        for (let round = 0; round < 3; round++) {
          world.clock.pass(50 * minutes)
          ;(await visit(world, visitor)).deliver()
          expect(names()).toEqual(before)
        }
        expect(await visitor.user()).toMatchObject({ isLoggedIn: true, groups: manyGroups })
      })
    })

    describe("B13 rotation", () => {
      const secrets = (...cookie_secret: string[]) => ({ auth: { cookie_secret, session_idle_timeout: "10d" } })

      test("B13 the first seals, all open, whatever their order; without its secret a session is unreadable", async () => {
        const { world, visitor } = await stage(secrets(cookieSecret))
        const reasonIn = async (...list: string[]) => (await asIn(world.restart(secrets(...list)), visitor)).reason
        expect(await reasonIn(cookieSecret, newSecret)).toBeUndefined()
        expect(await reasonIn(newSecret, cookieSecret)).toBeUndefined()
        expect(await reasonIn(newSecret)).toBe("unreadable")
        const later = world.restart(secrets(newSecret, cookieSecret))
        const another = later.visitor()
        await another.login()
        expect((await asIn(world.restart(secrets(newSecret)), another)).user.isLoggedIn).toBe(true)
        expect((await asIn(world, another)).reason).toBe("unreadable")
      })

      test("B13 what is written next is sealed anew", async () => {
        const { world, visitor } = await stage(secrets(cookieSecret))
        const rotated = world.restart(secrets(newSecret, cookieSecret))
        world.clock.pass(2 * days)
        ;(await visit(rotated, visitor)).deliver()
        expect((await asIn(rotated, visitor)).user.isLoggedIn).toBe(true)
        const after = await asIn(world.restart(secrets(newSecret)), visitor)
        // The cookie of a session in a store is written once: its secret stays for as long as sessions live.
        expect(after.reason).toBe(home.isCookie ? undefined : "unreadable")
        world.clock.pass(9 * days)
        expect((await asIn(rotated, visitor)).user.isLoggedIn).toBe(true)
      })

      test("B13 what was ended before a rotation stays ended after it", async () => {
        const { world, visitor } = await stage(secrets(cookieSecret))
        const copy = visitor.cookies()
        world.clock.pass(1)
        // The process that ends it knows of the new secret already, or leads with it, or not yet.
        const lists = [[cookieSecret], [cookieSecret, newSecret], [newSecret, cookieSecret]]
        const processes = lists.map((list) => world.restart(secrets(...list)))
        if (!(home.isCookie && !home.endsCopies)) {
          for (const process of processes) {
            const one = process.visitor()
            await one.login()
            const theirs = one.cookies()
            world.clock.pass(1)
            await process.auth.logout(one.request("/"), { everywhere: true })
            // For so long another process may remember what it knew.
            world.clock.pass(5)
            for (const other of processes.slice(Math.max(0, processes.indexOf(process) - 1))) {
              for (const cookie of [copy, theirs]) {
                const found = await other.auth.getSession(world.visitor().request("/", { cookie }))
                expect(["revoked", "unreadable"]).toContain(found.reason)
              }
            }
            world.clock.pass(1)
          }
        }
        // The browser's own mark knows no secret.
        const last = processes.at(-1) ?? world
        const again = last.visitor()
        await again.login()
        const [cookie] = again.jar.all()
        await again.logout()
        again.jar.put(cookie?.name ?? "", cookie?.value ?? "")
        expect((await asIn(last, again)).reason).toBe("revoked")
      })

      test("B13 three processes, one after the other, and no login is lost in any step", async () => {
        const steps = [
          [cookieSecret],
          // Known to all before it leads: what one seals, every other one opens.
          [cookieSecret, newSecret],
          [newSecret, cookieSecret],
        ]
        const { world, visitor } = await stage(secrets(cookieSecret))
        const started = steps.map((list) => world.restart(secrets(...list)))
        const visitors = [visitor]
        const processes = [0, 0, 0]
        const inAll = async () => {
          for (const process of processes) {
            for (const one of visitors) {
              const page = await visit(started[process] ?? world, one)
              expect([processes, visitors.indexOf(one), page.isLoggedIn]).toEqual([
                processes,
                visitors.indexOf(one),
                true,
              ])
              page.deliver()
            }
          }
        }
        for (let step = 1; step < steps.length; step++) {
          for (let process = 0; process < processes.length; process++) {
            processes[process] = step
            // A login that begins in one process and ends in the next.
            const [from, to] = [process, (process + 1) % processes.length].map(
              (index) => started[processes[index] ?? 0] ?? world,
            )
            const one = from?.visitor() ?? visitor
            const url = await one.start()
            const { redirectUri, parameters } = world.provider.authorize(url)
            const callback = one.request(`${new URL(redirectUri).pathname}?${parameters}`, { crossSite: true })
            const response = await to?.auth.handle(callback)
            expect(response?.status).toBe(302)
            if (response !== undefined) one.jar.take(response)
            visitors.push(one)
            world.clock.pass(2 * days)
            await inAll()
          }
        }
        // The old one goes out when no session of its time is left. What has been sealed anew needs it no more.
        world.clock.pass(9 * days)
        await inAll()
        const only = world.restart(secrets(newSecret))
        const lives = await Promise.all(visitors.map(async (one) => (await asIn(only, one)).user.isLoggedIn))
        expect(lives).toEqual([false, false, false, false, false, false, true].map((isNew) => isNew || home.isCookie))
      }, 30_000)
    })
  })
}

interface Groups {
  readonly groups: { name: string }[]
}

/** A page that asks who is there, as every adapter does it. */
async function visit(world: World, visitor: Visitor): Promise<Page> {
  const context = await world.auth.context(visitor.request("/page"))
  const cookies = context.headers.getSetCookie()
  const response = new Response("a page", { headers: context.headers })
  return { context, isLoggedIn: context.user.isLoggedIn, cookies, deliver: () => visitor.jar.take(response) }
}

/** A store whose writes are noted. */
function writing(store: SessionStore, writes: string[]): SessionStore {
  return {
    get: (key) => store.get(key),
    set(key, ...more) {
      writes.push(key)
      return store.set(key, ...more)
    },
    delete: (key) => store.delete(key),
  }
}
