/** Contestants that were measured in the same rounds, as a table (pure). */
import { contestants, type Name } from "./contestants.js"
import type { Measured } from "./measured.js"
import { ratios, spreadOf } from "./statistics.js"
import { type Goal, judged, type Table, withSpread } from "./table.js"

export interface Comparison {
  readonly title: string
  readonly results: ReadonlyMap<Name, readonly Measured[]>
  /** With whom each is compared; undefined for those who are the measure. */
  readonly measureOf: (name: Name) => Name | undefined
  /** How the CPU of the two becomes one figure, and the words above it. */
  readonly ratio: { readonly words: string; of(own: readonly number[], measure: readonly number[]): number[] }
  readonly goals: Readonly<Partial<Record<Name, Goal>>>
  /** A column of its own, behind the names. */
  readonly more?: { readonly words: string; of(name: Name): string }
}

/** Which part of its speed a server keeps: 1 when it costs nothing. */
export const partOf = (words: string): Comparison["ratio"] => ({ words, of: (own, measure) => ratios(measure, own) })

/** How many times as much it costs. */
export const timesAsMuch = (words: string): Comparison["ratio"] => ({ words, of: ratios })

export function compared({ title, results, measureOf, ratio, goals, more }: Comparison): Table {
  const cpuOf = (name: Name) => (results.get(name) ?? []).map(({ cpu }) => cpu)
  const rows = [...results].map(([name, measured]) => {
    const { median: perSecond } = spreadOf(measured.map((result) => result.perSecond))
    const measure = measureOf(name)
    const spread = measure === undefined ? undefined : spreadOf(ratio.of(cpuOf(name), cpuOf(measure)))
    return [
      contestants[name].title,
      ...(more === undefined ? [] : [more.of(name)]),
      withSpread(spreadOf(cpuOf(name)), 0),
      spread === undefined ? "1" : withSpread(spread),
      perSecond.toFixed(0),
      ...judged(spread?.median ?? 1, goals[name]),
    ]
  })
  const head = ["", ...(more === undefined ? [] : [more.words]), "CPU, µs", ratio.words, "per second", "goal", "holds"]
  return { title, head, rows }
}
