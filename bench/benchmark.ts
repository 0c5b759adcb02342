/** What a benchmark's file exports. */
export interface Benchmark {
  /** What is measured, in a line. */
  readonly title: string
  /** Each is measured by itself. What is only made ready for it stands outside. */
  readonly works: Readonly<Record<string, () => unknown>>
  /** What a median has to stay below, in ms; a figure to be read, and no test. */
  readonly bounds?: Readonly<Record<string, number>>
}
