/** Where each key of a TOML text stands. The parser tells what the values are; this only walks past them. */
import { parseToml } from "./toml.js"

export interface Entry {
  readonly path: readonly string[]
  /** Of the key, or of its table's header; from 1. */
  readonly line: number
  readonly column: number
  /** Offsets of the value in the text; both are the header's end for a table's header. */
  readonly valueStart: number
  readonly valueEnd: number
}

/**
 * Every header and key of a text that the parser has accepted, in the order of the text. An element of a list has the
 * path of its list: TOML writes no other.
 */
export function entriesOf(text: string): readonly Entry[] {
  const found: Entry[] = []
  const lineStarts = lineStartsOf(text)
  let at = 0
  let table: readonly string[] = []

  while (skip(/[\s\uFEFF]*/y)) {
    if (at >= text.length) break
    if (text[at] === "#") skip(comment)
    else if (text[at] === "[") readHeader()
    else readPair(table)
  }
  return found

  /** Moves past what matches here; always true, so that it can lead a loop. */
  function skip(pattern: RegExp): true {
    pattern.lastIndex = at
    at += pattern.exec(text)?.[0].length ?? 0
    return true
  }

  function skipBlanks(): void {
    skip(blanks)
  }

  function readHeader(): void {
    const start = at
    skip(/\[\[?\s*/y)
    table = readPath()
    skip(/\s*\]\]?/y)
    keep(table, start, at, at)
  }

  function readPair(prefix: readonly string[]): void {
    const start = at
    const path = [...prefix, ...readPath()]
    skip(/[ \t]*=[ \t]*/y)
    const valueStart = at
    // Before its members, as it stands in the text.
    const index = found.length
    readValue(path)
    found.splice(index, 0, entry(path, start, valueStart, at))
    // Not a step forward: the text is none that the parser has accepted.
    if (at === start) at = text.length
  }

  function readPath(): string[] {
    const path: string[] = []
    do {
      skip(/[ \t]*/y)
      const start = at
      skip(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s=.[\]{},#"']+/y)
      path.push(nameOf(text.slice(start, at)))
      skip(/[ \t]*/y)
    } while (text[at] === "." && at++ < text.length)
    return path
  }

  function readValue(path: readonly string[]): void {
    if (text[at] === "[" || text[at] === "{") readStructure(path, text[at] === "[" ? "]" : "}")
    else if (text.startsWith('"""', at)) skip(/"""(?:[^\\]|\\[\s\S])*?"{3,5}/y)
    else if (text.startsWith("'''", at)) skip(/'''[\s\S]*?'{3,5}/y)
    else skip(/"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,\]}#](?:[^\n,\]}#]*[^\s,\]}#])?/y)
  }

  function readStructure(path: readonly string[], end: "]" | "}"): void {
    at += 1
    skipBlanks()
    while (at < text.length && text[at] !== end) {
      const start = at
      if (end === "]") readValue(path)
      else readPair(path)
      skipBlanks()
      if (text[at] === ",") at += 1
      skipBlanks()
      if (at === start) return
    }
    at += 1
  }

  function keep(path: readonly string[], start: number, valueStart: number, valueEnd: number): void {
    found.push(entry(path, start, valueStart, valueEnd))
  }

  function entry(path: readonly string[], start: number, valueStart: number, valueEnd: number): Entry {
    const line = lineAt(lineStarts, start)
    return { path, line: line + 1, column: start - (lineStarts[line] ?? 0) + 1, valueStart, valueEnd }
  }
}

const comment = /#[^\n]*/y
const blanks = /(?:\s|#[^\n]*)*/y

/** A key as it is written, without its quotes. */
function nameOf(written: string): string {
  if (!/^["']/.test(written)) return written
  if (!written.includes("\\")) return written.slice(1, -1)
  const parsed = parseToml(`${written} = 0`)
  return "table" in parsed ? (Object.keys(parsed.table)[0] ?? written) : written
}

/** The byte order mark is no column. */
function lineStartsOf(text: string): readonly number[] {
  const starts = [text.startsWith("\uFEFF") ? 1 : 0]
  for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", end + 1)) starts.push(end + 1)
  return starts
}

function lineAt(starts: readonly number[], offset: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
