/** Where a login sends the browser: the authorization request, in full or by reference. */
import { manners, ours, type Parameters } from "../config/parameters.js"
import type { ProviderSettings } from "../config/settings.js"
import type { Peer, ServerMetadata } from "../provider/peer.js"

export interface AuthorizationFacts {
  metadata: Pick<ServerMetadata, "authorization_endpoint" | "prompt_values_supported">
  provider: Pick<ProviderSettings, "type" | "clientId" | "parameters">
  parameters: Parameters
  redirectUri: string
  state: string
  /** Undefined for a provider that repeats none. */
  nonce: string | undefined
  /** Undefined for a provider that refuses the verifier. */
  challenge: string | undefined
}

/**
 * The authorization request (OpenID Connect Core section 3.1.2.1, RFC 7636, RFC 9700 section 2.1.1). Parameters are
 * set, not appended: the endpoint's own query survives, a `state` or `client_id` in it does not (RFC 6749 section 3.1).
 */
export function authorizationUrl(facts: AuthorizationFacts): URL {
  const { metadata, provider } = facts
  const url = new URL(metadata.authorization_endpoint)
  const { prompt_values_supported: prompts } = metadata
  const withoutPrompt = Array.isArray(prompts) && !prompts.includes("select_account")
  const chosen = {
    ...manners[provider.type].defaults,
    ...(withoutPrompt ? { prompt: [] } : {}),
    ...provider.parameters,
    ...facts.parameters,
  }
  for (const [name, values] of Object.entries(chosen)) {
    url.searchParams.delete(name)
    for (const value of values) url.searchParams.append(name, value)
  }
  url.searchParams.set("response_type", "code")
  url.searchParams.set("client_id", provider.clientId)
  url.searchParams.set("redirect_uri", facts.redirectUri)
  url.searchParams.set("state", facts.state)
  if (facts.nonce !== undefined) url.searchParams.set("nonce", facts.nonce)
  if (facts.challenge !== undefined) {
    url.searchParams.set("code_challenge", facts.challenge)
    url.searchParams.set("code_challenge_method", "S256")
  }
  return url
}

/** The authorization request by reference (RFC 9126 section 4): nothing of it but `client_id` and `request_uri`. */
export function referringUrl(
  { metadata, provider }: Pick<AuthorizationFacts, "metadata" | "provider">,
  reference: string,
): URL {
  const url = new URL(metadata.authorization_endpoint)
  for (const name of ours) url.searchParams.delete(name)
  url.searchParams.set("client_id", provider.clientId)
  url.searchParams.set("request_uri", reference)
  return url
}

/** Where the browser is sent, and what is asked there: in the address itself, or pushed ahead of it (RFC 9126). */
export async function sentTo({ push }: Peer, facts: AuthorizationFacts): Promise<{ url: URL; asked: URLSearchParams }> {
  const url = authorizationUrl(facts)
  if (push === undefined) return { url, asked: url.searchParams }
  // What the endpoint's own address says stays there.
  const metadata = { ...facts.metadata, authorization_endpoint: url.origin + url.pathname }
  const { searchParams: asked } = authorizationUrl({ ...facts, metadata })
  return { url: referringUrl(facts, await push(asked)), asked }
}
