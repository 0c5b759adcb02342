/** Two providers in memory: what they would answer over the network, they answer at once, and what a door says instead. */
import type { Clock } from "../support/clock.js"
import { compactJws, type Json } from "../support/compact-jws.js"
import { type SigningKey, signingKey } from "../support/keys.js"

const issuer = "https://idp.example"
const forge = "https://forge.example"

export const clientId = "fuzzed-client"
export const clientSecret = "canary-client-secret-5b1d0e"
export const code = "canary-code-77ab03"
export const accessToken = "canary-access-token-0cd41f"

export const metadata = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  userinfo_endpoint: `${issuer}/userinfo`,
  end_session_endpoint: `${issuer}/logout`,
  response_types_supported: ["code"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["ES256"],
  userinfo_signing_alg_values_supported: ["ES256"],
  token_endpoint_auth_methods_supported: ["client_secret_basic"],
  authorization_response_iss_parameter_supported: true,
  prompt_values_supported: ["none", "login", "select_account"],
}

export const metadataUrl = `${issuer}/.well-known/openid-configuration`

export const forgeEndpoints = {
  authorization_endpoint: `${forge}/authorize`,
  token_endpoint: `${forge}/token`,
  userinfo_endpoint: `${forge}/user`,
}

export const person = { sub: "ada", name: "Ada Lovelace", email: "ada@example.com", email_verified: true }
export const forgeUser = { id: 583231, login: "ada", name: "Ada Lovelace" }

/** An answer, as data: a Response is made of it for each request. */
export interface Said {
  readonly status?: number
  readonly type?: string | null
  readonly body: string
}

export interface MemoryProvider {
  /** For `createAuth({ runtime: { fetch } })`. */
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** What is said instead of the truth, by address. */
  readonly instead: Map<string, Said>
  /** PKCE verifiers and the like, that came with requests since the last login began. */
  readonly heard: string[]
  /** Of the login that is under way: it stands in the honest ID token. */
  nonce: string
  readonly key: SigningKey
  claims(): Record<string, string | number | boolean>
  sign(header: Json, claims: Json): Promise<string>
  /** Of a JWT's header and payload. */
  signature(unsigned: string): Promise<string>
}

export async function memoryProvider(clock: Clock): Promise<MemoryProvider> {
  const key = await signingKey("fuzz", "ES256")
  const keys = JSON.stringify({ keys: [key.jwk] })

  async function honest(url: string): Promise<Said> {
    switch (url) {
      case metadataUrl:
        return { body: JSON.stringify(metadata) }
      case metadata.jwks_uri:
        return { body: keys }
      case metadata.token_endpoint:
        return { body: JSON.stringify(await tokensOf(provider)) }
      case metadata.userinfo_endpoint:
        return { body: JSON.stringify(person) }
      case forgeEndpoints.token_endpoint:
        return { body: JSON.stringify(forgeTokens) }
      case forgeEndpoints.userinfo_endpoint:
        return { body: JSON.stringify(forgeUser) }
      default:
        return { status: 404, type: "text/plain", body: "nothing here" }
    }
  }

  const provider: MemoryProvider = {
    instead: new Map(),
    heard: [],
    nonce: "",
    key,
    async fetch(url, init) {
      const form = init?.body instanceof URLSearchParams ? init.body : undefined
      const verifier = form?.get("code_verifier")
      if (verifier) provider.heard.push(verifier)
      const isWrongCode = form !== undefined && form.get("code") !== code
      const said = isWrongCode ? wrongCode : (provider.instead.get(url) ?? (await honest(url)))
      const { status = 200, type = "application/json", body } = said
      return new Response(status === 204 || status === 304 ? null : body, {
        status,
        headers: type === null ? {} : { "content-type": type },
      })
    },
    claims() {
      const now = clock.seconds()
      return { iss: issuer, aud: clientId, iat: now, exp: now + 600, nonce: provider.nonce, ...person }
    },
    sign: (header, claims) => compactJws(header, claims, "ES256", key.privateKey),
    async signature(unsigned) {
      const how = { name: "ECDSA", hash: "SHA-256" }
      const bytes = await crypto.subtle.sign(how, key.privateKey, new TextEncoder().encode(unsigned))
      return Buffer.from(bytes).toString("base64url")
    },
  }
  return provider
}

const wrongCode: Said = { status: 400, body: '{"error":"invalid_grant"}' }

/** The header of an honest ID token. */
export const header = { alg: "ES256", kid: "fuzz", typ: "JWT" }

/** The honest answer to a code. */
export async function tokensOf(provider: MemoryProvider, idToken?: string): Promise<Record<string, string | number>> {
  const id_token = idToken ?? (await provider.sign(header, provider.claims()))
  return { access_token: accessToken, token_type: "Bearer", expires_in: 3600, scope: "openid email", id_token }
}

export const forgeTokens = { access_token: accessToken, token_type: "bearer", scope: "user" }
