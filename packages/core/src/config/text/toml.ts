/** TOML: the only file that talks to its parser. */
import { parse, TomlError } from "smol-toml"

/** A text that is not TOML: where it stops being it. */
export interface TomlFault {
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
  /** A name is defined that was defined before. */
  readonly isTwice: boolean
}

export function parseToml(text: string): { readonly table: object } | { readonly fault: TomlFault } {
  try {
    return { table: parse(text) }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const { line, column, message } = error
    // Only the first line of the message is the parser's own: the others quote the text, and so they go no further.
    return { fault: { line, column, isTwice: message.split("\n", 1)[0]?.includes("redefine") === true } }
  }
}

/** One value as TOML writes it: `true`, `3600`, `["a", "b"]`, `{ prompt = "login" }`; undefined for what is none. */
export function parseTomlValue(text: string): unknown {
  const parsed = parseToml(`value = ${text}`)
  if ("fault" in parsed) return undefined
  const entries = Object.entries(parsed.table)
  // A line break in the text could begin a key of its own.
  return entries.length === 1 ? entries[0]?.[1] : undefined
}
