/**
 * GitHub. Its guide: github.com/github/docs, content/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps.md (commit
 * 029b09ac): the addresses; `prompt=select_account`; `client_id` and `client_secret` among the parameters of the exchange; a
 * form unless `Accept: application/json` asks otherwise; `scope` with commas. Its other facts:
 * - PKCE, S256 alone, since 14 July 2025 (that commit of the guide is older and says no):
 *   https://github.blog/changelog/2025-07-14-pkce-support-for-oauth-and-github-app-authentication;
 * - the errors of the exchange: https://docs.github.com/en/apps/oauth-apps/maintaining-oauth-apps/troubleshooting-oauth-app-access-token-request-errors;
 *   that they come with the status 200 is what the tests of public projects play (57368485111 and 62372192657 in the index
 *   of public files), and "Not Found" for an unknown client is said by one of them (70298800096);
 * - `iss=https://github.com/login/oauth` in its answers (RFC 9207), begun on 9 April 2026, taken back, and there again by
 *   August: github.com/panva/oauth4webapi, issue 226; github.com/langfuse/langfuse, issue 13091;
 *   github.com/openiddict/openiddict-core, pull request 2529 and issue 2548;
 * - no answer without a User-Agent: github.com/github/docs,
 *   content/rest/using-the-rest-api/getting-started-with-the-rest-api.md (commit 00010c4c);
 * - `email` of /user is that of the public profile, or null: https://docs.rs/jinxapi-github (the text of GitHub's own
 *   description), and https://docs.github.com/en/rest/users/users; /user/emails and its scope `user:email`:
 *   https://docs.github.com/en/rest/users/emails. The fields are those of the examples there.
 * All read 2026-11-21.
 * Unverified: whether errors in the callback have an `iss`, whether it takes credentials in the header, what /user/emails
 * answers to a token without the scope (404 here), and whether a public address is always a verified one.
 */
import type { OAuth2Profile } from "./profile.js"

export const github: OAuth2Profile = {
  type: "oauth2",
  metadata: {
    issuer: "https://github.com/login/oauth",
    authorization_endpoint: "https://github.com/login/oauth/authorize",
    token_endpoint: "https://github.com/login/oauth/access_token",
    userinfo_endpoint: "https://api.github.com/user",
  },
  claimsMapping: { sub: "id", preferred_username: "login" },
  userinfo: {
    login: "ada",
    id: 583231,
    node_id: "MDQ6VXNlcjU4MzIzMQ==",
    avatar_url: "https://avatars.githubusercontent.com/u/583231?v=4",
    gravatar_id: "",
    url: "https://api.github.com/users/ada",
    html_url: "https://github.com/ada",
    type: "User",
    site_admin: false,
    name: "Ada Lovelace",
    company: null,
    blog: "",
    location: "London",
    email: null,
    hireable: null,
    bio: null,
    public_repos: 8,
    followers: 20,
    created_at: "2011-01-25T18:44:36Z",
  },
  emails: {
    endpoint: "https://api.github.com/user/emails",
    scopes: ["user:email", "user"],
    list: [
      { email: "ada@engines.example", primary: false, verified: true, visibility: null },
      { email: "ada@example.com", primary: true, verified: true, visibility: "private" },
    ],
  },
  ways: {
    authMethods: ["client_secret_post"],
    namesItself: true,
    errorWords: {
      invalid_grant: "bad_verification_code",
      invalid_client: "incorrect_client_credentials",
      refused_refresh: "bad_refresh_token",
    },
    wantsUserAgent: true,
    formByDefault: true,
    scopeSeparator: ",",
  },
}
