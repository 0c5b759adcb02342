/**
 * Amazon Cognito. Metadata: the documents of two user pools, quoted in public notes (known to the index of public files by
 * their ids alone, 38309390668 and 49031532346), with the address replaced; that there is an end_session_endpoint since
 * 27 February 2024: github.com/swisstopo/swissgeol-boreholes-suite, pull request 1066. Its logout knows `client_id` and
 * `logout_uri` and fails without the latter: https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html.
 * It repeats the nonce: github.com/directus/directus, pull request 16563. Prompts, `select_account` among them:
 * https://aws-amplify.github.io/amplify-js/api/types/aws_amplify.auth._Reference_Types_.AuthPrompt.html. All read 2026-11-21.
 * PKCE, although the document lists no method: https://docs.aws.amazon.com/cognito/latest/developerguide/using-pkce-in-authorization-code.html.
 * Unverified: that revocation_endpoint stands in the document, and what the people's claims look like.
 */
import { type Profile, person } from "./profile.js"

const pool = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_aBcDeFgHi"
const domain = "https://acme.auth.eu-west-1.amazoncognito.com"

export const cognito: Profile = {
  metadataUrl: `${pool}/.well-known/openid-configuration`,
  metadata: {
    authorization_endpoint: `${domain}/oauth2/authorize`,
    end_session_endpoint: `${domain}/logout`,
    id_token_signing_alg_values_supported: ["RS256"],
    issuer: pool,
    jwks_uri: `${pool}/.well-known/jwks.json`,
    response_types_supported: ["code", "token"],
    revocation_endpoint: `${domain}/oauth2/revoke`,
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
    token_endpoint: `${domain}/oauth2/token`,
    token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    userinfo_endpoint: `${domain}/oauth2/userInfo`,
  },
  idToken: {
    sub: "9d2e4f6a-1b3c-4d5e-8f70-a1b2c3d4e5f6",
    "cognito:username": "ada",
    token_use: "id",
    ...person,
    email: "ada@example.com",
    email_verified: true,
  },
  // Texts where booleans belong.
  userinfo: { username: "ada", ...person, email: "ada@example.com", email_verified: "true" },
  ways: { logout: { endpoint: `${domain}/logout`, redirectParameter: "logout_uri" } },
}

const { end_session_endpoint: _unpublished, ...older } = cognito.metadata

/** As the documents were before February 2024. */
export const cognitoOlder: Profile = { ...cognito, metadata: older }
