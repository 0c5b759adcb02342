/** An access token for the application: good for a while, refreshed once, and gone with what the provider has granted. */
import { inspect } from "node:util"
import { HttpResponse } from "msw"
import { describe, expect, it, vi } from "vitest"
import { type Context, memoryStore, type SessionStore } from "../../src/index.js"
import { createClock, hours, minutes } from "../support/clock.js"
import { backChannel, logoutToken } from "../support/endings.js"
import { keepings } from "../support/keepings.js"
import { google, type Profile } from "../support/profiles.js"
import {
  createWorld as createPlainWorld,
  useNetwork,
  type Visitor,
  type World,
  type WorldOptions,
} from "../support/world.js"

useNetwork()

const exposing = { auth: { expose_tokens: "access" } }
/** Its refresh tokens do not rotate. */
const steady: Profile = { ...google, ways: { ...google.ways, withoutRotation: true } }

/** A request of the visitor's, whose answer is kept by the browser when the test says so. */
async function ask(world: World, visitor: Visitor, cookie?: string) {
  const context = await world.auth.context(visitor.request("/", cookie === undefined ? {} : { cookie }))
  return { context, answer: () => visitor.jar.take(new Response(null, { headers: context.headers })) }
}

const withIdToken = (id_token: string) => ({ access_token: "other", token_type: "Bearer", id_token })
const codeOf = (token: Promise<string>) => token.catch(({ code, status }) => `${code} ${status}`)
const used = (world: World) => world.provider.seen.refresh.length

