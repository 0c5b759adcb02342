/** OAuth 2.0 and OpenID Connect on the wire: the only file that talks to oauth4webapi, and the bridge for its errors. */
import * as oauth from "oauth4webapi"
import { base64ToString, uint8ArrayToBase64 } from "uint8array-extras"
import type { OAuth2Quirks, Quirks } from "../config/presets.js"
import type { OpenIdSettings, ProviderSettings } from "../config/settings.js"
import { AuthError, ErrorResponse } from "../errors.js"
import { clockAhead, type Runtime, secondsNow } from "../runtime.js"
import { randomToken } from "../seal.js"
import type { BoundedFetch } from "./bounded-fetch.js"
import { assertionAudience, basicCredentials, chooseAlgorithm, chooseAuthMethod } from "./client-authentication.js"
import type { Keys } from "./documents.js"
import { expectedIssuer, isEntra, isKeyFor, judgeTenant } from "./entra.js"
import { hashOf, isUnusable, judgeIdToken } from "./id-token.js"
import { saysOther } from "./json-type.js"
import type { Metadata } from "./metadata.js"
import type { CallbackAnswer, ServerMetadata, TokenSet } from "./peer.js"
import { judgePushed } from "./pushing.js"
import type { SigningKey } from "./signing-key.js"

type ErrorWords = NonNullable<OAuth2Quirks["errorWords"]>

/** A provider with which to exchange codes: who we are there, where it is, and how to reach it. */
interface Party {
  readonly provider: ProviderSettings
  readonly metadata: ServerMetadata
  readonly fetch: BoundedFetch
  readonly runtime: Runtime
  /** For a client that has a private key. */
  readonly signingKey: SigningKey | undefined
}

/** One that signs ID tokens. */
export interface OpenIdParty extends Party {
  readonly provider: OpenIdSettings
  readonly metadata: Metadata
  readonly keys: KeySource
}

/** Where the provider's keys come from; `renew` when one is missing. */
export interface KeySource {
  get(): Promise<Keys>
  renew(): Promise<Keys>
}

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
  const { id_token: _unasked, ...others } = body as Record<string, unknown>
  const isError = typeof others.error === "string" && others.error !== ""
  return Response.json(others, { status: isError ? 400 : 200 })
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

/** The library's hook for issuers that hang on the token. Its types leave it out, and its version is pinned. */
const { _expectedIssuer: issuerHook } = oauth as unknown as { readonly _expectedIssuer: symbol }

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

/**
 * Proves who we are in one request.
 *
 * @param secrets gets what is sent for it: a provider may repeat it in its free text
 */
function clientAuthentication(party: Party, secrets: string[]): oauth.ClientAuth {
  return async (server, client, body, headers) => {
    await proofOf(party)(server, client, body, headers)
    const sent = [body.get("client_secret"), body.get("client_assertion"), headers.get("authorization")?.slice(6)]
    secrets.push(...sent.flatMap((text) => text ?? []))
  }
}

function proofOf(party: Party): oauth.ClientAuth {
  const { provider, metadata } = party
  const { clientId, clientSecret = "" } = provider
  const { signedSecret } = provider.type === "oidc" ? provider.quirks : {}
  switch (chooseAuthMethod(provider, metadata)) {
    case "none":
      return oauth.None()
    case "client_secret_post":
      return signedSecret === undefined ? oauth.ClientSecretPost(clientSecret) : secretSigned(party, signedSecret)
    case "client_secret_basic":
      return (_server, _client, _body, headers) =>
        headers.set("authorization", basicCredentials(clientId, clientSecret))
    case "client_secret_jwt":
      return oauth.ClientSecretJwt(clientSecret, { [oauth.modifyAssertion]: assertion(party, "HS256") })
    case "private_key_jwt":
      return signed(party, (algorithm) => assertion(party, algorithm))
  }
}

type Change = NonNullable<oauth.ModifyAssertionOptions[typeof oauth.modifyAssertion]>

