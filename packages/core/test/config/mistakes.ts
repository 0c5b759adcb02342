/**
 * Mistakes that people make in the `[auth]` table: each a file in `mistakes/`, beside it the message that comes. The
 * tests hold the reader to them, and the documentation's page of configuration errors is made of them.
 */
import { readFileSync } from "node:fs"
import { parseConfig } from "../../src/index.js"
import { errorOf } from "./example.js"

export interface Mistake {
  /** Of `behaviours.md`. */
  readonly row: string
  /** The file's name without its ending. */
  readonly name: string
  /** For the page. */
  readonly title: string
}

export const mistakes: readonly Mistake[] = [
  { row: "T70", name: "parentheses", title: "A text in parentheses" },
  { row: "T71", name: "one-line", title: "Everything on one line" },
  { row: "T76", name: "no-quotes", title: "A value without quotes" },
  { row: "T76", name: "curly-quotes", title: "Curly quotes" },
  { row: "T75", name: "several-at-once", title: "Not TOML, and more" },
  { row: "S35", name: "twice", title: "A name that is written twice" },
  { row: "T72", name: "url-placeholder", title: "A URL with a placeholder" },
  { row: "T73", name: "credential-placeholder", title: "Credentials that are still placeholders" },
  { row: "S43", name: "weak-secret", title: "A cookie secret that can be guessed" },
  { row: "S31", name: "missing", title: "A key that is missing" },
  { row: "S31", name: "misplaced", title: "A key in the wrong table" },
  { row: "B06", name: "unknown-key", title: "A key that does not exist" },
  { row: "B06", name: "wrong-type", title: "A value of another kind" },
  { row: "T87", name: "list-of-tables", title: "Two brackets" },
  { row: "T87", name: "provider-as-list", title: "A provider that is a list" },
  { row: "T87", name: "dotted-name", title: "A name with a dot" },
  { row: "S36", name: "reserved-name", title: "A name that is a key" },
  { row: "S39", name: "default-twice", title: "Two providers called default" },
  { row: "S42", name: "http", title: "http beyond this machine" },
  { row: "S63", name: "callback-path", title: "A callback that is another page" },
  { row: "S57", name: "star", title: "A * that takes in too much" },
  { row: "S76", name: "white-space", title: "White space around a value" },
  { row: "S48", name: "parameter", title: "A parameter that is not yours to set" },
  { row: "B06", name: "variable", title: "A variable that is not set" },
  { row: "S33", name: "preset", title: "A preset that is misspelled, or lacks something" },
  { row: "S52", name: "oauth2", title: 'type = "oauth2" without what it needs' },
]

export const file = "secrets.toml"

export function tomlOf({ name }: Mistake): string {
  return readFileSync(new URL(`./mistakes/${name}.toml`, import.meta.url), "utf8")
}

/** The message that a mistake gets. */
export function messageOf(mistake: Mistake): string {
  return errorOf(tomlOf(mistake), { file })?.message ?? `accepted: ${parseConfig(tomlOf(mistake)).warnings}`
}
