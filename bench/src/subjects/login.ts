/** Whole logins: the way to the provider, the code, the tokens, the signature, the session. */
import { inArena, type Served } from "../arena.js"
import type { Benchmark } from "../benchmark.js"
import { compared, timesAsMuch } from "../comparison.js"
import { chosen, contestants, limitOf, type Name } from "../contestants.js"
import { proveGenuine, verifiesSignature } from "../genuine.js"
import { type Measured, measured } from "../measured.js"
import type { Counts } from "../provider.js"
import { inRounds } from "../rounds.js"
import type { Goal, Table } from "../table.js"

const usualRounds = 15
const logins = 100
const warming = 200
const atOnce = 4

const measure: Name = "minimal"
const goals: Partial<Record<Name, Goal>> = { "x-node": { atMost: 2 } }

interface Login {
  readonly name: Name
  readonly verifies: boolean
  /** What the very first login of the process has asked of the provider, its start included. */
  readonly first: Counts
  /** What `warming` logins after it have asked. */
  readonly later: Counts
}

export const benchmark: Benchmark = {
  title: "A whole login",
  run: ({ only, rounds = usualRounds }) =>
    inArena(async (arena) => {
      const all = new Map<Name, Login>()
      const works = new Map<Name, () => Promise<Measured>>()
      for (const name of chosen(only.length === 0 ? [] : [...only, measure])) {
        if (limitOf(name) === undefined) continue
        await arena.counts()
        const served = await arena.serve(name)
        await proveGenuine(served.world.origin, await served.logIn())
        const first = await arena.counts()
        const verifies = await verifiesSignature(arena.provider, served)
        await arena.counts()
        await logInOften(served, warming)
        all.set(name, { name, verifies, first, later: await arena.counts() })
        works.set(name, () => measured(served, logins, () => logInOften(served, logins)))
      }
      const costs = compared({
        title: benchmark.title,
        results: await inRounds(works, rounds),
        measureOf: (name) => (name === measure ? undefined : measure),
        ratio: timesAsMuch("of no library"),
        goals,
        more: { words: "signature", of: (name) => (all.get(name)?.verifies ? "verified" : "not") },
      })
      return [costs, askedOf([...all.values()])]
    }),
}

/** @returns seconds */
async function logInOften({ logIn }: Served, count: number): Promise<number> {
  const start = performance.now()
  let begun = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (begun < count) {
        begun += 1
        await logIn()
      }
    }),
  )
  return (performance.now() - start) / 1000
}

/** How many of each a login after the first may ask for, and the first besides. */
function askedOf(all: readonly Login[]): Table {
  const rows = all.map(({ name, first, later }) => {
    const cells = (["discovery", "keys", "token", "userinfo"] as const).map((endpoint) => {
      const each = later[endpoint] / warming
      return `${first[endpoint]} + ${Number.isInteger(each) ? each : each.toFixed(2)}`
    })
    return [contestants[name].title, ...cells]
  })
  return {
    title: "Requests to the provider: of the first login of a process + of each after it",
    head: ["", "discovery", "keys", "token", "UserInfo"],
    rows,
  }
}
