/** What the value of each key of the `[auth]` table looks like. */
import { parseDuration } from "./duration.js"
import { type ApplicationKeys, authMethods, type PolicyKeys, type RegistrationKeys } from "./keys.js"
import { either, flag, listOf, matching, oneOf, passing, type Shape, text } from "./shape.js"
import { isTable, type Table } from "./table.js"

/** What the value of each key must look like. */
export type Shapes<Keys> = { readonly [Name in keyof Keys]: Shape<Keys[Name]> }

const texts = either(text, listOf(text, "a list of texts"), "a text or a list of texts")
const table = passing<Table>(isTable, "a table")
const duration = passing<string | number>(
  (value) => parseDuration(value) !== undefined,
  'a number of seconds or a text like "90s", "12h" or "30d"',
)
const durationOrNone = passing<string | number>(
  (value) => value === 0 || value === "0s" || parseDuration(value) !== undefined,
  'a number of seconds or a text like "30s"',
)
const textOrTable = passing<string | Table>(
  (value) => (typeof value === "string" && value !== "") || isTable(value),
  "a PEM text or a JWK",
)
const exposed = oneOf(["id", "access"], '"id" or "access"')

export const applicationKeys: Shapes<ApplicationKeys> = {
  redirect_uri: text,
  base_path: text,
  cookie_secret: texts,
  cookie_name: matching(
    /^(?!__)[\w-]{1,40}$/,
    "a text of up to 40 letters, digits, - and _ that does not begin with __",
  ),
  cookie_same_site: oneOf(["lax", "strict"], '"lax" or "strict"'),
  cookie_domain: text,
  session_max_age: either(oneOf(["browser"], '"browser"'), duration, 'a number of seconds, "12h", "30d" or "browser"'),
  session_idle_timeout: duration,
  session_follows_id_token: flag,
  allowed_origins: texts,
  allow_insecure_http: texts,
  post_logout_redirect_uri: text,
}

export const registrationKeys: Shapes<RegistrationKeys> = {
  client_id: text,
  client_secret: text,
  client_private_key: textOrTable,
  key_id: text,
  server_metadata_url: text,
  token_endpoint_auth_method: oneOf(
    authMethods,
    '"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt" or "none"',
  ),
  client_kwargs: table,
  label: text,
  allowed_tenants: texts,
  preset: text,
  tenant: text,
  domain: text,
  base_url: text,
  realm: text,
  region: text,
  user_pool_id: text,
  slug: text,
  team_id: text,
  type: oneOf(["oidc", "oauth2"], '"oidc" or "oauth2"'),
  authorization_endpoint: text,
  token_endpoint: text,
  userinfo_endpoint: text,
  claims_mapping: table,
}

export const policyKeys: Shapes<PolicyKeys> = {
  expose_tokens: either(exposed, listOf(exposed, "a list"), '"id", "access" or a list of them'),
  userinfo: oneOf(["never", "missing", "always"], '"never", "missing" or "always"'),
  claims: listOf(text, "a list of claim names"),
  allowed_emails: texts,
  allowed_domains: texts,
  logout: oneOf(["local", "provider"], '"local" or "provider"'),
  http_timeout: duration,
  clock_tolerance: durationOrNone,
  pushed_authorization_requests: flag,
}

type AnyKey = keyof ApplicationKeys | keyof RegistrationKeys | keyof PolicyKeys

/** The shape of a key, wherever it belongs; undefined for a name that is none. */
export function shapeOf(name: string): Shape<unknown> | undefined {
  return Object.hasOwn(allKeys, name) ? allKeys[name as AnyKey] : undefined
}

/** The key's value is a table of the owner's own entries. */
export function isTableKey(name: string): boolean {
  return name === "client_kwargs" || name === "claims_mapping"
}

const allKeys = { ...applicationKeys, ...registrationKeys, ...policyKeys }
