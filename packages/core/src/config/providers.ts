/** The providers of the table: the flat one, which is called `default`, and one per `[auth.NAME]`. */

import { unresolved } from "./indirection.js"
import type { Issues } from "./issues.js"
import { type RegistrationKeys, reservedNames } from "./keys.js"
import { readOAuth2 } from "./oauth2.js"
import { policyOf, tellOfPolicy } from "./policy.js"
import { presetNamed } from "./preset.js"
import { isProviderLike, readTyped } from "./read.js"
import { readOpenId } from "./registration.js"
import { applicationKeys, isTableKey, policyKeys, registrationKeys, shapeOf } from "./schema.js"
import type { ProviderSettings, Settings } from "./settings.js"
import { isTable, own, type Table } from "./table.js"
import { tellUnknownKey } from "./unknown-key.js"

const defaultName = "default"

/** Every provider by its name; what is wrong with any of them is among the issues. */
export function readProviders(auth: Table, insecureOrigins: readonly string[], issues: Issues): Settings["providers"] {
  const tables = providerTables(auth, issues)
  const common = readTyped(policyKeys, auth, ["auth"], issues)
  tellOfPolicy(common, ["auth"], issues)
  const providers = new Map<string, ProviderSettings>()
  for (const { name, path, table } of tables) {
    if (path.length > 1) tellOfStrangers(path, table, issues)
    const ownPolicy = path.length === 1 ? {} : readTyped(policyKeys, table, path, issues)
    tellOfPolicy(ownPolicy, path, issues)
    const policy = policyOf({ ...common, ...ownPolicy })
    const keys = readTyped(registrationKeys, table, path, issues)
    // Without its type nobody knows which keys it wants.
    if (keys.type === undefined && Object.hasOwn(table, "type")) continue
    const entry = { name, path, table, keys, policy, insecureOrigins }
    const provider = readers[typeOf(keys)](entry, issues)
    if (provider === undefined) continue
    tellOfOtherSubject(provider, path, [...providers.values()], issues)
    providers.set(name, provider)
  }
  return providers
}

/** Of one issuer, `sub` is one field: as the number of one user and the name of another, "42" would be two people. */
function tellOfOtherSubject(
  provider: ProviderSettings,
  path: readonly string[],
  others: readonly ProviderSettings[],
  issues: Issues,
): void {
  if (provider.type !== "oauth2") return
  const { issuer, claimsMapping } = provider
  const isOther = (other: ProviderSettings) =>
    other.type === "oauth2" && other.issuer === issuer && other.claimsMapping.sub !== claimsMapping.sub
  if (!others.some(isOther)) return
  const hint = "Two providers with one userinfo_endpoint have the same people: take the same field for sub."
  issues.add("value_invalid", [...path, "claims_mapping", "sub"], "is another field at another provider", hint)
}

const readers = { oidc: readOpenId, oauth2: readOAuth2 }

/** What is spoken there: a preset knows, but an address of the owner's own stands in its place. */
function typeOf({ type, preset, server_metadata_url: url }: Partial<RegistrationKeys>): RegistrationKeys["type"] {
  return type ?? (url === undefined ? presetNamed(preset)?.type : undefined) ?? "oidc"
}

interface ProviderTable {
  readonly name: string
  readonly path: readonly string[]
  readonly table: Table
}

/** Which tables are providers, and a word about every key that is nothing at all. */
function providerTables(auth: Table, issues: Issues): ProviderTable[] {
  const tables: ProviderTable[] = []
  let isEmpty = true
  if (Object.keys(registrationKeys).some((key) => Object.hasOwn(auth, key) && !isProviderLike(key, auth[key]))) {
    tables.push({ name: defaultName, path: ["auth"], table: auth })
  }
  for (const name of Object.keys(auth)) {
    const path = ["auth", name]
    const value = own(auth, name)
    const isKey = shapeOf(name) !== undefined
    // Something was meant to be a provider, and a word has been said about it.
    if (value === unresolved && !isKey) isEmpty = false
    if ((isKey && !isProviderLike(name, value)) || value === unresolved) continue
    if (!isTable(value)) {
      // A provider that is written as a list is no reason to say that there is none.
      if (Array.isArray(value)) isEmpty = false
      tellUnknownKey(path, value, issues)
    } else if (isKey || reservedNames.includes(name)) {
      isEmpty = false
      issues.add(
        "name_reserved",
        path,
        "cannot be a provider's name: it is a word of the format",
        "Choose another name.",
      )
    } else if (isTableOfTables(value)) {
      isEmpty = false
      for (const inner of Object.keys(value)) tellUnknownKey([...path, inner], value[inner], issues)
    } else if (name === defaultName && tables.some((table) => table.name === defaultName)) {
      issues.add(
        "default_twice",
        path,
        "is there beside the provider whose keys stand directly in [auth]; both are called default",
        "Move the keys from [auth] into it, or give it another name.",
      )
    } else tables.push({ name, path, table: value })
  }
  if (tables.length === 0 && isEmpty) {
    issues.add(
      "provider_missing",
      ["auth"],
      "there is no provider",
      "Add client_id, client_secret and server_metadata_url, below [auth] or below a table like [auth.google].",
    )
  }
  return tables
}

/** `[auth.my.idp]`: a name with a dot that wants quotes, and no provider `my` that lacks everything. */
function isTableOfTables(table: Table): boolean {
  const keys = Object.keys(table)
  return keys.length > 0 && keys.every((key) => isTable(table[key]) && !isTableKey(key))
}

/** Keys in a provider's table that belong elsewhere, or nowhere. */
function tellOfStrangers(path: readonly string[], table: Table, issues: Issues): void {
  for (const key of Object.keys(table)) {
    if (Object.hasOwn(registrationKeys, key) || Object.hasOwn(policyKeys, key)) continue
    if (Object.hasOwn(applicationKeys, key)) {
      issues.add(
        "key_misplaced",
        [...path, key],
        "belongs in [auth], where it holds for all providers",
        "Move it there.",
      )
    } else tellUnknownKey([...path, key], table[key], issues)
  }
}
