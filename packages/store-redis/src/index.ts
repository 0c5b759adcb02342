/** `@x/store-redis`: sessions in Redis or Valkey, through the application's own client. */
import type { SessionStore } from "@x/core"
import { type IORedisClient, type NodeRedisClient, speak } from "./clients.js"
import { createPatience } from "./patience.js"

export type { IORedisClient, NodeRedisClient } from "./clients.js"

export interface RedisStoreOptions {
  /** What our keys begin with. `"x-auth:"` unless it is given. */
  readonly prefix?: string
  /** How long a command may take, in milliseconds; then its promise rejects. 3000 unless it is given. */
  readonly timeout?: number
}

/**
 * A store over a client of `redis` or `ioredis`, be it a plain one, a pool or a cluster. The client stays the
 * application's: it connects it, listens to its `error` events, and closes it.
 *
 * The client's errors are passed on as they are. What it would wait for longer than `timeout` rejects; while Redis
 * answers nothing at all, one command at a time waits for it and the others reject at once. When it answers again, all
 * is well again.
 *
 * @throws {TypeError} when `client` is neither, and for an option that is not known
 * @throws {RangeError} when `timeout` is no positive number of milliseconds
 */
export function redisStore(client: NodeRedisClient | IORedisClient, options: RedisStoreOptions = {}): SessionStore {
  const { prefix = "x-auth:", timeout = 3000 } = checked(options)
  const commands = speak(client)
  const ask = createPatience(timeout)

  const store: SessionStore = {
    get: async (key) => (await ask(() => commands.get(prefix + key))) ?? undefined,

    async set(key, value, ttlSeconds, { ifAbsent = false } = {}) {
      // Redis counts in whole seconds, and refuses to keep anything for none.
      const seconds = Math.ceil(ttlSeconds)
      if (seconds > 0) return ask(() => commands.set(prefix + key, value, seconds, ifAbsent))
      if (ifAbsent) return (await store.get(key)) === undefined
      await store.delete(key)
      return true
    },

    delete: async (key) => (await ask(() => commands.del(prefix + key))) > 0,
  }
  return store
}

/** One that nobody reads would promise what does not happen: `keyPrefix` keeps no two applications apart. */
function checked(options: RedisStoreOptions): RedisStoreOptions {
  if (typeof options !== "object" || options === null) throw new TypeError("The options of redisStore are an object.")
  const { prefix = "", timeout: _, ...others } = options
  const [unknown] = Object.keys(others)
  if (unknown !== undefined) throw new TypeError(`redisStore knows no option "${unknown}": prefix, timeout.`)
  if (typeof prefix !== "string") throw new TypeError("redisStore: prefix is a text.")
  return options
}
