/** What the value of each key of the `[auth]` table looks like. */
import * as z from "zod/mini"
import { parseDuration } from "./duration.js"
import {
  type ApplicationKeys,
  authMethods,
  type PolicyKeys,
  type RegistrationKeys,
  signatureAlgorithms,
} from "./keys.js"
import { isTable, type Table } from "./table.js"

/** What the value of each key must look like; the message of a schema completes "must be …". */
export type Shape<Keys> = { readonly [Name in keyof Keys]: z.ZodMiniType<Keys[Name]> }

const text = z.string("a text").check(z.minLength(1, "a text that is not empty"))
const texts = z.union([text, z.array(text)], "a text or a list of texts")
const table = z.custom<Table>(isTable, "a table")
const flag = z.boolean("true or false")
const duration = z.custom<string | number>(
  (value) => parseDuration(value) !== undefined,
  'a number of seconds or a text like "90s", "12h" or "30d"',
)
const durationOrNone = z.custom<string | number>(
  (value) => value === 0 || value === "0s" || parseDuration(value) !== undefined,
  'a number of seconds or a text like "30s"',
)
const textOrTable = z.custom<string | Table>(
  (value) => (typeof value === "string" && value !== "") || isTable(value),
  "a PEM text or a JWK",
)
const exposed = z.enum(["id", "access"])

export const applicationKeys: Shape<ApplicationKeys> = {
  redirect_uri: text,
  base_path: text,
  cookie_secret: texts,
  cookie_name: z
    .string()
    .check(z.regex(/^(?!__)[\w-]{1,40}$/, "a text of up to 40 letters, digits, - and _ that does not begin with __")),
  cookie_same_site: z.enum(["lax", "strict"], '"lax" or "strict"'),
  cookie_domain: text,
  session_max_age: z.union([z.literal("browser"), duration], 'a number of seconds, "12h", "30d" or "browser"'),
  session_idle_timeout: duration,
  session_follows_id_token: flag,
  allowed_origins: texts,
  allow_insecure_http: texts,
  post_logout_redirect_uri: text,
}

export const registrationKeys: Shape<RegistrationKeys> = {
  client_id: text,
  client_secret: text,
  client_private_key: textOrTable,
  key_id: text,
  server_metadata_url: text,
  token_endpoint_auth_method: z.enum(
    authMethods,
    '"client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt" or "none"',
  ),
  id_token_signed_response_alg: z.enum(
    signatureAlgorithms,
    '"RS256", "ES256", "EdDSA" or another signature that a published key can check',
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
  type: z.enum(["oidc", "oauth2"], '"oidc" or "oauth2"'),
  authorization_endpoint: text,
  token_endpoint: text,
  userinfo_endpoint: text,
  claims_mapping: table,
}

export const policyKeys: Shape<PolicyKeys> = {
  expose_tokens: z.union([exposed, z.array(exposed)], '"id", "access" or a list of them'),
  userinfo: z.enum(["never", "missing", "always"], '"never", "missing" or "always"'),
  claims: z.array(text, "a list of claim names"),
  allowed_emails: texts,
  allowed_domains: texts,
  logout: z.enum(["local", "provider"], '"local" or "provider"'),
  http_timeout: duration,
  clock_tolerance: durationOrNone,
  pushed_authorization_requests: flag,
}

type AnyKey = keyof ApplicationKeys | keyof RegistrationKeys | keyof PolicyKeys

/** The shape of a key, wherever it belongs; undefined for a name that is none. */
export function shapeOf(name: string): z.ZodMiniType | undefined {
  return Object.hasOwn(allKeys, name) ? allKeys[name as AnyKey] : undefined
}

/** The key's value is a table of the owner's own entries. */
export function isTableKey(name: string): boolean {
  return name === "client_kwargs" || name === "claims_mapping"
}

const allKeys = { ...applicationKeys, ...registrationKeys, ...policyKeys }
