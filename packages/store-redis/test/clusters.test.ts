// The clients of a cluster, and pools of connections, speak as the plain ones do.
import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { Cluster } from "ioredis"
import { Cluster as Cluster5 } from "ioredis-5"
import { createClientPool, createCluster } from "redis"
import { createClientPool as createClientPool5, createCluster as createCluster5 } from "redis-5"
import { expect, it } from "vitest"
import { redisStore } from "../src/index.js"
import type { Connected } from "./support/clients.js"
import { needingRedis } from "./support/needing-redis.js"
import { type RedisServer, startRedis } from "./support/redis-server.js"

const kinds: Readonly<Record<string, (url: string) => Promise<Connected>>> = {
  async "a cluster, redis 6"(url) {
    const client = createCluster({ rootNodes: [{ url }] }).on("error", () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  async "a cluster, redis 5"(url) {
    const client = createCluster5({ rootNodes: [{ url }] }).on("error", () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  async "a cluster, ioredis 6"(url) {
    const client = new Cluster([url]).on("error", () => {})
    return { client, close: () => client.disconnect() }
  },
  async "a cluster, ioredis 5"(url) {
    const client = new Cluster5([url]).on("error", () => {})
    return { client, close: () => client.disconnect() }
  },
  async "a pool, redis 6"(url) {
    const client = createClientPool({ url }).on("error", () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
  async "a pool, redis 5"(url) {
    const client = createClientPool5({ url }).on("error", () => {})
    await client.connect()
    return { client, close: () => client.destroy() }
  },
}

/** A cluster of one node, which has all slots. */
async function startCluster(): Promise<RedisServer> {
  const redis = await startRedis(["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1"])
  await redis.ask("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
  while (!`${await redis.ask("CLUSTER", "INFO")}`.includes("cluster_state:ok")) await sleep(50)
  return redis
}

needingRedis("clusters and pools", () => {
  it.each(Object.entries(kinds))("%s", async (kind, connect) => {
    const redis = await (kind.startsWith("a cluster") ? startCluster() : startRedis())
    const { client, close } = await connect(redis.url)
    const store = redisStore(client)
    try {
      // Enough keys to be in slots of all kinds.
      for (const key of Array.from({ length: 30 }, () => `lock.${randomUUID()}`)) {
        expect(await store.get(key)).toBeUndefined()
        expect(await store.set(key, "first", 60, { ifAbsent: true })).toBe(true)
        expect(await store.set(key, "second", 60, { ifAbsent: true })).toBe(false)
        expect(await store.get(key)).toBe("first")
        expect(await store.set(key, "third", 60)).toBe(true)
        const deleted = await Promise.all([store.delete(key), store.delete(key), store.delete(key)])
        expect(deleted.filter(Boolean)).toHaveLength(1)
      }
    } finally {
      close()
      await redis.close()
    }
  })
})
