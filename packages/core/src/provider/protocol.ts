/** OAuth 2.0 and OpenID Connect on the wire. The files named protocol… are the only ones that talk to oauth4webapi. */
import * as oauth from "oauth4webapi"
import { base64ToString, uint8ArrayToBase64 } from "uint8array-extras"
import { AuthError } from "../errors.js"
import { clockAhead, secondsNow } from "../runtime.js"
import type { BoundedFetch } from "./bounded-fetch.js"
import { basicCredentials } from "./client-authentication.js"
import type { Keys } from "./documents.js"
import { expectedIssuer, isEntra, isKeyFor, judgeTenant } from "./entra.js"
import { hashOf, isUnusable, judgeIdToken } from "./id-token.js"
import { saysOther } from "./json-type.js"
import type { Metadata } from "./metadata.js"
import type { OpenIdParty, Party } from "./party.js"
import type { CallbackAnswer, TokenSet } from "./peer.js"
import { clientAuthentication } from "./protocol-client.js"
import { bridge, type ErrorWords, evidence, refusedByProvider } from "./protocol-errors.js"
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

type AccessTokenSet = Omit<TokenSet, "claims" | "idToken">

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
  // RFC 6749 appendix A.12. Whoever refuses to send such a header quotes it, token and all.
  if (/^[ -~]+$/.test(tokens.access_token)) return bearerOf(tokens)
  throw new AuthError("token_response_invalid", { cause: new Error("the access token has characters of no token") })
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
  // Of an error, the status says enough, and whoever stands before the provider may have worded it.
  const type = response.headers.get("content-type")
  if (response.status !== 200 || !saysOther(type)) return response
  throw new AuthError("token_response_invalid", { cause: new Error(`the tokens came as ${type}, and not as JSON`) })
}

/**
 * The answer as RFC 6749 section 5 wants it, from servers that say an error with the status 200. An `id_token` is left
 * aside, as section 5.1 wants it of names that were not asked for: nobody has checked it.
 */
async function asSpecified(response: Response): Promise<Response> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  if (response.status !== 200 || typeof body !== "object" || body === null) return response
  if (isUnusable(body)) throw new AuthError("token_response_invalid")
  const { id_token: unasked, ...others } = body as Record<string, unknown>
  const isError = typeof others.error === "string" && others.error !== ""
  return isError || unasked !== undefined ? Response.json(others, { status: isError ? 400 : 200 }) : response
}

function bearerOf(tokens: oauth.TokenEndpointResponse): Omit<TokenSet, "claims" | "idToken"> {
  if (tokens.token_type !== "bearer") {
    throw new AuthError("token_response_invalid", { cause: new Error("the token_type is not Bearer") })
  }
  return {
    accessToken: tokens.access_token,
    ...(tokens.scope === undefined ? {} : { scope: tokens.scope }),
    ...(tokens.expires_in === undefined ? {} : { expiresIn: tokens.expires_in }),
  }
}

/** The largest ID token that is looked at, in characters. */
const largestIdToken = 100_000

async function vouchForIdToken(
  peer: OpenIdParty,
  response: Response,
  tokens: oauth.TokenEndpointResponse,
  maxAge: number | undefined,
): Promise<oauth.IDToken> {
  const claims = oauth.getValidatedIdTokenClaims(tokens)
  const idToken = tokens.id_token ?? ""
  if (claims === undefined || idToken.length > largestIdToken) throw new AuthError("id_token_invalid")
  // The library has judged the claims alone: the signature is a call of its own.
  await verifySignature(peer, response, claims, "id_token_invalid")
  const header = JSON.parse(base64ToString(idToken.split(".", 1)[0] ?? ""))
  const { clientId, policy, metadataUrl } = peer.provider
  const time = { now: secondsNow(peer.runtime), tolerance: policy.clockTolerance }
  const facts = { header, claims, clientId, ...time, wantsAge: maxAge !== undefined }
  const stranger = isEntra(metadataUrl) ? judgeTenant(metadataUrl, claims) : undefined
  const fault =
    judgeIdToken(facts) ?? stranger ?? (await judgeAccessTokenHash(claims.at_hash, tokens.access_token, header.alg))
  if (fault !== undefined) throw new AuthError("id_token_invalid", { cause: new Error(fault) })
  return claims
}

async function judgeAccessTokenHash(hash: unknown, accessToken: string, alg: unknown): Promise<string | undefined> {
  if (hash === undefined) return undefined
  const digest = new Uint8Array(await crypto.subtle.digest(hashOf(alg), new TextEncoder().encode(accessToken)))
  const expected = uint8ArrayToBase64(digest.slice(0, digest.length / 2), { urlSafe: true })
  return hash === expected ? undefined : "its at_hash does not fit the access token"
}

