/** What grows with what: the cost of a request with claims and providers, and memory with visitors and their logins. */
import { type Arena, inArena } from "../arena.js"
import type { Benchmark } from "../benchmark.js"
import { startChild } from "../child.js"
import { mint } from "../contestants/x.js"
import { askAll } from "../load.js"
import { measuredRequests } from "../measured.js"
import { inRounds } from "../rounds.js"
import { ratios, spreadOf } from "../statistics.js"
import { judged, type Table, withSpread } from "../table.js"
import { type Person, somebody, type World } from "../world.js"

const usualRounds = 9
const requests = 4000
const newcomers = 800
const warming = 2000

export const benchmark: Benchmark = {
  title: "Growth",
  run: ({ only, rounds = usualRounds }) =>
    inArena(async (arena) => {
      const tables = []
      for (const [name, part] of Object.entries(parts)) {
        if (only.length === 0 || only.includes(name)) tables.push(await part(arena, rounds))
      }
      return tables
    }),
}

const parts: Readonly<Record<string, (arena: Arena, rounds: number) => Promise<Table>>> = {
  claims: overClaims,
  providers: overProviders,
  cookies: (arena) => heapOver(arena, "cookies", "Heap over distinct cookies, each seen once", steps(1_000_000)),
  logins: (arena) => heapOver(arena, "logins", "Heap over abandoned logins", steps(100_000)),
}

/** Claims beside the usual ones: how many, and of how many letters each. */
const moreClaims = [
  [0, 0],
  [10, 20],
  [50, 20],
  [1, 1000],
  [1, 3000],
] as const

async function overClaims(arena: Arena, rounds: number): Promise<Table> {
  const { world, cpu } = await arena.serve("x-node")
  const served = { world, cpu }
  const cases = moreClaims.map(([count, letters]) => {
    const more = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`claim_${index}`, "x".repeat(letters)]),
    )
    return { title: count === 0 ? "none" : `${count} of ${letters} letters`, person: { ...somebody, ...more } }
  })
  return growthOf({
    title: "CPU of an authenticated GET over claims",
    head: "claims beside sub, name and email",
    cases: cases.map((one) => ({ ...one, served })),
    goal: undefined,
    rounds,
  })
}

async function overProviders(arena: Arena, rounds: number): Promise<Table> {
  const cases = []
  for (const count of [1, 10, 100, 1000]) {
    const { world, cpu } = await arena.serve("x-node", { otherProviders: count - 1 })
    cases.push({ title: String(count), person: somebody, served: { world, cpu } })
  }
  return growthOf({
    title: "CPU of an authenticated GET over providers",
    head: "providers",
    cases,
    // Flat, but for what the machine does besides.
    goal: { atMost: 1.15 },
    rounds,
  })
}

interface Case {
  readonly title: string
  readonly person: Person
  readonly served: { readonly world: World; cpu(): Promise<number> }
}

interface Growth {
  readonly title: string
  readonly head: string
  /** Each is compared with the first. */
  readonly cases: readonly Case[]
  readonly goal: { atMost: number } | undefined
  readonly rounds: number
}

async function growthOf({ title, head, cases, goal, rounds }: Growth): Promise<Table> {
  const works = new Map<string, () => Promise<number>>()
  const sizes = new Map<string, number>()
  for (const one of cases) {
    const { world } = one.served
    const fresh = (count: number) => Promise.all(Array.from({ length: count }, () => mint(world, one.person)))
    const cookie = await mint(world, one.person)
    sizes.set(one.title, cookie.length)
    await askAll(world.origin, [...Array(warming).fill(cookie), ...(await fresh(warming / 2))])
    const again: string[] = Array(requests).fill(cookie)
    works.set(`seen ${one.title}`, async () => (await measuredRequests(one.served, again)).cpu)
    works.set(`new ${one.title}`, async () => (await measuredRequests(one.served, await fresh(newcomers))).cpu)
  }
  const results = await inRounds(works, rounds)
  const rows = cases.map((one, index) => {
    const columns = ["seen", "new"].flatMap((kind) => {
      const cpu = results.get(`${kind} ${one.title}`) ?? []
      const share = spreadOf(ratios(cpu, results.get(`${kind} ${cases[0]?.title}`) ?? []))
      const verdict = index === 0 || goal === undefined ? "" : judged(share.median, goal)[1]
      const times = [withSpread(spreadOf(cpu), 0), index === 0 ? "1" : withSpread(share)]
      return goal === undefined ? times : [...times, verdict]
    })
    return [one.title, String(sizes.get(one.title)), ...columns]
  })
  const flat = goal === undefined ? [] : [`≤ ${goal.atMost}`]
  const columns = ["seen before, µs", "of the first", ...flat, "first sight, µs", "of the first", ...flat]
  return { title, head: [head, "cookie, bytes", ...columns], rows }
}

/** A tenth, and then each tenth up to the whole. */
function steps(whole: number): number[] {
  return [whole / 100, ...Array.from({ length: 10 }, (_, index) => ((index + 1) * whole) / 10)]
}

/** @param points how many by then */
async function heapOver(arena: Arena, kind: string, title: string, points: readonly number[]): Promise<Table> {
  const { world } = await arena.serve("bare-node")
  const child = await startChild("heap", { argument: world, execArgv: ["--expose-gc"] })
  const rows: string[][] = []
  let done = 0
  for (const point of points) {
    const bytes = await child.ask<number>(kind, point - done)
    done = point
    rows.push([String(point), (bytes / 1e6).toFixed(1), "▇".repeat(Math.round(bytes / 1e6))])
  }
  await child.end()
  return { title, head: ["how many", "MB", ""], rows }
}
