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
  session_idle_timeout: string | number
  session_follows_id_token: boolean
  allowed_origins: string | string[]
  allow_insecure_http: string | string[]
  post_logout_redirect_uri: string
}

/** Keys of one provider; in `[auth]` they make the provider `default`. Never inherited. */
export interface RegistrationKeys {
  client_id: string
  client_secret: string
  client_private_key: string | Table
  key_id: string
  server_metadata_url: string
  token_endpoint_auth_method: AuthMethod
  id_token_signed_response_alg: SignatureAlgorithm
  client_kwargs: Table
  label: string
  allowed_tenants: string | string[]
  preset: string
  tenant: string
  domain: string
  base_url: string
  realm: string
  region: string
  user_pool_id: string
  slug: string
  team_id: string
  type: "oidc" | "oauth2"
  authorization_endpoint: string
  token_endpoint: string
  userinfo_endpoint: string
  claims_mapping: Table
}

/** How a client proves who it is (OpenID Connect Core section 9). */
export const authMethods = [
  "client_secret_basic",
  "client_secret_post",
  "client_secret_jwt",
  "private_key_jwt",
  "none",
] as const

export type AuthMethod = (typeof authMethods)[number]

/** Signatures that a published key can check (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 9864 section 2.2). */
export const signatureAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const

export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]

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
  pushed_authorization_requests: boolean
}

export type Exposed = "id" | "access"

/** No provider can have such a name: every object has it already. */
export const reservedNames: readonly string[] = ["__proto__", "constructor"]
