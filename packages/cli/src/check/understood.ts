/** What was understood of a configuration, under the names that its keys have; nothing in it is secret. */
import { type Preset, presets } from "@x/core"
import {
  type ApplicationSettings,
  cookieRules,
  oneLine,
  type Policy,
  type ProviderSettings,
  routesOf,
} from "@x/core/inspect"
import type { IsHidden } from "./hidden.js"

/** A value, or the mark that it came from a variable or a file and is not shown. */
export type Shown = string | readonly string[] | { readonly isHidden: true }

export interface Setting {
  readonly key: string
  readonly value: Shown
}

const hidden = { isHidden: true } as const

export function understoodApplication(application: ApplicationSettings, isHidden: IsHidden): Setting[] {
  const { redirectUri, home, origin, postLogoutRedirectUri, secrets, cookie, session } = application
  const unless = (keys: readonly string[], value: Shown): Shown =>
    keys.some((key) => isHidden(["auth", key])) ? hidden : clean(value)
  // All of these are read off the redirect URI.
  const place = ["redirect_uri", "base_path"]
  return [
    { key: "redirect_uri", value: unless(["redirect_uri"], withoutQuery(redirectUri)) },
    { key: "base_path", value: unless(place, home) },
    {
      key: "routes",
      value: unless(
        place,
        routesOf(application).map(({ path }) => path),
      ),
    },
    { key: "cookie", value: unless([...place, "cookie_name"], cookieRules(application).name) },
    ...only(cookie.sameSite !== "lax", "cookie_same_site", () => unless(["cookie_same_site"], cookie.sameSite)),
    ...only(cookie.domain !== undefined, "cookie_domain", () => unless(["cookie_domain"], cookie.domain ?? "")),
    { key: "cookie_secret", value: secrets.length === 1 ? "set" : `${secrets.length} are set, and the first seals` },
    { key: "session_max_age", value: unless(["session_max_age"], spanOf(session)) },
    ...only(session.idleTimeout !== undefined, "session_idle_timeout", () =>
      unless(["session_idle_timeout"], inUnits(session.idleTimeout ?? 0)),
    ),
    ...only(session.followsIdToken, "session_follows_id_token", () => unless(["session_follows_id_token"], "true")),
    ...only(postLogoutRedirectUri !== origin + home, "post_logout_redirect_uri", () =>
      unless([...place, "post_logout_redirect_uri"], withoutQuery(postLogoutRedirectUri)),
    ),
    ...only(application.allowedOrigins.length > 0, "allowed_origins", () =>
      unless(["allowed_origins"], application.allowedOrigins),
    ),
    ...only(application.insecureOrigins.length > 0, "allow_insecure_http", () =>
      unless(["allow_insecure_http"], application.insecureOrigins),
    ),
  ]
}

/** The keys that say where a provider is. */
const addressKeys = [
  "server_metadata_url",
  "preset",
  ...new Set(
    Object.values(presets).flatMap((preset) => Object.keys(preset.variables).filter((key) => isInAddress(key, preset))),
  ),
]

function isInAddress(key: string, preset: Preset): boolean {
  if (preset.type === "oauth2") return false
  return [preset.metadataUrl, preset.quirks?.logout?.endpoint].some((template) => template?.includes(`{${key}}`))
}

/** Whether a part of a provider's address came from a variable or a file. */
export function isAddressHidden(name: string, isHidden: IsHidden): boolean {
  return addressKeys.some((key) => isHiddenAt(name, key, isHidden))
}

export function understoodProvider(provider: ProviderSettings, isHidden: IsHidden): Setting[] {
  const { name, label, clientId, clientSecret, privateKey, authMethod } = provider
  const unless = (keys: readonly string[], value: Shown): Shown =>
    keys.some((key) => isHiddenAt(name, key, isHidden)) ? hidden : clean(value)
  return [
    ...only(label !== name, "label", () => unless(["label", "preset"], label)),
    { key: "client_id", value: unless(["client_id"], clientId) },
    ...only(privateKey === undefined || clientSecret !== undefined, "client_secret", () =>
      clientSecret === undefined ? "none: a public client" : "set",
    ),
    ...only(privateKey !== undefined, "client_private_key", () => "set"),
    ...only(privateKey?.names.kid !== undefined, "key_id", () =>
      unless(["key_id", "client_private_key"], privateKey?.names.kid ?? ""),
    ),
    ...only(authMethod !== undefined, "token_endpoint_auth_method", () =>
      unless(["token_endpoint_auth_method", "preset"], authMethod ?? ""),
    ),
    ...understoodAddress(provider, unless),
    ...understoodParameters(provider, isHidden),
    ...understoodPolicy(provider.policy, (key, value) => (isPolicyHidden(name, key, isHidden) ? hidden : clean(value))),
  ]
}

