/** One provider of `type = "oauth2"`: it has no metadata and no ID tokens, so its addresses and claims are written down. */

import { unresolved } from "./indirection.js"
import type { Issues } from "./issues.js"
import { variableKeys } from "./preset.js"
import { type Entry, readClient, readParameters } from "./registration.js"
import { urlFault } from "./rules.js"
import type { OAuth2Settings } from "./settings.js"
import { kindOf } from "./table.js"

const endpoints = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint"] as const

export function readOAuth2(entry: Entry, issues: Issues): OAuth2Settings | undefined {
  const { name, path, table, keys, policy, insecureOrigins } = entry
  for (const key of ["server_metadata_url", "preset", "allowed_tenants", ...variableKeys]) {
    if (!Object.hasOwn(table, key)) continue
    const hint = 'Remove it, or remove type = "oauth2".'
    issues.add("key_misplaced", [...path, key], "belongs to OpenID Connect", hint)
  }
  const client = readClient(entry, issues)
  for (const key of endpoints) {
    const url = keys[key]
    if (!Object.hasOwn(table, key)) tellMissing(key, entry, issues)
    const fault = url === undefined ? undefined : urlFault(url, insecureOrigins)
    if (fault !== undefined) issues.tell([...path, key], fault)
  }
  const claimsMapping = readMapping(entry, issues)
  const parameters = readParameters(keys, [...path, "client_kwargs"], issues)
  const [authorizationEndpoint, tokenEndpoint, userinfoEndpoint] = endpoints.map((key) => keys[key])
  if (client === undefined || !authorizationEndpoint || !tokenEndpoint || !userinfoEndpoint) return undefined
  const authMethod = keys.token_endpoint_auth_method
  return {
    name,
    label: keys.label ?? name,
    ...client,
    ...(authMethod === undefined ? {} : { authMethod }),
    authorizationEndpoint,
    tokenEndpoint,
    userinfoEndpoint,
    claimsMapping,
    parameters,
    policy,
  }
}

/** Our claim by their field; without `sub`, nobody could be told from anybody. */
function readMapping(entry: Entry, issues: Issues): Readonly<Record<string, string>> {
  const path = [...entry.path, "claims_mapping"]
  const mapping: Record<string, string> = Object.create(null)
  if (!Object.hasOwn(entry.table, "claims_mapping")) tellMissing("claims_mapping", entry, issues)
  const given = entry.keys.claims_mapping
  if (given === undefined) return mapping
  for (const [claim, field] of Object.entries(given)) {
    if (typeof field === "string" && field !== "") mapping[claim] = field
    else if (field !== unresolved) {
      issues.add(
        "value_type",
        [...path, claim],
        `must be the name of a field, not ${kindOf(field)}`,
        "Put it between double quotes.",
      )
    }
  }
  if (Object.hasOwn(given, "sub")) return mapping
  const hint = 'Name the field that never changes: claims_mapping = { sub = "id" }.'
  issues.add("key_missing", [...path, "sub"], "is missing: it tells one user from another", hint)
  return mapping
}

function tellMissing(key: (typeof endpoints)[number] | "claims_mapping", { path }: Entry, issues: Issues): void {
  const hint = "A provider without metadata needs its three endpoints and a claims_mapping written down."
  issues.add("key_missing", [...path, key], 'is missing: type = "oauth2" needs it', hint)
}
