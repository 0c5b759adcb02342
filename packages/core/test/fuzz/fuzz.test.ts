/**
 * Every door, fuzzed: 10 000 inputs each where CI is set, and 1500 elsewhere, so that `npm test` stays quick. Each run has
 * seeds of its own, and a failure prints the command that makes it again. More: `npm run fuzz`.
 */
import { describe, expect, test } from "vitest"
import { doors } from "./doors.js"
import { invariants } from "./invariants.js"
import { fuzz } from "./runner.js"

const runs = process.env.CI === undefined ? 1500 : 10_000
const seed = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31))

describe(`${Object.keys(invariants).length} invariants hold at the door`, () => {
  test.each(doors)("$name: $about", { timeout: 300_000 }, async (door) => {
    const report = await fuzz(door, { runs, seed })
    expect(report.failure).toBeUndefined()
    expect(report.runs).toBeGreaterThanOrEqual(runs)
  })
})
