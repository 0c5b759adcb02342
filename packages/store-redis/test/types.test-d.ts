/** Every client that we promise is taken as it is, with no cast; what is not one is refused. */
import type { SessionStore } from "@x/core"
import * as ioredis from "ioredis"
import * as ioredis5 from "ioredis-5"
import * as redis from "redis"
import * as redis5 from "redis-5"
import { describe, expectTypeOf, it } from "vitest"
import { redisStore } from "../src/index.js"

describe("clients that are taken", () => {
  it("are known to the compiler", () => {
    expectTypeOf(redis.createClient()).not.toBeAny()
    expectTypeOf(redis5.createClient()).not.toBeAny()
    expectTypeOf(new ioredis.Redis()).not.toBeAny()
    expectTypeOf(new ioredis5.Redis()).not.toBeAny()
  })

  it("redis 6: the client, the pool, the cluster, the sentinel", () => {
    expectTypeOf(redisStore(redis.createClient())).toEqualTypeOf<SessionStore>()
    redisStore(redis.createClient({ RESP: 2, url: "redis://localhost", keyPrefix: "app:" }))
    redisStore(redis.createClient({ RESP: 3 }))
    redisStore(redis.createClientPool())
    redisStore(redis.createCluster({ rootNodes: [] }))
    redisStore(redis.createSentinel({ name: "main", sentinelRootNodes: [] }))
  })

  it("redis 5: the client, the pool, the cluster, the sentinel", () => {
    redisStore(redis5.createClient())
    redisStore(redis5.createClient({ RESP: 3, url: "redis://localhost" }))
    redisStore(redis5.createClientPool())
    redisStore(redis5.createCluster({ rootNodes: [] }))
    redisStore(redis5.createSentinel({ name: "main", sentinelRootNodes: [] }))
  })

  it("ioredis 6: the client and the cluster", () => {
    redisStore(new ioredis.Redis())
    redisStore(new ioredis.Redis({ lazyConnect: true }), { prefix: "app:", timeout: 500 })
    redisStore(new ioredis.Cluster([]))
  })

  it("ioredis 5: the client and the cluster", () => {
    redisStore(new ioredis5.Redis())
    redisStore(new ioredis5.Cluster([]))
  })
})

describe("what is refused", () => {
  it("no client, and one of something else", () => {
    // @ts-expect-error nothing
    redisStore()
    // @ts-expect-error an address
    redisStore("redis://localhost")
    // @ts-expect-error a Map
    redisStore(new Map<string, string>())
    // @ts-expect-error a promise of a client: connect() resolves to one
    redisStore(redis.createClient().connect())
  })

  it("a client whose texts are Buffers", () => {
    const mapping = { [redis.RESP_TYPES.BLOB_STRING]: Buffer }
    // @ts-expect-error its get gives a Buffer
    redisStore(redis.createClient().withTypeMapping(mapping))
  })
})
