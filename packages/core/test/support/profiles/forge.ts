/** A forge that is nobody's: plain OAuth 2.0 as RFC 6749 has it, with a field of its own for everything. */
import type { OAuth2Profile } from "./profile.js"

export const forge: OAuth2Profile = {
  type: "oauth2",
  metadata: {
    issuer: "https://forge.example/oauth",
    authorization_endpoint: "https://forge.example/oauth/authorize",
    token_endpoint: "https://forge.example/oauth/token",
    userinfo_endpoint: "https://api.forge.example/me",
  },
  claimsMapping: { sub: "uid", name: "full_name", email: "mail", email_verified: "mail_confirmed" },
  userinfo: { uid: "u-7", full_name: "Ada Lovelace", mail: "ada@example.com", mail_confirmed: true, admin: true },
}
