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
  readonly child: Child
}

export interface Arena {
  readonly provider: Child
  serve(name: Name, more?: { otherProviders?: number; execArgv?: readonly string[] }): Promise<Served>
  /** How often the provider has been asked since it was last counted. */
  counts(): Promise<Counts>
  close(): Promise<void>
}

export async function openArena(): Promise<Arena> {
  const provider = await startChild("provider")
  const children: Child[] = [provider]
  const given = {
    issuer: String(provider.hello.issuer),
    clientId: "bench",
    clientSecret: randomBytes(32).toString("base64url"),
    secret: randomBytes(32).toString("base64url"),
  }

  return {
    provider,
    async serve(name, { otherProviders = 0, execArgv = [] } = {}) {
      const argument = { ...given, name, otherProviders }
      const child = await startChild("server", { argument, execArgv: [...profiling(name), ...execArgv] })
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
        child,
      }
    },
    async counts() {
      const counts = await provider.ask<Counts>("counts")
      await provider.ask("forget")
      return counts
    },
    close: async () => void (await Promise.all(children.map((child) => child.end()))),
  }
}

/** `BENCH_PROFILE=DIR npm run bench -- http x-node` leaves a profile of each contestant there. */
function profiling(name: Name): string[] {
  const { BENCH_PROFILE: folder } = process.env
  return folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`]
}
