/**
 * Keycloak 26. Metadata: the document of a realm of a running server, quoted in the source of a public project (known to
 * the index of public files by its id alone, 27327856992; its keys date from June 2025) with the address replaced; what
 * makes it is github.com/keycloak/keycloak, services/src/main/java/org/keycloak/protocol/oidc/OIDCWellKnownProvider.java.
 * Read 2026-11-21. Its prompts lack `select_account`; it announces `iss` in authorization responses (RFC 9207).
 * Unverified: how versions before 26, whose metadata do not list their prompts, take `select_account`, and what the
 * people's claims look like.
 */
import { type Profile, person } from "./profile.js"

const base = "https://id.acme.example"
const realm = `${base}/realms/acme`
const endpoints = `${realm}/protocol/openid-connect`

const asymmetric = ["PS384", "RS384", "EdDSA", "ES384", "ES256", "RS256", "ES512", "PS256", "PS512", "RS512"]
const signatures = [...asymmetric, "HS256", "HS384", "HS512"]
const wraps = ["ECDH-ES+A256KW", "ECDH-ES+A192KW", "ECDH-ES+A128KW", "RSA-OAEP", "RSA-OAEP-256", "RSA1_5", "ECDH-ES"]
const ciphers = ["A256GCM", "A192GCM", "A128GCM", "A128CBC-HS256", "A192CBC-HS384", "A256CBC-HS512"]
const authMethods = [
  "private_key_jwt",
  "client_secret_basic",
  "client_secret_post",
  "tls_client_auth",
  "client_secret_jwt",
]

const addresses = {
  token_endpoint: `${endpoints}/token`,
  introspection_endpoint: `${endpoints}/token/introspect`,
  userinfo_endpoint: `${endpoints}/userinfo`,
  registration_endpoint: `${realm}/clients-registrations/openid-connect`,
  revocation_endpoint: `${endpoints}/revoke`,
  device_authorization_endpoint: `${endpoints}/auth/device`,
  backchannel_authentication_endpoint: `${endpoints}/ext/ciba/auth`,
  pushed_authorization_request_endpoint: `${endpoints}/ext/par/request`,
}

export const keycloak: Profile = {
  metadataUrl: `${realm}/.well-known/openid-configuration`,
  metadata: {
    issuer: realm,
    authorization_endpoint: `${endpoints}/auth`,
    ...addresses,
    end_session_endpoint: `${endpoints}/logout`,
    frontchannel_logout_session_supported: true,
    frontchannel_logout_supported: true,
    jwks_uri: `${endpoints}/certs`,
    check_session_iframe: `${endpoints}/login-status-iframe.html`,
    grant_types_supported: [
      "authorization_code",
      "client_credentials",
      "implicit",
      "password",
      "refresh_token",
      "urn:ietf:params:oauth:grant-type:device_code",
      "urn:ietf:params:oauth:grant-type:token-exchange",
      "urn:ietf:params:oauth:grant-type:uma-ticket",
      "urn:openid:params:grant-type:ciba",
    ],
    acr_values_supported: ["0", "1"],
    response_types_supported: [
      "code",
      "none",
      "id_token",
      "token",
      "id_token token",
      "code id_token",
      "code token",
      "code id_token token",
    ],
    subject_types_supported: ["public", "pairwise"],
    prompt_values_supported: ["none", "login", "consent"],
    id_token_signing_alg_values_supported: signatures,
    id_token_encryption_alg_values_supported: wraps,
    id_token_encryption_enc_values_supported: ciphers,
    userinfo_signing_alg_values_supported: [...signatures, "none"],
    userinfo_encryption_alg_values_supported: wraps,
    userinfo_encryption_enc_values_supported: ciphers,
    request_object_signing_alg_values_supported: [...signatures, "none"],
    request_object_encryption_alg_values_supported: wraps,
    request_object_encryption_enc_values_supported: ciphers,
    response_modes_supported: ["query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt", "jwt"],
    token_endpoint_auth_methods_supported: authMethods,
    token_endpoint_auth_signing_alg_values_supported: signatures,
    introspection_endpoint_auth_methods_supported: authMethods,
    introspection_endpoint_auth_signing_alg_values_supported: signatures,
    authorization_signing_alg_values_supported: signatures,
    authorization_encryption_alg_values_supported: wraps,
    authorization_encryption_enc_values_supported: ciphers,
    claims_supported: [
      "aud",
      "sub",
      "iss",
      "auth_time",
      "name",
      "given_name",
      "family_name",
      "preferred_username",
      "email",
      "acr",
    ],
    claim_types_supported: ["normal"],
    claims_parameter_supported: true,
    scopes_supported: [
      "openid",
      "service_account",
      "email",
      "address",
      "basic",
      "offline_access",
      "profile",
      "organization",
      "roles",
      "phone",
      "microprofile-jwt",
      "acr",
      "web-origins",
    ],
    request_parameter_supported: true,
    request_uri_parameter_supported: true,
    require_request_uri_registration: true,
    code_challenge_methods_supported: ["plain", "S256"],
    tls_client_certificate_bound_access_tokens: true,
    revocation_endpoint_auth_methods_supported: authMethods,
    revocation_endpoint_auth_signing_alg_values_supported: signatures,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    backchannel_token_delivery_modes_supported: ["poll", "ping"],
    backchannel_authentication_request_signing_alg_values_supported: asymmetric,
    require_pushed_authorization_requests: false,
    mtls_endpoint_aliases: addresses,
    authorization_response_iss_parameter_supported: true,
  },
  idToken: {
    sub: "f3b1c9ad-4f63-4a0f-9d2e-6d1a2b3c4d5e",
    typ: "ID",
    acr: "1",
    sid: "0f2d7c1e-8a6b-4c3d-9e5f-1a2b3c4d5e6f",
    preferred_username: "ada",
    ...person,
    email: "ada@example.com",
    email_verified: true,
  },
  userinfo: { preferred_username: "ada", ...person, email: "ada@example.com", email_verified: true },
  ways: { namesItself: true },
}
