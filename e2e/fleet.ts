// An application of three processes behind one address, with the certified provider, and a Redis where it has one.

import { randomBytes } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { type DevelopmentProvider, type ProviderOptions, startProvider } from "@x/testing"
import { type RedisServer, startRedis } from "../packages/store-redis/test/support/redis-server.ts"
import { freePorts } from "./ports.ts"
import { type Address, type Replica, type SharedRedis, startAddress, startReplica } from "./replicas.ts"

export interface Fleet {
  readonly address: Address
  readonly provider: DevelopmentProvider
  /** Those that answer now. */
  readonly replicas: readonly Replica[]
  /** @throws when it has none */
  readonly redis: RedisServer
  /** Which requests have reached the provider, as `POST /token`. */
  readonly asked: readonly string[]
  /** Waits until the provider has been asked so many times for something, not counting the first `since` requests. */
  askedFor(request: string, times: number, since?: number): Promise<void>
  /** Puts a new process in the place of one that has been killed. */
  revive(dead: Replica): Promise<void>
  /**
   * One process after the other: a new one answers before an old one is stopped.
   *
   * @param changes to the `[auth]` table
   * @param between is waited for when one has been replaced
   */
  roll(changes: object, between: () => Promise<void>): Promise<void>
  /** The clocks of all processes, and of those to come. */
  setClocks(minutesAhead: number): Promise<void>
  /** What all processes have said on their consoles. */
  output(): string
  close(): Promise<void>
}

export interface FleetOptions {
  /** What the `[auth]` table has beside the registration. */
  readonly table?: object
  readonly keeps?: SharedRedis["keeps"] | undefined
  /** Further arguments for redis-server. */
  readonly redisOptions?: readonly string[]
  readonly provider?: ProviderOptions
}

export const newSecret = () => randomBytes(32).toString("base64url")

/** What has been started ends, also when the rest of it does not start. */
export async function startFleet(options: FleetOptions = {}): Promise<Fleet> {
  const started: Closing[] = []
  const close = async () => void (await Promise.all(started.splice(0).map((one) => one.close())))
  try {
    return await launch(options, { started, close })
  } catch (error) {
    await close()
    throw error
  }
}

interface Closing {
  close(): Promise<unknown>
}

async function launch(
  options: FleetOptions,
  { started, close }: { started: Closing[]; close(): Promise<void> },
): Promise<Fleet> {
  const port = await freePorts(2)
  const address = await startAddress(port)
  started.push(address)
  const asked: string[] = []
  const provider = await startProvider({
    port: port + 1,
    redirectUri: `${address.origin}/oauth2callback`,
    backChannelLogoutUri: `${address.origin}/auth/backchannel-logout`,
    onRequest: ({ method, path }) => asked.push(`${method} ${path}`),
    ...options.provider,
  })
  started.push(provider)
  const redis = options.keeps && (await startRedis(options.redisOptions))
  if (redis) started.push(redis)
  const shared = redis && options.keeps && { url: redis.url, keeps: options.keeps }
  let table: object = { ...provider.config.auth, cookie_secret: newSecret(), ...options.table }
  let clock = 0
  const everybody: Replica[] = []
  let replicas: Replica[] = await startAll(3)
  address.to(replicas)

  async function startAll(count: number): Promise<Replica[]> {
    const starting = Array.from({ length: count }, () => startReplica(table, shared))
    for (const one of await Promise.allSettled(starting)) {
      if (one.status === "rejected") continue
      everybody.push(one.value)
      started.push({ close: () => one.value.kill() })
    }
    const all = await Promise.all(starting)
    await Promise.all(all.map((replica) => replica.setClock(clock)))
    return all
  }

  function putInPlaceOf(old: Replica, replica: Replica): void {
    replicas = replicas.map((one) => (one === old ? replica : one))
    address.to(replicas)
  }

  return {
    address,
    provider,
    asked,
    get replicas() {
      return replicas
    },
    get redis() {
      if (redis === undefined) throw new Error("these processes share no Redis")
      return redis
    },
    async askedFor(request, times, since = 0) {
      while (asked.slice(since).filter((one) => one === request).length < times) await sleep(10)
    },
    async revive(dead) {
      for (const replica of await startAll(1)) putInPlaceOf(dead, replica)
    },
    async roll(changes, between) {
      table = { ...table, ...changes }
      const before = replicas
      for (const [index, replica] of (await startAll(before.length)).entries()) {
        const old = before[index] as Replica
        putInPlaceOf(old, replica)
        await address.answered(old)
        await old.end()
        await between()
      }
    },
    async setClocks(minutesAhead) {
      clock = minutesAhead
      await Promise.all(replicas.map((replica) => replica.setClock(clock)))
    },
    output: () => everybody.map((replica) => replica.output()).join(""),
    close,
  }
}
