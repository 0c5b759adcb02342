/** Whole logins: the way to the provider, the code, the tokens, the signature, the session. */
import { type Arena, openArena, type Served } from "../arena.js"
import type { Benchmark } from "../benchmark.js"
import { chosen, type Name } from "../contestants.js"
import { proveGenuine } from "../genuine.js"
import { type Measured, measured } from "../measured.js"
import type { Counts } from "../provider.js"
import { inRounds } from "../rounds.js"
import { ratios, spreadOf } from "../statistics.js"
import { type Goal, judged, type Table, withSpread } from "../table.js"

const rounds = 15
const logins = 120
const warming = 300
const atOnce = 4

const limit: Name = "minimal"
const goals: Partial<Record<Name, Goal>> = { "x-node": { atMost: 2 } }

interface Login {
  readonly served: Served
  /** A forged ID token is refused. */
  readonly verifies: boolean
  readonly counts: Counts[]
}

export const benchmark: Benchmark = {
  title: "a whole login",
  async run(only) {
    const arena = await openArena()
    try {
      const all = new Map<Name, Login>()
      const works = new Map<Name, () => Promise<Measured>>()
      for (const name of chosen(only.length === 0 ? [] : [...only, limit])) {
        await arena.counts()
        const served = await arena.serve(name)
        if (!served.hasLogin) continue
        await proveGenuine(served.world.origin, await served.logIn())
        const login = { served, verifies: await verifies(arena, served), counts: [await arena.counts()] }
        all.set(name, login)
        await logInOften(served, warming)
        login.counts.push(await arena.counts())
        works.set(name, () => measured(served, logins, () => logInOften(served, logins)))
      }
      const results = await inRounds(works, rounds)
      return [tableOf(all, results), askedOf(all)]
    } finally {
      await arena.close()
    }
  },
}

/** Whether a login whose ID token was signed by a stranger ends without a session. */
export async function verifies({ provider }: Arena, { logIn }: Served): Promise<boolean> {
  await provider.ask("forge")
  const isRefused = await logIn().then(
    () => false,
    () => true,
  )
  await provider.ask("behave")
  return isRefused
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

function tableOf(all: ReadonlyMap<Name, Login>, results: ReadonlyMap<Name, readonly Measured[]>): Table {
  const cpuOf = (name: Name) => (results.get(name) ?? []).map(({ cpu }) => cpu)
  const rows = [...all].map(([name, { served, verifies }]) => {
    const perSecond = spreadOf((results.get(name) ?? []).map((result) => result.perSecond)).median.toFixed(0)
    const first = [served.title, verifies ? "verified" : "not", withSpread(spreadOf(cpuOf(name)), 0)]
    if (name === limit) return [...first, "1", perSecond, "", ""]
    const share = spreadOf(ratios(cpuOf(name), cpuOf(limit)))
    return [...first, withSpread(share), perSecond, ...judged(share.median, goals[name])]
  })
  const head = ["", "signature", "µs of CPU", "of no library", "per second", "goal", "holds"]
  return { title: benchmark.title, head, rows }
}

/** What a login asks of the provider: the very first of a process, and those after it. */
function askedOf(all: ReadonlyMap<Name, Login>): Table {
  const rows = [...all.values()].map(({ served, counts: [first, later] }) => {
    const cells = (["discovery", "keys", "token", "userinfo"] as const).flatMap((endpoint) => [
      `${first?.[endpoint]}`,
      `${(later?.[endpoint] ?? 0) / warming}`,
    ])
    return [served.title, ...cells]
  })
  return { title: "requests to the provider", head: ["", "discovery", "later", "keys", "later", "token", "later", "UserInfo", "later"], rows }
}
