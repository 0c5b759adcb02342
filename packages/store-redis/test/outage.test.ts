// A real Redis that is killed, and one that hangs, under each client with its own defaults: no command waits longer than
// it may, and all is well again without a new client.
import { describeStoreOutage } from "@x/testing/suites"
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
        const { client, close } = await connect(redis.url)
        return {
          store: redisStore(client, { timeout: 300 }),
          takeDown: () => takeDown(redis),
          bringBack: () => bringBack(redis),
          async close() {
            close()
            await redis.close()
          },
        }
      })
    }
  }
})
