/** `{ env = "NAME" }` in the place of a value. */

import { dotted, type Issues } from "./issues.js"
import type { Env } from "./settings.js"
import { isTable, kindOf, own, type Table } from "./table.js"

/**
 * A copy of the table in which each reference is its value. It may stand for any value, an element of a list or an
 * entry of `client_kwargs`; never for a table.
 */
export function resolveReferences(auth: Table, env: Env, issues: Issues): Table {
  return resolveTable(auth, ["auth"], env, issues)
}

function resolveTable(table: Table, path: readonly string[], env: Env, issues: Issues): Table {
  const copy: Record<string, unknown> = Object.create(null)
  for (const key of Object.keys(table)) copy[key] = resolve(table[key], [...path, key], env, issues)
  return copy
}

function resolve(value: unknown, path: readonly string[], env: Env, issues: Issues): unknown {
  if (Array.isArray(value))
    return value.map((element) => (isReference(element) ? lookUp(element, path, env, issues) : element))
  if (!isTable(value)) return value
  if (isReference(value)) return lookUp(value, path, env, issues)
  // Providers' tables, their client_kwargs, and no deeper: what lies below is data for the provider.
  return path.length < 4 ? resolveTable(value, path, env, issues) : value
}

function isReference(value: unknown): value is Table {
  if (!isTable(value)) return false
  const [key, ...others] = Object.keys(value)
  return others.length === 0 && (key === "env" || key === "file")
}

/** The variable's value; undefined, with an issue, when there is none. What came from a variable is never shown. */
function lookUp(reference: Table, path: readonly string[], env: Env, issues: Issues): unknown {
  const name = own(reference, "env")
  if (typeof name !== "string") {
    const where = dotted(path)
    if (name === undefined) issues.add("file_reference", path, `{ file = … } cannot be read here`, "Use { env = … }.")
    else issues.add("value_type", path, `the name in ${where} = { env = … } must be a text, not ${kindOf(name)}`)
    return unresolved
  }
  const value = Object.hasOwn(env, name) ? env[name] : undefined
  if (value !== undefined && value !== "") return value
  const state = value === undefined ? "is not set" : "is empty"
  issues.add("variable_missing", path, `the variable ${name} ${state}`, `Set ${name} where the application starts.`)
  return unresolved
}

/** Stands for a value that was looked for in vain and has been told: no further word about it. */
export const unresolved: unique symbol = Symbol("unresolved")
