/** The providers of the table: the flat one, which is called `default`, and one per `[auth.NAME]`. */

import { parseDuration } from "./duration.js"
import { unresolved } from "./indirection.js"
import { type Issues, shown } from "./issues.js"
import { type PolicyKeys, type RegistrationKeys, reservedNames } from "./keys.js"
import { nearest } from "./nearest.js"
import { type Parameters, parameterTexts, refusal } from "./parameters.js"
import { readTyped } from "./read.js"
import { credentialFault, urlFault } from "./rules.js"
import { applicationKeys, policyKeys, registrationKeys } from "./schema.js"
import type { Policy, ProviderSettings } from "./settings.js"
import { isTable, kindOf, own, type Table } from "./table.js"

const defaultName = "default"
const wellKnown = "/.well-known/openid-configuration"

/** Every provider by its name; what is wrong with any of them is among the issues. */
export function readProviders(
  auth: Table,
  insecureOrigins: readonly string[],
  issues: Issues,
): ReadonlyMap<string, ProviderSettings> {
  const tables = providerTables(auth, issues)
  const common = readTyped(policyKeys, auth, ["auth"], issues)
  const providers = new Map<string, ProviderSettings>()
  for (const { name, path, table } of tables) {
    const own = path.length === 1 ? {} : readTyped(policyKeys, table, path, issues)
    const policy = readPolicy({ ...common, ...own }, path, issues)
    const provider = readProvider(name, path, table, policy, insecureOrigins, issues)
    if (provider !== undefined) providers.set(name, provider)
  }
  return providers
}

interface ProviderTable {
  readonly name: string
  readonly path: readonly string[]
  readonly table: Table
}

/** Which tables are providers, and a word about every key that is nothing at all. */
function providerTables(auth: Table, issues: Issues): ProviderTable[] {
  const tables: ProviderTable[] = []
  if (Object.keys(registrationKeys).some((key) => Object.hasOwn(auth, key))) {
    tables.push({ name: defaultName, path: ["auth"], table: auth })
  }
  for (const name of Object.keys(auth)) {
    const path = ["auth", name]
    if (isKey(name)) continue
    const value = own(auth, name)
    if (value === unresolved) continue
    if (!isTable(value)) unknownKey(path, value, issues)
    else if (reservedNames.includes(name)) {
      issues.add("name_reserved", path, "cannot be a provider's name", "Choose another name.")
    } else if (name === defaultName && tables.some((table) => table.name === defaultName)) {
      issues.add(
        "default_twice",
        path,
        "is there beside the provider whose keys stand directly in [auth]; both are called default",
        "Move the keys from [auth] into it, or give it another name.",
      )
    } else tables.push({ name, path, table: value })
  }
  if (tables.length === 0) {
    issues.add(
      "provider_missing",
      ["auth"],
      "there is no provider",
      "Add client_id, client_secret and server_metadata_url, below [auth] or below a table like [auth.google].",
    )
  }
  return tables
}

function isKey(name: string): boolean {
  return [applicationKeys, registrationKeys, policyKeys].some((keys) => Object.hasOwn(keys, name))
}

function unknownKey(path: readonly string[], value: unknown, issues: Issues): void {
  const name = path.at(-1) ?? ""
  const inProvider = path.length > 2
  const known = inProvider
    ? { ...registrationKeys, ...policyKeys }
    : { ...applicationKeys, ...registrationKeys, ...policyKeys }
  // A file of which nothing is known is another kind of file: to guess at each of its keys would take its time.
  const near = issues.list.length < 100 ? nearest(name, Object.keys(known)) : undefined
  const quoted = `[auth.${JSON.stringify(shown(path.slice(1).join(".")))}]`
  const hint =
    near !== undefined
      ? `Did you mean ${near}?`
      : inProvider && isTable(value)
        ? `A name with a dot stands in quotes: ${quoted}`
        : undefined
  issues.add("key_unknown", path, `is no key that is known here${isTable(value) ? "" : ` (${kindOf(value)})`}`, hint)
}

