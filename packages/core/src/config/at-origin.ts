/** The settings as they are at one origin of the application: what holds an address, and nothing else, is another. */
import { isCookieDomainOf } from "./rules.js"
import type { Settings } from "./settings.js"

/** @param origin the configured one, or one that an entry of `allowed_origins` has let in */
export function settingsAt(settings: Settings, origin: string): Settings {
  const { application } = settings
  if (origin === application.origin) return settings
  const { redirectUri, home, cookie, hasOwnPostLogoutRedirectUri, postLogoutRedirectUri } = application
  const { pathname, search } = new URL(redirectUri)
  return {
    ...settings,
    application: {
      ...application,
      origin,
      redirectUri: origin + pathname + search,
      postLogoutRedirectUri: hasOwnPostLogoutRedirectUri ? postLogoutRedirectUri : origin + home,
      cookie: cookieAt(cookie, new URL(origin).hostname),
    },
  }
}

/** Of a domain that is not above it, a browser takes no cookie: there the cookies are the host's alone. */
function cookieAt(
  { domain, ...cookie }: Settings["application"]["cookie"],
  host: string,
): Settings["application"]["cookie"] {
  return domain !== undefined && isCookieDomainOf(domain, host) ? { ...cookie, domain } : cookie
}
