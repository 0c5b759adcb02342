// A connection that breaks after Redis has carried out a command, and before its answer has come.
import { once } from "node:events"
import { type AddressInfo, connect, createServer } from "node:net"
import { expect, it, vi } from "vitest"
import { redisStore } from "../src/index.js"
import { clients } from "./support/clients.js"
import { needingRedis } from "./support/needing-redis.js"
import { type RedisServer, startRedis } from "./support/redis-server.js"

/** Stands before Redis. After `loseNext()`, the next SET is passed on, and its connection ends without the answer. */
async function startProxy(redis: RedisServer) {
  let isLosing = false
  const server = createServer((near) => {
    const far = connect(redis.port, "127.0.0.1")
    let isLost = false
    near.on("data", (data) => {
      if (isLosing && /\bset\b/i.test(data.toString())) {
        isLosing = false
        isLost = true
      }
      far.write(data)
    })
    far.on("data", (data) => void (isLost ? near.destroy() : near.write(data)))
    near.on("error", () => {}).on("close", () => far.destroy())
    far.on("error", () => {}).on("close", () => near.destroy())
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  return {
    url: `redis://127.0.0.1:${port}`,
    loseNext() {
      isLosing = true
    },
    close: () => void server.close(),
  }
}

needingRedis("a claim whose answer is lost", () => {
  it.each(Object.entries(clients))("rejects, or its value tells whose it is: %s", async (name, connectTo) => {
    const redis = await startRedis()
    const proxy = await startProxy(redis)
    const { client, close } = connectTo(proxy.url)
    const store = redisStore(client)
    try {
      await store.set("another key", "a value", 60)
      proxy.loseNext()
      // ioredis sends it once more, and Redis says that something is there.
      const became = await store.set("lock", "mine", 60, { ifAbsent: true }).catch(() => "rejected")
      expect(became).toBe(name.startsWith("ioredis") ? false : "rejected")
      await vi.waitFor(async () => expect(await store.get("lock")).toBe("mine"))
    } finally {
      close()
      proxy.close()
      await redis.close()
    }
  })
})
