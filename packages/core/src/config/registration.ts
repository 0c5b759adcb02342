/** One provider of OpenID Connect: who we are there, and where it publishes what it is. */
import { readClient, requireKey } from "./client.js"
import type { Fault, Issues } from "./issues.js"
import type { RegistrationKeys } from "./keys.js"
import { ours, type Parameters, parameterTexts, refusal } from "./parameters.js"
import { type Chosen, openIdWays, readPreset } from "./preset.js"
import { isUnresolved } from "./read.js"
import { queryFault, urlFault } from "./rules.js"
import type { OpenIdSettings, Policy } from "./settings.js"
import type { Table } from "./table.js"

/** A provider's table as it was found, with its keys read and its policy decided. */
export interface Entry {
  readonly name: string
  readonly path: readonly string[]
  readonly table: Table
  readonly keys: Partial<RegistrationKeys>
  readonly policy: Policy
  readonly insecureOrigins: readonly string[]
}

const wellKnown = "/.well-known/openid-configuration"
const oauth2Keys = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "claims_mapping"] as const

export function readOpenId(entry: Entry, issues: Issues): OpenIdSettings | undefined {
  const { name, path, table, keys, policy, insecureOrigins } = entry
  const { server_metadata_url: url, id_token_signed_response_alg: idTokenAlgorithm } = keys
  const chosen = readPreset(entry, issues)
  tellOfOAuth2(entry, chosen, issues)
  // An address of the owner's own is another server, of which the preset knows nothing.
  const row = url === undefined && chosen?.preset.type !== "oauth2" ? chosen?.preset : undefined
  const ways = row === undefined ? undefined : openIdWays(row, chosen?.values ?? {})
  const client = readClient(entry, ways ?? {}, issues)
  if (!Object.hasOwn(table, "preset")) requireKey("server_metadata_url", entry, issues)
  const fault = url === undefined ? undefined : (urlFault(url, insecureOrigins) ?? issuerFault(url))
  if (fault !== undefined) issues.tell([...path, "server_metadata_url"], fault)
  const parameters = readParameters(keys, [...path, "client_kwargs"], "oidc", issues)
  const scope = parameters.scope?.join(" ").split(/\s+/)
  if (scope !== undefined && !scope.includes("openid")) {
    const hint = 'Write scope = "openid profile email".'
    issues.add(
      "scope_without_openid",
      [...path, "client_kwargs", "scope"],
      "must hold openid: it asks for a login",
      hint,
    )
  }
  const address = url ?? ways?.metadataUrl
  const allowedTenants = readTenants(entry, issues)
  if (client === undefined || address === undefined) return undefined
  return {
    type: "oidc",
    name,
    label: keys.label ?? chosen?.preset.label ?? name,
    ...client,
    ...metadataAddress(address),
    parameters: { ...ways?.parameters, ...parameters },
    policy,
    quirks: ways?.quirks ?? {},
    ...(idTokenAlgorithm === undefined ? {} : { idTokenAlgorithm }),
    ...(allowedTenants === undefined ? {} : { allowedTenants }),
  }
}

/** What would be without effect: such a provider's keys, and such a preset, unless another address takes its place. */
function tellOfOAuth2({ path, table, keys }: Entry, chosen: Chosen | undefined, issues: Issues): void {
  const isOAuth2 = chosen?.preset.type === "oauth2"
  if (isOAuth2 && keys.server_metadata_url === undefined) {
    issues.add("key_misplaced", [...path, "preset"], 'belongs to type = "oauth2"', 'Remove type = "oidc".')
  }
  // Its own keys go with the preset.
  if (isOAuth2) return
  for (const key of oauth2Keys) {
    if (!Object.hasOwn(table, key)) continue
    const hint = 'Remove it, or write type = "oauth2" for a provider without ID tokens.'
    issues.add("key_misplaced", [...path, key], 'belongs to type = "oauth2"', hint)
  }
}

function issuerFault(url: string): Fault | undefined {
  return url.includes("/.well-known/") ? undefined : queryFault(url)
}

/** A URL without `/.well-known/` is taken for the issuer (OpenID Connect Discovery section 4). */
function metadataAddress(url: string): Pick<OpenIdSettings, "issuer" | "metadataUrl"> {
  const [issuer = url] = url.split("/.well-known/", 1)
  return { issuer, metadataUrl: issuer === url ? url.replace(/\/$/, "") + wellKnown : url }
}

/** The entries of `client_kwargs`, as they are sent. */
export function readParameters(
  keys: Partial<RegistrationKeys>,
  path: readonly string[],
  type: "oidc" | "oauth2",
  issues: Issues,
): Parameters {
  const parameters: Record<string, readonly string[]> = Object.create(null)
  for (const [name, value] of Object.entries(keys.client_kwargs ?? {})) {
    if (isUnresolved(value)) continue
    const refused = refusal(name, value, type)
    if (refused !== undefined) {
      const hint = ours.includes(name) ? "Remove it." : "Change the value, or remove it."
      issues.add("parameter_refused", [...path, name], refused, hint)
      continue
    }
    const sent = parameterTexts(name, value)
    if ("texts" in sent) parameters[name] = sent.texts
    else issues.add("value_type", [...path, name], sent.wrong, "Change the value, or remove it.")
  }
  return parameters
}

/** Entra names a tenant in a token by its GUID alone: a domain's name would match nobody. */
function readTenants({ path, keys }: Entry, issues: Issues): readonly string[] | undefined {
  if (keys.allowed_tenants === undefined) return undefined
  const tenants = [keys.allowed_tenants].flat().map((tenant) => tenant.toLowerCase())
  const wrong = tenants.find((tenant) => !/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(tenant))
  if (wrong !== undefined) {
    const hint = "Entra's admin centre shows it as the tenant's id."
    const message = "must be tenants' ids, GUIDs like 3f1c9a7e-52b4-4d08-8c6f-e90b71d2a45c"
    issues.tell([...path, "allowed_tenants"], { code: "value_invalid", message, quoted: wrong, hint })
  }
  return tenants
}
