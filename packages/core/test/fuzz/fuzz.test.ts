/**
 * Every door, fuzzed: 1000 inputs each, so that `npm test` stays quick, and 10 000 in CI, where .ci/run sets FUZZ_RUNS. Each
 * run has a seed of its own, and a failure prints the command that makes it again. More: `npm run fuzz`.
 *
 * Each door is a process of its own, the very one that `npm run fuzz` is. What an answer costs is told for a whole process,
 * and among the tests that would be the cost of those in the other threads, too.
 */
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { doors } from "./doors.js"
import { invariants } from "./invariants.js"

const runs = process.env.FUZZ_RUNS ?? "1000"
const seed = process.env.FUZZ_SEED ?? String(Math.floor(Math.random() * 2 ** 31))

describe(`${Object.keys(invariants).length} invariants hold at the door`, () => {
  test.each(doors)("$name: $about", { timeout: 300_000 }, async ({ name }) => {
    const { exitCode, output } = await fuzzing("--door", name, "--runs", runs, "--seed", seed)
    if (exitCode !== 0) throw new Error(output)
    expect(output).toContain(`\n${runs} inputs in `)
  })
})

/** What `npm run fuzz` runs. A failure's seed and path are in what it prints. */
function fuzzing(...options: string[]): Promise<{ exitCode: number | null; output: string }> {
  const main = fileURLToPath(new URL("main.ts", import.meta.url))
  const program = ["--conditions=@x/source", "--import", "tsx", main, ...options]
  return new Promise((resolve) => {
    const child = execFile(process.execPath, program, { timeout: 290_000 }, (_error, printed, complaints) =>
      resolve({ exitCode: child.exitCode, output: printed + complaints }),
    )
  })
}
