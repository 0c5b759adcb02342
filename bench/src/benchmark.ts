/** What a benchmark's file exports. */
import type { Table } from "./table.js"

/** How a benchmark is run. */
export interface Run {
  /** What is measured alone: contestants, or parts of the benchmark. None for all. */
  readonly only: readonly string[]
  /** How often each is measured, instead of as often as the figures deserve. */
  readonly rounds?: number
}

export interface Benchmark {
  /** What is measured, in a line. */
  readonly title: string
  run(how: Run): Promise<readonly Table[]>
}
