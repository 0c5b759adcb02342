/** One provider of `type = "oauth2"`: it has no metadata and no ID tokens, so its addresses and claims are written down. */

import { readClient } from "./client.js"
import { unresolved } from "./indirection.js"
import type { Issues } from "./issues.js"
import { type Chosen, readPreset } from "./preset.js"
import type { OAuth2Preset } from "./presets.js"
import { type Entry, readParameters } from "./registration.js"
import { urlFault } from "./rules.js"
import type { OAuth2Settings } from "./settings.js"
import { kindOf } from "./table.js"

const endpoints = ["authorization_endpoint", "token_endpoint", "userinfo_endpoint"] as const

/** Where a provider is, and what its fields mean. */
type Place = Pick<
  OAuth2Settings,
  "issuer" | "namesItself" | "authorizationEndpoint" | "tokenEndpoint" | "userinfoEndpoint" | "claimsMapping"
>

export function readOAuth2(entry: Entry, issues: Issues): OAuth2Settings | undefined {
  const { name, path, table, keys, policy } = entry
  const chosen = readPreset(entry, issues)
  const row = chosen?.preset.type === "oauth2" ? chosen.preset : undefined
  tellOfOpenId(entry, chosen, issues)
  const client = readClient(entry, { authMethod: row?.authMethod }, issues)
  const place = row === undefined ? readPlace(entry, issues) : placeOf(row, entry, issues)
  const parameters = readParameters(keys, [...path, "client_kwargs"], "oauth2", issues)
  // In [auth] it is said to all providers; here it is meant, and cannot be done.
  if (path.length > 1 && table.userinfo === "never") {
    issues.add(
      "value_invalid",
      [...path, "userinfo"],
      "cannot be turned off: without an ID token, the userinfo_endpoint alone says who somebody is",
      "Remove it.",
    )
  }
  if (path.length > 1 && table.pushed_authorization_requests === true) {
    issues.add(
      "value_invalid",
      [...path, "pushed_authorization_requests"],
      "cannot be turned on: only metadata say where requests are pushed to",
      "Remove it.",
    )
  }
  if (client === undefined || place === undefined) return undefined
  return {
    type: "oauth2",
    name,
    label: keys.label ?? row?.label ?? name,
    ...client,
    ...place,
    parameters: { ...row?.parameters, ...parameters },
    policy,
    quirks: row?.quirks ?? {},
  }
}

function tellOfOpenId({ path, table }: Entry, chosen: Chosen | undefined, issues: Issues): void {
  const isMisplaced = chosen !== undefined && chosen.preset.type !== "oauth2"
  const foreign = ["server_metadata_url", "allowed_tenants", "id_token_signed_response_alg"]
  for (const key of [...foreign, ...(isMisplaced ? ["preset"] : [])]) {
    if (!Object.hasOwn(table, key)) continue
    const hint = 'Remove it, or remove type = "oauth2".'
    issues.add("key_misplaced", [...path, key], "belongs to OpenID Connect", hint)
  }
}

function readPlace(entry: Entry, issues: Issues): Place | undefined {
  const { path, table, keys, insecureOrigins } = entry
  for (const key of endpoints) {
    const url = keys[key]
    if (!Object.hasOwn(table, key)) tellMissing(key, entry, issues)
    const fault = url === undefined ? undefined : urlFault(url, insecureOrigins)
    if (fault !== undefined) issues.tell([...path, key], fault)
  }
  if (!Object.hasOwn(table, "claims_mapping")) tellMissing("claims_mapping", entry, issues)
  const claimsMapping = readMapping(entry, issues)
  const [authorizationEndpoint, tokenEndpoint, userinfoEndpoint] = endpoints.map((key) => keys[key])
  if (!authorizationEndpoint || !tokenEndpoint || !userinfoEndpoint) return undefined
  // Nobody has told its name. A `sub` is whose the userinfo_endpoint says; its origin, or the address where many
  // tenants log in, would not do: each of them may have a user 1.
  return { issuer: userinfoEndpoint, authorizationEndpoint, tokenEndpoint, userinfoEndpoint, claimsMapping }
}

/** A preset's own place; which of the fields become claims is the owner's to say, but for the one that is the person. */
function placeOf(row: OAuth2Preset, entry: Entry, issues: Issues): Place {
  const { path, table, keys } = entry
  for (const key of endpoints) {
    if (!Object.hasOwn(table, key)) continue
    const hint = 'Remove it, or write type = "oauth2" in the place of the preset, with all three endpoints.'
    issues.add("key_misplaced", [...path, key], `is known to the preset ${keys.preset}`, hint)
  }
  const { issuer, authorizationEndpoint, tokenEndpoint, userinfoEndpoint } = row
  const { sub } = row.claimsMapping
  const claimsMapping = Object.hasOwn(table, "claims_mapping") ? readMapping(entry, issues, sub) : row.claimsMapping
  for (const claim of row.quirks?.verifiedEmail === undefined ? [] : ["email", "email_verified"]) {
    if (!Object.hasOwn(claimsMapping, claim)) continue
    const hint = "Remove it: the preset takes the address that the provider has verified."
    issues.add("value_invalid", [...path, "claims_mapping", claim], "is said by the preset", hint)
  }
  return { issuer, namesItself: issuer, authorizationEndpoint, tokenEndpoint, userinfoEndpoint, claimsMapping }
}

/** What a login itself says: a field of the same name would be taken for the provider's word on it. */
const notFields = ["iss", "aud", "exp", "iat", "nbf", "auth_time"]

/** Our claim by their field; without `sub`, nobody could be told from anybody. */
function readMapping(entry: Entry, issues: Issues, knownSub?: string): Readonly<Record<string, string>> {
  const path = [...entry.path, "claims_mapping"]
  const mapping: Record<string, string> = Object.create(null)
  const given = entry.keys.claims_mapping
  if (given === undefined) return mapping
  for (const [claim, field] of Object.entries(given)) {
    if (notFields.includes(claim)) {
      issues.add("key_misplaced", [...path, claim], "is said by the login itself, and by no field", "Remove it.")
    } else if (typeof field === "string" && field !== "") mapping[claim] = field
    else if (field !== unresolved) {
      issues.add(
        "value_type",
        [...path, claim],
        `must be the name of a field, not ${kindOf(field)}`,
        "Put it between double quotes.",
      )
    }
  }
  if (knownSub !== undefined) {
    if (Object.hasOwn(given, "sub") && given.sub !== knownSub && given.sub !== unresolved) {
      const hint = `Remove it: with another field than ${knownSub}, two people could be one.`
      issues.add("value_invalid", [...path, "sub"], "is said by the preset", hint)
    }
    return { ...mapping, sub: knownSub }
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
