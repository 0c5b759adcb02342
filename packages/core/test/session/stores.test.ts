/** The same session, wherever it is kept. */
import { describe, expect, it } from "vitest"
import { answerTo } from "../../src/context.js"
import { type AuthError, memoryStore, type SessionStore } from "../../src/index.js"
import { hours } from "../support/clock.js"
import { createWorld, useNetwork, type WorldOptions } from "../support/world.js"

useNetwork()

/** A memory that can be looked into, and taken away. */
function openStore() {
  const entries = new Map<string, string>()
  const memory = memoryStore()
  let isDown = false
  const reached = () => {
    if (isDown) throw new Error("connection refused")
  }
  const store: SessionStore = {
    async get(key) {
      reached()
      return memory.get(key)
    },
    async set(key, value, ...more) {
      reached()
      entries.set(key, value)
      return memory.set(key, value, ...more)
    },
    async delete(key) {
      reached()
      return memory.delete(key)
    },
  }
  return {
    store,
    entries,
    down(value: boolean) {
      isDown = value
    },
  }
}

function worldWith(given: WorldOptions = {}) {
  const { store, ...more } = openStore()
  return { world: createWorld({ ...given, options: { ...given.options, store } }), ...more }
}

describe("sessions in a store", () => {
  it("log in, are read, and end", async () => {
    const { world } = worldWith()
    const visitor = world.visitor()
    await visitor.login()
    expect((await visitor.session()).user).toMatchObject({ isLoggedIn: true })
    const stolen = visitor.cookies()
    await visitor.open("/auth/logout", { method: "POST" })
    expect((await visitor.session()).reason).toBe("none")
    expect((await world.auth.getSession(visitor.request("/", { cookie: stolen }))).reason).toBe("revoked")
  })

  it("show a dump of the store neither an id nor a claim", async () => {
    const { world, entries } = worldWith()
    await world.visitor().login()
    expect(entries.size).toBeGreaterThan(0)
    for (const [key, value] of entries) {
      expect(key).toMatch(/^[\w-]{43}$/)
      expect(value).toMatch(/^Fe26\.2\*/)
    }
  })

  it("while it is down: reading throws store_unavailable, a guard answers 503, and it comes back", async () => {
    const { world, down } = worldWith()
    const visitor = world.visitor()
    await visitor.login()
    down(true)
    const context = await world.auth.context(visitor.request("/"))
    expect(() => context.user).toThrow(expect.objectContaining({ code: "store_unavailable", status: 503 }))
    expect(() => context.session).toThrow(expect.objectContaining({ code: "store_unavailable" }))
    await expect(world.auth.getUser(visitor.request("/"))).rejects.toMatchObject({
      code: "store_unavailable",
    } satisfies Partial<AuthError>)
    const access = await world.auth.requireUser(visitor.request("/"))
    expect(access).toMatchObject({ ok: false, response: { status: 503 } })
    expect((access as { response: Response }).response.headers.get("retry-after")).toBe("5")
    expect((await visitor.open("/auth/logout", { method: "POST" })).status).toBe(503)
    down(false)
    expect((await visitor.session()).user.isLoggedIn).toBe(true)
  })

  it("that goes down before a refresh: what a handler lets through is answered with 503", async () => {
    const { world, down } = worldWith({ auth: { expose_tokens: "access" } })
    const visitor = world.visitor()
    await visitor.login()
    world.clock.pass(2 * hours)
    const { getAccessToken } = await world.auth.context(visitor.request("/"))
    down(true)
    const error: unknown = await getAccessToken().catch((thrown) => thrown)
    expect(error).toMatchObject({ code: "store_unavailable" })
    const answer = await answerTo(error)
    expect([answer?.status, answer?.headers.get("retry-after")]).toEqual([503, "5"])
  })
})
