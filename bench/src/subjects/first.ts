/** The first sight of a cookie: of a new visitor, at a process that has just started, or at one of many. */
import { inArena, type Served } from "../arena.js"
import type { Benchmark } from "../benchmark.js"
import { askPerson } from "../browser.js"
import { compared, timesAsMuch } from "../comparison.js"
import type { Contestant } from "../contestants/contestant.js"
import { chosen, contestants, type Name } from "../contestants.js"
import { proveGenuine } from "../genuine.js"
import { askAll } from "../load.js"
import { type Measured, measuredRequests } from "../measured.js"
import { inRounds } from "../rounds.js"
import type { Goal } from "../table.js"
import { type Person, personText } from "../world.js"

const usualRounds = 15
const requests = 600
const warming = 2000

const measure: Name = "iron-session"
const goals: Partial<Record<Name, Goal>> = { "x-node": { atMost: 0.6 } }

export const benchmark: Benchmark = {
  title: "First sight of a cookie",
  run: ({ only, rounds = usualRounds }) =>
    inArena(async (arena) => {
      const works = new Map<Name, () => Promise<Measured>>()
      for (const name of chosen(only.length === 0 ? [] : [...only, measure])) {
        const { contestant }: { contestant: Contestant } = await contestants[name].load()
        const { mint } = contestant
        if (mint === undefined) continue
        const served = await arena.serve(name)
        await proveGenuine(served.world.origin, await served.logIn())
        const next = minter((person) => mint(served.world, person))
        await proveMinted(served, next)
        await askAll(served.world.origin, await next(warming))
        works.set(name, async () => measuredRequests(served, await next(requests)))
      }
      const results = await inRounds(works, rounds)
      const measureOf = (name: Name) => (name === measure ? undefined : measure)
      return [compared({ title: benchmark.title, results, measureOf, ratio: timesAsMuch("of iron-session"), goals })]
    }),
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

/** @throws {Error} when a cookie that was made without a login is not the session of its person */
async function proveMinted({ name, world }: Served, next: Minter): Promise<void> {
  for (const [index, cookie] of (await next(2)).entries()) {
    const sub = `guest-${index + 1}`
    const { status, body } = await askPerson(world.origin, cookie)
    const whole = personText({ sub, name: "Grace Hopper", email: `${sub}@example.com` })
    if (status !== 200 || body !== whole) throw new Error(`${name}: a cookie of ${sub} gets ${status} ${body}`)
  }
}
