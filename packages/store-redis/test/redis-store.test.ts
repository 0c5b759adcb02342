// What reaches the client, which client that may be, and what Redis then holds.
import { describe, expect, it, vi } from "vitest"
import { redisStore } from "../src/index.js"
import { clients } from "./support/clients.js"
import { needingRedis } from "./support/needing-redis.js"
import { startRedis } from "./support/redis-server.js"

/** A client that writes down what it is told, and answers as Redis does. */
function noting(shape: object, answer: unknown = "OK") {
  const told: unknown[][] = []
  const command =
    (name: string) =>
    async (...args: unknown[]) => {
      told.push([name, ...args])
      return answer
    }
  const client = { ...shape, get: command("get"), set: command("set"), del: command("del") }
  return { told, client: client as unknown as Parameters<typeof redisStore>[0] }
}

const ofRedis = { isOpen: true, withTypeMapping() {} }
const ofIORedis = { defineCommand() {} }

describe("in the words of the client", () => {
  it("redis", async () => {
    const { told, client } = noting(ofRedis)
    const store = redisStore(client)
    await store.set("key", "value", 60)
    await store.set("key", "value", 60, { ifAbsent: true })
    expect(told).toEqual([
      ["set", "x-auth:key", "value", { expiration: { type: "EX", value: 60 } }],
      ["set", "x-auth:key", "value", { expiration: { type: "EX", value: 60 }, condition: "NX" }],
    ])
  })

  it("ioredis", async () => {
    const { told, client } = noting(ofIORedis)
    const store = redisStore(client)
    await store.set("key", "value", 60)
    await store.set("key", "value", 60, { ifAbsent: true })
    expect(told).toEqual([
      ["set", "x-auth:key", "value", "EX", 60],
      ["set", "x-auth:key", "value", "EX", 60, "NX"],
    ])
  })

  it("every key has the prefix, also one of your own, also none", async () => {
    for (const prefix of ["shop:", ""]) {
      const { told, client } = noting(ofIORedis, null)
      const store = redisStore(client, { prefix })
      await store.get("key")
      await store.set("key", "value", 60)
      await store.delete("key")
      expect(told.map(([, key]) => key)).toEqual([`${prefix}key`, `${prefix}key`, `${prefix}key`])
    }
  })

  it.each([
    [0.001, 1],
    [0.9, 1],
    [1, 1],
    [1.2, 2],
    [2_592_000, 2_592_000],
  ])("%s seconds are %s", async (ttl, seconds) => {
    const { told, client } = noting(ofIORedis)
    await redisStore(client).set("key", "value", ttl)
    expect(told).toEqual([["set", "x-auth:key", "value", "EX", seconds]])
  })

  it.each([0, -0.5, -60, Number.NaN])("%s seconds: nothing is set, and what is there goes", async (ttl) => {
    const { told, client } = noting(ofIORedis, 0)
    expect(await redisStore(client).set("key", "value", ttl)).toBe(true)
    expect(told).toEqual([["del", "x-auth:key"]])
  })
})

describe("which client", () => {
  it.each([
    ["nothing", undefined],
    ["null", null],
    ["an address", "redis://localhost"],
    ["a Map", new Map()],
    ["one that speaks otherwise", { get() {}, set() {}, del() {} }],
    ["redis 4, which would keep everything for ever", { isOpen: true, get() {}, set() {}, del() {} }],
  ])("not %s", (_, client) => {
    expect(() => redisStore(client as never)).toThrow(TypeError)
    expect(() => redisStore(client as never)).toThrow(/package redis or ioredis/)
  })

  it("not without the time that it may take", () => {
    expect(() => redisStore(noting(ofRedis).client, { timeout: 0 })).toThrow(RangeError)
  })
})

describe("which options", () => {
  it.each([
    ["one that it does not know", { keyPrefix: "shop:" }, /knows no option "keyPrefix": prefix, timeout/],
    ["a time to live, which each value brings", { ttl: 60 }, /knows no option "ttl"/],
    ["a prefix alone", "shop:", /an object/],
    ["null", null, /an object/],
    ["a prefix that is no text", { prefix: 1 }, /a text/],
    ["a prefix that is null", { prefix: null }, /a text/],
  ])("not %s", (_, options, message) => {
    const { client } = noting(ofRedis)
    expect(() => redisStore(client, options as never)).toThrow(TypeError)
    expect(() => redisStore(client, options as never)).toThrow(message)
  })

  it("none, those that are undefined, and both", () => {
    const { client } = noting(ofRedis)
    for (const options of [undefined, {}, { prefix: undefined, timeout: undefined }, { prefix: "", timeout: 1 }]) {
      expect(() => redisStore(client, options as never)).not.toThrow()
    }
  })
})

it("a command may take three seconds unless another time is given", async () => {
  vi.useFakeTimers()
  try {
    const silent = { ...ofIORedis, get: () => new Promise(() => {}) }
    const becomes = vi.fn()
    redisStore(silent as never)
      .get("key")
      .catch((error: Error) => becomes(error.message))
    await vi.advanceTimersByTimeAsync(2999)
    expect(becomes).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(becomes).toHaveBeenCalledWith("Redis did not answer within 3000 ms.")
  } finally {
    vi.useRealTimers()
  }
})

needingRedis("what Redis holds", () => {
  describe.each(Object.entries(clients))("over %s", (_, connect) => {
    it("a key with the prefix, the value as it came, for the time it was given", async () => {
      const redis = await startRedis()
      const { client, close } = connect(redis.url)
      const store = redisStore(client, { prefix: "shop:" })
      try {
        await store.set("a key", "a value", 90.5)
        await store.set("a lock", "mine", 30, { ifAbsent: true })
        expect(new Set((await redis.ask("KEYS", "*")) as string[])).toEqual(new Set(["shop:a key", "shop:a lock"]))
        expect(await redis.ask("GET", "shop:a key")).toBe("a value")
        expect(await redis.ask("TTL", "shop:a key")).toBeOneOf([90, 91])
        expect(await redis.ask("TTL", "shop:a lock")).toBeOneOf([29, 30])
      } finally {
        close()
        await redis.close()
      }
    })

    it("an error of Redis' own is passed on as it is: nothing fits any more, and what is kept can be read", async () => {
      const redis = await startRedis(["--maxmemory-policy", "noeviction"])
      const { client, close } = connect(redis.url)
      const store = redisStore(client)
      try {
        await store.set("a key", "a value", 60)
        await redis.ask("CONFIG", "SET", "maxmemory", "1")
        await expect(store.set("another", "a value", 60)).rejects.toThrow(/^OOM/)
        expect(await store.get("a key")).toBe("a value")
        expect(await store.delete("a key")).toBe(true)
      } finally {
        close()
        await redis.close()
      }
    })
  })
})