/** RFC 7523 section 3. By our own clock and randomness, and good for a minute. */
function assertion({ provider, metadata, runtime }: Party, algorithm: string): Change {
  return (header, claims) => {
    const now = secondsNow(runtime)
    header.alg = algorithm
    const times = { iat: now, nbf: now, exp: now + 60 }
    Object.assign(claims, { aud: assertionAudience(provider, metadata), jti: randomToken(runtime), ...times })
  }
}

/** @param change what is signed, by the algorithm that it is signed with */
function signed(party: Party, change: (algorithm: string) => Change): oauth.ClientAuth {
  return async (server, client, body, headers) => {
    const { privateKey } = party.provider
    // parseConfig lets nobody through whose method lacks its key.
    if (privateKey === undefined || party.signingKey === undefined) throw new AuthError("client_rejected")
    const algorithm = chooseAlgorithm(privateKey, party.metadata)
    const key = await party.signingKey(algorithm)
    const authenticate = oauth.PrivateKeyJwt(key, {
      [oauth.modifyAssertion](header, claims) {
        Object.assign(header, privateKey.names)
        change(algorithm)(header, claims)
      },
    })
    await authenticate(server, client, body, headers)
  }
}

/** A secret that is a JWT with these claims and no other ones, sent where a secret is sent. */
function secretSigned(party: Party, { issuer, audience }: NonNullable<Quirks["signedSecret"]>): oauth.ClientAuth {
  const authenticate = signed(party, () => (_header, claims) => {
    const now = secondsNow(party.runtime)
    for (const name of Object.keys(claims)) delete claims[name]
    Object.assign(claims, { iss: issuer, sub: party.provider.clientId, aud: audience, iat: now, exp: now + 60 })
  })
  return async (server, client, body, headers) => {
    await authenticate(server, client, body, headers)
    body.set("client_secret", body.get("client_assertion") ?? "")
    body.delete("client_assertion")
    body.delete("client_assertion_type")
  }
}

/** An error in the callback itself (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6). */
function refusedByProvider(
  { error, error_description: description }: oauth.AuthorizationResponseError,
  silent: boolean,
): AuthError {
  const cause = errorResponse("the provider says ", { error, description })
  const needsVisitor = ["login_required", "interaction_required", "account_selection_required", "consent_required"]
  if (error === "access_denied" || (error === "consent_required" && !silent)) {
    return new AuthError("login_cancelled", { cause })
  }
  return new AuthError(needsVisitor.includes(error) ? "login_required" : "provider_error", { cause })
}

/** Every error of the library, as one of ours. */
function bridge(
  error: unknown,
  otherwise: "token_response_invalid" | "id_token_invalid" | "userinfo_invalid" | "provider_error",
  words: ErrorWords = {},
): AuthError {
  if (error instanceof AuthError) return error
  const cause = evidence(error)
  if (error instanceof oauth.ResponseBodyError) {
    const word = Object.hasOwn(words, error.error) ? words[error.error] : error.error
    if (word === "invalid_grant" && otherwise !== "provider_error") return new AuthError("code_rejected", { cause })
    const ofClient = word === "invalid_client" || word === "unauthorized_client"
    return new AuthError(ofClient ? "client_rejected" : "provider_error", { cause })
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return new AuthError(otherwise === "userinfo_invalid" ? otherwise : "client_rejected", { cause })
  }
  return new AuthError(otherwise === "token_response_invalid" && isAboutToken(error) ? "id_token_invalid" : otherwise, {
    cause,
  })
}

/** Whether an error speaks of the ID token and not of the response around it: its evidence has claims or a header. */
function isAboutToken(error: unknown): boolean {
  const { cause, code } = error as { cause?: unknown; code?: unknown }
  if (code === oauth.JWT_TIMESTAMP_CHECK || code === oauth.JWT_CLAIM_COMPARISON) return true
  return typeof cause === "object" && cause !== null && ("claims" in cause || "header" in cause)
}

/**
 * What the log may know of a foreign error. Its own evidence is left behind: it holds tokens and whole responses. Of an
 * error that is not the library's, so is the message: a header that cannot be set is quoted in it, token and all.
 */
