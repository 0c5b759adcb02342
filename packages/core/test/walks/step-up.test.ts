/** A guard that wants a stronger or a more recent login (RFC 9470), and what comes of it. */
import { describe, expect, test } from "vitest"
import { hours, minutes } from "../support/clock.js"
import { github, google, okta } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork, type Visitor, type World, type WorldOptions } from "../support/world.js"

useNetwork()

type Rule = NonNullable<Parameters<World["auth"]["requireUser"]>[1]>

async function refusal(world: World, visitor: Visitor, rule: Rule, headers: Record<string, string> = {}) {
  const access = await world.auth.requireUser(visitor.request("/vault?box=1", { headers }), rule)
  if (access.ok) throw new Error("the guard let in")
  visitor.jar.take(access.response)
  return access.response
}

async function isLetIn(world: World, visitor: Visitor, rule: Rule): Promise<boolean> {
  return (await world.auth.requireUser(visitor.request("/vault?box=1"), rule)).ok
}

/** Where a refused page leads to. */
function wayOf(response: Response): URL {
  expect(response.status).toBe(302)
  return new URL(response.headers.get("location") ?? "about:blank")
}

async function loggedIn(given?: WorldOptions): Promise<{ world: World; visitor: Visitor }> {
  const world = createWorld(given)
  const visitor = world.visitor()
  await visitor.login(Object.keys(world.providers)[0])
  return { world, visitor }
}

describe("maxAge", () => {
  const rule = { maxAge: 300 }

  test("a login that is too old leads to the provider with max_age, and back to the page", async () => {
    const { world, visitor } = await loggedIn()
    world.clock.pass(10 * minutes)
    const url = wayOf(await refusal(world, visitor, rule))
    expect(url.searchParams.get("max_age")).toBe("300")
    // The session that is there stays until a better one takes its place.
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
    const back = await visitor.comeBack(world.provider.authorize(url.href))
    expect(back.headers.get("location")).toBe("/vault?box=1")
    expect(await isLetIn(world, visitor, rule)).toBe(true)
    world.clock.pass(5 * minutes + 31)
    expect(await isLetIn(world, visitor, rule)).toBe(false)
  })

  test("who is logged out is asked for all of it at once", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const url = wayOf(await refusal(world, visitor, { ...rule, acr: ["mfa", "phr"] }))
    expect([url.searchParams.get("max_age"), url.searchParams.get("acr_values")]).toEqual(["300", "mfa phr"])
  })

  test("maxAge: 0 wants a new login each time, and takes the one that just happened", async () => {
    const { world, visitor } = await loggedIn()
    const url = wayOf(await refusal(world, visitor, { maxAge: 0 }))
    world.clock.pass(5)
    await visitor.comeBack(world.provider.authorize(url.href))
    world.clock.pass(2)
    expect(await isLetIn(world, visitor, { maxAge: 0 })).toBe(true)
    world.clock.pass(60)
    expect(await isLetIn(world, visitor, { maxAge: 0 })).toBe(false)
  })

  test.each<[string, (claims: Record<string, unknown>, now: number) => unknown]>([
    ["an older one all the same", (claims, now) => ({ ...claims, auth_time: now - 2 * hours })],
    ["none", ({ auth_time: _none, ...claims }) => claims],
    ["in milliseconds, and so in the future", (claims, now) => ({ ...claims, auth_time: now * 1000 })],
  ])("a fresh login whose auth_time is %s: 403, and the session stays as it was", async (_name, claims) => {
    const { world, visitor } = await loggedIn()
    world.clock.pass(10 * minutes)
    const before = visitor.jar.all().find(({ name }) => name === "__Host-auth")
    const url = wayOf(await refusal(world, visitor, rule))
    world.provider.faults = { claims: (honest) => claims(honest, world.clock.seconds()) as typeof honest }
    const answer = await visitor.comeBack(world.provider.authorize(url.href))
    expect([answer.status, await codeOf(answer)]).toEqual([403, "access_denied"])
    expect(visitor.jar.all().find(({ name }) => name === "__Host-auth")).toEqual(before)
  })
})

