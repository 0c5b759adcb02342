/** One entry per well-known provider: where it is found, and what it does its own way. */
import type { AuthMethod } from "./keys.js"
import type { Parameters } from "./parameters.js"

export type Preset = OpenIdPreset | OAuth2Preset

interface CommonPreset {
  /** The text on the sign-in page, unless `label` says otherwise. */
  readonly label: string
  /** What the owner fills in, by its key. */
  readonly variables: Readonly<Record<string, Variable>>
  /** The client authentication that it understands, where its metadata leave that open or are wrong. */
  readonly authMethod?: AuthMethod
  /** Other defaults of `client_kwargs`; no values leave a parameter out. */
  readonly parameters?: Parameters
}

export interface OpenIdPreset extends CommonPreset {
  readonly type?: "oidc"
  /** The address of its metadata; `{name}` stands for the variable of that name. */
  readonly metadataUrl: string
  readonly quirks?: Quirks
}

/** A provider of `type = "oauth2"`, with all that its owner would have to write down. */
export interface OAuth2Preset extends CommonPreset {
  readonly type: "oauth2"
  /** What it calls itself in its answers (RFC 9207), and the `iss` of its users. */
  readonly issuer: string
  readonly authorizationEndpoint: string
  readonly tokenEndpoint: string
  readonly userinfoEndpoint: string
  /** Our claim by their field. */
  readonly claimsMapping: Readonly<Record<string, string>> & { readonly sub: string }
  readonly quirks?: OAuth2Quirks
}

export interface Variable {
  /** A host (`acme.okta.com`), an absolute URL, or one segment of a path. */
  readonly kind: "host" | "url" | "segment"
  /** Left out, the default holds; without one, the variable is required unless it is optional. */
  readonly default?: string
  readonly optional?: true
  /** What it looks like, for hints and the documentation. */
  readonly example: string
}

/** What a provider does otherwise than the specifications say. */
export interface Quirks {
  /** How its session is ended, where that is not RP-Initiated Logout 1.0. */
  readonly logout?: LogoutQuirk
  /** Its ID tokens repeat no nonce: none is sent, and a token that has one all the same is refused. */
  readonly withoutNonce?: true
  /** Its token endpoint refuses a `code_verifier`: no challenge is sent. Without a nonce, too, a stolen code is a login. */
  readonly withoutPkce?: true
  /** Its client secret is no text that stays: it is a JWT of `client_private_key`, made anew each time. */
  readonly signedSecret?: {
    /** `{name}` as in `metadataUrl`. */
    readonly issuer: string
    readonly audience: string
    readonly algorithm: string
  }
  /** Whom an assertion of ours is meant for, where that is not the issuer. */
  readonly assertionAudience?: "token_endpoint"
  /** Claims that it writes as the texts "true" and "false". */
  readonly booleanTexts?: readonly string[]
}

/** What a provider of `type = "oauth2"` does otherwise than RFC 6749 says, or in a place of its own. */
export interface OAuth2Quirks {
  /** Its own words for the errors of RFC 6749 section 5.2. */
  readonly errorWords?: Readonly<Record<string, "invalid_grant" | "invalid_client">>
  /** Where it lists a person's addresses, and says which it has verified: `{ email, primary, verified }` each. */
  readonly verifiedEmail?: {
    readonly endpoint: string
    /** Any of these in the scope asks for them. */
    readonly scopes: readonly string[]
  }
}

export interface LogoutQuirk {
  /** Asked when the metadata have no `end_session_endpoint`; `{name}` as in `metadataUrl`. */
  readonly endpoint?: string
  /** What it calls `post_logout_redirect_uri` there. Beside that, `client_id` is all that it knows. */
  readonly redirectParameter?: string
  /** It calls it so at the `end_session_endpoint` of its metadata, too. */
  readonly always?: true
}

/** The default `prompt=select_account` is left out: the provider answers it with an error, or has no such parameter. */
const withoutPrompt: Parameters = { prompt: [] }

