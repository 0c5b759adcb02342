/** `AUTH__GOOGLE__CLIENT_ID`: variables that build the same table, and override what it says. */
import { type Issues, shown } from "./issues.js"
import { isTableKey, shapeOf } from "./schema.js"
import type { Env } from "./settings.js"
import { isTable, own, type Table } from "./table.js"

const prefix = "AUTH__"

/** Stands for the value of a variable whose name built the table; a text of the file cannot spell it. */
export interface FromVariable {
  readonly [variable]: string
}
export const variable: unique symbol = Symbol("variable")

/** Whether there is a variable that says something of the table. */
export function hasTable(env: Env): boolean {
  return namesIn(env).some((name) => env[name] !== "")
}

/** The `[auth]` table with the variables' values over its own; undefined when there is neither. Changes nothing. */
export function withVariables(auth: Table | undefined, env: Env, issues: Issues): Table | undefined {
  const names = namesIn(env)
  if (names.length === 0) return auth
  const known = createIndex()
  const overlay = createOverlay(auth ?? {})
  for (const name of names) {
    const path = pathOf(name, auth ?? {}, known)
    if (path.includes("")) {
      const hint = "Parts are joined by two underscores: AUTH__CLIENT_ID, AUTH__GOOGLE__CLIENT_ID."
      issues.add("variable_invalid", ["auth"], `the variable ${shown(name)} names no key`, hint)
      continue
    }
    const tableKey = path.findIndex(isTableKey)
    const isEntry = tableKey !== -1 && tableKey < path.length - 1
    // A variable that is there and empty is how people unset one; but an empty parameter is one that is not sent.
    if (env[name] === "" && !isEntry) continue
    const whole = overlay.set(path, name)
    if (whole === undefined) continue
    const hint = "Set the table as a whole, or entry by entry."
    issues.add("variable_invalid", ["auth", ...path], `${shown(name)} is set beside ${shown(whole)}`, hint)
  }
  return overlay.table
}

/** Sorted, so that the answer does not depend on the order in which a system lists them. */
function namesIn(env: Env): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith(prefix) && env[name] !== undefined)
    .sort()
}

/**
 * Names of variables are upper case and know no dashes, so each part is looked for among the names that are there; what
 * is not there is the part in lower case.
 */
function pathOf(name: string, auth: Table, known: Index): string[] {
  const path: string[] = []
  let table: unknown = auth
  for (const part of name.slice(prefix.length).split("__")) {
    const plain = part.toLowerCase()
    const isNew = !isTable(table) || shapeOf(plain) !== undefined || Object.hasOwn(table, plain)
    const found = isNew ? plain : (known.nameIn(table as Table, part) ?? plain)
    path.push(found)
    table = isTable(table) ? own(table, found) : undefined
  }
  return path
}

/** A table's name as the part of a variable's. */
export function asVariable(name: string): string {
  return name.toUpperCase().replace(/[^A-Z0-9]/g, "_")
}

interface Index {
  /** The first name of the table that is written so in a variable. */
  nameIn(table: Table, part: string): string | undefined
}

/** Each table is looked through once, however many variables there are. */
function createIndex(): Index {
  const tables = new Map<Table, Map<string, string>>()
  return {
    nameIn(table, part) {
      let names = tables.get(table)
      if (names === undefined) {
        names = new Map(
          Object.keys(table)
            .reverse()
            .map((name) => [asVariable(name), name]),
        )
        tables.set(table, names)
      }
      return names.get(part)
    },
  }
}

/** A copy that grows, and only where something is set. */
function createOverlay(auth: Table): {
  readonly table: Table
  /** Undefined, or the variable that has given a table above the path as a whole. */
  set(path: readonly string[], name: string): string | undefined
} {
  const copies = new Set<object>()
  const copyOf = (value: unknown): Record<string, unknown> => {
    if (isTable(value) && copies.has(value)) return value as Record<string, unknown>
    const copy: Record<string, unknown> = Object.assign(Object.create(null), isTable(value) ? value : {})
    copies.add(copy)
    return copy
  }
  const root = copyOf(auth)
  return {
    table: root,
    set(path, name) {
      let table = root
      for (const key of path.slice(0, -1)) {
        const inner = own(table, key) as FromVariable | undefined
        if (typeof inner === "object" && inner !== null && variable in inner) return inner[variable]
        table[key] = copyOf(inner)
        table = table[key] as Record<string, unknown>
      }
      table[path.at(-1) ?? ""] = { [variable]: name } satisfies FromVariable
      return undefined
    },
  }
}