describe.each(keepings)("sessions $name", ({ createWorld, isShared }) => {
  async function loggedIn(given: WorldOptions = exposing) {
    const world = createWorld(given)
    const visitor = world.visitor()
    await visitor.login()
    const { access = "" } = (await visitor.session()).tokens
    return { world, visitor, first: access }
  }

  it("gives the token of the login while it is good", async () => {
    const { world, visitor, first } = await loggedIn()
    const { context } = await ask(world, visitor)
    expect(await context.getAccessToken()).toBe(first)
    expect([...context.headers]).toEqual([])
    expect(used(world)).toBe(0)
  })

  it.each<[string, number, object | undefined, boolean]>([
    ["30 seconds before its end, it is still good", 3599 - 31, undefined, false],
    ["less than 30 seconds before its end", 3599 - 30, undefined, true],
    ["after its end", 2 * hours, undefined, true],
    ["with more than minValidity left", 3599 - 601, { minValidity: 600 }, false],
    ["with less than minValidity left", 3599 - 600, { minValidity: 600 }, true],
    ["with minValidity 0, to the last second", 3598, { minValidity: 0 }, false],
    ["with minValidity 0, at its end", 3599, { minValidity: 0 }, true],
  ])("B09 %s", async (_, seconds, options, isRefreshed) => {
    const { world, visitor, first } = await loggedIn()
    world.clock.pass(seconds)
    const { context } = await ask(world, visitor)
    const token = await context.getAccessToken(options as { minValidity: number })
    expect(token !== first).toBe(isRefreshed)
    expect(used(world)).toBe(isRefreshed ? 1 : 0)
  })

  it("B09 ten requests at once make one call, and get one token", async () => {
    const { world, visitor } = await loggedIn()
    world.clock.pass(2 * hours)
    const asked = await Promise.all(Array.from({ length: 10 }, () => ask(world, visitor)))
    const tokens = await Promise.all(asked.map(({ context }) => context.getAccessToken()))
    expect(new Set(tokens).size).toBe(1)
    expect(used(world)).toBe(1)
  })

  it("B09 the rotated refresh token is kept, and used the next time", async () => {
    const { world, visitor } = await loggedIn()
    const seen = new Set<string>()
    for (let round = 1; round <= 3; round++) {
      world.clock.pass(2 * hours)
      const { context, answer } = await ask(world, visitor)
      seen.add(await context.getAccessToken())
      answer()
      expect(used(world)).toBe(round)
      expect((await visitor.session()).tokens.access).toBe([...seen].at(-1))
    }
    expect(seen.size).toBe(3)
  })

  it("B09 the answer that refreshes carries the cookie, and no-store; with a store it carries none", async () => {
    const { world, visitor } = await loggedIn()
    world.clock.pass(2 * hours)
    const { context } = await ask(world, visitor)
    await context.getAccessToken()
    expect(context.headers.getSetCookie().length > 0).toBe(!isShared)
    expect(context.headers.get("cache-control")).toBe(isShared ? null : "no-store")
  })

  it("B09 an old cookie within a minute of a refresh gets its result, and the new cookie", async () => {
    const { world, visitor } = await loggedIn()
    world.clock.pass(2 * hours)
    const old = visitor.cookies()
    const token = await (await ask(world, visitor, old)).context.getAccessToken()
    world.clock.pass(59)
    const { context, answer } = await ask(world, visitor, old)
    expect(await context.getAccessToken()).toBe(token)
    expect(used(world)).toBe(1)
    answer()
    expect((await visitor.session()).tokens.access).toBe(token)
  })

  it("B09 an old cookie is mended by any answer within the minute, asked for a token or not", async () => {
    const { world, visitor } = await loggedIn()
    world.clock.pass(2 * hours)
    const token = await (await ask(world, visitor)).context.getAccessToken()
    ;(await ask(world, visitor)).answer()
    expect((await visitor.session()).tokens.access).toBe(token)
  })

  it("B09 where refresh tokens do not rotate, what has come is not set again", async () => {
    const { world, visitor } = await loggedIn({ ...exposing, providers: { google: steady } })
    world.clock.pass(2 * hours)
    const { context, answer } = await ask(world, visitor)
    const token = await context.getAccessToken()
    answer()
    const next = await ask(world, visitor)
    expect([...next.context.headers]).toEqual([])
    expect(await next.context.getAccessToken()).toBe(token)
    expect(used(world)).toBe(1)
  })

  it("B09 where refresh tokens do not rotate, a token that is over within the minute is refreshed again", async () => {
    const { world, visitor } = await loggedIn({ ...exposing, providers: { google: steady } })
    world.provider.faults = { refresh: (honest) => ({ ...honest, expires_in: 50 }) }
    world.clock.pass(2 * hours)
    const { context, answer } = await ask(world, visitor)
    const token = await context.getAccessToken()
    answer()
    world.clock.pass(50)
    expect(await (await ask(world, visitor)).context.getAccessToken()).not.toBe(token)
    expect(used(world)).toBe(2)
  })

  it("B09 invalid_grant logs out, once told, and leaves no cookie", async () => {
    const ended: unknown[] = []
    const { world, visitor } = await loggedIn({
      ...exposing,
      options: {
        onLogout: (logout) => {
          ended.push(logout.user)
        },
      },
    })
    const old = visitor.cookies()
    world.clock.pass(2 * hours)
    world.provider.faults = { beforeRefresh: () => HttpResponse.json({ error: "invalid_grant" }, { status: 400 }) }
    const asked = await Promise.all(Array.from({ length: 5 }, () => ask(world, visitor)))
    const codes = await Promise.all(asked.map(({ context }) => codeOf(context.getAccessToken())))
    expect(new Set(codes)).toEqual(new Set(["access_token_unavailable 401"]))
    expect(used(world)).toBe(1)
    expect(ended).toEqual([expect.objectContaining({ isLoggedIn: true, sub: world.provider.profile.idToken.sub })])
    const { context, answer } = asked[0] as (typeof asked)[number]
    expect(await context.requireUser()).toMatchObject({ ok: false })
    expect(await codeOf(context.getAccessToken())).toBe("login_required 401")
    answer()
    expect(visitor.cookies()).not.toMatch(/(^|; )__Host-auth(\.\d)?=/)
    expect((await visitor.session()).user.isLoggedIn).toBe(false)
    if (isShared) {
      const late = await world.auth.getSession(visitor.request("/", { cookie: old }))
      expect(late.reason).toBe("revoked")
    }
  })

  it.each<[string, () => Response, string]>([
    ["503", () => new HttpResponse(null, { status: 503 }), "provider_unreachable 504"],
    ["no connection", () => HttpResponse.error(), "provider_unreachable 504"],
    [
      "interaction_required",
      () => HttpResponse.json({ error: "interaction_required" }, { status: 400 }),
      "login_required 401",
    ],
    ["an ID token that is none", () => HttpResponse.json(withIdToken("x.y.z")), "token_response_invalid 502"],
    ["no answer that can be used", () => HttpResponse.json({}), "token_response_invalid 502"],
  ])("B09 %s changes nothing: the old token is given while it lives, and the next refresh succeeds", async (...row) => {
    const [, fault, code] = row
    const { world, visitor, first } = await loggedIn()
    world.provider.faults = { beforeRefresh: fault }
    world.clock.pass(3599 - 10)
    const soon = await ask(world, visitor)
    expect(await soon.context.getAccessToken()).toBe(first)
    expect([...soon.context.headers]).toEqual([])
    expect(world.log).toEqual([expect.objectContaining({ level: "warning", event: "provider" })])
    world.clock.pass(10)
    const late = await ask(world, visitor)
    expect(await codeOf(late.context.getAccessToken())).toContain(code)
    expect([...late.context.headers]).toEqual([])
    expect((await visitor.session()).user.isLoggedIn).toBe(true)
    world.provider.faults = {}
    expect(await (await ask(world, visitor)).context.getAccessToken()).not.toBe(first)
  })

  it("B09 a refresh token is never readable", async () => {
    const { world, visitor } = await loggedIn({ auth: { expose_tokens: ["id", "access"] } })
    world.clock.pass(2 * hours)
    const { context } = await ask(world, visitor)
    await context.getAccessToken()
    const shown = [context, context.session, context.user, world.auth]
      .map((value) => inspect(value, { depth: 20, showHidden: true, getters: true }) + JSON.stringify(value))
      .join()
    expect([...world.provider.secrets].some((secret) => secret.includes("refresh"))).toBe(true)
    for (const secret of world.provider.secrets) if (secret.includes("refresh")) expect(shown).not.toContain(secret)
  })

  it.each<[string, WorldOptions, boolean, string]>([
    ["nobody is logged in", exposing, false, "login_required 401"],
    ["expose_tokens lacks access", { auth: { expose_tokens: "id" } }, true, "access_token_not_kept 500"],
    ["no token is exposed", {}, true, "access_token_not_kept 500"],
  ])("%s", async (_, given, logsIn, code) => {
    const world = createWorld(given)
    const visitor = world.visitor()
    if (logsIn) await visitor.login()
    const { context } = await ask(world, visitor)
    expect(await codeOf(context.getAccessToken())).toBe(code)
  })

  it("without a refresh token: to its end, and then access_token_unavailable, and still logged in", async () => {
    const world = createWorld(exposing)
    world.provider.faults = { tokens: ({ refresh_token: _, ...answer }) => answer }
    const visitor = world.visitor()
    await visitor.login()
    world.clock.pass(3598)
    const token = await (await ask(world, visitor)).context.getAccessToken()
    expect(token).toBe((await visitor.session()).tokens.access)
    world.clock.pass(1)
    const { context } = await ask(world, visitor)
    expect(await codeOf(context.getAccessToken())).toBe("access_token_unavailable 401")
    expect([...context.headers]).toEqual([])
    expect((await visitor.session()).user.isLoggedIn).toBe(true)
  })

  it.each([[{ minValidity: -1 }], [{ minValidity: "60" }], [{ minValidity: Number.NaN }], [{ minvalidity: 1 }], [60]])(
    "a wrong call says so: %j",
    async (options) => {
      const { world, visitor } = await loggedIn()
      const { context } = await ask(world, visitor)
      expect(await codeOf(context.getAccessToken(options as never))).toBe("invalid_argument 400")
    },
  )

  it("a logout in the same request is not undone", async () => {
    const { world, visitor } = await loggedIn()
    world.clock.pass(2 * hours)
    const { context, answer } = await ask(world, visitor)
    await context.getAccessToken()
    visitor.jar.take(await context.logout())
    expect(context.headers.getSetCookie()).toEqual([])
    answer()
    expect((await visitor.session()).user.isLoggedIn).toBe(false)
    expect(await codeOf(context.getAccessToken())).toBe("login_required 401")
  })

  it("a session that slides keeps the tokens of a refresh that came between", async () => {
    const { world, visitor } = await loggedIn({ auth: { ...exposing.auth, session_idle_timeout: "3h" } })
    world.clock.pass(2 * hours)
    const old = visitor.cookies()
    const [refreshing, sliding] = await Promise.all([ask(world, visitor, old), ask(world, visitor, old)])
    const token = await (refreshing as { context: Context }).context.getAccessToken()
    refreshing.answer()
    // Its answer is the later one, and was begun before the refresh.
    sliding.answer()
    world.clock.pass(1 * minutes - 1)
    const { context, answer } = await ask(world, visitor)
    expect(await context.getAccessToken()).toBe(token)
    answer()
    expect((await visitor.session()).tokens.access).toBe(token)
    expect(used(world)).toBe(1)
  })

  it("B04 a session that follows the ID token lives on with that of a refresh, and no longer", async () => {
    const { world, visitor } = await loggedIn({ auth: { ...exposing.auth, session_follows_id_token: true } })
    const { expiresAt: before = 0 } = await visitor.session()
    world.clock.pass(before - world.clock.seconds() - 60)
    const { context, answer } = await ask(world, visitor)
    await context.getAccessToken({ minValidity: 600 })
    answer()
    const { expiresAt: after = 0 } = await visitor.session()
    expect(after).toBeGreaterThan(before)
    world.clock.pass(after - world.clock.seconds() - 1)
    expect((await visitor.session()).user.isLoggedIn).toBe(true)
    world.clock.pass(1)
    expect((await visitor.session()).user.isLoggedIn).toBe(false)
  })

  it.each<[string, (end: number) => number, number]>([
    ["an earlier", (end) => end - 10 * minutes, 10 * minutes],
    ["a later", (end) => end + 10 * minutes, 0],
  ])(
    "B04 %s ceiling of the provider, in the ID token of a refresh, holds as far as it is one",
    async (_, told, less) => {
      const { world, visitor } = await loggedIn({ auth: { ...exposing.auth, session_max_age: "4h" } })
      const { expiresAt: end = 0 } = await visitor.session()
      world.provider.faults = { claims: (claims) => ({ ...claims, session_expiry: told(end) }) }
      world.clock.pass(2 * hours)
      const { context, answer } = await ask(world, visitor)
      await context.getAccessToken()
      answer()
      expect(used(world)).toBe(1)
      expect((await visitor.session()).expiresAt).toBe(end - less)
      world.clock.pass(end - less - world.clock.seconds() - 1)
      expect((await visitor.user()).isLoggedIn).toBe(true)
      world.clock.pass(1)
      expect((await visitor.user()).isLoggedIn).toBe(false)
    },
  )
})

