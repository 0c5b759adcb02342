/** How we prove who we are at the token endpoint (OpenID Connect Core section 9). */
import type { AuthMethod } from "../config/keys.js"
import type { ProviderSettings } from "../config/settings.js"

/** The method that was configured, else one that both sides know. Without a secret there is nothing to prove with. */
export function chooseAuthMethod(
  { clientSecret, authMethod }: Pick<ProviderSettings, "clientSecret" | "authMethod">,
  { token_endpoint_auth_methods_supported: supported }: { token_endpoint_auth_methods_supported?: string[] },
): AuthMethod {
  if (clientSecret === undefined) return "none"
  if (authMethod !== undefined) return authMethod
  // Without the list, Discovery section 3 says that basic is understood.
  const knowsBasic = supported === undefined || supported.includes("client_secret_basic")
  return knowsBasic ? "client_secret_basic" : "client_secret_post"
}

/**
 * Id and secret, encoded as URLSearchParams does (RFC 6749 section 2.3.1). The protocol library's own helper sends %2D
 * for a dash, which some providers refuse.
 */
export function basicCredentials(clientId: string, clientSecret: string): string {
  const encode = (text: string) => new URLSearchParams([["", text]]).toString().slice(1)
  return `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}`
}
