// The walks over sessions, with a real Redis behind them.

import { describeSessions } from "../../core/test/support/session-walks.js"
import { useNetwork } from "../../core/test/support/world.js"
import { redisStore } from "../src/index.js"
import { type Connected, clients } from "./support/clients.js"
import { needingRedis } from "./support/needing-redis.js"
import { type RedisServer, startRedis } from "./support/redis-server.js"

useNetwork()

needingRedis("sessions in Redis", () => {
  let redis: RedisServer | undefined
  let connected: Connected | undefined
  let worlds = 0
  describeSessions({
    name: "Redis",
    isCookie: false,
    endsCopies: true,
    async start() {
      redis = await startRedis()
      connected = clients["redis 6"]?.(redis.url)
    },
    async close() {
      connected?.close()
      await redis?.close()
    },
    open() {
      if (connected === undefined) throw new Error("There is no Redis: start() failed.")
      // Each world has the same time and the same randomness, and nothing of another's.
      worlds += 1
      return { store: redisStore(connected.client, { prefix: `world-${worlds}:` }) }
    },
  })
})
