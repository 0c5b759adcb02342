/** Collects what is wrong, so that all of it is said at once. */
import { type ConfigIssue, printable } from "../errors.js"

export interface Issues {
  readonly count: number
  add(code: string, path: readonly string[], message: string, hint: string): void
  /** The same for a fault of a value, which is quoted, in the hint too, unless it came from a variable or a file. */
  tell(path: readonly string[], fault: Fault): void
  /** What stands here came from a variable or a file, and is never shown. */
  hide(path: readonly string[]): void
  isHidden(path: readonly string[]): boolean
  /** The paths, dotted, of all that is never shown. */
  readonly hidden: ReadonlySet<string>
  /** What stands here is the value of this variable, and in no text. */
  comesFrom(variable: string, path: readonly string[]): void
  /** All of them, each with its place. */
  placed(places: Places): readonly ConfigIssue[]
}

export interface Fault {
  readonly code: string
  readonly message: string
  /** The part of the value that is meant. */
  readonly quoted?: string
  /** How to put it right. */
  readonly hint: string
  /** The same with a part of the value in it. */
  readonly quotingHint?: string
}

export interface Place {
  /** From 1. */
  readonly line: number
  /** From 1. */
  readonly column: number
}

/** The place of a key, or else of the table in which it is missing; undefined where there is no text. */
export type Places = (path: readonly string[]) => Place | undefined

interface Found {
  readonly code: string
  readonly path: readonly string[]
  readonly message: string
  readonly hint: string
}

export function collectIssues(): Issues {
  const found: Found[] = []
  const hidden = new Set<string>()
  const variables = new Map<string, string>()
  const add: Issues["add"] = (code, path, message, hint) => {
    found.push({ code, path, message, hint })
  }
  const isHidden: Issues["isHidden"] = (path) => hidden.has(dotted(path))
  /** That gave the value, or the table that it is in. */
  const variableOf = (path: readonly string[]): string | undefined =>
    variables.size === 0 || path.length === 0
      ? undefined
      : (variables.get(dotted(path)) ?? variableOf(path.slice(0, -1)))
  return {
    get count() {
      return found.length
    },
    add,
    tell(path, { code, message, quoted, hint, quotingHint = hint }) {
      if (isHidden(path)) add(code, path, message, hint)
      else add(code, path, quoted === undefined ? message : `${message}: ${shown(quoted)}`, quotingHint)
    },
    hide: (path) => void hidden.add(dotted(path)),
    isHidden,
    hidden,
    comesFrom: (variable, path) => void variables.set(dotted(path), variable),
    placed(places) {
      return found.map((issue) => place(issue, variableOf(issue.path), places)).sort(byPlace)
    },
  }
}

/** About what stands in no text: a table that is missing, a variable's own name. */
const placeless = ["auth_missing", "variable_invalid"]

/** A value that a variable gave has no place in a text: then the variable is named. */
function place({ code, path, message, hint }: Found, variable: string | undefined, places: Places): ConfigIssue {
  const said = variable === undefined || message.includes(variable) ? message : `${message} (from ${shown(variable)})`
  return {
    code,
    path: dotted(path),
    message: said,
    hint,
    ...(variable === undefined && !placeless.includes(code) ? places(path) : undefined),
  }
}

/** In the order of the text; what has no place comes first, as it was found. */
function byPlace(one: ConfigIssue, other: ConfigIssue): number {
  return (one.line ?? 0) - (other.line ?? 0) || (one.column ?? 0) - (other.column ?? 0)
}

/** A path as TOML writes it: `auth."my.idp".label`. */
export function dotted(path: readonly string[]): string {
  return path.map((key) => (/^[\w-]+$/.test(key) ? shown(key) : JSON.stringify(shown(key)))).join(".")
}

/** A text from the file or from a visitor, short enough to be shown, and with nothing that moves a terminal's cursor. */
export function shown(text: string): string {
  return printable(text.length > 60 ? `${text.slice(0, 59)}…` : text)
}
