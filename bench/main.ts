/** `npm run bench -- NAME`: measures one thing and prints how long it takes, and on which machine. */
import { arch, cpus, loadavg, platform } from "node:os"
import { measure } from "mitata"
import type { Benchmark } from "./benchmark.js"

/** By name: a file each. */
const benchmarks: Readonly<Record<string, () => Promise<{ benchmark: Benchmark }>>> = {
  config: () => import("./config.js"),
}

const [name = ""] = process.argv.slice(2)
const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined
if (load === undefined) {
  console.log(`npm run bench -- NAME, where NAME is one of: ${Object.keys(benchmarks).join(", ")}`)
  process.exitCode = name === "" ? 0 : 1
} else {
  await print((await load()).benchmark)
}

async function print({ title, bounds = {}, works }: Benchmark): Promise<void> {
  const { model = "unknown processor" } = cpus()[0] ?? {}
  console.log(`${title}\n${cpus().length} × ${model}, ${platform()} ${arch()}, Node ${process.versions.node}`)
  // Others on the machine make every figure worse.
  console.log(`load ${loadavg()[0]?.toFixed(1)}\n`)
  for (const [what, work] of Object.entries(works)) {
    const { p50, min, p99, ticks } = await measure(work)
    const bound = bounds[what]
    const verdict = bound === undefined ? "" : p50 / 1e6 < bound ? `  below ${bound} ms` : `  NOT below ${bound} ms`
    console.log(
      `${what.padEnd(40)} median ${inMs(p50)}  fastest ${inMs(min)}  p99 ${inMs(p99)}  ${ticks} runs${verdict}`,
    )
  }
}

/** @param time in nanoseconds, as mitata counts */
function inMs(time: number): string {
  return `${(time / 1e6).toFixed(2)} ms`.padStart(10)
}
