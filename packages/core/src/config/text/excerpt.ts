/** The line of an issue with a caret below it, and nothing of it to be read but keys that are known and punctuation. */
import type { Place } from "../issues.js"
import { ours, usual } from "../parameters.js"
import { presets } from "../presets.js"
import { shapeOf } from "../schema.js"

const mask = "•••"
const widest = 160

/**
 * For a place, two lines: what stands there, every value and every unknown word masked, and a caret below it. A secret
 * may stand anywhere in a text that is wrong: without quotes, in a comment, where a key belongs.
 */
export function excerptsOf(text: string): (place: Place) => string {
  const lines = text.split(/\r?\n/)
  const inside = linesWithinTexts(lines)
  const known = new Map<number, Masked>()
  return ({ line, column }) => {
    const found = known.get(line) ?? masked(lines[line - 1] ?? "", inside.has(line - 1))
    known.set(line, found)
    const { cut, at } = cutAround(found.shown, found.caretAt(column - 1))
    const gutter = `${line} | `
    return `${gutter}${cut}\n${" ".repeat(gutter.length - 2)}| ${" ".repeat(at)}^`
  }
}

/** The lines that begin within a text of several lines: nothing in them is a key. */
function linesWithinTexts(lines: readonly string[]): ReadonlySet<number> {
  const inside = new Set<number>()
  let open: string | undefined
  lines.forEach((line, index) => {
    if (open !== undefined) inside.add(index)
    for (const [quotes] of line.matchAll(/"""|'''/g)) {
      if (open === undefined) open = quotes
      else if (open === quotes) open = undefined
    }
  })
  return inside
}

/** What a piece of a line is, by what comes before it; each is tried where the last one ended. */
type Mode = "key" | "value" | "after"

interface Masked {
  readonly shown: string
  /** Where an offset of the line is in what is shown; of what is masked, its beginning. */
  caretAt(offset: number): number
}

function masked(line: string, isInside: boolean): Masked {
  const brackets: string[] = []
  const pieces: {
    readonly end: number
    readonly shownAt: number
    readonly isPlain: boolean
    readonly start: number
  }[] = []
  let mode: Mode = "key"
  let shown = ""
  let at = 0

  while (at < line.length) {
    const [piece, isPlain] = isInside ? [line.slice(at), false] : next()
    pieces.push({ start: at, end: at + piece.length, shownAt: shown.length, isPlain })
    // A line feed of another kind would break the line where it is shown.
    shown += isPlain ? piece.replace(/\s/g, " ") : maskOf(piece)
    at += piece.length
  }
  return {
    shown,
    caretAt(offset) {
      const piece = pieces.find(({ end }) => offset < end)
      return piece === undefined ? shown.length : piece.shownAt + (piece.isPlain ? offset - piece.start : 0)
    },
  }

  function next(): readonly [piece: string, isPlain: boolean] {
    const blank = match(/\s+/y)
    if (blank !== undefined) return [blank, true]
    if (line[at] === "#") return [line.slice(at), false]
    if (mode === "value") return nextInValue()
    return nextBeside()
  }

  function nextInValue(): readonly [string, boolean] {
    const bracket = match(/[[({]/y)
    if (bracket !== undefined) {
      brackets.push(bracket)
      if (bracket === "{") mode = "key"
      return [bracket, true]
    }
    mode = "after"
    const end = match(/[\])},]/y)
    if (end !== undefined) return closed(end)
    return [match(quoted) ?? match(/[^\s,\])}#](?:[^,\])}#]*[^\s,\])}#])?/y) ?? line.slice(at), false]
  }

  /** In a key, and behind a value, where the next key may stand. */
  function nextBeside(): readonly [string, boolean] {
    const end = match(/[\])},]/y)
    if (end !== undefined) return closed(end)
    const sign = match(/[=[{(.:]/y)
    if (sign !== undefined) {
      if (sign === "=" || sign === ":") mode = "value"
      else if (sign !== ".") mode = "key"
      return [sign, true]
    }
    const word = match(/[\w-]+/y)
    if (word === undefined) return [match(quoted) ?? match(/[^\s\w\-\])},=[{(.:"'#]+/y) ?? line.slice(at), false]
    // Behind a value only what is written like a key is one.
    const isKey = mode === "key" || /^\s*=/.test(line.slice(at + word.length))
    if (isKey) mode = "key"
    return [word, isKey && isKnown(word)]
  }

  function closed(sign: string): readonly [string, boolean] {
    if (sign !== ",") brackets.pop()
    const inside = brackets.at(-1)
    mode = sign !== "," ? "after" : inside === "[" || inside === "(" ? "value" : "key"
    return [sign, true]
  }

  function match(pattern: RegExp): string | undefined {
    pattern.lastIndex = at
    return pattern.exec(line)?.[0]
  }
}

/** A text as it is quoted, or what has begun as one. */
const quoted = /"""(?:[^"\\]|\\.|"(?!""))*(?:""")?|'''(?:[^']|'(?!''))*(?:''')?|"(?:[^"\\]|\\.)*"?|'[^']*'?/y

/** Quotes and the sign of a comment say what is masked. */
function maskOf(piece: string): string {
  if (piece.startsWith("#")) return `# ${mask}`
  const quotes = /^("""|'''|"|')/.exec(piece)?.[0]
  if (quotes === undefined) return mask
  return `${quotes}${mask}${piece.length >= 2 * quotes.length && piece.endsWith(quotes) ? quotes : ""}`
}

const otherWords = ["auth", "default", "env", "file", "sub", ...ours, ...usual]

function isKnown(word: string): boolean {
  return shapeOf(word) !== undefined || Object.hasOwn(presets, word) || otherWords.includes(word)
}

/** As much of a long line as can be read, with the caret in it. */
function cutAround(line: string, caret: number): { cut: string; at: number } {
  if (line.length <= widest) return { cut: line, at: caret }
  const start = Math.max(0, Math.min(caret - widest / 2, line.length - widest))
  const [before, after] = [start > 0 ? "…" : "", start + widest < line.length ? "…" : ""]
  const cut = `${before}${line.slice(start + before.length, start + widest - after.length)}${after}`
  return { cut, at: caret - start }
}
