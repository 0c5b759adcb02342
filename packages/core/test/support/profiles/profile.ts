/** What a profile of a provider consists of. */
import type { JWK } from "jose"

/** What a mock provider needs to know of a real one: what it publishes, whom it knows, and its ways. */
export interface Profile {
  /** What stands in `server_metadata_url`, and what a preset makes of its variables. */
  readonly metadataUrl: string
  readonly metadata: Readonly<Record<string, unknown>> & {
    readonly issuer: string
    readonly authorization_endpoint: string
    readonly token_endpoint: string
    readonly jwks_uri: string
    readonly userinfo_endpoint?: string
    readonly end_session_endpoint?: string
  }
  /** The public keys that its clients have registered. */
  readonly clientKeys?: readonly JWK[]
  /** What the ID token says of the person who logs in, beside `iss`, `aud`, `exp`, `iat`, `nonce`. */
  readonly idToken: Readonly<Record<string, unknown>> & { readonly sub: string }
  /** What UserInfo says beside `sub`. */
  readonly userinfo: Readonly<Record<string, unknown>>
  readonly ways?: Ways
}

/** A provider without ID tokens: what its owner would write down, what it says of a person, and its ways. */
export interface OAuth2Profile {
  readonly type: "oauth2"
  readonly metadata: {
    readonly issuer: string
    readonly authorization_endpoint: string
    readonly token_endpoint: string
    readonly userinfo_endpoint: string
    readonly end_session_endpoint?: undefined
  }
  /** What stands in `claims_mapping`, where there is no preset. */
  readonly claimsMapping: Readonly<Record<string, string>>
  readonly userinfo: Readonly<Record<string, unknown>>
  readonly emails?: {
    readonly endpoint: string
    readonly scopes: readonly string[]
    readonly list: readonly Readonly<Record<string, unknown>>[]
  }
  readonly ways?: OAuth2Ways
}

export interface OAuth2Ways {
  readonly authMethods?: readonly string[]
  readonly namesItself?: true
  /** Its own words for errors, which it says with the status 200. A refresh that is refused is `refused_refresh`. */
  readonly errorWords?: Readonly<Record<string, string>>
  /** Its API answers nobody without a name. */
  readonly wantsUserAgent?: true
  /** An answer is a form unless JSON is asked for. */
  readonly formByDefault?: true
  /** Its access tokens run out, and come with what renews them, as those of GitHub Apps do. */
  readonly refreshes?: true
  /** How it writes the scope that was granted. */
  readonly scopeSeparator?: ","
}

/** What it does that its metadata do not say, or say wrongly. */
export interface Ways {
  /** The client authentication that it really accepts. Default: basic and post. */
  readonly authMethods?: readonly string[]
  /** Whom assertions of its clients must be meant for. Default: its issuer. */
  readonly assertionAudience?: string
  /** The error with which it answers a prompt. */
  readonly refusedPrompts?: Readonly<Record<string, string>>
  /** Its authorization responses have an `iss` (RFC 9207). */
  readonly namesItself?: true
  /** Its clients' secrets are JWTs that their keys have signed. */
  readonly signedSecret?: { readonly issuer: string; readonly audience: string }
  /** It refuses any other scope. */
  readonly scopes?: readonly string[]
  /** It answers in no other way. */
  readonly wantsFormPost?: true
  /** What its answers have beside the code, unsigned. */
  readonly comesWith?: Readonly<Record<string, string>>
  /** It takes no login that was not pushed (RFC 9126). */
  readonly wantsPushed?: true
  /** Its ID tokens repeat no nonce. */
  readonly withoutNonce?: true
  /** Its token endpoint refuses a `code_verifier`. */
  readonly withoutPkce?: true
  /** Audiences of its ID tokens beside the client. */
  readonly audiences?: readonly string[]
  /** The member `issuer` of its keys. */
  readonly keyIssuer?: string
  /** An address for logouts that knows `client_id` and this parameter alone. */
  readonly logout?: { readonly endpoint: string; readonly redirectParameter: string }
  /** Its standard logout sends nobody back without an `id_token_hint`. */
  readonly logoutNeedsHint?: true
  /** A refresh token is good for every refresh. */
  readonly withoutRotation?: true
  /** Each login has a `sid` of its own in its ID tokens. */
  readonly namesSessions?: true
}

export const person = { name: "Ada Lovelace", given_name: "Ada", family_name: "Lovelace" } as const
