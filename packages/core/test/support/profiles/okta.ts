/**
 * Okta. The server that every organisation has: the document of https://dev-120913.okta.com/.well-known/openid-configuration
 * as a browser cached it in May 2020, quoted in an end-to-end test of a public project (known to the index of public
 * files by its id alone, 1373840776); the same addresses in github.com/okta/okta-auth-js, test/support/xhr/well-known.js
 * (commit c5ae1eb0). A custom server ("default"): github.com/redpanda-data/redpanda, src/v/security/tests (metadata_data,
 * commit 0b64b2c). All read 2026-11-21.
 * Unverified: what either document has gained since, how Okta takes `prompt=select_account` (this profile's default, as
 * for providers whose metadata are silent), and what the people's claims look like.
 */
import { type Profile, person } from "./profile.js"

const authMethods = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "none"]
const ada = {
  // A token of the code flow is thin at Okta: scopes' claims are kept for UserInfo.
  idToken: { sub: "00uid4BxXw6I6TV4m0g3", ver: 1, amr: ["pwd"], idp: "00o5t60il81nQoHO20g3" },
  userinfo: { ...person, email: "ada@example.com", email_verified: true, zoneinfo: "Europe/London" },
}

const org = "https://dev-120913.okta.com"

/** The organisation's own server. */
export const oktaOrg: Profile = {
  metadataUrl: `${org}/.well-known/openid-configuration`,
  metadata: {
    issuer: org,
    authorization_endpoint: `${org}/oauth2/v1/authorize`,
    token_endpoint: `${org}/oauth2/v1/token`,
    userinfo_endpoint: `${org}/oauth2/v1/userinfo`,
    registration_endpoint: `${org}/oauth2/v1/clients`,
    jwks_uri: `${org}/oauth2/v1/keys`,
    response_types_supported: [
      "code",
      "id_token",
      "code id_token",
      "code token",
      "id_token token",
      "code id_token token",
    ],
    response_modes_supported: ["query", "fragment", "form_post", "okta_post_message"],
    grant_types_supported: ["authorization_code", "implicit", "refresh_token", "password"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "email", "profile", "address", "phone", "offline_access", "groups"],
    token_endpoint_auth_methods_supported: authMethods,
    claims_supported: [
      "iss",
      "ver",
      "sub",
      "aud",
      "iat",
      "exp",
      "jti",
      "auth_time",
      "amr",
      "idp",
      "nonce",
      "name",
      "nickname",
      "preferred_username",
      "given_name",
      "middle_name",
      "family_name",
      "email",
      "email_verified",
      "profile",
      "zoneinfo",
      "locale",
      "address",
      "phone_number",
      "picture",
      "website",
      "gender",
      "birthdate",
      "updated_at",
      "at_hash",
      "c_hash",
    ],
    code_challenge_methods_supported: ["S256"],
    introspection_endpoint: `${org}/oauth2/v1/introspect`,
    introspection_endpoint_auth_methods_supported: authMethods,
    revocation_endpoint: `${org}/oauth2/v1/revoke`,
    revocation_endpoint_auth_methods_supported: authMethods,
    end_session_endpoint: `${org}/oauth2/v1/logout`,
    request_parameter_supported: true,
    request_object_signing_alg_values_supported: [
      "HS256",
      "HS384",
      "HS512",
      "RS256",
      "RS384",
      "RS512",
      "ES256",
      "ES384",
      "ES512",
    ],
  },
  ...ada,
}

const custom = "https://dev-69785679.okta.com/oauth2/default"

/** A custom server, as API Access Management has them. */
export const okta: Profile = {
  metadataUrl: `${custom}/.well-known/openid-configuration`,
  metadata: {
    issuer: custom,
    authorization_endpoint: `${custom}/v1/authorize`,
    token_endpoint: `${custom}/v1/token`,
    userinfo_endpoint: `${custom}/v1/userinfo`,
    registration_endpoint: "https://dev-69785679.okta.com/oauth2/v1/clients",
    jwks_uri: `${custom}/v1/keys`,
    response_types_supported: ["code", "id_token", "code id_token", "code token", "id_token token"],
    response_modes_supported: ["query", "fragment", "form_post", "okta_post_message"],
    grant_types_supported: ["authorization_code", "implicit", "refresh_token", "password"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "profile", "email", "address", "phone", "offline_access", "device_sso"],
    token_endpoint_auth_methods_supported: authMethods,
    code_challenge_methods_supported: ["S256"],
    introspection_endpoint: `${custom}/v1/introspect`,
    revocation_endpoint: `${custom}/v1/revoke`,
    end_session_endpoint: `${custom}/v1/logout`,
    request_parameter_supported: true,
    pushed_authorization_request_endpoint: `${custom}/v1/par`,
  },
  ...ada,
}
