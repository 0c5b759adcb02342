/** The page of the docs that shows what was measured: a block between two marks for each benchmark, and prose around. */
import { readFile, writeFile } from "node:fs/promises"
import { fileURLToPath } from "node:url"
import { asMarkdown, type Table } from "./table.js"

const page = fileURLToPath(new URL("../../docs/benchmarks.md", import.meta.url))

/** Puts what one benchmark has found in the place of what it had found before. */
export async function writeToPage(name: string, machine: string, tables: readonly Table[]): Promise<void> {
  const block = [`Measured on ${machine}.`, "", ...tables.map(asMarkdown)].join("\n")
  await writeFile(page, withBlock(await readFile(page, "utf8"), name, block))
}

/**
 * A text with what stands between the marks of a name replaced (pure).
 *
 * @throws {Error} when the marks are not there
 */
export function withBlock(text: string, name: string, block: string): string {
  const [begin, end] = [`<!-- bench ${name} -->`, `<!-- end of bench ${name} -->`]
  const [start, stop] = [text.indexOf(begin), text.indexOf(end)]
  if (start === -1 || stop < start) throw new Error(`the page has no ${begin} with its ${end}`)
  return `${text.slice(0, start)}${begin}\n\n${block.trim()}\n\n${text.slice(stop)}`
}