describe.each(keepings.filter(({ isShared }) => isShared))("sessions $name", ({ createWorld }) => {
  it("B09 a page that is open for hours gets no token that another request has got, and that is over", async () => {
    const world = createWorld(exposing)
    const visitor = world.visitor()
    await visitor.login()
    const open = await ask(world, visitor)
    world.clock.pass(2 * hours)
    const token = await (await ask(world, visitor)).context.getAccessToken()
    world.clock.pass(2 * hours)
    const later = await open.context.getAccessToken()
    expect(later).not.toBe(token)
    expect((await visitor.session()).tokens.access).toBe(later)
    expect(used(world)).toBe(2)
  })

  it("a session that has ended meanwhile ends once, and its late answer leaves the next one alone", async () => {
    const onLogout = vi.fn()
    const world = createWorld({ ...exposing, options: { onLogout } })
    const visitor = world.visitor()
    await visitor.login()
    world.clock.pass(2 * hours)
    const late = await ask(world, visitor)
    await visitor.logout()
    await visitor.login()
    expect(await codeOf(late.context.getAccessToken())).toBe("access_token_unavailable 401")
    late.answer()
    expect((await visitor.session()).user.isLoggedIn).toBe(true)
    expect(onLogout).toHaveBeenCalledOnce()
  })
})