function readProvider(
  name: string,
  path: readonly string[],
  table: Table,
  policy: Policy,
  insecureOrigins: readonly string[],
  issues: Issues,
): ProviderSettings | undefined {
  if (path.length > 1) tellOfStrangers(path, table, issues)
  const keys = readTyped(registrationKeys, table, path, issues)

  const isPublic = keys.token_endpoint_auth_method === "none"
  for (const key of ["client_id", "client_secret", "server_metadata_url"] as const) {
    if (Object.hasOwn(table, key) || (key === "client_secret" && isPublic)) continue
    issues.add("key_missing", [...path, key], "is missing", "The provider shows it where your client is registered.")
  }
  for (const key of ["client_id", "client_secret"] as const) {
    const fault = keys[key] === undefined ? undefined : credentialFault(keys[key])
    if (fault !== undefined) issues.tell([...path, key], fault)
  }
  const { client_id: clientId, client_secret: clientSecret, server_metadata_url: url } = keys
  const fault = url === undefined ? undefined : urlFault(url, insecureOrigins)
  if (fault !== undefined) issues.tell([...path, "server_metadata_url"], fault)
  const parameters = readParameters(keys, [...path, "client_kwargs"], issues)
  if (clientId === undefined || url === undefined) return undefined
  return {
    name,
    label: keys.label ?? name,
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    ...(keys.token_endpoint_auth_method === undefined ? {} : { authMethod: keys.token_endpoint_auth_method }),
    ...metadataAddress(url),
    parameters,
    policy,
  }
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
    } else unknownKey([...path, key], table[key], issues)
  }
}

/** A URL without `/.well-known/` is taken for the issuer (OpenID Connect Discovery section 4). */
function metadataAddress(url: string): Pick<ProviderSettings, "issuer" | "metadataUrl"> {
  const [issuer = url] = url.split("/.well-known/", 1)
  return { issuer, metadataUrl: issuer === url ? url.replace(/\/$/, "") + wellKnown : url }
}

function readParameters(keys: Partial<RegistrationKeys>, path: readonly string[], issues: Issues): Parameters {
  const parameters: Record<string, readonly string[]> = Object.create(null)
  for (const [name, value] of Object.entries(keys.client_kwargs ?? {})) {
    if (value === unresolved) continue
    const refused = refusal(name, value)
    if (refused !== undefined) {
      issues.add("parameter_refused", [...path, name], refused, "Remove it.")
      continue
    }
    try {
      parameters[name] = parameterTexts(name, value)
    } catch (error) {
      issues.add("value_type", [...path, name], (error as TypeError).message)
    }
  }
  const scope = parameters.scope?.join(" ").split(/\s+/)
  if (scope !== undefined && !scope.includes("openid")) {
    const hint = 'Write scope = "openid profile email".'
    issues.add("scope_without_openid", [...path, "scope"], "must hold openid: it asks for a login", hint)
  }
  return parameters
}

function readPolicy(keys: Partial<PolicyKeys>, path: readonly string[], issues: Issues): Policy {
  const none = keys.clock_tolerance === 0 || keys.clock_tolerance === "0s"
  const clockTolerance = none ? 0 : (parseDuration(keys.clock_tolerance) ?? 30)
  if ((parseDuration(keys.http_timeout) ?? 0) > 300) {
    issues.add("value_range", [...path, "http_timeout"], "must be 5 minutes at most: a visitor waits")
  }
  if (clockTolerance > 60) {
    issues.add("value_range", [...path, "clock_tolerance"], "must be 60 seconds at most")
  }
  for (const key of ["allowed_emails", "allowed_domains"] as const) {
    const isRight = (entry: string) => (key === "allowed_emails" ? /^[^@]+@[^@]+$/ : /^[^@]+$/).test(entry)
    const wrong = [keys[key] ?? []].flat().find((entry) => !isRight(entry))
    const wanted = key === "allowed_emails" ? "addresses like me@example.com" : "domains like example.com, without @"
    // It would match nobody.
    if (wrong !== undefined)
      issues.tell([...path, key], { code: "value_invalid", message: `must be ${wanted}`, quoted: wrong })
  }
  const lowered = (value: string | readonly string[]) => [value].flat().map((text) => text.toLowerCase())
  return {
    exposeTokens: [keys.expose_tokens ?? []].flat(),
    userinfo: keys.userinfo ?? "missing",
    ...(keys.claims === undefined ? {} : { claims: keys.claims }),
    ...(keys.allowed_emails === undefined ? {} : { allowedEmails: lowered(keys.allowed_emails) }),
    ...(keys.allowed_domains === undefined ? {} : { allowedDomains: lowered(keys.allowed_domains) }),
    logout: keys.logout ?? "local",
    httpTimeout: (parseDuration(keys.http_timeout) ?? 10) * 1000,
    clockTolerance,
  }
}
