/** JSON documents: good ones, with a few things done to them, and what JSON.stringify would never write. */

import fc from "fast-check"
import { plainRecord } from "./record.js"
import { type Edit, edit, edited, hostileText } from "./text.js"

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Pieces that are written as they are: no value of JavaScript becomes them. */
const pieces: Readonly<Record<string, string>> = {
  "too large": "1e400",
  "minus nothing": "-0",
  "too small": "1e-400",
  "not JSON": "NaN",
  hexadecimal: "0x10",
  "many digits": "9".repeat(400),
  "lone surrogate": '"\\ud800"',
  "escaped nothing": '"\\u0000"',
  "a prototype": '{"__proto__":{"sub":"evil","isLoggedIn":true}}',
  "a member twice": '{"sub":"one","sub":"two"}',
  "a list 60 deep": "[".repeat(60) + "]".repeat(60),
  "a list 70 deep": "[".repeat(70) + "]".repeat(70),
  "a list 3000 deep": "[".repeat(3000) + "]".repeat(3000),
  "an object 70 deep": `${'{"a":'.repeat(70)}1${"}".repeat(70)}`,
  "a list of a thousand": `[${"0,".repeat(999)}0]`,
  "a list of 30 000 lists": `[${"[],".repeat(29_999)}[]]`,
  "2500 members": members(2500),
  "10 000 members": members(10_000),
}

function members(count: number): string {
  return `{${Array.from({ length: count }, (_, index) => `"${index.toString(36)}":[]`).join()}}`
}

const values: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  1e15,
  2 ** 53,
  "",
  "0",
  "true",
  [],
  {},
  [null],
  [[]],
  [1, "a"],
  { a: 1 },
]

interface Change {
  readonly kind:
    | "drop"
    | "set"
    | "piece"
    | "text"
    | "edit"
    | "list"
    | "object"
    | "as text"
    | "rename"
    | "add"
    | "reverse"
  /** Which member at each level; the walk ends where there are none. */
  readonly path: readonly number[]
  readonly value: Json
  readonly piece: string
  readonly name: string
  readonly text: string
  readonly edit: Edit
}

export interface JsonChanges {
  readonly changes: readonly Change[]
  readonly raw: readonly Edit[]
}

/** @param names what a document of this kind may have */
export function jsonChanges(names: readonly string[]): fc.Arbitrary<JsonChanges> {
  const name = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names, "__proto__", "constructor", "toJSON", "then") },
    hostileText(),
  )
  const change = plainRecord({
    kind: fc.constantFrom<Change["kind"]>(
      ...([
        "drop",
        "set",
        "set",
        "piece",
        "text",
        "edit",
        "list",
        "object",
        "as text",
        "rename",
        "add",
        "reverse",
      ] as const),
    ),
    path: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
    value: fc.constantFrom(...values),
    piece: fc.constantFrom(...Object.keys(pieces)),
    name,
    text: hostileText(),
    edit: edit(),
  })
  return plainRecord({
    changes: fc.oneof(
      { weight: 8, arbitrary: fc.array(change, { minLength: 1, maxLength: 3 }) },
      fc.constant<Change[]>([]),
    ),
    raw: fc.oneof({ weight: 7, arbitrary: fc.constant<Edit[]>([]) }, fc.array(edit(), { minLength: 1, maxLength: 2 })),
  })
}

/** The document as text, changed. */
export function changedJson(document: Json, { changes, raw }: JsonChanges): string {
  const text = JSON.stringify(changes.reduce((whole, change) => changed(whole, change, change.path), document))
  const whole = (text ?? "").replace(/"@piece:([\w ]+)@"/g, (_all, name: string) => pieces[name] ?? "")
  return raw.reduce(edited, whole)
}

function changed(node: Json, change: Change, [step, ...rest]: readonly number[]): Json {
  const entries = entriesOf(node)
  if (step === undefined || entries.length === 0) return changedHere(node, change)
  const at = step % entries.length
  const [key, inner] = entries[at] as [string, Json]
  const isLast = rest.length === 0 || entriesOf(inner).length === 0
  if (isLast && change.kind === "drop") return rebuilt(node, entries.toSpliced(at, 1))
  if (isLast && change.kind === "rename") return rebuilt(node, entries.toSpliced(at, 1, [change.name, inner]))
  return rebuilt(node, entries.toSpliced(at, 1, [key, changed(inner, change, rest)]))
}

function changedHere(node: Json, { kind, value, piece, name, text, edit }: Change): Json {
  switch (kind) {
    case "piece":
      return `@piece:${piece}@`
    case "text":
      return text
    case "edit":
      return typeof node === "string" ? edited(node, edit) : text
    case "list":
      return [node]
    case "object":
      return { [name]: node }
    case "as text":
      return JSON.stringify(node)
    case "add":
      return rebuilt(node, [...entriesOf(node), [name, value]])
    case "reverse":
      return rebuilt(node, entriesOf(node).reverse())
    case "drop":
    case "rename":
    case "set":
      return value
  }
}

function entriesOf(node: Json): [string, Json][] {
  return typeof node === "object" && node !== null ? Object.entries(node) : []
}

/** Of the kind that it was; a member named `__proto__` is a member. */
function rebuilt(node: Json, entries: readonly [string, Json][]): Json {
  if (Array.isArray(node)) return entries.map(([, value]) => value)
  const object = {}
  for (const [key, value] of entries) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  }
  return object
}