describe("acr", () => {
  const rule = { acr: ["mfa"] }

  test("a weaker login leads to the provider with acr_values, and a stronger one is let in", async () => {
    const { world, visitor } = await loggedIn()
    const url = wayOf(await refusal(world, visitor, rule))
    expect(url.searchParams.get("acr_values")).toBe("mfa")
    world.provider.faults = { claims: (claims) => ({ ...claims, acr: "mfa" }) }
    await visitor.comeBack(world.provider.authorize(url.href))
    expect(await isLetIn(world, visitor, rule)).toBe(true)
    expect(await isLetIn(world, visitor, { acr: ["phr", "mfa"] })).toBe(true)
    expect(await isLetIn(world, visitor, { acr: ["phr"] })).toBe(false)
  })

  test("a fresh login that still lacks it: 403, with a way to try again, and never another login", async () => {
    const { world, visitor } = await loggedIn()
    const url = wayOf(await refusal(world, visitor, rule))
    world.provider.faults = { claims: (claims) => ({ ...claims, acr: "pwd" }) }
    await visitor.comeBack(world.provider.authorize(url.href))
    const refused = await refusal(world, visitor, rule)
    expect([refused.status, await codeOf(refused)]).toEqual([403, "access_denied"])
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
    // A plain login is another one, and may be followed by one that asks again.
    await visitor.login()
    expect(wayOf(await refusal(world, visitor, rule)).searchParams.get("acr_values")).toBe("mfa")
  })

  test("it survives a claims filter", async () => {
    const { world, visitor } = await loggedIn({ auth: { claims: ["email"] } })
    const url = wayOf(await refusal(world, visitor, rule))
    world.provider.faults = { claims: (claims) => ({ ...claims, acr: "mfa" }) }
    await visitor.comeBack(world.provider.authorize(url.href))
    expect(await isLetIn(world, visitor, rule)).toBe(true)
  })

  test("what UserInfo says of the login changes nothing: nobody has signed it", async () => {
    const world = createWorld({ auth: { userinfo: "always" } })
    world.provider.faults = { userinfo: (said) => ({ ...said, acr: "mfa", auth_time: world.clock.seconds() }) }
    const visitor = world.visitor()
    await visitor.login()
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
    expect(await isLetIn(world, visitor, rule)).toBe(false)
    expect(await isLetIn(world, visitor, { maxAge: 60 })).toBe(false)
  })

  test("what onLogin makes of the user changes nothing", async () => {
    const onLogin = () => ({ acr: "mfa", auth_time: 9_999_999_999 })
    const { world, visitor } = await loggedIn({ options: { onLogin } as never })
    expect(await isLetIn(world, visitor, rule)).toBe(false)
    expect(await isLetIn(world, visitor, { maxAge: 60 })).toBe(false)
  })
})

test("the provider of the session is asked again, not the default", async () => {
  const { world, visitor } = await loggedIn({ providers: { okta, flat: google } })
  expect(wayOf(await refusal(world, visitor, { acr: ["mfa"] })).origin).toBe(new URL(okta.metadata.issuer).origin)
})

test("a program is told what lacks, in the words of RFC 9470: 401", async () => {
  const { world, visitor } = await loggedIn()
  const rule = { acr: ["mfa"], maxAge: 60 }
  const refused = await refusal(world, visitor, rule, { "sec-fetch-mode": "cors", accept: "application/json" })
  expect(refused.status).toBe(401)
  expect(await refused.json()).toMatchObject({ code: "login_required", acr_values: "mfa", max_age: 60 })
  expect(refused.headers.getSetCookie()).toEqual([])
})

test("a prefetch begins no step-up: 503", async () => {
  const { world, visitor } = await loggedIn()
  expect((await refusal(world, visitor, { acr: ["mfa"] }, { "sec-purpose": "prefetch" })).status).toBe(503)
})

test("allow is asked last: a login that lacks something is no yes", async () => {
  const { world, visitor } = await loggedIn()
  const refused = await refusal(world, visitor, { acr: ["mfa"], allow: () => true })
  expect(refused.status).toBe(302)
})

test("without ID tokens nobody vouches: 403, and the login is asked for nothing", async () => {
  const world = createWorld({ providers: { github }, tables: { github: { preset: "github" } } })
  const visitor = world.visitor()
  const url = wayOf(await refusal(world, visitor, { acr: ["mfa"], maxAge: 60 }))
  expect([url.searchParams.get("acr_values"), url.searchParams.get("max_age")]).toEqual([null, null])
  expect((await visitor.comeBack(world.provider.authorize(url.href))).headers.get("location")).toBe("/vault?box=1")
  const refused = await refusal(world, visitor, { maxAge: 60 })
  expect([refused.status, await codeOf(refused)]).toEqual([403, "access_denied"])
})

test("S13 a guard that no login satisfies for long ends in a page", async () => {
  const { world, visitor } = await loggedIn({ auth: { clock_tolerance: 0 } })
  const statuses: number[] = []
  for (let round = 0; round < 3; round += 1) {
    world.clock.pass(2)
    const response = await refusal(world, visitor, { maxAge: 1 })
    statuses.push(response.status)
    const location = response.headers.get("location")
    if (location === null) expect(await codeOf(response)).toBe("login_loop")
    else await visitor.comeBack(world.provider.authorize(location))
  }
  expect(statuses).toEqual([302, 302, 400])
})
