/** The parts that read and write our cookies, made of the configuration: for the Auth object, and for tests. */
import type { ApplicationSettings } from "./config/settings.js"
import type { CookieRules } from "./http/cookies.js"
import type { Runtime } from "./runtime.js"
import { createSealer, type Sealer } from "./seal.js"
import { cookieSessions, type Sessions } from "./session/cookie-sessions.js"

export function sessionParts(
  application: ApplicationSettings,
  runtime: Runtime,
): { rules: CookieRules; sealer: Sealer; sessions: Sessions } {
  const rules = cookieRules(application)
  const sealer = createSealer({
    secrets: application.secrets,
    application: application.origin + application.basePath,
    random: runtime.random,
  })
  const { endsWithBrowser } = application.session
  const sessions = cookieSessions({ sealer, rules, endsWithBrowser })
  return { rules, sealer, sessions }
}

/** The cookies' name says where they hold (RFC 6265bis section 4.1.3); on http the port does, since cookies know none. */
export function cookieRules({ origin, basePath, cookie }: ApplicationSettings): CookieRules {
  const { protocol, port } = new URL(origin)
  const secure = protocol === "https:"
  const prefix = !secure ? "" : basePath === "" && cookie.domain === undefined ? "__Host-" : "__Secure-"
  const suffix = secure || port === "" ? "" : `-${port}`
  return { ...cookie, name: prefix + cookie.name + suffix, path: basePath === "" ? "/" : basePath, secure }
}
