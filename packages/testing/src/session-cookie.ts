// A session without a login, for the tests of applications.
import type { Config } from "@x/core"
import { sessionCookies } from "@x/core/adapter"

/** Claims as a provider would send them. `iss` and `sub` are made up, unless they are given. */
export interface SessionClaims {
  readonly [claim: string]: unknown
}

export interface SessionCookieOptions {
  /** The name of the provider that the person came from. Default: the one that `login()` would take, else the first. */
  provider?: string
}

/**
 * The value of a Cookie header with which a request is logged in: `fetch(url, { headers: { cookie } })`.
 *
 * @throws {AuthError} invalid_argument when `config` was not made by parseConfig or loadConfig; provider_unknown
 */
export async function sessionCookie(
  config: Config,
  claims: SessionClaims,
  options: SessionCookieOptions = {},
): Promise<string> {
  const lines = await sessionCookies(config, { claims, ...options })
  const cookies = lines.map((line) => line.slice(0, line.indexOf(";")))
  // A line without a value makes a browser forget: what is not there needs no words in a request.
  return cookies.filter((cookie) => !cookie.endsWith("=")).join("; ")
}
