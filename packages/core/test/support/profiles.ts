/**
 * What real providers publish about themselves, with the parts that a login needs and those that could disturb one.
 *
 * Google, Okta: github.com/redpanda-data/redpanda, src/v/security/tests (metadata_data, commit 0b64b2c), which quotes
 * the live documents. Entra: recordings of https://login.microsoftonline.com/<guid>/v2.0/.well-known/openid-configuration
 * in the tests of Azure's SDK for JavaScript (tenant_region_scope and after). Auth0:
 * https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery. All read 2026-11-21.
 * What the people's claims look like is from memory, unverified.
 */
export interface Profile {
  /** What stands in `server_metadata_url`. */
  readonly metadataUrl: string
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly issuer: string
    readonly authorization_endpoint: string
    readonly token_endpoint: string
    readonly jwks_uri: string
    readonly userinfo_endpoint: string
    readonly end_session_endpoint?: string
  }
  /** What the ID token says of the person who logs in, beside `iss`, `aud`, `exp`, `iat`, `nonce`. */
  readonly idToken: Readonly<Record<string, unknown>> & { readonly sub: string }
  /** What UserInfo says beside `sub`. */
  readonly userinfo: Readonly<Record<string, unknown>>
}

const person = { name: "Ada Lovelace", given_name: "Ada", family_name: "Lovelace" }
const picture = "https://lh3.googleusercontent.com/a/ada=s96-c"

export const google: Profile = {
  metadataUrl: "https://accounts.google.com/.well-known/openid-configuration",
  metadata: {
    issuer: "https://accounts.google.com",
    authorization_endpoint: "https://accounts.google.com/o/oauth2/v2/auth",
    device_authorization_endpoint: "https://oauth2.googleapis.com/device/code",
    token_endpoint: "https://oauth2.googleapis.com/token",
    userinfo_endpoint: "https://openidconnect.googleapis.com/v1/userinfo",
    revocation_endpoint: "https://oauth2.googleapis.com/revoke",
    jwks_uri: "https://www.googleapis.com/oauth2/v3/certs",
    response_types_supported: ["code", "token", "id_token", "code token", "code id_token", "none"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "email", "profile"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    claims_supported: [
      "aud",
      "email",
      "email_verified",
      "exp",
      "family_name",
      "given_name",
      "iat",
      "iss",
      "name",
      "sub",
    ],
    code_challenge_methods_supported: ["plain", "S256"],
    grant_types_supported: ["authorization_code", "refresh_token"],
  },
  idToken: { sub: "110248495921238986420", email: "ada@gmail.com", email_verified: true, picture, ...person },
  userinfo: { email: "ada@gmail.com", email_verified: true, picture, ...person },
}

const tenant = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490"
const login = `https://login.microsoftonline.com/${tenant}`

export const entra: Profile = {
  metadataUrl: `${login}/v2.0/.well-known/openid-configuration`,
  metadata: {
    token_endpoint: `${login}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    jwks_uri: `${login}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `${login}/v2.0`,
    request_uri_parameter_supported: false,
    userinfo_endpoint: "https://graph.microsoft.com/oidc/userinfo",
    authorization_endpoint: `${login}/oauth2/v2.0/authorize`,
    device_authorization_endpoint: `${login}/oauth2/v2.0/devicecode`,
    http_logout_supported: true,
    frontchannel_logout_supported: true,
    end_session_endpoint: `${login}/oauth2/v2.0/logout`,
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "preferred_username", "name", "tid"],
    kerberos_endpoint: `${login}/kerberos`,
    tenant_region_scope: "WW",
    cloud_instance_name: "microsoftonline.com",
    cloud_graph_host_name: "graph.windows.net",
    msgraph_host: "graph.microsoft.com",
    rbac_url: "https://pas.windows.net",
  },
  // Entra's ID tokens name no e-mail unless the owner adds the optional claim.
  idToken: {
    sub: "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
    name: "Ada Lovelace",
    preferred_username: "ada@contoso.example",
    oid: "00000000-0000-0000-66f3-3332eca7ea81",
    tid: tenant,
    ver: "2.0",
  },
  userinfo: { ...person, email: "ada@contoso.example" },
}

const org = "https://dev-69785679.okta.com/oauth2/default"

export const okta: Profile = {
  metadataUrl: `${org}/.well-known/openid-configuration`,
  metadata: {
    issuer: org,
    authorization_endpoint: `${org}/v1/authorize`,
    token_endpoint: `${org}/v1/token`,
    userinfo_endpoint: `${org}/v1/userinfo`,
    registration_endpoint: "https://dev-69785679.okta.com/oauth2/v1/clients",
    jwks_uri: `${org}/v1/keys`,
    response_types_supported: ["code", "id_token", "code id_token", "code token", "id_token token"],
    response_modes_supported: ["query", "fragment", "form_post", "okta_post_message"],
    grant_types_supported: ["authorization_code", "implicit", "refresh_token", "password"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso"],
    token_endpoint_auth_methods_supported: [
      "client_secret_basic",
      "client_secret_post",
      "client_secret_jwt",
      "private_key_jwt",
      "none",
    ],
    code_challenge_methods_supported: ["S256"],
    introspection_endpoint: `${org}/v1/introspect`,
    revocation_endpoint: `${org}/v1/revoke`,
    end_session_endpoint: `${org}/v1/logout`,
    request_parameter_supported: true,
    pushed_authorization_request_endpoint: `${org}/v1/par`,
  },
  // A token of the code flow is thin at Okta: scopes' claims are kept for UserInfo.
  idToken: { sub: "00uid4BxXw6I6TV4m0g3", ver: 1, amr: ["pwd"], idp: "00o5t60il81nQoHO20g3" },
  userinfo: { ...person, email: "ada@example.com", email_verified: true, zoneinfo: "Europe/London" },
}

const domain = "https://dev-ltxchcls4igzho78.us.auth0.com"

export const auth0: Profile = {
  metadataUrl: `${domain}/.well-known/openid-configuration`,
  metadata: {
    // With the final slash that the metadata's own address does not show.
    issuer: `${domain}/`,
    authorization_endpoint: `${domain}/authorize`,
    token_endpoint: `${domain}/oauth/token`,
    device_authorization_endpoint: `${domain}/oauth/device/code`,
    userinfo_endpoint: `${domain}/userinfo`,
    mfa_challenge_endpoint: `${domain}/mfa/challenge`,
    jwks_uri: `${domain}/.well-known/jwks.json`,
    registration_endpoint: `${domain}/oidc/register`,
    revocation_endpoint: `${domain}/oauth/revoke`,
    scopes_supported: ["openid", "profile", "offline_access", "name", "email", "picture", "phone", "address"],
    response_types_supported: ["code", "token", "id_token", "code token", "code id_token", "token id_token"],
    code_challenge_methods_supported: ["S256", "plain"],
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["HS256", "RS256", "PS256"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post", "private_key_jwt"],
    end_session_endpoint: `${domain}/oidc/logout`,
  },
  idToken: { sub: "auth0|507f1f77bcf86cd799439011", nickname: "ada", ...person, email: "ada@example.com" },
  userinfo: { nickname: "ada", ...person, email: "ada@example.com", email_verified: true },
}

/** Enough for two chunks of a session, and not for three. */
export const manyGroups: readonly string[] = Array.from(
  { length: 90 },
  (_, index) => `a rather long group name ${index}`,
)
