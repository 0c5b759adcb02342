/** Reads one table by its shape and tells of every value that is of the wrong type. */
import { unresolved } from "./indirection.js"
import type { Issues } from "./issues.js"
import { isTableKey, registrationKeys, type Shape } from "./schema.js"
import { isTable, kindOf, own, type Table } from "./table.js"

/** The values of a table's keys, each of its right type; one with a wrong value is told and left out. */
export function readTyped<Keys>(
  shape: Shape<Keys>,
  table: Table,
  path: readonly string[],
  issues: Issues,
): Partial<Keys> {
  const values: Partial<Keys> = {}
  for (const key of Object.keys(shape) as (keyof Keys & string)[]) {
    const value = own(table, key)
    if (value === undefined || isUnresolved(value) || isProviderLike(key, value)) continue
    const result = shape[key].safeParse(value)
    if (result.success) values[key] = result.data
    else {
      const expected = result.error.issues[0]?.message ?? "another value"
      issues.add("value_type", [...path, key], mismatch(expected, value), mend(expected, value))
    }
  }
  return values
}

/** Says what came, unless that is of the very kind that is expected and only its content is wrong. */
function mismatch(expected: string, value: unknown): string {
  const kind = kindOf(value)
  const sameKind = expected.includes(kind) || (kind === "a text" && expected.includes('"'))
  return sameKind ? `must be ${expected}` : `must be ${expected}, not ${kind}`
}

function mend(expected: string, value: unknown): string {
  const wantsText = expected.includes("text") || expected.includes('"')
  if (wantsText && !expected.includes("number") && ["number", "bigint", "boolean"].includes(typeof value))
    return "Put it between double quotes."
  if (expected.includes("list") && typeof value === "string") return 'Write a list: ["…", "…"].'
  if (!wantsText && typeof value === "string") return `Write ${expected}, without quotes.`
  return "Change the value, or remove the key."
}

/** A reference that was looked up in vain, or a list with one: a word has been said about it. */
export function isUnresolved(value: unknown): boolean {
  return value === unresolved || (Array.isArray(value) && value.includes(unresolved))
}

/** A table in the place of a key, which somebody has meant as a provider of that name: providers.ts tells. */
export function isProviderLike(key: string, value: unknown): boolean {
  if (isTableKey(key) || !isTable(value)) return false
  return Object.keys(value).some((inner) => Object.hasOwn(registrationKeys, inner))
}
