/** How we prove who we are at the token endpoint (OpenID Connect Core section 9). */
import { isLongEnough } from "../config/client.js"
import type { AuthMethod } from "../config/keys.js"
import type { PrivateKey, ProviderSettings } from "../config/settings.js"
import { isEntra } from "./entra.js"

interface Announced {
  readonly token_endpoint_auth_methods_supported?: readonly unknown[] | undefined
  readonly token_endpoint_auth_signing_alg_values_supported?: readonly unknown[] | undefined
}

/**
 * The method that was configured, else the first that both sides know: a key before a secret, since what it proves with
 * never leaves us. With nothing to prove with, none.
 */
export function chooseAuthMethod(
  { clientSecret, privateKey, authMethod }: Pick<ProviderSettings, "clientSecret" | "privateKey" | "authMethod">,
  announced: Announced,
): AuthMethod {
  if (authMethod !== undefined) return authMethod
  const methods = announced.token_endpoint_auth_methods_supported
  const isKnown = (method: AuthMethod) => methods?.includes(method) === true
  if (privateKey !== undefined && (clientSecret === undefined || isKnown("private_key_jwt"))) return "private_key_jwt"
  if (clientSecret === undefined) return "none"
  // Without the list, Discovery section 3 says that basic is understood.
  if (methods === undefined || isKnown("client_secret_basic")) return "client_secret_basic"
  const isJwtAlone = !isKnown("client_secret_post") && isKnown("client_secret_jwt")
  return isJwtAlone && isLongEnough(clientSecret) ? "client_secret_jwt" : "client_secret_post"
}

/** What an assertion is signed with: what both sides know, else what such a key usually signs with. */
export function chooseAlgorithm({ algorithms }: Pick<PrivateKey, "algorithms">, announced: Announced): string {
  const theirs = announced.token_endpoint_auth_signing_alg_values_supported ?? []
  return algorithms.find((algorithm) => theirs.includes(algorithm)) ?? algorithms[0] ?? ""
}

/**
 * Whom an assertion is meant for. The issuer: whoever names a token endpoint that a provider told it about can be led to
 * sign for another one (draft-ietf-oauth-rfc7523bis). But Entra's issuer is a template and Okta wants its endpoint; and
 * where nothing is published, the endpoint that the owner wrote down is the only name that is known.
 */
export function assertionAudience(
  provider: ProviderSettings,
  { issuer, token_endpoint: endpoint }: { readonly issuer: string; readonly token_endpoint: string },
): string {
  if (provider.type === "oauth2") return endpoint
  const wantsEndpoint = provider.quirks.assertionAudience === "token_endpoint" || isEntra(provider.metadataUrl)
  return wantsEndpoint ? endpoint : issuer
}

/**
 * Id and secret, encoded as URLSearchParams does (RFC 6749 section 2.3.1). The protocol library's own helper sends %2D
 * for a dash, which some providers refuse.
 */
export function basicCredentials(clientId: string, clientSecret: string): string {
  const encode = (text: string) => new URLSearchParams([["", text]]).toString().slice(1)
  return `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}`
}
