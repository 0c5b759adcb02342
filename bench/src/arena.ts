/** The contestants of one run, each a process of its own, and the provider that all of them ask. */
import { randomBytes } from "node:crypto"
import { logIn } from "./browser.js"
import { type Child, startChild } from "./child.js"
import { contestants, type Entry, type Name } from "./contestants.js"
import type { Counts } from "./provider.js"
import type { World } from "./world.js"

/** A contestant that listens. */
export interface Served extends Entry {
  readonly name: Name
  readonly world: World
  /** Whether it can log anybody in. */
  readonly hasLogin: boolean
  /** A whole login. @returns the Cookie header of whom it has logged in */
  logIn(): Promise<string>
  /** The microseconds that the process has used by now, on all its threads. */
  cpu(): Promise<number>
  end(): Promise<void>
}

/** How a contestant is started. */
export interface Serving {
  readonly otherProviders?: number
  /** Where one that has ended had listened: cookies are for an origin. */
  readonly port?: number
}

export interface Arena {
  readonly provider: Child
  serve(name: Name, more?: Serving): Promise<Served>
  /** How often the provider has been asked since it was last counted. */
  counts(): Promise<Counts>
}

export interface Opened {
  readonly arena: Arena
  close(): Promise<unknown>
}

/** Opens an arena, and ends all its processes when the work is done or has failed. */
export async function inArena<Result>(work: (arena: Arena) => Promise<Result>): Promise<Result> {
  const { arena, close } = await openArena()
  try {
    return await work(arena)
  } finally {
    await close()
  }
}

export async function openArena(): Promise<Opened> {
  const provider = await startChild("provider")
  const children: Child[] = [provider]
  const given = {
    issuer: String(provider.hello.issuer),
    clientId: "bench",
    clientSecret: randomBytes(32).toString("base64url"),
    secret: randomBytes(32).toString("base64url"),
  }

  const arena: Arena = {
    provider,
    async serve(name, { otherProviders = 0, port = 0 } = {}) {
      const argument = { ...given, name, otherProviders, port }
      const child = await startChild("server", { argument, execArgv: profiling(name) })
      children.push(child)
      const origin = String(child.hello.origin)
      const { login } = child.hello
      return {
        ...contestants[name],
        name,
        world: { ...given, otherProviders, origin },
        hasLogin: typeof login === "string",
        logIn: () => logIn(`${origin}${login}`),
        cpu: () => child.ask<number>("cpu"),
        end: () => child.end(),
      }
    },
    async counts() {
      const counts = await provider.ask<Counts>("counts")
      await provider.ask("forget")
      return counts
    },
  }
  return { arena, close: () => Promise.all(children.map((child) => child.end())) }
}

/** `BENCH_PROFILE=DIR npm run bench -- http x-node` leaves a profile of each contestant there. */
function profiling(name: Name): string[] {
  const { BENCH_PROFILE: folder } = process.env
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`]
}
