/** `{ env = "NAME" }` and `{ file = "PATH" }` in the place of a value. */

import { variable } from "./environment.js"
import { type Fault, type Issues, shown } from "./issues.js"
import { isTableKey, shapeOf } from "./schema.js"
import type { Env } from "./settings.js"
import { spelled } from "./spelling.js"
import { isTable, kindOf, type Table } from "./table.js"

/** What is in a file, or why that cannot be said. */
export type ReadFile = (path: string) => { readonly text: string } | { readonly fault: Fault }

/**
 * A copy of the table in which each reference is its value. It may stand for any value, an element of a list or an
 * entry of `client_kwargs`; never for a table.
 */
export function resolveReferences(
  auth: Table,
  sources: { env: Env; readFile: ReadFile | undefined },
  issues: Issues,
): Table {
  return copyTable(auth, ["auth"], { ...sources, issues, around: [auth], budget: { left: mostValues } })
}

interface Context {
  readonly env: Env
  /** None where there are no files. */
  readonly readFile: ReadFile | undefined
  readonly issues: Issues
  /** In a list, where a variable's text is one text. */
  readonly isElement?: boolean
  /** The tables and lists around the value: one that comes again goes round in a circle. */
  readonly around: readonly object[]
  /** How many values may still be copied. */
  readonly budget: { left: number }
}

/** A table that is meant has fewer values, and is less deep. */
const mostValues = 100_000
const deepest = 24

function copyTable(table: Table, path: readonly string[], context: Context): Table {
  const copy: Record<string, unknown> = Object.create(null)
  for (const key of Object.keys(table)) {
    const value = table[key]
    // As if it were not there: the value of a variable that is not set, in a configuration that is an object.
    if (value !== undefined) copy[key] = copyValue(value, [...path, key], context)
  }
  return copy
}

function copyValue(value: unknown, path: readonly string[], context: Context): unknown {
  const { around, budget, issues } = context
  budget.left -= 1
  if (!isTable(value) && !Array.isArray(value)) return value
  if (isFromVariable(value)) {
    issues.comesFrom(value[variable], path)
    return fromVariable(value[variable], path, context)
  }
  if (isTable(value) && isReference(value)) {
    if (!isTablesPlace(path)) return lookUp(value, path, context)
    if (path.length === 2 && !isTableKey(path[1] ?? "")) return misplaced(path, issues)
  }
  if (isTable(value) && isMixed(value) && isValuesPlace(path)) {
    issues.add("value_type", path, "must have one of env and file, and nothing beside it", 'Write { env = "…" }.')
    return unresolved
  }
  if (around.includes(value) || around.length > deepest || budget.left < 0) return tooLarge(path, context)
  // Before it is walked through: a list can be said to be longer than any memory.
  if (Array.isArray(value)) budget.left -= value.length
  if (budget.left < 0) return tooLarge(path, context)
  const inner = { ...context, isElement: false, around: [...around, value] }
  if (isTable(value)) return copyTable(value, path, inner)
  // An element has the path of its list: TOML writes no other.
  return value.map((element) => copyValue(element, path, { ...inner, isElement: true }))
}

/** Told once: a budget that is used up would be told for every value that is left. */
function tooLarge(path: readonly string[], { budget, issues }: Context): unknown {
  if (budget.left > Number.NEGATIVE_INFINITY) {
    const message = "goes round in a circle, or is larger than any table that is meant"
    issues.add("too_large", path.slice(0, 4), message, "Give the [auth] table alone.")
  }
  budget.left = Number.NEGATIVE_INFINITY
  return unresolved
}

/** Where a key wants a value, and no table. */
function isValuesPlace(path: readonly string[]): boolean {
  const key = path.at(-1) ?? ""
  return shapeOf(key) !== undefined && !isTableKey(key) && !path.slice(1, -1).some(isTableKey)
}

/** A reference with something beside it, or two at once. */
function isMixed(value: Table): boolean {
  return Object.keys(value).length > 1 && (Object.hasOwn(value, "env") || Object.hasOwn(value, "file"))
}

function misplaced(path: readonly string[], issues: Issues): unknown {
  const hint = "Write the provider's keys; each of their values may be one."
  issues.add("value_type", path, "{ env = … } and { file = … } stand for a value, never for a table", hint)
  return unresolved
}

function isFromVariable(value: object): value is { [variable]: string } {
  return typeof (value as { [variable]?: unknown })[variable] === "string"
}

/** Where only a table can stand: a provider's, and one of the owner's own entries. What is in those is data. */
function isTablesPlace(path: readonly string[]): boolean {
  const entries = path.findIndex((key, index) => index > 0 && isTableKey(key))
  if (entries === 1 || entries === 2) return path.length !== entries + 2
  return path.length === 2 && shapeOf(path[1] ?? "") === undefined
}

/** `{ env = … }` or `{ file = … }`, wherever it stands. */
export function isReference(value: Table): boolean {
  const [key, ...others] = Object.keys(value)
  return others.length === 0 && (key === "env" || key === "file")
}

/** The value that is meant; the mark `unresolved`, with an issue, when there is none. What came from one is never shown. */
function lookUp(reference: Table, path: readonly string[], context: Context): unknown {
  const { issues } = context
  const [kind = ""] = Object.keys(reference)
  const name = reference[kind]
  if (typeof name !== "string" || name === "") {
    const what = kind === "env" ? "the name" : "the path"
    issues.add(
      "value_type",
      path,
      `${what} in { ${kind} = … } must be a text, not ${kindOf(name)}`,
      `Write { ${kind} = "…" }.`,
    )
    return unresolved
  }
  return kind === "env" ? fromVariable(name, path, context) : fromFile(name, path, context)
}

function fromVariable(name: string, path: readonly string[], context: Context): unknown {
  const { env, issues } = context
  issues.hide(path)
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  // The empty text of a parameter is how one is left out; only a variable that is set to it can mean that.
  const mayBeEmpty = path.slice(1, -1).some(isTableKey) && name.startsWith("AUTH__")
  if (typeof value === "string" && (value !== "" || mayBeEmpty)) return meant(value, path, context)
  const state = value === undefined ? "is not set" : value === "" ? "is empty" : "is no text"
  const hint = `Set ${shown(name)} where the application starts.`
  issues.add("variable_missing", path, `the variable ${shown(name)} ${state}`, hint)
  return unresolved
}

function fromFile(name: string, path: readonly string[], context: Context): unknown {
  const { readFile, issues } = context
  issues.hide(path)
  if (readFile === undefined) {
    const hint = "Read the configuration with loadConfig() of @x/core/load, which reads files."
    issues.add("file_reference", path, "{ file = … } cannot be read here: parseConfig reads no files", hint)
    return unresolved
  }
  const read = readFile(name)
  if ("fault" in read) {
    issues.add(read.fault.code, path, read.fault.message, read.fault.hint)
    return unresolved
  }
  // What editors put around a text belongs to nobody's secret.
  const text = read.text.replace(/^\uFEFF/, "").replace(/\r?\n$/, "")
  if (text !== "") return meant(text, path, context)
  issues.add("file_empty", path, `the file ${shown(name)} is empty`, "Write the value into it.")
  return unresolved
}

function meant(text: string, path: readonly string[], { issues, isElement = false }: Context): unknown {
  const value = isElement ? text : spelled(text, path)
  if (value !== undefined) return value
  const hint = 'Write it as TOML does: ["…", "…"].'
  issues.add("value_type", path, "begins like a list, and is none that can stand here", hint)
  return unresolved
}

/** Stands for a value that was looked for in vain and has been told: no further word about it. */
export const unresolved: unique symbol = Symbol("unresolved")
