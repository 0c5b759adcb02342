/** Tables as TOML and JavaScript give them, read by hand: an own `__proto__` in them works no magic. */

export type Table = Readonly<Record<string, unknown>>

/** A table of keys and values; no list, no date, no instance of a class. */
export function isTable(value: unknown): value is Table {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

/** The own value of a key; never one that every object inherits. */
export function own(table: Table, key: string): unknown {
  return Object.hasOwn(table, key) ? table[key] : undefined
}

/** What a value is, in words for people. Never the value: it may be a secret. */
export function kindOf(value: unknown): string {
  if (value === null) return "null"
  if (Array.isArray(value)) return "a list"
  if (value instanceof Date) return "a date"
  switch (typeof value) {
    case "string":
      return value === "" ? "an empty text" : "a text"
    case "number":
    case "bigint":
      return "a number"
    case "boolean":
      return value ? "true" : "false"
    case "object":
      return isTable(value) ? "a table" : "another kind of object"
    default:
      return typeof value
  }
}
