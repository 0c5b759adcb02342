/** Which providers an application has: those are the ones that become the development provider. */
import { asVariable, isReference, isTable, shapeOf, type Table } from "@x/core/inspect"
import type { Env } from "./table.js"

/** Every provider of the table as the variables name it, `AUTH__GOOGLE__`; the flat one, `AUTH__`, also where there is none. */
export function registrationsOf(auth: Table, env: Env): ReadonlyMap<string, Table> {
  const found = new Map<string, Table>()
  if (Object.keys(auth).some(isRegistrationKey)) found.set("AUTH__", auth)
  for (const name of Object.keys(env)) {
    const [, segment, key] = /^AUTH__(.+?)(?:__(.+))?$/.exec(name) ?? []
    if (segment === undefined || env[name] === undefined || env[name] === "") continue
    if (key === undefined && isRegistrationKey(segment.toLowerCase())) found.set("AUTH__", auth)
    if (key !== undefined && !isKey(segment.toLowerCase())) found.set(`AUTH__${segment}__`, {})
  }
  for (const [name, table] of Object.entries(auth)) {
    if (isTable(table) && !isReference(table) && !isKey(name)) found.set(`AUTH__${asVariable(name)}__`, table)
  }
  return found.size > 0 ? found : new Map([["AUTH__", auth]])
}

const isKey = (name: string) => shapeOf(name) !== undefined

/** The keys that say that there is a provider: others have a meaning for all of them. */
function isRegistrationKey(name: string): boolean {
  return ["client_id", "client_secret", "client_private_key", "server_metadata_url", "preset"].includes(name)
}

/** Keys that may turn the development provider's people away. */
export function hurdlesIn(auth: Table = {}): readonly string[] {
  const tables = [auth, ...Object.values(auth).filter(isTable)]
  const hurdles = ["allowed_emails", "allowed_domains", "allowed_tenants"]
  return hurdles.filter((key) => tables.some((table) => Object.hasOwn(table, key)))
}
