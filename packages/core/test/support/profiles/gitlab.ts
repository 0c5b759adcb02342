/**
 * GitLab. Metadata: github.com/panva/wellknown, issuers/gitlab/gitlab.mjs (commit 545129cf), a copy of
 * https://gitlab.com/.well-known/openid-configuration that a job keeps; it has no end_session_endpoint. Which claims come in
 * the ID token and which in UserInfo alone: github.com/gitlabhq/gitlabhq, config/initializers/doorkeeper_openid_connect.rb
 * (commit 05f0ebba). `prompt=select_account` is answered with `invalid_configuration`, and `prompt=consent` with a page of
 * status 500: https://gitlab.com/gitlab-org/gitlab/-/issues/377368. All read 2026-11-21.
 * Unverified: whether that issue still holds.
 */
import type { Profile } from "./profile.js"

const site = "https://gitlab.com"

export const gitlab: Profile = {
  metadataUrl: `${site}/.well-known/openid-configuration`,
  metadata: {
    issuer: site,
    authorization_endpoint: `${site}/oauth/authorize`,
    token_endpoint: `${site}/oauth/token`,
    revocation_endpoint: `${site}/oauth/revoke`,
    introspection_endpoint: `${site}/oauth/introspect`,
    userinfo_endpoint: `${site}/oauth/userinfo`,
    jwks_uri: `${site}/oauth/discovery/keys`,
    scopes_supported: [
      "api",
      "read_api",
      "read_user",
      "create_runner",
      "manage_runner",
      "k8s_proxy",
      "read_repository",
      "write_repository",
      "read_registry",
      "write_registry",
      "read_observability",
      "write_observability",
      "ai_features",
      "sudo",
      "admin_mode",
      "read_service_ping",
      "openid",
      "profile",
      "email",
    ],
    response_types_supported: ["code"],
    response_modes_supported: ["query", "fragment", "form_post"],
    grant_types_supported: ["authorization_code", "password", "client_credentials", "refresh_token"],
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    claim_types_supported: ["normal"],
    claims_supported: [
      "iss",
      "sub",
      "aud",
      "exp",
      "iat",
      "sub_legacy",
      "name",
      "nickname",
      "preferred_username",
      "email",
      "email_verified",
      "website",
      "profile",
      "picture",
      "groups",
      "groups_direct",
      "https://gitlab.org/claims/groups/owner",
      "https://gitlab.org/claims/groups/maintainer",
      "https://gitlab.org/claims/groups/developer",
    ],
    code_challenge_methods_supported: ["plain", "S256"],
  },
  // No name: that is UserInfo's alone.
  idToken: {
    sub: "1815",
    sub_legacy: "5f2d7b0c",
    email: "ada@example.com",
    email_verified: true,
    groups_direct: ["engines"],
  },
  userinfo: {
    sub_legacy: "5f2d7b0c",
    name: "Ada Lovelace",
    nickname: "ada",
    preferred_username: "ada",
    email: "ada@example.com",
    email_verified: true,
    profile: `${site}/ada`,
    groups: ["engines"],
  },
  ways: { refusedPrompts: { select_account: "invalid_configuration" } },
}
