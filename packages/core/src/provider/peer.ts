/** A provider as the flows speak with it, whatever it speaks itself. */
import type { AuthorizationServer } from "oauth4webapi"
import type { LogoutQuirk } from "../config/presets.js"
import type { ProviderSettings } from "../config/settings.js"

export interface Peer {
  readonly provider: ProviderSettings
  /** What it publishes; for a provider that publishes nothing, what its owner wrote down. */
  readonly metadata: ServerMetadata
  /** What a login sends beside `state`. */
  readonly sends: { readonly nonce: boolean; readonly challenge: boolean }
  /** How its session is ended, where that is its own way. */
  readonly logoutQuirk?: LogoutQuirk | undefined
  /** Any of these in the scope asks for the e-mail address. */
  readonly emailScopes: readonly string[]
  /**
   * Hands a login's parameters to it, and gives the reference to them; undefined where the browser carries them itself.
   *
   * @throws {AuthError} client_rejected, provider_error, provider_…
   */
  readonly push?: (parameters: URLSearchParams) => Promise<string>
  /**
   * Exchanges the code of a good callback, and vouches for who it is.
   *
   * @throws {AuthError} login_cancelled, login_required, provider_error (what the callback itself says);
   * callback_invalid, code_rejected, client_rejected, access_denied, …_invalid, provider_…
   */
  exchange(answer: CallbackAnswer): Promise<TokenSet>
  /**
   * More of the same person; undefined where the exchange says all there is.
   *
   * @throws {AuthError} userinfo_invalid, provider_unreachable
   */
  readonly askMore?: (tokens: TokenSet) => Promise<object>
  /**
   * New tokens for a refresh token.
   *
   * @throws {AuthError} access_token_unavailable when the provider says that what was granted is over (`invalid_grant`):
   * it alone ends the session. login_required when it wants the visitor there. provider_unreachable when nobody answered, or with 5xx or 429. client_rejected,
   * provider_error, token_response_invalid, id_token_invalid, provider_…
   */
  refresh(request: RefreshRequest): Promise<RefreshedTokens>
  /**
   * Judges a logout token of the back channel, signature and all; undefined without OpenID Connect.
   *
   * @throws {AuthError} logout_token_invalid; provider_… when its keys cannot be had
   */
  readonly readLogoutToken?: (token: string) => Promise<LogoutToken>
}

export type ServerMetadata = AuthorizationServer & {
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly prompt_values_supported?: unknown
}

/** What the visitor brought back, and what it must fit. */
export interface CallbackAnswer {
  readonly parameters: URLSearchParams
  readonly state: string
  readonly nonce: string
  readonly verifier: string
  readonly redirectUri: string
  /** The visitor was not to be bothered. */
  readonly silent: boolean
  /** Seconds. */
  readonly maxAge?: number
}

/** What a login brought. */
export interface TokenSet {
  readonly claims: Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string }
  /** None without OpenID Connect. */
  readonly idToken?: string
  readonly accessToken: string
  /** Where the provider gives one. For nobody but the session. */
  readonly refreshToken?: string
  readonly scope?: string
  /** Seconds from now. */
  readonly expiresIn?: number
}

export interface RefreshRequest {
  readonly refreshToken: string
  /** Of the login, as far as the session kept them. */
  readonly claims: TokenSet["claims"]
}

/** What a refresh brought. */
export interface RefreshedTokens {
  readonly accessToken: string
  /** For the next time: the new one, or where none came the one that was used. */
  readonly refreshToken: string
  readonly scope?: string
  /** Seconds from now. */
  readonly expiresIn?: number
  /** A new one, where one came, of the same person and login. */
  readonly idToken?: string
  /** Of the new ID token. */
  readonly claims?: TokenSet["claims"]
}

/**
 * Which sessions a provider ends (OpenID Connect Back-Channel Logout section 2.4): that of `sid` where it names one, else
 * all of `subject`.
 */
export interface LogoutToken {
  /** As it stands in the ID tokens of these sessions. */
  readonly issuer: string
  readonly subject?: string
  readonly sid?: string
  /** Its `jti`: it works once. */
  readonly tokenId: string
  /** Seconds since the epoch. */
  readonly issuedAt: number
  /** Seconds since the epoch. From then on it is refused in any case, and nobody need remember it. */
  readonly expiresAt: number
}
