/**
 * Every door, fuzzed: 1000 inputs each, so that `npm test` stays quick, and 10 000 in CI, where .ci/run sets FUZZ_RUNS. Each
 * run has a seed of its own, and a failure prints the command that makes it again. More: `npm run fuzz`.
 */
import { describe, expect, test } from "vitest"
import { doors } from "./doors.js"
import { invariants } from "./invariants.js"
import { fuzz } from "./runner.js"

const runs = Number(process.env.FUZZ_RUNS ?? 1000)
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))

describe(`${Object.keys(invariants).length} invariants hold at the door`, () => {
  test.each(doors)("$name: $about", { timeout: 300_000 }, async (door) => {
    const report = await fuzz(door, { runs, seed })
    expect(report.failure).toBeUndefined()
    expect(report.runs).toBeGreaterThanOrEqual(runs)
  })
})
