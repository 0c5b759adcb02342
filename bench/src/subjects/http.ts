/** An authenticated GET: a session's cookie that the process has seen before, as on all but the first page of a visit. */
import { openArena, type Served } from "../arena.js"
import type { Benchmark } from "../benchmark.js"
import { chosen, type Name } from "../contestants.js"
import { proveGenuine } from "../genuine.js"
import { askAll } from "../load.js"
import { type Measured, measuredRequests } from "../measured.js"
import { inRounds } from "../rounds.js"
import { ratios, spreadOf } from "../statistics.js"
import { type Goal, judged, type Table, withSpread } from "../table.js"

const rounds = 15
const requests = 1500
const warming = 4000

const goals: Partial<Record<Name, Goal>> = {
  "x-node": { atLeast: 0.8 },
  "x-koa": { atLeast: 0.85 },
  "x-fetch": { atLeast: 0.85 },
}

export const benchmark: Benchmark = {
  title: "authenticated GET, cookie seen before",
  async run(only) {
    const arena = await openArena()
    try {
      const served = new Map<Name, Served>()
      const cookies = new Map<Name, string>()
      for (const name of chosen(only)) {
        const one = await arena.serve(name)
        served.set(name, one)
        if (!one.hasLogin) continue
        const cookie = await one.logIn()
        await proveGenuine(one.world.origin, cookie)
        cookies.set(name, cookie)
        // The bare server is asked with the cookie of the first that is measured by it: it has as much to read.
        if (one.limit !== undefined && !cookies.has(one.limit)) cookies.set(one.limit, cookie)
      }
      const works = new Map<Name, () => Promise<Measured>>()
      for (const [name, one] of served) {
        const cookie = cookies.get(name) ?? ""
        await askAll(one.world.origin, Array(warming).fill(cookie))
        const all: string[] = Array(requests).fill(cookie)
        works.set(name, () => measuredRequests(one, all))
      }
      return [tableOf(served, await inRounds(works, rounds))]
    } finally {
      await arena.close()
    }
  },
}

function tableOf(served: ReadonlyMap<Name, Served>, results: ReadonlyMap<Name, readonly Measured[]>): Table {
  const cpuOf = (name: Name) => (results.get(name) ?? []).map(({ cpu }) => cpu)
  const rows = [...served].map(([name, { title, limit }]) => {
    const perSecond = spreadOf((results.get(name) ?? []).map((result) => result.perSecond)).median.toFixed(0)
    const cpu = withSpread(spreadOf(cpuOf(name)), 0)
    if (limit === undefined) return [title, cpu, "1", perSecond, "", ""]
    const share = spreadOf(ratios(cpuOf(limit), cpuOf(name)))
    return [title, cpu, withSpread(share), perSecond, ...judged(share.median, goals[name])]
  })
  return {
    title: benchmark.title,
    head: ["", "µs of CPU", "of the bare server", "per second", "goal", "holds"],
    rows,
  }
}