describe.each(keepings.filter(({ isShared }) => isShared))("two processes, sessions $name", ({ createWorld }) => {
  it("B09 invalid_grant is told by one of them", async () => {
    const onLogout = vi.fn()
    const world = createWorld({ ...exposing, options: { onLogout } })
    const visitor = world.visitor()
    await visitor.login()
    world.clock.pass(2 * hours)
    world.provider.faults = { beforeRefresh: () => HttpResponse.json({ error: "invalid_grant" }, { status: 400 }) }
    const asked = await Promise.all([world, world.restart({})].map((process) => ask(process, visitor)))
    const codes = await Promise.all(asked.map(({ context }) => codeOf(context.getAccessToken())))
    expect(new Set(codes)).toEqual(new Set(["access_token_unavailable 401"]))
    expect(onLogout).toHaveBeenCalledOnce()
  })

  it("B09 make one call, and whoever waits takes the result", async () => {
    const world = createWorld(exposing)
    const other = world.restart({})
    const visitor = world.visitor()
    await visitor.login()
    world.clock.pass(2 * hours)
    const asked = await Promise.all([world, other, world, other, other].map((process) => ask(process, visitor)))
    const tokens = await Promise.all(asked.map(({ context }) => context.getAccessToken()))
    expect(new Set(tokens).size).toBe(1)
    expect(used(world)).toBe(1)
    expect((await other.auth.getSession(visitor.request("/"))).tokens.access).toBe(tokens[0])
  })

  it.each([
    ["is back soon", 2],
    ["stays away", 20],
  ])("B09 a store that fails as the tokens come, and %s, loses none of them here", async (_, failures) => {
    let clock = createClock()
    const memory = memoryStore({ now: () => clock.now() })
    let left = 0
    const store: SessionStore = {
      ...memory,
      async set(key, value, ...more) {
        // The lock is taken: what fails is the keeping.
        if (more[1] === undefined && left-- > 0) throw new Error("connection lost")
        return memory.set(key, value, ...more)
      },
    }
    const world = createPlainWorld({ ...exposing, options: { store } })
    clock = world.clock
    const visitor = world.visitor()
    await visitor.login()
    clock.pass(2 * hours)
    left = failures
    const token = await (await ask(world, visitor)).context.getAccessToken()
    expect(await (await ask(world, visitor)).context.getAccessToken()).toBe(token)
    expect(used(world)).toBe(1)
    const elsewhere = await world.restart({}).auth.getSession(visitor.request("/"))
    expect(elsewhere.tokens.access === token).toBe(failures < 5)
  })

  it.each([
    ["is another's by then", 5, "another's"],
    ["is still its own", 1, undefined],
  ])("B09 a lock whose answer took a while is given back unless it %s", async (_, seconds, left) => {
    let clock = createClock()
    const memory = memoryStore({ now: () => clock.now() })
    let lock = ""
    const store: SessionStore = {
      ...memory,
      async set(key, ...more) {
        const isSet = await memory.set(key, ...more)
        if (more[2]?.ifAbsent === true) {
          lock = key
          clock.pass(3)
        }
        return isSet
      },
    }
    // The lease is seven seconds.
    const world = createPlainWorld({ auth: { ...exposing.auth, http_timeout: 1 }, options: { store } })
    clock = world.clock
    const visitor = world.visitor()
    await visitor.login()
    clock.pass(2 * hours)
    const { context } = await ask(world, visitor)
    const refresh = async (answer: unknown) => {
      clock.pass(seconds)
      if (left !== undefined) expect(await memory.set(lock, left, hours, { ifAbsent: true })).toBe(true)
      return answer
    }
    world.provider.faults = { refresh }
    await context.getAccessToken()
    expect(await memory.get(lock)).toBe(left)
  })

  it("B09 a request that lives long is given no token that another got, and that has run out since", async () => {
    const world = createWorld(exposing)
    const other = world.restart({})
    const visitor = world.visitor()
    await visitor.login()
    const { context: stream } = await ask(world, visitor)
    world.clock.pass(2 * hours)
    const second = await (await ask(other, visitor)).context.getAccessToken()
    world.clock.pass(2 * hours)
    const third = await stream.getAccessToken()
    expect(third).not.toBe(second)
    expect((await visitor.session()).tokens.access).toBe(third)
    expect(used(world)).toBe(2)
  })

  it.each(["by a logout", "by the provider"])(
    "B09 a session that was ended meanwhile, %s, is told of once",
    async (by) => {
      const ended: unknown[] = []
      const world = createWorld({
        ...exposing,
        options: {
          onLogout: (logout) => {
            ended.push(logout.user)
          },
        },
      })
      const visitor = world.visitor()
      await visitor.login()
      world.clock.pass(2 * hours)
      const { context: late } = await ask(world, visitor)
      if (by === "by a logout") await (await ask(world, visitor)).context.logout()
      else await backChannel(world, { logout_token: await logoutToken(world.provider) })
      world.provider.faults = { beforeRefresh: () => HttpResponse.json({ error: "invalid_grant" }, { status: 400 }) }
      expect(await codeOf(late.getAccessToken())).toBe("access_token_unavailable 401")
      expect(ended).toHaveLength(1)
    },
  )

  it("B09 one that dies while it refreshes locks the others out for its lease alone", async () => {
    const world = createWorld({ auth: { ...exposing.auth, http_timeout: 1 } })
    const other = world.restart({})
    const visitor = world.visitor()
    await visitor.login()
    world.clock.pass(2 * hours)
    // It never comes back, and never unlocks.
    const asked = new Promise((isAsked) => {
      world.provider.faults = {
        refresh() {
          isAsked(undefined)
          return new Promise(() => undefined)
        },
      }
    })
    const dying = await ask(world, visitor)
    dying.context.getAccessToken().catch(() => undefined)
    await asked
    world.provider.faults = {}
    const waiting = (await ask(other, visitor)).context.getAccessToken()
    world.clock.pass(8)
    // What the dead one has used up is used up: the provider says so, and what was granted is over.
    expect(await codeOf(waiting)).toBe("access_token_unavailable 401")
  })
})
