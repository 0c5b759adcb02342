/** `{ env = "NAME" }` in the place of a value. */

import { type Issues, shown } from "./issues.js"
import { applicationKeys, policyKeys, registrationKeys } from "./schema.js"
import type { Env } from "./settings.js"
import { isTable, kindOf, own, type Table } from "./table.js"

/**
 * A copy of the table in which each reference is its value. It may stand for any value, an element of a list or an
 * entry of `client_kwargs`; never for a table.
 */
export function resolveReferences(auth: Table, env: Env, issues: Issues): Table {
  return copyTable(auth, ["auth"], { env, issues, around: [auth], budget: { left: mostValues } })
}

interface Context {
  readonly env: Env
  readonly issues: Issues
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
  if (isTable(value) && isReference(value) && !isTablesPlace(path)) return lookUp(value, path, context)
  if (around.includes(value) || around.length > deepest || budget.left < 0) {
    // Told once: a budget that is used up would be told for every value that is left.
    if (budget.left > -mostValues)
      issues.add("too_large", path.slice(0, 4), "goes round in a circle, or is larger than any table that is meant")
    budget.left = Number.NEGATIVE_INFINITY
    return unresolved
  }
  const inner = { ...context, around: [...around, value] }
  if (isTable(value)) return copyTable(value, path, inner)
  // An element has the path of its list: TOML writes no other.
  return value.map((element) => copyValue(element, path, inner))
}

/** Where only a table can stand: a provider's, and its `client_kwargs`. What is in their entries is data. */
function isTablesPlace(path: readonly string[]): boolean {
  const [, first = ""] = path
  const kwargs = path.indexOf("client_kwargs", 1)
  if (kwargs === 1 || kwargs === 2) return path.length !== kwargs + 2
  return (
    path.length === 2 && ![applicationKeys, registrationKeys, policyKeys].some((keys) => Object.hasOwn(keys, first))
  )
}

function isReference(value: Table): boolean {
  const [key, ...others] = Object.keys(value)
  return others.length === 0 && (key === "env" || key === "file")
}

/** The variable's value; the mark `unresolved`, with an issue, when there is none. What came from one is never shown. */
function lookUp(reference: Table, path: readonly string[], { env, issues }: Context): unknown {
  issues.hide(path)
  const name = own(reference, "env")
  if (name === undefined) {
    issues.add("file_reference", path, "{ file = … } cannot be read here", "Use { env = … }.")
    return unresolved
  }
  if (typeof name !== "string") {
    issues.add("value_type", path, `the name in { env = … } must be a text, not ${kindOf(name)}`)
    return unresolved
  }
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  if (value !== undefined && value !== "") return value
  const state = value === undefined ? "is not set" : "is empty"
  const hint = `Set ${shown(name)} where the application starts.`
  issues.add("variable_missing", path, `the variable ${shown(name)} ${state}`, hint)
  return unresolved
}

/** Stands for a value that was looked for in vain and has been told: no further word about it. */
export const unresolved: unique symbol = Symbol("unresolved")
