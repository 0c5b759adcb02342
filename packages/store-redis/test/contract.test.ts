// The contract of a session store, over a real Redis, through each client.
import { describeStore } from "@x/testing/suites"
import { redisStore } from "../src/index.js"
import { clients } from "./support/clients.js"
import { needingRedis } from "./support/needing-redis.js"
import { startRedis } from "./support/redis-server.js"

needingRedis("the contract over Redis", () => {
  for (const [name, connect] of Object.entries(clients)) {
    describeStore(`Redis, ${name}`, async () => {
      const redis = await startRedis()
      const { client, close } = connect(redis.url)
      return {
        store: redisStore(client),
        async close() {
          close()
          await redis.close()
        },
      }
    })
  }
})