/** The sources of what is said here stand in `test/support/profiles/`, one file a provider. */
export const presets: Readonly<Record<string, Preset>> = {
  google: {
    label: "Google",
    metadataUrl: "https://accounts.google.com/.well-known/openid-configuration",
    variables: {},
  },
  microsoft: {
    label: "Microsoft",
    metadataUrl: "https://login.microsoftonline.com/{tenant}/v2.0/.well-known/openid-configuration",
    variables: { tenant: { kind: "segment", default: "common", example: "contoso.onmicrosoft.com" } },
  },
  okta: {
    label: "Okta",
    metadataUrl: "https://{domain}/.well-known/openid-configuration",
    variables: { domain: { kind: "host", example: "acme.okta.com" } },
    quirks: { assertionAudience: "token_endpoint" },
  },
  auth0: {
    label: "Auth0",
    metadataUrl: "https://{domain}/.well-known/openid-configuration",
    variables: { domain: { kind: "host", example: "acme.eu.auth0.com" } },
    // Tenants from before November 2023 do not publish the standard endpoint unless their owner says so.
    quirks: { logout: { endpoint: "https://{domain}/v2/logout", redirectParameter: "returnTo" } },
  },
  keycloak: {
    label: "Keycloak",
    metadataUrl: "{base_url}/realms/{realm}/.well-known/openid-configuration",
    variables: {
      base_url: { kind: "url", example: "https://id.acme.example" },
      realm: { kind: "segment", example: "acme" },
    },
  },
  cognito: {
    label: "Amazon Cognito",
    metadataUrl: "https://cognito-idp.{region}.amazonaws.com/{user_pool_id}/.well-known/openid-configuration",
    variables: {
      region: { kind: "segment", example: "eu-west-1" },
      user_pool_id: { kind: "segment", example: "eu-west-1_aBcDeFgHi" },
      domain: { kind: "host", optional: true, example: "acme.auth.eu-west-1.amazoncognito.com" },
    },
    quirks: { logout: { endpoint: "https://{domain}/logout", redirectParameter: "logout_uri", always: true } },
  },
  gitlab: {
    label: "GitLab",
    metadataUrl: "{base_url}/.well-known/openid-configuration",
    variables: { base_url: { kind: "url", default: "https://gitlab.com", example: "https://gitlab.acme.example" } },
    parameters: withoutPrompt,
  },
  zitadel: {
    label: "ZITADEL",
    metadataUrl: "https://{domain}/.well-known/openid-configuration",
    variables: { domain: { kind: "host", example: "acme-a1b2c3.zitadel.cloud" } },
  },
  authentik: {
    label: "authentik",
    metadataUrl: "{base_url}/application/o/{slug}/.well-known/openid-configuration",
    variables: {
      base_url: { kind: "url", example: "https://id.acme.example" },
      slug: { kind: "segment", example: "my-app" },
    },
  },
  linkedin: {
    label: "LinkedIn",
    metadataUrl: "https://www.linkedin.com/oauth/.well-known/openid-configuration",
    variables: {},
    // Its metadata do not say so, and basic is refused.
    authMethod: "client_secret_post",
    parameters: withoutPrompt,
    quirks: { withoutNonce: true, withoutPkce: true },
  },
  apple: {
    label: "Apple",
    metadataUrl: "https://appleid.apple.com/.well-known/openid-configuration",
    variables: {
      team_id: { kind: "segment", example: "A1B2C3D4E5" },
      key_id: { kind: "segment", example: "ABC123DEFG" },
    },
    authMethod: "client_secret_post",
    // It refuses the scope `profile`, and an e-mail without form_post. The name comes in a form field that nobody signs.
    parameters: { scope: ["openid email"], response_mode: ["form_post"], ...withoutPrompt },
    quirks: {
      signedSecret: { issuer: "{team_id}", audience: "https://appleid.apple.com", algorithm: "ES256" },
      booleanTexts: ["email_verified", "is_private_email"],
    },
  },
  github: {
    type: "oauth2",
    label: "GitHub",
    issuer: "https://github.com/login/oauth",
    authorizationEndpoint: "https://github.com/login/oauth/authorize",
    tokenEndpoint: "https://github.com/login/oauth/access_token",
    userinfoEndpoint: "https://api.github.com/user",
    variables: {},
    // The two that its guide names.
    authMethod: "client_secret_post",
    parameters: { scope: ["read:user user:email"], prompt: ["select_account"] },
    // No e-mail: the one of the profile is the one that is shown to everybody, and nothing says whether it was verified.
    claimsMapping: {
      sub: "id",
      name: "name",
      preferred_username: "login",
      picture: "avatar_url",
      profile: "html_url",
    },
    quirks: {
      // "Not Found" is what a client id gets that it does not know.
      errorWords: {
        bad_verification_code: "invalid_grant",
        // Of GitHub Apps alone: the others' access tokens last.
        bad_refresh_token: "invalid_grant",
        incorrect_client_credentials: "invalid_client",
        "Not Found": "invalid_client",
      },
      verifiedEmail: {
        endpoint: "https://api.github.com/user/emails?per_page=100",
        scopes: ["user:email", "user"],
      },
    },
  },
}
