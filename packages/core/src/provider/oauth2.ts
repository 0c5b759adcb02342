/** Speaks plain OAuth 2.0: the access token is exchanged for the fields of whoever it belongs to. */
import type { OAuth2Settings } from "../config/settings.js"
import { AuthError } from "../errors.js"
import type { Runtime } from "../runtime.js"
import { type BoundedFetch, TooManyValues } from "./bounded-fetch.js"
import { mappedClaims, verifiedAddress } from "./fields.js"
import { isUnusable } from "./id-token.js"
import { saysJson } from "./json-type.js"
import type { Peer } from "./peer.js"
import { exchangeForAccessToken } from "./protocol.js"
import { refreshOAuth2 } from "./protocol-refresh.js"
import { withoutSecrets } from "./secrets-in-errors.js"
import type { SigningKey } from "./signing-key.js"

interface OAuth2Party {
  readonly provider: OAuth2Settings
  readonly fetch: BoundedFetch
  readonly runtime: Runtime
  readonly signingKey: SigningKey | undefined
}

export function oauth2Peer({ provider, fetch, runtime, signingKey }: OAuth2Party): Peer {
  const { quirks, clientId, issuer, claimsMapping } = provider
  const metadata = {
    issuer,
    authorization_endpoint: provider.authorizationEndpoint,
    token_endpoint: provider.tokenEndpoint,
    userinfo_endpoint: provider.userinfoEndpoint,
  }
  const { verifiedEmail } = quirks
  return {
    provider,
    metadata,
    // A nonce is repeated in an ID token, and there is none. PKCE is for every server: RFC 9700 section 2.1.1.
    sends: { nonce: false, challenge: true },
    emailScopes: verifiedEmail?.scopes ?? [],
    async exchange(answer) {
      const server = { ...metadata, issuer: expectedResponseIssuer(provider, answer.parameters.get("iss")) }
      const party = { provider, metadata: server, fetch, runtime, signingKey }
      const tokens = await exchangeForAccessToken(party, answer, quirks.errorWords)
      const fields = await requestFields(fetch, provider.userinfoEndpoint, tokens.accessToken)
      const claims = mappedClaims(fields, claimsMapping)
      if (claims === undefined) throw invalid("the field of sub is missing, empty or no text and no whole number")
      return { ...tokens, claims: { ...claims, iss: issuer, aud: clientId } }
    },
    refresh(request) {
      return refreshOAuth2({ provider, metadata, fetch, runtime, signingKey }, request, quirks.errorWords)
    },
    ...(verifiedEmail === undefined
      ? {}
      : {
          async askMore({ accessToken }) {
            return verifiedAddress(await requestFields(fetch, verifiedEmail.endpoint, accessToken))
          },
        }),
  }
}

/**
 * Whom the response may name (pure). RFC 9207 section 2.4 compares it with the server's issuer identifier; where nobody
 * has told that, a name above the very address to which the visitor was sent is the server's own (behind one gateway
 * there may be others), and any other is a mix-up.
 */
export function expectedResponseIssuer(
  { namesItself, authorizationEndpoint }: Pick<OAuth2Settings, "namesItself" | "authorizationEndpoint">,
  named: string | null,
): string {
  if (namesItself !== undefined) return namesItself
  const isOwn =
    named !== null && URL.canParse(named) && authorizationEndpoint.startsWith(`${named.replace(/\/$/, "")}/`)
  return isOwn ? named : authorizationEndpoint
}

function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined
}

/** What the provider says of whoever the access token belongs to (RFC 6750 section 2.1). */
function requestFields(fetch: BoundedFetch, url: string, accessToken: string): Promise<object> {
  return withoutSecrets([accessToken], askFields(fetch, url, accessToken))
}

async function askFields(fetch: BoundedFetch, url: string, accessToken: string): Promise<object> {
  const response = await fetch(url, {
    // GitHub refuses whoever has no name.
    headers: { accept: "application/json", authorization: `Bearer ${accessToken}`, "user-agent": "x-auth" },
  }).catch((error) => {
    throw error instanceof TooManyValues ? invalid(error.message) : error
  })
  if (response.status !== 200) throw invalid(`${originOf(url)} answered ${response.status}`)
  if (!saysJson(response.headers.get("content-type"))) throw invalid(`${originOf(url)} answered with no JSON`)
  const body: unknown = await response.json().catch(() => undefined)
  if (typeof body !== "object" || body === null || isUnusable(body)) throw invalid("it is no JSON that can be used")
  return body
}

function invalid(reason: string): AuthError {
  return new AuthError("userinfo_invalid", { cause: new Error(`what the provider says of the user: ${reason}`) })
}
