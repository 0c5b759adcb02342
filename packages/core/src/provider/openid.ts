/** Speaks OpenID Connect: an ID token says who somebody is, and UserInfo more about them. */
import { AuthError } from "../errors.js"
import { whyTenantRefused } from "./entra.js"
import { readBooleans } from "./id-token.js"
import type { OpenIdParty } from "./party.js"
import type { Peer } from "./peer.js"
import { exchangeCode, pushRequest } from "./protocol.js"
import { readLogoutToken } from "./protocol-logout-token.js"
import { refreshOpenId } from "./protocol-refresh.js"
import { requestUserinfo } from "./protocol-userinfo.js"
import { isPushed } from "./pushing.js"

export function openIdPeer(party: OpenIdParty): Peer {
  const { provider, metadata } = party
  const { withoutNonce = false, withoutPkce = false, logout } = provider.quirks
  return {
    provider,
    metadata,
    sends: { nonce: !withoutNonce, challenge: !withoutPkce },
    logoutQuirk: logout,
    emailScopes: ["email"],
    ...(isPushed(provider.policy, metadata)
      ? { push: (parameters: URLSearchParams) => pushRequest(party, parameters) }
      : {}),
    async exchange(answer) {
      const tokens = await exchangeCode(party, answer)
      const stranger = whyTenantRefused(tokens.claims, provider.allowedTenants)
      if (stranger !== undefined) throw new AuthError("access_denied", { message: stranger })
      return { ...tokens, claims: readBooleans(tokens.claims, provider.quirks.booleanTexts) }
    },
    askMore: ({ accessToken, claims }) => requestUserinfo(party, accessToken, claims.sub),
    async refresh(request) {
      const tokens = await refreshOpenId(party, request)
      if (tokens.claims === undefined) return tokens
      return { ...tokens, claims: readBooleans(tokens.claims, provider.quirks.booleanTexts) }
    },
    readLogoutToken: (token) => readLogoutToken(party, token),
  }
}
