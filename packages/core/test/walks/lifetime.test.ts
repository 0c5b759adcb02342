/** How long a login lasts. */
import { describe, expect, test } from "vitest"
import { days, hours, minutes } from "../support/clock.js"
import { google, manyGroups } from "../support/profiles.js"
import { createWorld, useNetwork, type WorldOptions } from "../support/world.js"

useNetwork()

describe("S24 thirty days", () => {
  test("S24 logged in at 29 d 23:59, not after 30 d, whatever the browser sends", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const cookie = visitor.cookies()
    const asked = () => world.auth.getSession(visitor.request("/", { cookie }))
    world.clock.pass(29 * days + 23 * hours + 59 * minutes)
    expect((await asked()).user.isLoggedIn).toBe(true)
    world.clock.pass(59)
    expect((await asked()).user.isLoggedIn).toBe(true)
    world.clock.pass(1)
    const after = await asked()
    expect(after.user).toEqual({ isLoggedIn: false })
    expect(after.reason).toBe("expired")
  })

  test("S24 the session says when it began and when it ends", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const session = await visitor.session()
    expect(session.issuedAt).toBe(world.clock.seconds())
    expect(session.expiresAt).toBe(world.clock.seconds() + 30 * days)
  })

  test.each([
    ["12h", 12 * hours],
    [3600, 3600],
    ["7d", 7 * days],
  ])("S24 session_max_age = %j", async (session_max_age, seconds) => {
    const world = createWorld({ auth: { session_max_age } })
    const visitor = world.visitor()
    await visitor.login()
    const cookie = visitor.cookies()
    expect(visitor.jar.all()[0]?.maxAge).toBe(seconds)
    world.clock.pass(seconds - 1)
    expect((await world.auth.getUser(visitor.request("/", { cookie }))).isLoggedIn).toBe(true)
    world.clock.pass(1)
    expect((await world.auth.getUser(visitor.request("/", { cookie }))).isLoggedIn).toBe(false)
  })

  test("S24 a configuration that was made stricter holds for the sessions that exist", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    world.clock.pass(2 * hours)
    const stricter = world.restart({ auth: { session_max_age: "1h" } })
    expect((await stricter.auth.getSession(visitor.request("/"))).reason).toBe("expired")
  })

  test('S24 "browser": no Max-Age, thirty days inside the seal', async () => {
    const world = createWorld({ auth: { session_max_age: "browser" } })
    const visitor = world.visitor()
    await visitor.login()
    expect(visitor.jar.all()[0]?.maxAge).toBeUndefined()
    world.clock.pass(30 * days)
    expect((await visitor.session()).reason).toBe("expired")
  })
})

describe("S26 the ID token's end", () => {
  test("S26 by default the session does not end with the ID token", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    world.clock.pass(2 * hours)
    const user = await visitor.user()
    expect(user.isLoggedIn && (user.exp ?? 0) < world.clock.seconds()).toBe(true)
  })

  test("S26 session_follows_id_token ends it then", async () => {
    const world = createWorld({ auth: { session_follows_id_token: true } })
    const visitor = world.visitor()
    await visitor.login()
    const cookie = visitor.cookies()
    world.clock.pass(3599)
    expect((await world.auth.getUser(visitor.request("/", { cookie }))).isLoggedIn).toBe(true)
    world.clock.pass(1)
    expect((await world.auth.getSession(visitor.request("/", { cookie }))).reason).toBe("expired")
  })

  test("S27 sub, iss, exp, iat, auth_time survive any claims filter, and an application can compare", async () => {
    const world = createWorld({
      auth: { claims: ["email"], client_kwargs: { max_age: 600 } },
      providers: { flat: google },
    })
    const visitor = world.visitor()
    await visitor.login()
    const now = world.clock.seconds()
    const { isLoggedIn, aud, ...user } = (await visitor.user()) as Record<string, unknown>
    expect(isLoggedIn).toBe(true)
    expect(aud).toBe("client-of-flat")
    expect(user).toEqual({
      sub: google.idToken.sub,
      iss: "https://accounts.google.com",
      iat: now,
      exp: now + 3600,
      auth_time: now,
      email: "ada@gmail.com",
    })
    world.clock.pass(2 * hours)
    const later = await visitor.user()
    if (later.isLoggedIn && Number(later.exp) < world.clock.seconds()) await visitor.logout()
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
  })
})

describe("a login takes the place of an earlier one, also where the browser does not bring that one along", () => {
  test.each([
    ["form_post", { tables: { google: { client_kwargs: { response_mode: "form_post" } } } }],
    ['cookie_same_site = "strict"', { auth: { cookie_same_site: "strict" } }],
  ])("%s: when it lapses, the earlier one is not back", async (_name, { auth = {}, ...given }: WorldOptions) => {
    const world = createWorld({ ...given, auth: { ...auth, session_follows_id_token: true } })
    const visitor = world.visitor()
    const groups = manyGroups
    world.provider.faults = {
      claims: (claims) => ({ ...claims, sub: "first", groups, exp: Number(claims.exp) + days }),
    }
    await visitor.login()
    expect(visitor.jar.all().map(({ name }) => name)).toContain("__Host-auth.1")
    world.provider.faults = { claims: (claims) => ({ ...claims, sub: "second" }) }
    await visitor.login()
    expect(await visitor.user()).toMatchObject({ sub: "second" })
    world.clock.pass(2 * hours)
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
  })
})

describe("S70 across a restart of the browser", () => {
  test("S70 every chunk has Max-Age=2592000, and reading extends nothing", async () => {
    const world = createWorld()
    world.provider.faults = { claims: (claims) => ({ ...claims, groups: manyGroups }) }
    const visitor = world.visitor()
    const response = await visitor.login()
    const chunks = response.headers.getSetCookie().filter((line) => /^__Host-auth\.\d=[^;]/.test(line))
    expect(chunks.length).toBe(2)
    for (const chunk of chunks) expect(chunk).toContain("; Max-Age=2592000;")
    world.clock.pass(10 * days)
    const context = await world.auth.context(visitor.request("/"))
    expect(context.user.isLoggedIn).toBe(true)
    expect(context.headers.getSetCookie()).toEqual([])
    const access = await world.auth.requireUser(visitor.request("/"))
    expect(access.ok && access.headers.getSetCookie()).toEqual([])
    expect(visitor.jar.all().map(({ maxAge }) => maxAge)).toEqual([2592000, 2592000])
  })
})

test("a session whose cookie is damaged says why, and throws nothing", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  await visitor.login()
  const cookie = visitor.cookies()
  const reasonOf = async (cookie: string) => (await world.auth.getSession(visitor.request("/", { cookie }))).reason
  expect(await reasonOf("other=1")).toBe("none")
  expect(await reasonOf(`${cookie.slice(0, 80)}x${cookie.slice(81)}`)).toBe("unreadable")
  const rotated = world.restart({ auth: { cookie_secret: "another-secret-0123456789abcdefghijk" } })
  expect((await rotated.auth.getSession(visitor.request("/"))).reason).toBe("unreadable")
})
