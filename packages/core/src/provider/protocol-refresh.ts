/** Gets new tokens for a refresh token (RFC 6749 section 6, OpenID Connect Core section 12). */
import * as oauth from "oauth4webapi"
import { AuthError, ErrorResponse } from "../errors.js"
import { basicCredentials } from "./client-authentication.js"
import type { OpenIdParty, Party } from "./party.js"
import type { RefreshedTokens, RefreshRequest } from "./peer.js"
import { clientAuthentication, clientOf, requestOptions } from "./protocol-client.js"
import { bridge, type ErrorWords } from "./protocol-errors.js"
import { tokenIssuer, vouchForIdToken } from "./protocol-id-token.js"
import { asJson, asSpecified, bearerOf } from "./protocol-token-response.js"
import { isOfOtherTime, judgeRefreshedClaims } from "./refreshed-claims.js"
import { withoutSecrets } from "./secrets-in-errors.js"

/** With a new ID token, where one comes: of the same person and login, and vouched for like the first one. */
export function refreshOpenId(party: OpenIdParty, request: RefreshRequest): Promise<RefreshedTokens> {
  const secrets = secretsOf(party, request)
  return withoutSecrets(secrets, refreshWithIdToken(party, request, secrets))
}

async function refreshWithIdToken(
  party: OpenIdParty,
  { refreshToken, claims: original }: RefreshRequest,
  secrets: string[],
): Promise<RefreshedTokens> {
  const response = await requestRefresh(party, refreshToken, secrets)
  const tokens = await oauth
    .processRefreshTokenResponse(tokenIssuer(party.metadata), clientOf(party), response)
    .catch((error) => Promise.reject(refused(error)))
  const access = { refreshToken, ...bearerOf(tokens) }
  if (tokens.id_token === undefined) return access
  const claims = await vouchForIdToken(party, response, tokens, undefined)
  const hadNonce = party.provider.quirks.withoutNonce !== true
  const fault = judgeRefreshedClaims({ claims, original, hadNonce })
  if (fault !== undefined) throw new AuthError("id_token_invalid", { cause: new Error(fault) })
  return isOfOtherTime(claims, original) ? access : { ...access, claims, idToken: tokens.id_token }
}

/** An access token alone. @param words its own ones for the errors of RFC 6749 */
export function refreshOAuth2(party: Party, request: RefreshRequest, words: ErrorWords = {}): Promise<RefreshedTokens> {
  const secrets = secretsOf(party, request)
  return withoutSecrets(secrets, refreshAlone(party, request, { words, secrets }))
}

async function refreshAlone(
  party: Party,
  { refreshToken }: RefreshRequest,
  { words, secrets }: { words: ErrorWords; secrets: string[] },
): Promise<RefreshedTokens> {
  const answered = await requestRefresh(party, refreshToken, secrets)
  const response = await asSpecified(answered)
  const tokens = await oauth
    .processRefreshTokenResponse(party.metadata, clientOf(party), response)
    .catch((error) => Promise.reject(refused(error, words)))
  return { refreshToken, ...bearerOf(tokens) }
}

async function requestRefresh(party: Party, refreshToken: string, secrets: string[]): Promise<Response> {
  const response = await oauth
    .refreshTokenGrantRequest(
      party.metadata,
      clientOf(party),
      clientAuthentication(party, secrets),
      refreshToken,
      requestOptions(party),
    )
    .catch((error) => Promise.reject(bridge(error, "token_response_invalid")))
  // Whatever such an answer says, it says nothing of the grant: another time may be better.
  if (response.status >= 500 || response.status === 429) {
    const evidence = `the token endpoint answered ${response.status}`
    throw new AuthError("provider_unreachable", { cause: new Error(evidence) })
  }
  return asJson(response)
}

/** What the exchange of a code calls a code that is not accepted is here the end of what the visitor granted. */
function refused(error: unknown, words?: ErrorWords): AuthError {
  const known = bridge(error, "token_response_invalid", words)
  const { code, cause } = known
  if (code === "code_rejected") return new AuthError("access_token_unavailable", { cause })
  const wantsVisitor = cause instanceof ErrorResponse && needsVisitor.includes(cause.error)
  return wantsVisitor ? new AuthError("login_required", { cause }) : known
}

/** Entra says so at the token endpoint, too: what was granted lasts, and only the visitor can do what is asked for. */
const needsVisitor = ["interaction_required", "login_required", "consent_required"]

/** What a provider may repeat in its free text, and no log may hold. */
function secretsOf({ provider }: Party, { refreshToken }: RefreshRequest): string[] {
  const { clientId, clientSecret } = provider
  const basic = clientSecret === undefined ? undefined : basicCredentials(clientId, clientSecret).replace("Basic ", "")
  return [refreshToken, clientSecret, basic].flatMap((text) => text ?? [])
}
