/** B05: big claims in whole logins. Measured before anything is set, split, and refused beyond the budget in clear words. */
import { describe, expect, test } from "vitest"
import { codeOf, createWorld, useNetwork, type Visitor, type World, type WorldOptions } from "../support/world.js"

useNetwork()

/** A world whose provider says so much of its people. */
function withGroups(bytes: number, options: WorldOptions = {}): World {
  const world = createWorld(options)
  world.provider.faults = { claims: (claims) => ({ ...claims, groups: "g".repeat(bytes) }) }
  return world
}

async function logIn(world: World, visitor: Visitor = world.visitor()) {
  const response = await visitor.login()
  const lines = response.headers.getSetCookie().filter((line) => /^__Host-auth(\.\d)?=[^;]/.test(line))
  return { response, visitor, lines }
}

/** What a browser sends back of these cookies, in bytes. */
const sentBack = (lines: readonly string[]) => lines.map((line) => line.split(";", 1)[0]).join("; ").length + 2

const sessionCookies = (visitor: Visitor) => visitor.jar.all().filter(({ name }) => /^__Host-auth(\.\d)?$/.test(name))

describe("B05 the largest session", () => {
  test("B05 up to 6 KiB it is set, in cookies that a browser keeps, and what is larger is refused", async () => {
    let [fits, refused] = [3000, 6000]
    let largest: readonly string[] = []
    while (refused - fits > 1) {
      const middle = Math.floor((fits + refused) / 2)
      const { response, lines } = await logIn(withGroups(middle))
      if (response.status === 302) [fits, largest] = [middle, lines]
      else {
        expect([response.status, await codeOf(response), lines]).toEqual([500, "session_too_large", []])
        refused = middle
      }
    }
    expect(largest.length).toBe(2)
    for (const line of largest) expect(line.length).toBeLessThanOrEqual(4096)
    // A seal grows by 16 bytes at a time, which are 22 in base64.
    expect(sentBack(largest)).toBeLessThanOrEqual(6144)
    expect(sentBack(largest)).toBeGreaterThan(6144 - 24)
  })

  test("B05 beside it there is room for a login that leads far into the application, or else home", async () => {
    const world = withGroups(3850)
    const { visitor, lines } = await logIn(world)
    expect(sentBack(lines)).toBeGreaterThan(5900)
    for (const [length, isKept] of [
      [100, true],
      [2000, false],
    ] as const) {
      const returnTo = `/${"a".repeat(length)}`
      const url = await visitor.start({ returnTo })
      expect(visitor.cookies().length).toBeLessThanOrEqual(7 * 1024)
      const back = await visitor.comeBack(world.provider.authorize(url))
      expect(back.headers.get("location")).toBe(isKept ? returnTo : "/")
    }
  })
})

describe("B05 what does not fit", () => {
  test("B05 sets nothing, and the session that was there goes on", async () => {
    const world = createWorld()
    const { visitor } = await logIn(world)
    const before = sessionCookies(visitor)
    world.provider.faults = { claims: (claims) => ({ ...claims, sub: "another", groups: "g".repeat(9000) }) }
    const { response } = await logIn(world, visitor)
    expect([response.status, await codeOf(response)]).toEqual([500, "session_too_large"])
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-auth\.tx\.[\w-]+=; Max-Age=0;/)])
    expect(sessionCookies(visitor)).toEqual(before)
  })

  test.each<[string, WorldOptions, RegExp]>([
    ["claims", {}, /Biggest: groups \(5002\), picture \(\d+\), /],
    [
      "the ID token",
      { tables: { google: { expose_tokens: ["id"] } } },
      /Biggest: the ID token \(\d{4}\), groups \(5002\)/,
    ],
    [
      "what onLogin returned",
      { options: { onLogin: () => ({ photo: "x".repeat(9000) }) as never } },
      /Biggest: onLogin's photo \(9002\), groups \(5002\)/,
    ],
  ])("B05 the log lists %s with their bytes, and what to do", async (_, options, biggest) => {
    const world = withGroups(5000, options)
    const { response } = await logIn(world)
    const cause = world.log.find(({ event }) => event === "session_too_large")?.cause ?? ""
    expect(cause).toMatch(/^\d+ bytes.* 6144 are the most.*: keep fewer `claims`, or sessions in a store/)
    expect(cause).toMatch(biggest)
    expect(cause + (await response.text())).not.toContain("ggg")
  })

  test("B05 an access token that is kept is listed, and not shown", async () => {
    const world = createWorld({ tables: { google: { expose_tokens: ["access"] } } })
    const token = `canary-large-${"t".repeat(6000)}`
    world.provider.faults = {
      claims: ({ at_hash: _, ...claims }) => claims,
      tokens: (answer) => ({ ...(answer as object), access_token: token }),
    }
    await logIn(world)
    const cause = world.log.find(({ event }) => event === "session_too_large")?.cause ?? ""
    expect(cause).toContain("Biggest: the access token (6015)")
    expect(JSON.stringify(world.log)).not.toContain("canary-large")
  })
})

