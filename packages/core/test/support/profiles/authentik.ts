/**
 * authentik. Metadata as its source makes them: github.com/goauthentik/authentik, authentik/providers/oauth2/views/provider.py
 * (commit 01da8e17) at the addresses of urls.py (commit 0a389ee4); the issuer with its final slash: models.py (commit 014e22c3, get_issuer); claims: id_token.py (commit
 * 014e22c3); that prompts it does not know are passed over: views/authorize.py (commit 02a34d22); that its logout refuses
 * a post_logout_redirect_uri without an id_token_hint, once one is registered: views/end_session.py (commit 07b41fff).
 * All read 2026-11-21.
 * Unverified: what later versions have added to the document (methods of PKCE, back-channel logout).
 */
import type { Profile } from "./profile.js"

const base = "https://id.acme.example"
const application = `${base}/application/o`

export const authentik: Profile = {
  metadataUrl: `${application}/my-app/.well-known/openid-configuration`,
  metadata: {
    issuer: `${application}/my-app/`,
    authorization_endpoint: `${application}/authorize/`,
    token_endpoint: `${application}/token/`,
    userinfo_endpoint: `${application}/userinfo/`,
    end_session_endpoint: `${application}/my-app/end-session/`,
    introspection_endpoint: `${application}/introspect/`,
    revocation_endpoint: `${application}/revoke/`,
    device_authorization_endpoint: `${application}/device/`,
    response_types_supported: [
      "code",
      "id_token",
      "id_token token",
      "code token",
      "code id_token",
      "code id_token token",
    ],
    jwks_uri: `${application}/my-app/jwks/`,
    grant_types_supported: [
      "authorization_code",
      "refresh_token",
      "implicit",
      "client_credentials",
      "password",
      "urn:ietf:params:oauth:grant-type:device_code",
    ],
    // HS256 with the client's secret where no signing key was chosen.
    id_token_signing_alg_values_supported: ["RS256"],
    subject_types_supported: ["public"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    acr_values_supported: ["goauthentik.io/providers/oauth2/default"],
    scopes_supported: ["openid", "email", "profile"],
    request_parameter_supported: false,
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "auth_time", "acr"],
    claims_parameter_supported: false,
  },
  idToken: {
    sub: "8c1f2e3d4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
    acr: "goauthentik.io/providers/oauth2/default",
    amr: ["pwd"],
    sid: "b1946ac92492d2347c6235b4d2611184",
    name: "Ada Lovelace",
    given_name: "Ada Lovelace",
    preferred_username: "ada",
    nickname: "ada",
    email: "ada@example.com",
    email_verified: true,
    groups: ["engines"],
  },
  userinfo: { name: "Ada Lovelace", preferred_username: "ada", email: "ada@example.com", email_verified: true },
  ways: { logoutNeedsHint: true },
}
