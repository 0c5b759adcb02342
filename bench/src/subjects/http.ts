/** An authenticated GET: a session's cookie that the process has seen before, as on all but the first page of a visit. */
import { type Arena, inArena } from "../arena.js"
import type { Benchmark } from "../benchmark.js"
import { compared, partOf } from "../comparison.js"
import { chosen, limitOf, type Name } from "../contestants.js"
import { proveGenuine } from "../genuine.js"
import { askAll } from "../load.js"
import { type Measured, measuredRequests } from "../measured.js"
import { inRounds } from "../rounds.js"
import type { Goal } from "../table.js"

const usualRounds = 15
const requests = 1500
const warming = 4000

const goals: Partial<Record<Name, Goal>> = {
  "x-node": { atLeast: 0.8 },
  "x-koa": { atLeast: 0.85 },
  "x-fetch": { atLeast: 0.85 },
}

export const benchmark: Benchmark = {
  title: "Authenticated GET, cookie seen before",
  run: ({ only, rounds = usualRounds }) =>
    inArena(async (arena) => {
      const works = new Map<Name, () => Promise<Measured>>()
      const cookies = new Map<Name, string>()
      // A bare server is asked with the cookie of one that is measured by it: it has as much to read.
      for (const name of chosen(only).toReversed()) {
        works.set(name, await readied(arena, name, cookies))
      }
      const results = await inRounds(new Map([...works].toReversed()), rounds)
      const ratio = partOf("of the bare server")
      return [compared({ title: benchmark.title, results, measureOf: limitOf, ratio, goals })]
    }),
}

/** A contestant that is up, genuine and warm. */
async function readied(arena: Arena, name: Name, cookies: Map<Name, string>): Promise<() => Promise<Measured>> {
  const served = await arena.serve(name)
  const { origin } = served.world
  const limit = limitOf(name)
  if (limit !== undefined) {
    const cookie = await served.logIn()
    await proveGenuine(origin, cookie)
    cookies.set(name, cookie)
    cookies.set(limit, cookie)
  }
  const cookie = cookies.get(name) ?? ""
  await askAll(origin, Array(warming).fill(cookie))
  const all: string[] = Array(requests).fill(cookie)
  return () => measuredRequests(served, all)
}