/** Against the provider's keys; an unknown key may be a new one, and is worth one more look. */
async function verifySignature(
  peer: OpenIdParty,
  response: Response,
  claims: { readonly [name: string]: unknown },
  code: "id_token_invalid" | "userinfo_invalid",
): Promise<void> {
  const counts = isEntra(peer.provider.metadataUrl) ? (key: object) => isKeyFor(key, claims) : () => true
  const verify = ({ server, jwks: { keys } }: Keys) =>
    // The library remembers a set of keys by the server's object, and each imported key by its own. Never too old for
    // it: how long keys are kept is decided in discovery.ts.
    oauth.validateApplicationLevelSignature({ ...server }, response, {
      [oauth.jwksCache]: { jwks: { keys: keys.filter(counts) }, uat: Number.POSITIVE_INFINITY },
    })
  const keys = await peer.keys.get()
  try {
    await verify(keys).catch(async (error) => {
      if ((error as { code?: unknown }).code !== oauth.KEY_SELECTION) throw error
      const renewed = await peer.keys.renew()
      if (renewed === keys) throw error
      await verify(renewed)
    })
  } catch (error) {
    throw bridge(error, code)
  }
}

/**
 * The claims at the UserInfo endpoint (OpenID Connect Core section 5.3), of the same person as the ID token.
 *
 * @throws {AuthError} userinfo_invalid, provider_unreachable
 */
export function requestUserinfo(
  peer: OpenIdParty,
  accessToken: string,
  subject: string,
): Promise<oauth.UserInfoResponse> {
  return withoutSecrets([accessToken], askUserinfo(peer, accessToken, subject))
}

async function askUserinfo(peer: OpenIdParty, accessToken: string, subject: string): Promise<oauth.UserInfoResponse> {
  const { metadata } = peer
  const client = clientOf(peer)
  if (metadata.userinfo_endpoint === undefined) {
    throw new AuthError("userinfo_invalid", { cause: new Error("the provider has no userinfo_endpoint") })
  }
  try {
    const response = await oauth.userInfoRequest(metadata, client, accessToken, requestOptions(peer))
    const type = response.headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
    // Whatever has another status is refused below, with what the provider says of it.
    if (response.status === 200 && type !== "application/json" && type !== "application/jwt")
      throw new AuthError("userinfo_invalid", { cause: new Error("UserInfo came as neither JSON nor JWT") })
    const claims = await oauth.processUserInfoResponse(metadata, client, subject, response)
    if (isUnusable(claims)) throw new AuthError("userinfo_invalid")
    if (type === "application/jwt") await verifySignature(peer, response, claims, "userinfo_invalid")
    return claims
  } catch (error) {
    throw bridge(error, "userinfo_invalid")
  }
}

/**
 * The library's hook for issuers that hang on the token. Its types leave it out, and its version is pinned. One member is
 * read, since whoever takes the namespace for a value makes a bundler keep all of it.
 */
const issuerHook = (oauth as unknown as { readonly _expectedIssuer: symbol })._expectedIssuer

/** The provider whose ID token is judged: at Entra, who it must be is a matter of the token's tenant. */
function tokenIssuer(metadata: Metadata): oauth.AuthorizationServer {
  const issuerFor = ({ claims }: { claims: oauth.IDToken }) => {
    const issuer = expectedIssuer(metadata.issuer, claims)
    if (issuer !== undefined) return issuer
    throw new AuthError("id_token_invalid", { cause: new Error("its tid is missing or no tenant's id") })
  }
  return { ...metadata, [issuerHook]: issuerFor }
}

function clientOf({ provider, runtime }: Party): oauth.Client {
  return {
    client_id: provider.clientId,
    [oauth.clockSkew]: clockAhead(runtime),
    [oauth.clockTolerance]: provider.policy.clockTolerance,
  }
}

/** Which addresses may be asked over http was judged with the metadata, one by one. */
function requestOptions({ fetch }: Party): {
  [oauth.customFetch]: BoundedFetch
  [oauth.allowInsecureRequests]: boolean
} {
  return { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true }
}

/** What a provider may repeat in its free text, and no log may hold. */
function secretsOf({ provider }: Party, { parameters, state, nonce, verifier }: CallbackAnswer): string[] {
  const { clientId, clientSecret } = provider
  const basic = clientSecret === undefined ? undefined : basicCredentials(clientId, clientSecret).replace("Basic ", "")
  return [parameters.get("code"), state, nonce, verifier, clientSecret, basic].flatMap((text) => text ?? [])
}