function understoodAddress(
  provider: ProviderSettings,
  unless: (keys: readonly string[], value: Shown) => Shown,
): Setting[] {
  if (provider.type === "oidc") {
    const { metadataUrl, allowedTenants = [], idTokenAlgorithm } = provider
    return [
      { key: "metadata", value: unless(addressKeys, withoutQuery(metadataUrl)) },
      ...only(allowedTenants.length > 0, "allowed_tenants", () => unless(["allowed_tenants"], allowedTenants)),
      ...only(idTokenAlgorithm !== undefined, "id_token_signed_response_alg", () =>
        unless(["id_token_signed_response_alg"], idTokenAlgorithm ?? ""),
      ),
    ]
  }
  return [
    { key: "type", value: "oauth2" },
    {
      key: "authorization_endpoint",
      value: unless(["authorization_endpoint", "preset"], withoutQuery(provider.authorizationEndpoint)),
    },
    { key: "token_endpoint", value: unless(["token_endpoint", "preset"], withoutQuery(provider.tokenEndpoint)) },
    {
      key: "userinfo_endpoint",
      value: unless(["userinfo_endpoint", "preset"], withoutQuery(provider.userinfoEndpoint)),
    },
  ]
}

/** What is certainly no secret is shown; of what an owner adds besides, the name. */
const harmless = ["scope", "prompt", "response_mode", "max_age", "acr_values", "ui_locales"]

function understoodParameters(
  { name, parameters }: Pick<ProviderSettings, "name" | "parameters">,
  isHidden: IsHidden,
): Setting[] {
  return Object.entries(parameters).map(([parameter, values]) => {
    const key = oneLine(`client_kwargs.${parameter}`)
    if (isHiddenAt(name, "client_kwargs", isHidden, parameter)) return { key, value: hidden }
    const value = values.length === 0 ? "left out" : values.join(" ")
    return { key, value: harmless.includes(parameter) ? clean(value) : "set" }
  })
}

/** What differs from the default. */
function understoodPolicy(policy: Policy, unless: (key: string, value: Shown) => Shown): Setting[] {
  const { exposeTokens, userinfo, claims, allowedEmails, allowedDomains, logout, httpTimeout, clockTolerance } = policy
  const { pushedAuthorizationRequests } = policy
  const rows: readonly (readonly [key: string, value: Shown | undefined])[] = [
    ["allowed_emails", allowedEmails],
    ["allowed_domains", allowedDomains],
    ["logout", logout === "local" ? undefined : logout],
    ["userinfo", userinfo === "missing" ? undefined : userinfo],
    ["claims", claims],
    ["expose_tokens", exposeTokens.length === 0 ? undefined : exposeTokens],
    ["http_timeout", httpTimeout === 10_000 ? undefined : inUnits(httpTimeout / 1000)],
    ["clock_tolerance", clockTolerance === 30 ? undefined : inUnits(clockTolerance)],
    ["pushed_authorization_requests", pushedAuthorizationRequests?.toString()],
  ]
  return rows.flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: unless(key, value) }]))
}

/** A registration key of a provider; the provider `default` may stand in `[auth]` itself or in a table of its own. */
function isHiddenAt(name: string, key: string, isHidden: IsHidden, ...below: readonly string[]): boolean {
  return isHidden(["auth", name, key, ...below]) || (name === "default" && isHidden(["auth", key, ...below]))
}

/** A policy key holds for all providers where it stands in `[auth]`. */
function isPolicyHidden(name: string, key: string, isHidden: IsHidden): boolean {
  return isHidden(["auth", name, key]) || isHidden(["auth", key])
}

function only(condition: boolean, key: string, value: () => Shown): Setting[] {
  return condition ? [{ key, value: value() }] : []
}

function spanOf({ maxAge, endsWithBrowser }: ApplicationSettings["session"]): string {
  return endsWithBrowser ? "browser" : inUnits(maxAge)
}

/** As the configuration writes a span of time. */
function inUnits(seconds: number): string {
  const units = [
    ["d", 86_400],
    ["h", 3600],
    ["m", 60],
  ] as const
  const unit = units.find(([, length]) => seconds >= length && seconds % length === 0)
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`
}

/** A query may hold somebody's key. */
function withoutQuery(url: string): string {
  const [address = url, query] = url.split("?", 2)
  return query === undefined ? address : `${address}?…`
}

/** A file may hold what moves a terminal's cursor. */
function clean(value: Shown): Shown {
  if (typeof value === "string") return oneLine(value)
  return isList(value) ? value.map(oneLine) : value
}

function isList(value: Shown): value is readonly string[] {
  return Array.isArray(value)
}
