// Reads the tables of a page, so that a test can hold them to the code.
import { readFileSync } from "node:fs"

export function readPage(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8")
}

/** The cells of the first table below a heading, a row each, without its head. */
export function tableBelow(page: string, heading: string): string[][] {
  return wholeTableBelow(page, heading).slice(2)
}

/** With its head, and the line below that. */
export function wholeTableBelow(page: string, heading: string): string[][] {
  const text = readPage(page)
  const start = `\n${text}`.indexOf(`\n${heading}\n`)
  if (start === -1) throw new Error(`${page} has no heading "${heading}"`)
  const lines = text.slice(start).split("\n")
  const first = lines.findIndex((line) => line.startsWith("|"))
  const end = lines.findIndex((line, index) => index > first && !line.startsWith("|"))
  return lines.slice(first, end).map((line) =>
    line
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1),
  )
}
