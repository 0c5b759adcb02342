/**
 * Auth0. Metadata: https://auth0.com/docs/get-started/applications/configure-applications-with-oidc-discovery. That
 * tenants made before 14 November 2023 publish no end_session_endpoint unless their owner says so, although they have it:
 * https://community.auth0.com/t/oidc-logout-url-in-the-discovery-url/103202. `/v2/logout`, its `client_id` and `returnTo`:
 * https://auth0.com/docs/api/authentication/logout/auth-0-logout. Prompts:
 * https://auth0.github.io/auth0-spa-js/interfaces/AuthorizationParams.html. All read 2026-11-21.
 * Unverified: whether every tenant accepts both client_secret_basic and client_secret_post for every application, and
 * what the people's claims look like.
 */
import { type Profile, person } from "./profile.js"

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
  ways: { logout: { endpoint: `${domain}/v2/logout`, redirectParameter: "returnTo" } },
}

const { end_session_endpoint: _unpublished, ...older } = auth0.metadata

/** A tenant from before November 2023. */
export const auth0Older: Profile = { ...auth0, metadata: older }
