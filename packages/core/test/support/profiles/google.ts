/**
 * Google. Metadata: github.com/panva/wellknown, issuers/google/google.mjs (commit 07426a28), a copy of
 * https://accounts.google.com/.well-known/openid-configuration that a job keeps; read 2026-11-21. It publishes no
 * end_session_endpoint. That `select_account` is among its prompts: dev.to/googleworkspace/google-oidc-and-prompt-login.
 * Unverified: what the people's claims look like.
 */
import { type Profile, person } from "./profile.js"

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
    response_types_supported: [
      "code",
      "token",
      "id_token",
      "code token",
      "code id_token",
      "token id_token",
      "code token id_token",
      "none",
    ],
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
      "picture",
      "sub",
    ],
    code_challenge_methods_supported: ["plain", "S256"],
    grant_types_supported: [
      "authorization_code",
      "refresh_token",
      "urn:ietf:params:oauth:grant-type:device_code",
      "urn:ietf:params:oauth:grant-type:jwt-bearer",
    ],
  },
  idToken: { sub: "110248495921238986420", email: "ada@gmail.com", email_verified: true, picture, ...person },
  userinfo: { email: "ada@gmail.com", email_verified: true, picture, ...person },
}
