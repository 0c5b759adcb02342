/** What a store answers that it may not: a failure of the store, and never taken for something else. */
import { describe, expect, it } from "vitest"
import { memoryStore, type SessionStore } from "../../src/index.js"
import { guardedStore } from "../../src/session/guarded-store.js"
import { createWorld, useNetwork } from "../support/world.js"

useNetwork()

/** A store whose `get`, or whose `set`, answers something else than it should. */
function storeWith(wrong: { get?: (value: string) => unknown; set?: (isSet: boolean) => unknown }): SessionStore {
  const memory = memoryStore()
  return {
    ...memory,
    async get(key) {
      const value = await memory.get(key)
      return (wrong.get && value !== undefined ? wrong.get(value) : value) as string | undefined
    },
    async set(...given) {
      const isSet = await memory.set(...given)
      return (wrong.set ? wrong.set(isSet) : isSet) as boolean
    },
  }
}

const failed = expect.objectContaining({ code: "store_unavailable", cause: expect.any(Error) })

describe("a store's answers", () => {
  it.each([
    ["a Buffer", (value: string) => Buffer.from(value), "no text but an object of the class Buffer"],
    ["a number", () => 1, "no text but number"],
    ["false", () => false, "no text but boolean"],
    ["a row", (value: string) => Object.assign(Object.create(null), { value }), "no text but an object"],
  ])("%s is no value", async (_, get, message) => {
    const store = guardedStore(storeWith({ get }))
    await store.set("a key", "a value", 60)
    expect(await store.get("another")).toBeUndefined()
    const error: Error = await store.get("a key").catch((thrown) => thrown)
    expect(error).toEqual(failed)
    expect((error.cause as Error).message).toContain(message)
    expect((error.cause as Error).message).not.toContain("a value")
  })

  it("null is nothing, as undefined is", async () => {
    const { set, delete: remove } = memoryStore()
    const store = guardedStore({ get: async () => null as never, set, delete: remove })
    expect(await store.get("a key")).toBeUndefined()
  })

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["OK", "OK"],
    ["1", 1],
    ["itself", {}],
  ])("%s says of no claim whether it was made", async (_, answer) => {
    const store = guardedStore(storeWith({ set: () => answer }))
    await expect(store.set("a key", "mine", 60, { ifAbsent: true })).rejects.toEqual(failed)
  })

  it("of a plain set nobody needs to know", async () => {
    const store = guardedStore(storeWith({ set: () => undefined }))
    expect(await store.set("a key", "a value", 60)).toBe(true)
    expect(await store.set("a key", "another", 60, { ifAbsent: false })).toBe(true)
    expect(await store.get("a key")).toBe("another")
  })

  it("true and false are passed on, and what is thrown at once is an error like others", async () => {
    const store = guardedStore(memoryStore())
    expect(await store.set("a key", "mine", 60, { ifAbsent: true })).toBe(true)
    expect(await store.set("a key", "mine", 60, { ifAbsent: true })).toBe(false)
    expect(await store.delete("a key")).toBe(true)
    const throwing = () => {
      throw new Error("at once")
    }
    const broken = guardedStore({ get: throwing, set: throwing, delete: throwing })
    await expect(broken.get("a key")).rejects.toEqual(failed)
    await expect(broken.set("a key", "a value", 60)).rejects.toEqual(failed)
    await expect(broken.delete("a key")).rejects.toEqual(failed)
  })
})

describe("a client that gives Buffers", () => {
  const store = () => storeWith({ get: (value) => Buffer.from(value) })

  it("as deny list: a session that was ended does not go on", async () => {
    const world = createWorld({ options: { denyList: { store: store(), remember: 0 } } })
    const visitor = world.visitor()
    await visitor.login()
    const copy = visitor.cookies()
    await visitor.open("/auth/logout", { method: "POST" })
    await expect(world.auth.getSession(visitor.request("/", { cookie: copy }))).rejects.toEqual(failed)
  })

  it("as store: nobody is logged out, and nobody let in", async () => {
    const world = createWorld({ options: { store: store() } })
    const visitor = world.visitor()
    await visitor.login()
    await expect(visitor.session()).rejects.toEqual(failed)
  })
})
