/** The first sight of a cookie: of a new visitor, at a process that has just started, or at one of many. */
import { openArena, type Served } from "../arena.js"
import type { Benchmark } from "../benchmark.js"
import { askPerson } from "../browser.js"
import { chosen, contestants, type Name } from "../contestants.js"
import type { Contestant } from "../contestants/contestant.js"
import { proveGenuine } from "../genuine.js"
import { askAll } from "../load.js"
import { type Measured, measuredRequests } from "../measured.js"
import { inRounds } from "../rounds.js"
import { ratios, spreadOf } from "../statistics.js"
import { type Goal, judged, type Table, withSpread } from "../table.js"
import { type Person, personText } from "../world.js"

const rounds = 15
const requests = 600
const warming = 2000

const rival: Name = "iron-session"
const goals: Partial<Record<Name, Goal>> = { "x-node": { atMost: 0.6 } }

export const benchmark: Benchmark = {
  title: "first sight of a cookie",
  async run(only) {
    const arena = await openArena()
    try {
      const served = new Map<Name, Served>()
      const works = new Map<Name, () => Promise<Measured>>()
      for (const name of chosen(only.length === 0 ? [] : [...only, rival])) {
        const { contestant }: { contestant: Contestant } = await contestants[name].load()
        const { mint } = contestant
        if (mint === undefined) continue
        const one = await arena.serve(name)
        served.set(name, one)
        await proveGenuine(one.world.origin, await one.logIn())
        const next = minter((person) => mint(one.world, person))
        await proveMinted(one, next)
        await askAll(one.world.origin, await next(warming))
        works.set(name, async () => measuredRequests(one, await next(requests)))
      }
      return [tableOf(served, await inRounds(works, rounds))]
    } finally {
      await arena.close()
    }
  },
}

type Minter = (count: number) => Promise<string[]>

/** Cookies of people who have not been there before. */
function minter(mint: (person: Person) => Promise<string>): Minter {
  let people = 0
  const next = () => {
    people += 1
    return mint({ sub: `guest-${people}`, name: "Grace Hopper", email: `guest-${people}@example.com` })
  }
  return (count) => Promise.all(Array.from({ length: count }, next))
}

async function proveMinted({ name, world }: Served, next: Minter): Promise<void> {
  const [first = "", second = ""] = await next(2)
  for (const [cookie, sub] of [
    [first, "guest-1"],
    [second, "guest-2"],
  ] as const) {
    const { status, body } = await askPerson(world.origin, cookie)
    const whole = personText({ sub, name: "Grace Hopper", email: `${sub}@example.com` })
    if (status !== 200 || body !== whole) throw new Error(`${name}: a cookie of ${sub} gets ${status} ${body}`)
  }
}

function tableOf(served: ReadonlyMap<Name, Served>, results: ReadonlyMap<Name, readonly Measured[]>): Table {
  const cpuOf = (name: Name) => (results.get(name) ?? []).map(({ cpu }) => cpu)
  const rows = [...served].map(([name, { title }]) => {
    const perSecond = spreadOf((results.get(name) ?? []).map((result) => result.perSecond)).median.toFixed(0)
    const cpu = withSpread(spreadOf(cpuOf(name)), 0)
    if (name === rival) return [title, cpu, "1", perSecond, "", ""]
    const share = spreadOf(ratios(cpuOf(name), cpuOf(rival)))
    return [title, cpu, withSpread(share), perSecond, ...judged(share.median, goals[name])]
  })
  return { title: benchmark.title, head: ["", "µs of CPU", "of iron-session", "per second", "goal", "holds"], rows }
}
