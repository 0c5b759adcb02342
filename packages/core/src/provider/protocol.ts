/**
 * A login on the wire: its parameters are pushed, its code is exchanged. The files named protocol… are the only ones that
 * talk to oauth4webapi and jose.
 */
import * as oauth from "oauth4webapi"
import { AuthError } from "../errors.js"
import { basicCredentials } from "./client-authentication.js"
import type { OpenIdParty, Party } from "./party.js"
import type { CallbackAnswer, TokenSet } from "./peer.js"
import { clientAuthentication, clientOf, requestOptions } from "./protocol-client.js"
import { bridge, type ErrorWords, evidence, refusedByProvider } from "./protocol-errors.js"
import { tokenIssuer, vouchForIdToken } from "./protocol-id-token.js"
import { type AccessTokenSet, asJson, asSpecified, bearerOf } from "./protocol-token-response.js"
import { judgePushed } from "./pushing.js"
import { withoutSecrets } from "./secrets-in-errors.js"

/** S256 of a verifier (RFC 7636 section 4.2). */
export function codeChallenge(verifier: string): Promise<string> {
  return oauth.calculatePKCECodeChallenge(verifier)
}

/**
 * Hands the parameters of a login to the provider itself, and gives the reference with which a browser goes on (RFC 9126).
 *
 * @throws {AuthError} provider_invalid without an address to push to; client_rejected, provider_error, provider_unreachable
 */
export function pushRequest(party: Party, parameters: URLSearchParams): Promise<string> {
  const told = [...parameters].flatMap(([name, value]) => (ofNobody.includes(name) ? [] : [value]))
  const secrets = [...told, party.provider.clientSecret ?? ""]
  return withoutSecrets(secrets, pushAlone(party, parameters, secrets))
}

/** What stands in the configuration, and helps its owner when the provider complains of it. */
const ofNobody = ["client_id", "redirect_uri", "response_type", "response_mode", "scope", "prompt"]

async function pushAlone(party: Party, parameters: URLSearchParams, secrets: string[]): Promise<string> {
  const { metadata } = party
  if (metadata.pushed_authorization_request_endpoint === undefined) {
    const evidence = "logins are to be pushed, and the metadata have no pushed_authorization_request_endpoint"
    throw new AuthError("provider_invalid", { cause: new Error(evidence) })
  }
  const client = clientOf(party)
  const authentication = clientAuthentication(party, secrets)
  try {
    const options = requestOptions(party)
    const response = await oauth.pushedAuthorizationRequest(metadata, client, authentication, parameters, options)
    const pushed = await oauth.processPushedAuthorizationResponse(metadata, client, response)
    const fault = judgePushed(pushed)
    if (fault !== undefined) throw new AuthError("provider_error", { cause: new Error(fault) })
    return pushed.request_uri
  } catch (error) {
    throw bridge(error, "provider_error")
  }
}

/** Exchanges the code of a good callback for tokens, and vouches for the ID token: signature and claims. */
export function exchangeCode(party: OpenIdParty, answer: CallbackAnswer): Promise<TokenSet> {
  const secrets = secretsOf(party, answer)
  return withoutSecrets(secrets, exchangeForIdToken(party, answer, secrets))
}

async function exchangeForIdToken(party: OpenIdParty, answer: CallbackAnswer, secrets: string[]): Promise<TokenSet> {
  const { metadata, provider } = party
  const { withoutNonce, withoutPkce } = provider.quirks
  const response = await requestTokens(party, answer, {
    verifier: withoutPkce ? oauth.nopkce : answer.verifier,
    secrets,
  })
  const tokens = await oauth
    .processAuthorizationCodeResponse(tokenIssuer(metadata), clientOf(party), response, {
      // Where none was sent none may come: it would be the answer to somebody else's request.
      expectedNonce: withoutNonce ? oauth.expectNoNonce : answer.nonce,
      requireIdToken: true,
      ...(answer.maxAge === undefined ? {} : { maxAge: answer.maxAge }),
    })
    .catch((error) => Promise.reject(bridge(error, "token_response_invalid")))
  const access = bearerOf(tokens)
  const claims = await vouchForIdToken(party, response, tokens, answer.maxAge)
  return { ...access, claims, idToken: tokens.id_token ?? "" }
}

/** Exchanges the code of a good callback for an access token alone. @param words its own ones for the errors of RFC 6749 */
export function exchangeForAccessToken(
  party: Party,
  answer: CallbackAnswer,
  words: ErrorWords = {},
): Promise<AccessTokenSet> {
  const secrets = secretsOf(party, answer)
  return withoutSecrets(secrets, exchangeAlone(party, answer, { words, secrets }))
}

async function exchangeAlone(
  party: Party,
  answer: CallbackAnswer,
  { words, secrets }: { words: ErrorWords; secrets: string[] },
): Promise<AccessTokenSet> {
  const answered = await requestTokens(party, answer, { verifier: answer.verifier, secrets })
  const response = await asSpecified(answered)
  const tokens = await oauth
    .processAuthorizationCodeResponse(party.metadata, clientOf(party), response)
    .catch((error) => Promise.reject(bridge(error, "token_response_invalid", words)))
  return bearerOf(tokens)
}

/** Judges the callback, and takes its code to the token endpoint. */
async function requestTokens(
  party: Party,
  answer: CallbackAnswer,
  { verifier, secrets }: { verifier: string | typeof oauth.nopkce; secrets: string[] },
): Promise<Response> {
  const { metadata } = party
  const client = clientOf(party)
  let parameters: URLSearchParams
  try {
    parameters = oauth.validateAuthResponse(metadata, client, answer.parameters, answer.state)
  } catch (error) {
    if (error instanceof oauth.AuthorizationResponseError) throw refusedByProvider(error, answer.silent)
    throw new AuthError("callback_invalid", { cause: evidence(error) })
  }
  const response = await oauth
    .authorizationCodeGrantRequest(
      metadata,
      client,
      clientAuthentication(party, secrets),
      parameters,
      answer.redirectUri,
      verifier,
      requestOptions(party),
    )
    .catch((error) => Promise.reject(bridge(error, "token_response_invalid")))
  return asJson(response)
}

/** What a provider may repeat in its free text, and no log may hold. */
function secretsOf({ provider }: Party, { parameters, state, nonce, verifier }: CallbackAnswer): string[] {
  const { clientId, clientSecret } = provider
  const basic = clientSecret === undefined ? undefined : basicCredentials(clientId, clientSecret).replace("Basic ", "")
  return [parameters.get("code"), state, nonce, verifier, clientSecret, basic].flatMap((text) => text ?? [])
}
