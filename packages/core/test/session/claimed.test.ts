/** Who has made a claim, when the store's client sends it twice. */
import { describe, expect, it } from "vitest"
import { memoryStore, type SessionStore } from "../../src/index.js"
import { claimed } from "../../src/session/claimed.js"
import { hours } from "../support/clock.js"
import { endByToken } from "../support/endings.js"
import { createWorld, useNetwork } from "../support/world.js"

useNetwork()

/** As ioredis does by default, when a connection breaks before the answer has come. */
function repeating(): SessionStore {
  const memory = memoryStore()
  return {
    ...memory,
    async set(...given) {
      await memory.set(...given)
      return memory.set(...given)
    },
  }
}

describe("a claim that the store's client sends twice", () => {
  it("is its maker's", async () => {
    const store = repeating()
    expect(await claimed(store, "lock", "first", 60)).toBe(true)
    expect(await claimed(store, "lock", "second", 60)).toBe(false)
    expect(await store.get("lock")).toBe("first")
  })

  it("B12 is a logout token's only use, and the application is told", async () => {
    const told: unknown[] = []
    const world = createWorld({ options: { store: repeating(), onLogout: ({ user }) => void told.push(user) } })
    const visitor = world.visitor()
    await visitor.login()
    expect(await endByToken(world)).toBe(200)
    expect(told).toHaveLength(1)
    expect((await visitor.session()).reason).toBe("revoked")
  })

  it("B09 is a lock of its own: nobody waits until the lease is over", async () => {
    const world = createWorld({ auth: { expose_tokens: "access" }, options: { store: repeating() } })
    const visitor = world.visitor()
    await visitor.login()
    world.clock.pass(2 * hours)
    const { getAccessToken } = await world.auth.context(visitor.request("/"))
    expect(await getAccessToken()).toBeTypeOf("string")
  })
})
