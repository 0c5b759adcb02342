/** Reads one table by its shape and tells of every value that is of the wrong type. */
import { unresolved } from "./indirection.js"
import type { Issues } from "./issues.js"
import type { Shape } from "./schema.js"
import { kindOf, own, type Table } from "./table.js"

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
    if (value === undefined || isUnresolved(value)) continue
    const result = shape[key].safeParse(value)
    if (result.success) values[key] = result.data
    else {
      issues.add("value_type", [...path, key], mismatch(result.error.issues[0]?.message ?? "another value", value))
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

function isUnresolved(value: unknown): boolean {
  return value === unresolved || (Array.isArray(value) && value.includes(unresolved))
}
