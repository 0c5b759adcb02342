/** What a benchmark has found, as it is printed and as it stands in the docs (pure). */
import type { Spread } from "./statistics.js"

export interface Table {
  readonly title: string
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** For a terminal: columns side by side. The first holds names, one without a head holds bars, the others figures. */
export function asText({ title, head, rows }: Table): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => (row[column] ?? "").length)))
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => pad(row[column] ?? "", width, column === 0 || head[column] === ""))
      .join("  ")
      .trimEnd()
  return [title, "", line(head), ...rows.map(line), ""].join("\n")
}

function pad(cell: string, width: number, isLeft: boolean): string {
  return isLeft ? cell.padEnd(width) : cell.padStart(width)
}

export function asMarkdown({ title, head, rows }: Table): string {
  const line = (row: readonly string[]) => `| ${row.join(" | ")} |`
  const rule = head.map((words, column) => (column === 0 || words === "" ? "---" : "---:"))
  return [`### ${title}`, "", line(head), line(rule), ...rows.map(line), ""].join("\n")
}

/** What a figure is meant to be. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number }

export function holds(value: number, goal: Goal): boolean {
  return "atLeast" in goal ? value >= goal.atLeast : value <= goal.atMost
}

/** Two cells: the goal, and whether the median keeps it. */
export function judged(value: number, goal: Goal | undefined, digits = 2): [string, string] {
  if (goal === undefined) return ["", ""]
  const words = "atLeast" in goal ? `≥ ${goal.atLeast.toFixed(digits)}` : `≤ ${goal.atMost.toFixed(digits)}`
  return [words, holds(value, goal) ? "yes" : "no"]
}

/** A median with the quarters around it. */
export function withSpread({ median, low, high }: Spread, digits = 2): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`
}
