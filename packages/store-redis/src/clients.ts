/** The two clients, known by their shape: neither is imported, so that an application needs only its own. */

/** What is used of `redis` 5 and 6: its client, its pool, its cluster, its sentinel. */
export interface NodeRedisClient {
  readonly isOpen: boolean
  // Not in `redis` 4, which would take no notice of `expiration` and keep everything for ever.
  withTypeMapping(mapping: never): unknown
  get(key: string): Promise<string | null>
  set(key: string, value: string, options: SetOptions): Promise<string | null>
  del(key: string): Promise<number>
}

interface SetOptions {
  expiration: { type: "EX"; value: number }
  condition?: "NX"
}

/** What is used of `ioredis` 5 and 6: its client and its cluster. */
export interface IORedisClient {
  defineCommand(name: string, definition: { lua: string }): void
  get(key: string): Promise<string | null>
  set(key: string, value: string, unit: "EX", seconds: number): Promise<string | null>
  set(key: string, value: string, unit: "EX", seconds: number, condition: "NX"): Promise<string | null>
  del(key: string): Promise<number>
}

/** Three commands, in whatever dialect. */
export interface Commands {
  get(key: string): Promise<string | null>
  /** @returns false when `ifAbsent` found something. */
  set(key: string, value: string, seconds: number, ifAbsent: boolean): Promise<boolean>
  /** @returns how many were removed. */
  del(key: string): Promise<number>
}

export function speak(client: NodeRedisClient | IORedisClient): Commands {
  const shape = Object(client)
  if (typeof shape.defineCommand === "function") return speakIORedis(shape)
  if (typeof shape.isOpen === "boolean" && typeof shape.withTypeMapping === "function") return speakNodeRedis(shape)
  throw new TypeError("redisStore takes a client of the package redis or ioredis, each in its version 5 or 6.")
}

function speakNodeRedis(client: NodeRedisClient): Commands {
  return {
    get: (key) => client.get(key),
    async set(key, value, seconds, ifAbsent) {
      const expiration = { type: "EX", value: seconds } as const
      // Redis answers OK, or null when the condition did not hold.
      return (await client.set(key, value, ifAbsent ? { expiration, condition: "NX" } : { expiration })) !== null
    },
    del: (key) => client.del(key),
  }
}

function speakIORedis(client: IORedisClient): Commands {
  return {
    get: (key) => client.get(key),
    async set(key, value, seconds, ifAbsent) {
      const answer = ifAbsent ? client.set(key, value, "EX", seconds, "NX") : client.set(key, value, "EX", seconds)
      return (await answer) !== null
    },
    del: (key) => client.del(key),
  }
}
