// The four clients that are promised, as an application makes them: with their own defaults, and a listener for errors.
import { Redis } from "ioredis"
import { Redis as Redis5 } from "ioredis-5"
import { createClient } from "redis"
import { createClient as createClient5 } from "redis-5"
import type { redisStore } from "../../src/index.js"

export interface Connected {
  readonly client: Parameters<typeof redisStore>[0]
  close(): void
}

/** By the name of the package and its major. Nobody waits until they are connected. */
export const clients: Readonly<Record<string, (url: string) => Connected>> = {
  "redis 6"(url) {
    const client = createClient({ url }).on("error", () => {})
    client.connect().catch(() => {})
    return { client, close: () => client.destroy() }
  },
  "redis 5"(url) {
    const client = createClient5({ url }).on("error", () => {})
    client.connect().catch(() => {})
    return { client, close: () => client.destroy() }
  },
  "ioredis 6"(url) {
    const client = new Redis(url).on("error", () => {})
    return { client, close: () => client.disconnect() }
  },
  "ioredis 5"(url) {
    const client = new Redis5(url).on("error", () => {})
    return { client, close: () => client.disconnect() }
  },
}
