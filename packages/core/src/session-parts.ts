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
  const sealer = sealerOf(application, runtime)
  return { rules, sealer, sessions: sessionsWith({ sealer, rules, session: application.session }) }
}

/** One for the whole application, by the origin of `redirect_uri`: at all its origins it is the same application. */
export function sealerOf(
  { secrets, origin, basePath }: Pick<ApplicationSettings, "secrets" | "origin" | "basePath">,
  { random }: Pick<Runtime, "random">,
): Sealer {
  return createSealer({ secrets, application: origin + basePath, random })
}

export function sessionsWith({
  sealer,
  rules,
  session: { endsWithBrowser },
}: { sealer: Sealer; rules: CookieRules } & Pick<ApplicationSettings, "session">): Sessions {
  return cookieSessions({ sealer, rules, endsWithBrowser })
}

/** The cookies' name says where they hold (RFC 6265bis section 4.1.3); on http the port does, since cookies know none. */
export function cookieRules({ origin, basePath, cookie }: ApplicationSettings): CookieRules {
  const { protocol, port } = new URL(origin)
  const secure = protocol === "https:"
  const prefix = !secure ? "" : basePath === "" && cookie.domain === undefined ? "__Host-" : "__Secure-"
  const suffix = secure || port === "" ? "" : `-${port}`
  return { ...cookie, name: prefix + cookie.name + suffix, path: basePath === "" ? "/" : basePath, secure }
}
