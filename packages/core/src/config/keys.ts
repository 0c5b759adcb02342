/** Every key that the `[auth]` table knows, and whom it belongs to. */
import type { Table } from "./table.js"

/** Keys of the application as a whole: in `[auth]` alone. */
export interface ApplicationKeys {
  redirect_uri: string
  base_path: string
  cookie_secret: string | string[]
  cookie_name: string
  cookie_same_site: "lax" | "strict"
  cookie_domain: string
  session_max_age: string | number
  session_follows_id_token: boolean
  allow_insecure_http: string | string[]
  post_logout_redirect_uri: string
}

/** Keys of one provider; in `[auth]` they make the provider `default`. Never inherited. */
export interface RegistrationKeys {
  client_id: string
  client_secret: string
  server_metadata_url: string
  token_endpoint_auth_method: AuthMethod
  client_kwargs: Table
  label: string
}

export type AuthMethod = "client_secret_basic" | "client_secret_post" | "none"

/** Keys that hold for every provider when they stand in `[auth]`, and for one when they stand in its table. */
export interface PolicyKeys {
  expose_tokens: Exposed | Exposed[]
  userinfo: "never" | "missing" | "always"
  claims: string[]
  allowed_emails: string | string[]
  allowed_domains: string | string[]
  logout: "local" | "provider"
  http_timeout: string | number
  clock_tolerance: string | number
}

export type Exposed = "id" | "access"

/** Names that no provider can have: words of the format that are not keys here, and two that objects have already. */
export const reservedNames: readonly string[] = [
  "__proto__",
  "constructor",
  "allowed_origins",
  "session_idle_timeout",
  "client_private_key",
  "pushed_authorization_requests",
  "allowed_tenants",
  "preset",
  "tenant",
  "domain",
  "base_url",
  "realm",
  "region",
  "user_pool_id",
  "type",
  "authorization_endpoint",
  "token_endpoint",
  "userinfo_endpoint",
  "claims_mapping",
]
