/**
 * LinkedIn. Its document at https://www.linkedin.com/oauth/.well-known/openid-configuration could not be found whole: issuer
 * and addresses are those of github.com/nextauthjs/next-auth, pull request 10671, and of configurations in public projects
 * (ids 55651284654, 62174617179 and 52491907149 of the index of public files). Its ways:
 * - credentials in the body alone, and no list of methods: github.com/openiddict/openiddict-core,
 *   src/OpenIddict.Client.WebIntegration/OpenIddictClientWebIntegrationHandlers.Discovery.cs (commit 02cca0a4);
 * - no nonce in its ID tokens: github.com/python-social-auth/social-core, pull request 833;
 *   github.com/linkedin-developers/linkedin-api-js-client, issue 34; github.com/directus/directus, issue 23645;
 * - a code_verifier is answered with `invalid_client`, since PKCE is for native applications that LinkedIn has enabled
 *   by hand: github.com/nextauthjs/next-auth, issue 8831; the same directus issue;
 *   https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow-native.
 * All read 2026-11-21.
 * Unverified: the lists of the document, how LinkedIn takes a `prompt` (its guide knows no such parameter), and what the
 * people's claims look like.
 */
import { type Profile, person } from "./profile.js"

const site = "https://www.linkedin.com/oauth"
const picture = "https://media.licdn.com/dms/image/ada"

export const linkedin: Profile = {
  metadataUrl: `${site}/.well-known/openid-configuration`,
  metadata: {
    issuer: site,
    authorization_endpoint: `${site}/v2/authorization`,
    token_endpoint: `${site}/v2/accessToken`,
    userinfo_endpoint: "https://api.linkedin.com/v2/userinfo",
    jwks_uri: `${site}/openid/jwks`,
    response_types_supported: ["code"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    scopes_supported: ["openid", "profile", "email"],
    claims_supported: [
      "iss",
      "aud",
      "iat",
      "exp",
      "sub",
      "name",
      "given_name",
      "family_name",
      "picture",
      "email",
      "email_verified",
      "locale",
    ],
  },
  idToken: { sub: "782bbtaQ", ...person, picture, locale: "en_US", email: "ada@example.com", email_verified: true },
  userinfo: {
    ...person,
    picture,
    locale: { country: "US", language: "en" },
    email: "ada@example.com",
    email_verified: true,
  },
  ways: { authMethods: ["client_secret_post"], withoutNonce: true, withoutPkce: true },
}
