/** Vouches for what a provider signs: an ID token's signature and claims, and the signature of a UserInfo answer. */
import * as oauth from "oauth4webapi"
import { base64ToString, uint8ArrayToBase64 } from "uint8array-extras"
import { AuthError } from "../errors.js"
import { secondsNow } from "../runtime.js"
import type { Keys } from "./documents.js"
import { expectedIssuer, isEntra, isKeyFor, judgeTenant } from "./entra.js"
import { hashOf, judgeIdToken } from "./id-token.js"
import type { Metadata } from "./metadata.js"
import type { OpenIdParty } from "./party.js"
import { bridge } from "./protocol-errors.js"

/** The library's hook for issuers that hang on the token. Its types leave it out, and its version is pinned. */
// One member is read: whoever takes the namespace for a value makes a bundler keep all of it.
const issuerHook = (oauth as unknown as { readonly _expectedIssuer: symbol })._expectedIssuer

/** The provider whose ID token is judged: at Entra, who it must be is a matter of the token's tenant. */
export function tokenIssuer(metadata: Metadata): oauth.AuthorizationServer {
  const issuerFor = ({ claims }: { claims: oauth.IDToken }) => {
    const issuer = expectedIssuer(metadata.issuer, claims)
    if (issuer !== undefined) return issuer
    throw new AuthError("id_token_invalid", { cause: new Error("its tid is missing or no tenant's id") })
  }
  return { ...metadata, [issuerHook]: issuerFor }
}

/** The largest ID token that is looked at, in characters. */
const largestIdToken = 100_000

export async function vouchForIdToken(
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
export async function verifySignature(
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
