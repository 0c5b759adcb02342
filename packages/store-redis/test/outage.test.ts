// A real Redis that is killed, and one that hangs, under each client with its own defaults: no command waits longer than
// it may, and all is well again without a new client.
import { describeStoreOutage } from "@x/testing/suites"
import { expect, it, vi } from "vitest"
import { redisStore } from "../src/index.js"
import { clients } from "./support/clients.js"
import { needingRedis } from "./support/needing-redis.js"
import { type RedisServer, startRedis } from "./support/redis-server.js"

const ways: Readonly<Record<string, Record<"takeDown" | "bringBack", (redis: RedisServer) => void | Promise<void>>>> = {
  killed: { takeDown: (redis) => redis.kill(), bringBack: (redis) => redis.start() },
  hanging: { takeDown: (redis) => redis.hang(), bringBack: (redis) => redis.resume() },
}

needingRedis("Redis that is down", () => {
  for (const [name, connect] of Object.entries(clients)) {
    for (const [how, { takeDown, bringBack }] of Object.entries(ways)) {
      describeStoreOutage(`Redis ${how}, ${name}`, async () => {
        const redis = await startRedis()
        const { client, close } = connect(redis.url)
        return {
          store: redisStore(client, { timeout: 200 }),
          takeDown: () => takeDown(redis),
          bringBack: () => bringBack(redis),
          async close() {
            close()
            await redis.close()
          },
        }
      })
    }
    it(`an application that starts before Redis does: ${name}`, async () => {
      const redis = await startRedis()
      await redis.kill()
      const { client, close } = connect(redis.url)
      const store = redisStore(client, { timeout: 300 })
      try {
        await expect(store.get("a key")).rejects.toThrow("Redis did not answer within 300 ms.")
        await redis.start()
        await vi.waitFor(() => store.set("a key", "a value", 60), { timeout: 20_000 })
        expect(await store.get("a key")).toBe("a value")
      } finally {
        close()
        await redis.close()
      }
    })

    it(`an error of the client itself is passed on as it is: ${name}`, async () => {
      const redis = await startRedis()
      const { client, close } = connect(redis.url)
      const store = redisStore(client)
      await store.set("a key", "a value", 60)
      close()
      const began = performance.now()
      const error: Error = await client.get("a key").then(
        () => expect.fail("A client that is closed answers nothing."),
        (error) => error,
      )
      await expect(store.get("a key")).rejects.toThrow(error.message)
      expect(performance.now() - began).toBeLessThan(2000)
      await redis.close()
    })
  }
})
