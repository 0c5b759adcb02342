/** Tries a door with as many inputs as are asked for, and tells how far they got. A seed gives the same inputs again. */
import fc from "fast-check"
import type { Door, Exchange, Opened, Tried } from "./door.js"
import { brokenRule, mostWork } from "./invariants.js"
import { shown } from "./shown.js"
import { watchForHangs } from "./watchdog.js"

export interface Asked {
  readonly runs: number
  readonly seed: number
  /** Of a failure that was printed: goes straight to it. */
  readonly path?: string
  onProgress?(done: number): void
}

export interface Report {
  readonly door: string
  readonly runs: number
  readonly seconds: number
  /** How often each end was come to. */
  readonly ends: ReadonlyMap<string, number>
  /** The answer that costs most, the best of five times. */
  readonly slowest: { readonly work: number; readonly input: string }
  /** What to say when something is broken; undefined when nothing is. */
  readonly failure?: string
}

/** Fewer inputs than these need not come to every end. */
const enoughForAllEnds = 10_000

/** An input that has no answer after these ms hangs. */
const patience = 5000

export async function fuzz(door: Door, { runs, seed, path, onProgress }: Asked): Promise<Report> {
  const opened = await door.open()
  const ends = new Map<string, number>()
  const slowest = { work: 0, input: "" }
  const rejections: unknown[] = []
  const onRejection = (reason: unknown) => rejections.push(reason)
  process.on("unhandledRejection", onRejection)
  const replay = (at: number | string) => `npm run fuzz -- --door ${door.name} --seed ${seed} --path ${at}`
  let done = 0
  const dog = watchForHangs(() => `${door.name}: no answer, and none to come. Again: ${replay(done)}`)
  const began = performance.now()

  async function holds(input: unknown): Promise<void> {
    dog.beat()
    const tried = await opened.run(input)
    ends.set(tried.end, (ends.get(tried.end) ?? 0) + 1)
    const work = await leastWork(opened, input, tried, slowest.work)
    if (work > slowest.work) Object.assign(slowest, { work, input: shown(input) })
    const broken = tried.broken ?? firstBroken(tried.exchanges, work)
    if (broken !== undefined) throw new Error(broken)
    if (rejections.length > 0) throw new Error(`no unhandled rejection: ${String(rejections.pop())}`)
    done += 1
    if (done % 1000 === 0) onProgress?.(done)
  }

  try {
    const details = await fc.check(fc.asyncProperty(opened.inputs, holds), {
      numRuns: runs,
      seed,
      timeout: patience,
      ...(path === undefined ? {} : { path }),
    })
    const seconds = (performance.now() - began) / 1000
    const report = { door: door.name, runs: done, seconds, ends, slowest }
    if (!details.failed) {
      const missed = runs < enoughForAllEnds || path !== undefined ? [] : door.reaches.filter((end) => !ends.has(end))
      return missed.length === 0 ? report : { ...report, failure: `no input came to: ${missed.join(", ")}` }
    }
    const { errorInstance, counterexample, counterexamplePath } = details
    const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
    const input = shown(counterexample?.[0])
    return { ...report, failure: `${said}\n  input: ${input}\n  again: ${replay(counterexamplePath ?? "0")}` }
  } finally {
    dog.end()
    process.off("unhandledRejection", onRejection)
  }
}

/** The work of the dearest answer: of one that seems too dear, or dearer than all before, the best of five times. */
async function leastWork(
  { run }: Opened<unknown>,
  input: unknown,
  { exchanges }: Tried,
  known: number,
): Promise<number> {
  const dearest = (all: readonly Exchange[]) => Math.max(0, ...all.map(({ answer }) => answer.work))
  let least = dearest(exchanges)
  for (let again = 0; again < 4 && least > Math.min(known, mostWork); again++) {
    least = Math.min(least, dearest((await run(input)).exchanges))
  }
  return least
}

function firstBroken(exchanges: readonly Exchange[], work: number): string | undefined {
  for (const exchange of exchanges) {
    // Once is no measure: what counts is the best of five.
    const answer = { ...exchange.answer, work: Math.min(exchange.answer.work, work) }
    const broken = brokenRule({ ...exchange, answer })
    if (broken !== undefined) return `${broken}\n  asked: ${shown(answer.ask)}`
  }
  return undefined
}