describe("B05 chunks", () => {
  /** The cookies of two logins of different people, each in two chunks. */
  async function twoLogins() {
    const world = withGroups(3500)
    const ada = sessionCookies((await logIn(world)).visitor)
    world.provider.faults = { claims: (claims) => ({ ...claims, sub: "bob", groups: "h".repeat(3500) }) }
    const bob = sessionCookies((await logIn(world)).visitor)
    const [a = "", b = ""] = ada.map(({ value }) => value)
    const [c = "", d = ""] = bob.map(({ value }) => value)
    expect([ada.length, bob.length]).toEqual([2, 2])
    const read = (...values: readonly string[]) => {
      const cookie = values.map((value, index) => (value === "" ? "" : `__Host-auth.${index}=${value}`))
      return world.auth.getSession(world.visitor().request("/", { cookie: cookie.filter(Boolean).join("; ") }))
    }
    return { a, b, c, d, read }
  }

  test("B05 of two logins never make a session: mixed, swapped, missing, reordered", async () => {
    const { a, b, c, d, read } = await twoLogins()
    expect((await read(a, b)).user).toMatchObject({ isLoggedIn: true })
    for (const values of [[a, d], [c, b], [b, a], [d, c], [a, c], [a, a], [a], ["", b], ["", a, b], [a, "", b]]) {
      const { user, reason } = await read(...values)
      expect([user, ["unreadable", "incomplete"].includes(reason ?? "")]).toEqual([{ isLoggedIn: false }, true])
    }
  })

  test("B05 an extra one adds nothing: neither to a session, nor to half of one", async () => {
    const { a, b, c, d, read } = await twoLogins()
    const { claims } = await read(a, b)
    for (const extra of [a, b, c, d, "garbage"]) {
      expect((await read(a, b, extra)).claims).toEqual(claims)
      for (const half of [a, c]) expect((await read(half, "", extra)).user).toEqual({ isLoggedIn: false })
    }
  })

  test("B05 a smaller login leaves none of them behind", async () => {
    const world = withGroups(3500)
    const { visitor } = await logIn(world)
    expect(sessionCookies(visitor).map(({ name }) => name)).toEqual(["__Host-auth.0", "__Host-auth.1"])
    world.provider.faults = {}
    await logIn(world, visitor)
    expect(sessionCookies(visitor).map(({ name }) => name)).toEqual(["__Host-auth"])
    expect(await visitor.user()).not.toHaveProperty("groups")
  })
})

test("B05 above 3.5 KiB of Set-Cookie one warning names the proxies' buffers, however many answers are as large", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  await logIn(world, visitor)
  expect(world.log).toEqual([])
  world.provider.faults = { claims: (claims) => ({ ...claims, groups: "g".repeat(3500) }) }
  for (let round = 0; round < 3; round++) await logIn(world, visitor)
  expect(world.log).toEqual([
    { level: "warning", event: "large_answer", message: expect.stringContaining("proxy_buffer_size") },
  ])
})

test("B05 the application's own cookies beside ours are counted, in its own answer to an error", async () => {
  const own = () => new Response("sorry", { headers: { "set-cookie": `theme=${"x".repeat(4000)}` } })
  const world = createWorld({ options: { onError: own } })
  world.provider.faults = { claims: (claims) => ({ ...claims, aud: "another" }) }
  await logIn(world)
  expect(world.log.map(({ event }) => event)).toEqual(["id_token_invalid", "large_answer"])
})