function evidence(error: unknown): Error {
  if (!ofLibrary.some((kind) => error instanceof kind))
    return new Error(error instanceof Error ? error.name : "unknown")
  const { message, cause } = error as { message?: unknown; cause?: { claim?: unknown } }
  const said = saidIn(error)
  if (said !== undefined) return errorResponse(`${String(message)}: `, said)
  const claim = typeof cause?.claim === "string" ? ` (${cause.claim})` : ""
  return new Error(`${String(message)}${claim}`)
}

const ofLibrary = [
  oauth.OperationProcessingError,
  oauth.UnsupportedOperationError,
  oauth.ResponseBodyError,
  oauth.WWWAuthenticateChallengeError,
]

interface Said {
  readonly error: string
  readonly description: string | undefined
}

/** What the provider itself said, in a body or in a challenge (RFC 6749 section 5.2, RFC 6750 section 3). */
function saidIn(error: unknown): Said | undefined {
  if (error instanceof oauth.ResponseBodyError)
    return { error: error.error, description: textOf(error.error_description) }
  if (!(error instanceof oauth.WWWAuthenticateChallengeError)) return undefined
  const { error: code, error_description: description } = error.cause[0]?.parameters ?? {}
  return code === undefined ? undefined : { error: code, description }
}

/** Nobody has checked that it is a text: an object with a member toString is none. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

/** The provider's free text, bounded; the log cuts it once more, when no secret can be cut in two. */
function errorResponse(before: string, { error, description }: Said): ErrorResponse {
  const bounded = (text: string) => text.slice(0, 2000)
  const words = description === undefined ? error : `${error} (${description})`
  const errorDescription = description === undefined ? undefined : bounded(description)
  return new ErrorResponse(before + bounded(words), { error: bounded(error), errorDescription })
}

/** What a provider may repeat in its free text, and no log may hold. */
function secretsOf({ provider }: Party, { parameters, state, nonce, verifier }: CallbackAnswer): string[] {
  const { clientId, clientSecret } = provider
  const basic = clientSecret === undefined ? undefined : basicCredentials(clientId, clientSecret).replace("Basic ", "")
  return [parameters.get("code"), state, nonce, verifier, clientSecret, basic].flatMap((text) => text ?? [])
}

/** The same errors, without these texts in their evidence, however they are written. */
export async function withoutSecrets<T>(secrets: readonly string[], work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof AuthError && error.cause instanceof Error)) throw error
    const hidden = secrets.filter(({ length }) => length >= 6).flatMap(spellingsOf)
    const clean = (text: string) => hidden.reduce((rest, secret) => rest.replaceAll(secret, "…"), text)
    throw new AuthError(error.code, { message: error.message, cause: withTexts(error.cause, clean) })
  }
}

/** As it is, and as it travels in a query or in a form. */
function spellingsOf(secret: string): string[] {
  const form = new URLSearchParams({ "": secret }).toString().slice(1)
  return [...new Set([secret, encodeURIComponent(secret), form])]
}

/** Down to its last cause: whoever brings a fetch of their own may quote the request in any of them. */
function withTexts(cause: Error, change: (text: string) => string, left = 5): Error {
  const message = change(cause.message)
  if (!(cause instanceof ErrorResponse)) {
    const deeper = deeperTexts(cause.cause, change, left)
    if (message === cause.message && deeper === cause.cause) return cause
    return new Error(message, deeper === undefined ? {} : { cause: deeper })
  }
  const { error, errorDescription } = cause
  return new ErrorResponse(message, {
    error: change(error),
    errorDescription: errorDescription === undefined ? undefined : change(errorDescription),
  })
}

/** Undefined for what is neither an error nor a text: nobody knows what it says when it is asked. */
function deeperTexts(cause: unknown, change: (text: string) => string, left: number): unknown {
  if (typeof cause === "string") return change(cause)
  return cause instanceof Error && left > 1 ? withTexts(cause, change, left - 1) : undefined
}
