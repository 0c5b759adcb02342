/** How long a session lasts, what of it is remembered, and what a rotation of secrets does to it. */
import { describe, expect, test } from "vitest"
import { createSealer } from "../../src/seal.js"
import { rememberOpened } from "../../src/session/remembered.js"
import { days, hours, minutes } from "../support/clock.js"
import { openStore } from "../support/open-store.js"
import { cookieSecret, createWorld, useNetwork, type Visitor, type World, type WorldOptions } from "../support/world.js"

useNetwork()

async function loggedIn(auth: object = {}, more: WorldOptions = {}) {
  const world = createWorld({ ...more, auth: { ...auth } })
  const visitor = world.visitor()
  await visitor.login()
  return { world, visitor, cookie: visitor.cookies() }
}

/** A page of the application's; its answer comes when it is delivered. */
async function page(world: World, visitor: Visitor) {
  const context = await world.auth.context(visitor.request("/page"))
  const answer = new Response(null, { headers: context.headers })
  return { context, lines: context.headers.getSetCookie(), deliver: () => visitor.jar.take(answer) }
}

const reasonOf = async ({ auth }: World, visitor: Visitor, cookie?: string) =>
  (await auth.getSession(visitor.request("/", cookie === undefined ? {} : { cookie }))).reason

const idle = { session_idle_timeout: "1h" }

describe("the end", () => {
  test("lifetime: idle is over", async () => {
    const { world, visitor } = await loggedIn(idle)
    world.clock.pass(hours - 1)
    expect(await reasonOf(world, visitor)).toBeUndefined()
    world.clock.pass(1)
    expect(await reasonOf(world, visitor)).toBe("expired")
  })

  test("lifetime: use does not make it last", async () => {
    const { world, visitor } = await loggedIn({ ...idle, session_max_age: "2h" })
    for (let round = 0; round < 3; round++) {
      world.clock.pass(39 * minutes)
      const { context, deliver } = await page(world, visitor)
      expect(context.user.isLoggedIn).toBe(true)
      deliver()
    }
    const cookie = visitor.cookies()
    world.clock.pass(3 * minutes)
    expect(await reasonOf(world, visitor, cookie)).toBe("expired")
  })

  test("lifetime: a stricter configuration holds at once", async () => {
    const { world, visitor } = await loggedIn()
    world.clock.pass(2 * hours)
    expect(await reasonOf(world.restart({ auth: { session_max_age: "1h" } }), visitor)).toBe("expired")
    expect(await reasonOf(world.restart({ auth: { session_max_age: "3h" } }), visitor)).toBeUndefined()
  })

  test("lifetime: with the ID token", async () => {
    const { world, visitor, cookie } = await loggedIn({ session_follows_id_token: true })
    world.clock.pass(hours - 1)
    expect(await reasonOf(world, visitor, cookie)).toBeUndefined()
    world.clock.pass(1)
    expect(await reasonOf(world, visitor, cookie)).toBe("expired")
  })

  test("lifetime: the provider's ceiling", async () => {
    const world = createWorld()
    const session_expiry = world.clock.seconds() + 10 * minutes
    world.provider.faults = { claims: (claims) => ({ ...claims, session_expiry }) }
    const visitor = world.visitor()
    await visitor.login()
    const cookie = visitor.cookies()
    world.clock.pass(10 * minutes - 1)
    expect(await reasonOf(world, visitor, cookie)).toBeUndefined()
    world.clock.pass(1)
    expect(await reasonOf(world, visitor, cookie)).toBe("expired")
  })
})

describe("renewal", () => {
  test("lifetime: reading is no use", async () => {
    const { store, entries } = openStore()
    const { world, visitor } = await loggedIn(idle, { options: { store } })
    world.clock.pass(31 * minutes)
    const before = [...entries.values()]
    expect((await visitor.session()).user.isLoggedIn).toBe(true)
    expect((await visitor.user()).isLoggedIn).toBe(true)
    expect([...entries.values()]).toEqual(before)
    world.clock.pass(31 * minutes)
    expect(await reasonOf(world, visitor)).toBe("expired")
  })

  test("lifetime: no renewal before a tenth", async () => {
    const { world, visitor } = await loggedIn(idle)
    world.clock.pass(6 * minutes - 1)
    const early = await page(world, visitor)
    expect([...early.context.headers]).toEqual([])
    world.clock.pass(1)
    expect((await page(world, visitor)).lines).toHaveLength(1)
  })

  test("lifetime: a logout renews nothing", async () => {
    const { world, visitor } = await loggedIn(idle)
    world.clock.pass(30 * minutes)
    const { context } = await page(world, visitor)
    expect(context.headers.getSetCookie()).toHaveLength(1)
    await context.logout()
    expect([...context.headers]).toEqual([])
  })

  test("lifetime: a late answer brings back no one else", async () => {
    const world = createWorld({ auth: idle })
    world.provider.faults = { claims: (claims) => ({ ...claims, sub: "first" }) }
    const visitor = world.visitor()
    await visitor.login()
    world.clock.pass(30 * minutes)
    const late = await page(world, visitor)
    world.provider.faults = { claims: (claims) => ({ ...claims, sub: "second" }) }
    await visitor.login()
    late.deliver()
    expect(await reasonOf(world, visitor)).toBe("revoked")
  })
})

