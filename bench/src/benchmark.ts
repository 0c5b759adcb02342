/** What a benchmark's file exports. */
import type { Table } from "./table.js"

export interface Benchmark {
  /** What is measured, in a line. */
  readonly title: string
  /** @param only what is asked for alone: names of contestants, or none for all */
  run(only: readonly string[]): Promise<readonly Table[]>
}
