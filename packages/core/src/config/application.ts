/** The keys that hold for the whole application: where it lies, its cookies, how long a session lives. */

import { readAllowedOrigin } from "./allowed-origins.js"
import { parseDuration } from "./duration.js"
import type { Fault, Issues } from "./issues.js"
import type { ApplicationKeys } from "./keys.js"
import { readTyped } from "./read.js"
import { cookieDomainFault, newSecret, originFault, secretFault, urlFault } from "./rules.js"
import { applicationKeys } from "./schema.js"
import type { ApplicationSettings, ParseOptions } from "./settings.js"
import type { Table } from "./table.js"

const thirtyDays = 30 * 86_400

/** The application's settings; undefined, with the reasons among the issues, when they cannot be made. */
export function readApplication(auth: Table, options: ParseOptions, issues: Issues): ApplicationSettings | undefined {
  const tell = (key: keyof ApplicationKeys, fault: Fault) => issues.tell(["auth", key], fault)
  const keys = readTyped(applicationKeys, auth, ["auth"], issues)
  const insecureOrigins = list(keys.allow_insecure_http).map((origin) => origin.replace(/\/$/, ""))

  for (const origin of insecureOrigins) {
    const fault = originFault(origin)
    if (fault !== undefined) tell("allow_insecure_http", fault)
  }

  const allowedOrigins = list(keys.allowed_origins).map(readAllowedOrigin)
  for (const entry of allowedOrigins) if (typeof entry !== "string") tell("allowed_origins", entry)

  const secrets = list(keys.cookie_secret)
  if (secrets.length === 0 && !Object.hasOwn(auth, "cookie_secret")) {
    const hint = `Sessions are sealed with it. It belongs in [auth]; make one: ${newSecret}`
    tell("cookie_secret", { code: "key_missing", message: "is missing", hint })
  } else if (secrets.length === 0 && keys.cookie_secret !== undefined) {
    tell("cookie_secret", {
      code: "value_type",
      message: "must hold one secret at least",
      hint: `Make one: ${newSecret}`,
    })
  }
  const badSecrets = new Map(secrets.map(secretFault).map((fault) => [fault?.code, fault]))
  for (const fault of badSecrets.values()) if (fault !== undefined) tell("cookie_secret", fault)

  const place = readPlace(auth, keys, options, tell)
  const afterLogout = keys.post_logout_redirect_uri
  const badAfterLogout = afterLogout === undefined ? undefined : urlFault(afterLogout)
  if (badAfterLogout !== undefined) tell("post_logout_redirect_uri", badAfterLogout)

  const idleTimeout = parseDuration(keys.session_idle_timeout)
  if (place === undefined) return undefined
  const badDomain =
    keys.cookie_domain === undefined ? undefined : cookieDomainFault(keys.cookie_domain, new URL(place.origin).hostname)
  if (badDomain !== undefined) tell("cookie_domain", badDomain)
  return {
    ...place,
    postLogoutRedirectUri: afterLogout ?? place.origin + place.home,
    hasOwnPostLogoutRedirectUri: afterLogout !== undefined,
    secrets,
    cookie: {
      name: keys.cookie_name ?? "auth",
      sameSite: keys.cookie_same_site ?? "lax",
      ...(keys.cookie_domain === undefined ? {} : { domain: keys.cookie_domain }),
    },
    session: {
      maxAge: keys.session_max_age === "browser" ? thirtyDays : (parseDuration(keys.session_max_age) ?? thirtyDays),
      endsWithBrowser: keys.session_max_age === "browser",
      ...(idleTimeout === undefined ? {} : { idleTimeout }),
      followsIdToken: keys.session_follows_id_token ?? false,
    },
    insecureOrigins,
    allowedOrigins: allowedOrigins.filter((entry) => typeof entry === "string"),
  }
}

type Place = Pick<ApplicationSettings, "origin" | "basePath" | "home" | "redirectUri" | "callbackPath">

/** Where the application lies: read off `redirect_uri`, unless `base_path` says otherwise. */
function readPlace(
  auth: Table,
  keys: Partial<ApplicationKeys>,
  options: ParseOptions,
  tell: (key: keyof ApplicationKeys, fault: Fault) => void,
): Place | undefined {
  if (keys.redirect_uri === undefined) {
    if (!Object.hasOwn(auth, "redirect_uri")) {
      const hint = 'It belongs in [auth]: redirect_uri = "http://localhost:8501/oauth2callback"'
      tell("redirect_uri", { code: "key_missing", message: "is missing", hint })
    }
    return undefined
  }
  const port = String(options.port ?? options.env?.PORT ?? "")
  if (keys.redirect_uri.includes("{port}") && !isPort(port)) {
    const hint = "Set the variable PORT where the application starts, or give the option port."
    const message = port === "" ? "has {port}, and no port is known" : "has {port}, and what is given for it is no port"
    tell("redirect_uri", { code: "port_missing", message, hint })
    return undefined
  }
  const redirectUri = keys.redirect_uri.replace("{port}", port)
  const fault = urlFault(redirectUri)
  if (fault !== undefined) {
    tell("redirect_uri", fault)
    return undefined
  }
  const { origin, pathname } = new URL(redirectUri)
  const written = withoutFinalSlashes(keys.base_path ?? directoryOf(pathname))
  if (written !== "" && !/^(\/[^/?#\\\s;]+)+$/.test(written)) {
    const hint = 'Write it as browsers show it: base_path = "/app".'
    tell("base_path", { code: "base_path_invalid", message: "must be a path that begins with /", hint })
    return undefined
  }
  // As it stands in every URL: /é is /%C3%A9 there.
  const basePath = withoutFinalSlashes(new URL(written, origin).pathname)
  const home = `${basePath}/`
  const reserved = [home, basePath, `${basePath}/auth/login`, `${basePath}/auth/logout`]
  reserved.push(`${basePath}/auth/backchannel-logout`, `${basePath}/auth/frontchannel-logout`)
  if (!pathname.startsWith(home)) {
    const hint = "Change one of the two: cookies of the base path must reach the callback."
    tell("redirect_uri", { code: "redirect_uri_path", message: "must lie below base_path", hint })
    return undefined
  }
  if (reserved.includes(pathname)) {
    const hint = "Use a path of its own, such as /oauth2callback."
    const isSlashTooMany = /callback\/$/i.test(pathname)
    const path = isSlashTooMany ? pathname.slice(0, -1) : `${basePath}/oauth2callback`
    const quotingHint = `Use a path of its own: ${origin}${path}`
    const message = "has a path with another use"
    const isShort = quotingHint.length <= 160
    const fault = { code: "redirect_uri_path", message, quoted: pathname, hint }
    tell("redirect_uri", isShort ? { ...fault, quotingHint } : fault)
    return undefined
  }
  return { origin, basePath, home, redirectUri, callbackPath: pathname }
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536
}

/** The directory of the callback, without a last segment `auth`: /app/oauth2callback and /app/auth/callback give /app. */
function directoryOf(pathname: string): string {
  return pathname.slice(0, pathname.lastIndexOf("/")).replace(/\/auth$/, "")
}

/** By hand: a pattern would try again at every slash of a long row. */
function withoutFinalSlashes(path: string): string {
  let end = path.length
  while (path[end - 1] === "/") end -= 1
  return path.slice(0, end)
}

function list(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return []
  return typeof value === "string" ? [value] : value
}