describe("memory", () => {
  /** Counts what is really opened. */
  function opening() {
    const random = (length: number) => crypto.getRandomValues(new Uint8Array(length))
    const sealer = createSealer({ secrets: [cookieSecret], application: "https://app.example", random })
    let opened = 0
    const { open } = rememberOpened<{ id: string }>(
      {
        // What is not sealed by a real sealer is only named here: thousands of them take no time.
        async open(purpose, sealed) {
          opened += 1
          if (sealed.startsWith("good")) return { id: sealed }
          return sealed.startsWith("bad") ? undefined : sealer.open(purpose, sealed)
        },
      },
      "session",
    )
    return { sealer, open, opened: () => opened }
  }

  test("remembered: nothing of what failed", async () => {
    const { sealer, open, opened } = opening()
    const sealed = await sealer.seal("session", { id: "kept" })
    const first = await open(sealed)
    expect(first).toEqual({ id: "kept" })
    for (let index = 0; index < 5000; index++) expect(await open(`bad ${index}`)).toBeUndefined()
    const before = opened()
    expect(await open(sealed)).toBe(first)
    expect(opened()).toBe(before)
    // And what failed once is tried again, each time.
    await open("bad 1")
    expect(opened()).toBe(before + 1)
  })

  test("remembered: so many and no more", async () => {
    const { open, opened } = opening()
    for (let index = 0; index < 10_000; index++) await open(`good ${index}`)
    const before = opened()
    for (let index = 0; index < 10_000; index++) await open(`good ${index}`)
    expect(opened() - before).toBeGreaterThanOrEqual(6000)
    // What comes again and again stays.
    const busy = opening()
    for (let index = 0; index < 10_000; index++) {
      await busy.open("good and busy")
      await busy.open(`good ${index}`)
    }
    expect(busy.opened()).toBe(10_001)
  })

  test("remembered: judged anew each time", async () => {
    const { world, visitor, cookie } = await loggedIn()
    for (let round = 0; round < 3; round++) expect(await reasonOf(world, visitor, cookie)).toBeUndefined()
    world.clock.pass(30 * days)
    expect(await reasonOf(world, visitor, cookie)).toBe("expired")
  })

  test("remembered: nobody writes to it", async () => {
    const world = createWorld()
    world.provider.faults = { claims: (claims) => ({ ...claims, address: { country: ["UK"] } }) }
    const visitor = world.visitor()
    await visitor.login()
    type Nested = { readonly address: { country: string[] } }
    const { user, claims, tokens } = await visitor.session()
    for (const part of [user, claims] as unknown as Nested[]) {
      expect(() => Object.assign(part, { sub: "evil" })).toThrow(TypeError)
      expect(() => part.address.country.push("evil")).toThrow(TypeError)
    }
    expect(() => Object.assign(tokens, { access: "evil" })).toThrow(TypeError)
    expect(await visitor.user()).toMatchObject({ address: { country: ["UK"] } })
  })
})

describe("rotation", () => {
  const newSecret = "canary-new-cookie-secret-0123456789abcdefghij"
  const with_ = (...cookie_secret: string[]) => ({ auth: { ...idle, cookie_secret } })

  test("rotation: what is used is sealed anew", async () => {
    const { world, visitor } = await loggedIn(idle)
    const rotated = world.restart(with_(newSecret, cookieSecret))
    expect(await reasonOf(world.restart(with_(newSecret)), visitor)).toBe("unreadable")
    world.clock.pass(30 * minutes)
    ;(await page(rotated, visitor)).deliver()
    expect(await reasonOf(world.restart(with_(newSecret)), visitor)).toBeUndefined()
  })

  test("rotation: what has ended stays ended", async () => {
    const { store } = openStore()
    const { world, visitor, cookie } = await loggedIn({}, { options: { denyList: { store, remember: 0 } } })
    world.clock.pass(1)
    await visitor.logout({ everywhere: true })
    for (const list of [
      [cookieSecret, newSecret],
      [newSecret, cookieSecret],
    ]) {
      expect([list, await reasonOf(world.restart(with_(...list)), visitor, cookie)]).toEqual([list, "revoked"])
    }
    // One that the new secret has named is found by whoever still leads with the old one.
    const rotated = world.restart(with_(newSecret, cookieSecret))
    world.clock.pass(1)
    await visitor.login()
    const again = visitor.cookies()
    world.clock.pass(1)
    await rotated.auth.logout(visitor.request("/"), { everywhere: true })
    expect(await reasonOf(world.restart(with_(cookieSecret, newSecret)), visitor, again)).toBe("revoked")
  })
})
