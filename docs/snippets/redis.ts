// Sessions in Redis, through a client that the application makes.
import { type Auth, type Config, createAuth } from "@x/core"
import { redisStore } from "@x/store-redis"
import { Redis } from "ioredis"
import { createClient } from "redis"

export function withRedis(config: Config): { auth: Auth; close(): void } {
  // #region redis
  const client = createClient({ url: process.env.REDIS_URL ?? "redis://127.0.0.1:6379" })
  client.on("error", (error) => console.error("Redis:", error.message))
  client.connect().catch(() => {}) // it tries until it can; its errors come to the line above

  const auth = createAuth(config, { store: redisStore(client) })
  // #endregion redis
  return { auth, close: () => client.destroy() }
}

export function withIORedis(config: Config): { auth: Auth; close(): void } {
  // #region ioredis
  const client = new Redis(process.env.REDIS_URL ?? "redis://127.0.0.1:6379")
  client.on("error", (error) => console.error("Redis:", error.message))

  const auth = createAuth(config, { store: redisStore(client) })
  // #endregion ioredis
  return { auth, close: () => client.disconnect() }
}
