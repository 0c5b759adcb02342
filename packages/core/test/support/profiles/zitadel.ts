/**
 * ZITADEL. Metadata as its source makes them: github.com/zitadel/zitadel, internal/api/oidc/server.go (commit 067f837b,
 * createDiscoveryConfig), and the lists of github.com/zitadel/oidc, pkg/op/discovery.go (commit 02ef6683). Which claims
 * come in the ID token and which in UserInfo alone: https://zitadel.com/docs/apis/openidoauth/claims. All read 2026-11-21.
 * Unverified: the switches that a server's configuration turns on (post, private_key_jwt, the grants, request objects),
 * claims_supported, ui_locales_supported, and that the project is among the audiences.
 */
import { type Profile, person } from "./profile.js"

const site = "https://acme-a1b2c3.zitadel.cloud"

export const zitadel: Profile = {
  metadataUrl: `${site}/.well-known/openid-configuration`,
  metadata: {
    issuer: site,
    authorization_endpoint: `${site}/oauth/v2/authorize`,
    token_endpoint: `${site}/oauth/v2/token`,
    introspection_endpoint: `${site}/oauth/v2/introspect`,
    userinfo_endpoint: `${site}/oidc/v1/userinfo`,
    revocation_endpoint: `${site}/oauth/v2/revoke`,
    end_session_endpoint: `${site}/oidc/v1/end_session`,
    device_authorization_endpoint: `${site}/oauth/v2/device_authorization`,
    jwks_uri: `${site}/oauth/v2/keys`,
    scopes_supported: ["openid", "profile", "email", "phone", "address", "offline_access"],
    response_types_supported: ["code", "id_token", "id_token token"],
    response_modes_supported: ["query", "fragment", "form_post"],
    grant_types_supported: [
      "authorization_code",
      "implicit",
      "refresh_token",
      "client_credentials",
      "urn:ietf:params:oauth:grant-type:jwt-bearer",
      "urn:ietf:params:oauth:grant-type:device_code",
    ],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["EdDSA", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512"],
    request_object_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"],
    token_endpoint_auth_signing_alg_values_supported: ["RS256"],
    revocation_endpoint_auth_methods_supported: [
      "none",
      "client_secret_basic",
      "client_secret_post",
      "private_key_jwt",
    ],
    revocation_endpoint_auth_signing_alg_values_supported: ["RS256"],
    introspection_endpoint_auth_methods_supported: ["client_secret_basic", "private_key_jwt"],
    introspection_endpoint_auth_signing_alg_values_supported: ["RS256"],
    code_challenge_methods_supported: ["S256"],
    ui_locales_supported: ["de", "en"],
    request_parameter_supported: true,
    request_uri_parameter_supported: false,
  },
  // With a code, what the scopes ask for comes from UserInfo alone.
  idToken: { sub: "261815101218520512", amr: ["pwd"], sid: "V2_261815101218520999" },
  userinfo: { preferred_username: "ada", ...person, email: "ada@example.com", email_verified: true },
  ways: { audiences: ["261815000000000001"] },
}
