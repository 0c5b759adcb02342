/** What stands between a process and its first answer: the import, and the first request. */
import { type Arena, inArena } from "../arena.js"
import type { Benchmark } from "../benchmark.js"
import { askPerson } from "../browser.js"
import { startChild } from "../child.js"
import { chosen, contestants, limitOf, type Name } from "../contestants.js"
import type { Imported } from "../importer.js"
import { type PackageName, packages } from "../packages.js"
import { inRounds } from "../rounds.js"
import { ratios, spreadOf } from "../statistics.js"
import { type Goal, judged, type Table, withSpread } from "../table.js"

const usualRounds = 15

const measure: PackageName = "protocol"
const goals: Partial<Record<PackageName, Goal>> = { core: { atMost: 3 } }

export const benchmark: Benchmark = {
  title: "Cold import, and the first answer of a process",
  run: async ({ only, rounds = usualRounds }) => [
    importsOf(await inRounds(new Map(packageNames.map((name) => [name, () => imported(name)])), rounds)),
    await inArena((arena) => firstAnswers(arena, chosen(only), rounds)),
  ],
}

const packageNames = Object.keys(packages) as PackageName[]

async function imported(name: PackageName): Promise<Imported> {
  const child = await startChild("importer", { argument: { specifiers: packages[name].specifiers } })
  await child.end()
  return child.hello as unknown as Imported
}

function importsOf(results: ReadonlyMap<PackageName, readonly Imported[]>): Table {
  const cpuOf = (name: PackageName) => (results.get(name) ?? []).map(({ cpu }) => cpu / 1000)
  const rows = [...results].map(([name, all]) => {
    const time = spreadOf(all.map((one) => one.time)).median.toFixed(0)
    const cpu = withSpread(spreadOf(cpuOf(name)), 0)
    if (name === measure) return [packages[name].title, cpu, time, "1", "", ""]
    const share = spreadOf(ratios(cpuOf(name), cpuOf(measure)))
    return [packages[name].title, cpu, time, withSpread(share), ...judged(share.median, goals[name], 0)]
  })
  return { title: "Cold import", head: ["", "CPU, ms", "ms", "of the first line", "goal", "holds"], rows }
}

interface FirstAnswer {
  /** Milliseconds of the whole process, the start of Node included. */
  readonly cpu: number
  /** Milliseconds from its start. */
  readonly time: number
  readonly status: number
}

/** Each with a cookie of the process before it, which had the same secrets, and listened on the same port. */
async function firstAnswers(arena: Arena, names: readonly Name[], rounds: number): Promise<Table> {
  const works = new Map<Name, () => Promise<FirstAnswer>>()
  for (const name of names) {
    const before = await arena.serve(name)
    const cookie = limitOf(name) === undefined ? "" : await before.logIn()
    await before.end()
    const port = Number(new URL(before.world.origin).port)
    works.set(name, async () => {
      const start = performance.now()
      const served = await arena.serve(name, { port })
      const { status } = await askPerson(served.world.origin, cookie)
      const time = performance.now() - start
      const cpu = (await served.cpu()) / 1000
      await served.end()
      return { cpu, time, status }
    })
  }
  const rows = [...(await inRounds(works, rounds))].map(([name, answers]) => {
    const limit = limitOf(name)
    const kept = limit === undefined ? "" : answers.every(({ status }) => status === 200) ? "yes" : "no"
    const [cpu, time] = [answers.map((answer) => answer.cpu), answers.map((answer) => answer.time)]
    return [contestants[name].title, withSpread(spreadOf(cpu), 0), spreadOf(time).median.toFixed(0), kept]
  })
  return {
    title: "The first answer of a process, from the start of Node",
    head: ["", "CPU, ms", "ms", "session survives"],
    rows,
  }
}
