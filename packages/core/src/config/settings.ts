/** A configuration as the rest of the house reads it: every value there, checked, and in camelCase. */
import type { AuthMethod, Exposed, SignatureAlgorithm } from "./keys.js"
import type { Parameters } from "./parameters.js"
import type { OAuth2Quirks, Quirks } from "./presets.js"

/** Variables by name, as `process.env`. */
export type Env = Readonly<Record<string, string | undefined>>

export interface ParseOptions {
  /** For `{ env = "NAME" }`, for `{port}`, and `AUTH__…` that override the table. Default: no variable at all. */
  env?: Env
  /** The file's name, for messages. */
  file?: string
  /** For `{port}` in `redirect_uri`. */
  port?: number
}

export interface Settings {
  /** The paths of what came from a variable or a file, dotted: never to be shown. */
  readonly hidden: ReadonlySet<string>
  readonly application: ApplicationSettings
  /** By name, in the order of the file. */
  readonly providers: ReadonlyMap<string, ProviderSettings>
}

export interface ApplicationSettings {
  readonly origin: string
  /** Without a final slash; empty at the root. */
  readonly basePath: string
  /** The base path with its final slash. */
  readonly home: string
  /** As it is registered at the providers. */
  readonly redirectUri: string
  readonly callbackPath: string
  readonly postLogoutRedirectUri: string
  /** The owner wrote it: one address, wherever the visitor is. */
  readonly hasOwnPostLogoutRedirectUri: boolean
  readonly secrets: readonly string[]
  readonly cookie: { readonly name: string; readonly sameSite: "lax" | "strict"; readonly domain?: string }
  readonly session: {
    /** Seconds. */
    readonly maxAge: number
    /** The cookie ends with the browser; `maxAge` holds all the same. */
    readonly endsWithBrowser: boolean
    /** Seconds without a request. */
    readonly idleTimeout?: number
    readonly followsIdToken: boolean
  }
  readonly insecureOrigins: readonly string[]
  /** Other origins of the application, as URLs write them; `*` in one stands for a label of its host. */
  readonly allowedOrigins: readonly string[]
}

export type ProviderSettings = OpenIdSettings | OAuth2Settings

interface CommonSettings {
  readonly name: string
  readonly label: string
  readonly clientId: string
  readonly clientSecret?: string
  readonly privateKey?: PrivateKey
  /** Chosen by the owner, or known of the provider; what is needed for it is there. */
  readonly authMethod?: AuthMethod
  /** What the `iss` of its users is. */
  readonly issuer: string
  /** What the owner wrote over what the preset says; the defaults come in with the login. */
  readonly parameters: Parameters
  readonly policy: Policy
}

/** A key that can sign, not yet imported: that is asynchronous, and needs to know the algorithm. */
export interface PrivateKey {
  readonly material: { readonly pkcs8: Uint8Array<ArrayBuffer> } | { readonly jwk: JsonWebKey }
  /** What it can sign with, the usual one first (RFC 7518 section 3.1, RFC 8037 section 3.1, RFC 9864 section 2.2). */
  readonly algorithms: readonly string[]
  /** Which key it is, for the head of what it signs: `kid`, and the thumbprints of its certificate. */
  readonly names: Readonly<Record<string, string>>
}

/** A provider of OpenID Connect: what it is stands in its metadata, and who somebody is in an ID token. */
export interface OpenIdSettings extends CommonSettings {
  readonly type: "oidc"
  readonly metadataUrl: string
  /** What ID tokens and logout tokens are signed with, where the client was registered for one (`id_token_signed_response_alg`). */
  readonly idTokenAlgorithm?: SignatureAlgorithm
  /** What its preset knows of it, with the preset's variables filled in. */
  readonly quirks: Quirks
  /** Entra's tenants whose people may log in, in lower case; undefined for all. */
  readonly allowedTenants?: readonly string[]
}

/** A provider without ID tokens: its endpoints and claims are written down, since it publishes no metadata. */
export interface OAuth2Settings extends CommonSettings {
  readonly type: "oauth2"
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly userinfoEndpoint: string
  /** Our claim by their field's name; `sub` is among them. */
  readonly claimsMapping: Readonly<Record<string, string>>
  /** What it calls itself in its answers (RFC 9207), where that is known. */
  readonly namesItself?: string
  /** What its preset knows of it. */
  readonly quirks: OAuth2Quirks
}

export interface Policy {
  readonly exposeTokens: readonly Exposed[]
  readonly userinfo: "never" | "missing" | "always"
  readonly claims?: readonly string[]
  readonly allowedEmails?: readonly string[]
  readonly allowedDomains?: readonly string[]
  readonly logout: "local" | "provider"
  /** Milliseconds. */
  readonly httpTimeout: number
  /** Seconds. */
  readonly clockTolerance: number
  /** RFC 9126; undefined: when the provider requires it. */
  readonly pushedAuthorizationRequests?: boolean
}
