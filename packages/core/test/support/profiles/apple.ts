/**
 * Apple. Metadata: github.com/panva/wellknown, issuers/apple/apple.mjs (commit 35483bf7), a copy of
 * https://appleid.apple.com/.well-known/openid-configuration that a job keeps. It has no userinfo_endpoint and no
 * end_session_endpoint. Its ways:
 * - the client secret is a JWT (ES256, kid, iss = team, sub = client, aud = https://appleid.apple.com, six months at most):
 *   https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret, as
 *   gist.github.com/balazsorban44/09613175e7b37ec03f676dcefb7be5eb and github.com/a-tokyo/apple-signin-auth make it;
 * - form_post is needed as soon as a scope is asked for: github.com/aaronpk/sign-in-with-apple-example, issue 3;
 * - PKCE is understood: a code that was asked for with a challenge is refused without its verifier,
 *   github.com/a-tokyo/apple-signin-auth, issue 180; github.com/better-auth/better-auth, pull request 10294;
 * - `email_verified` can be the text "true": an ID token at dev-kelly.notion.site (12029858806780a19dc8fa503ab66261);
 * - at the first login a form field `user` has name and e-mail, and no signature: next-auth, pull request 8189.
 * All read 2026-11-21.
 * Unverified: how Apple takes a `prompt` and a scope that it does not list (the mock refuses it), whether `openid` has to be
 * asked for, and what the people's claims look like.
 */
import { generateKeyPairSync } from "node:crypto"
import type { Profile } from "./profile.js"

const site = "https://appleid.apple.com"

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })

/** What Apple gives to the owner of a client: the ids, and the file AuthKey_….p8. */
export const appleClient = {
  team_id: "A1B2C3D4E5",
  key_id: "ABC123DEFG",
  client_private_key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
} as const

export const apple: Profile = {
  metadataUrl: `${site}/.well-known/openid-configuration`,
  metadata: {
    issuer: site,
    authorization_endpoint: `${site}/auth/authorize`,
    token_endpoint: `${site}/auth/token`,
    revocation_endpoint: `${site}/auth/revoke`,
    jwks_uri: `${site}/auth/keys`,
    response_types_supported: ["code"],
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "email", "name"],
    token_endpoint_auth_methods_supported: ["client_secret_post"],
    claims_supported: [
      "aud",
      "email",
      "email_verified",
      "exp",
      "iat",
      "is_private_email",
      "iss",
      "nonce",
      "nonce_supported",
      "real_user_status",
      "sub",
      "transfer_sub",
    ],
  },
  idToken: {
    sub: "001234.4f9a0c5ba1834a4fb6c0d1e2f3a4b5c6.0815",
    email: "d7xk2m9q4z@privaterelay.appleid.com",
    email_verified: "true",
    is_private_email: "true",
    nonce_supported: true,
    real_user_status: 2,
  },
  userinfo: {},
  clientKeys: [{ ...publicKey.export({ format: "jwk" }), kid: appleClient.key_id }],
  ways: {
    authMethods: ["client_secret_post"],
    signedSecret: { issuer: appleClient.team_id, audience: site },
    scopes: ["openid", "email", "name"],
    wantsFormPost: true,
    comesWith: {
      user: JSON.stringify({ name: { firstName: "Ada", lastName: "Lovelace" }, email: "mallory@example.com" }),
    },
  },
}
