/** The policy keys: what holds for every provider, or for one. */
import { parseDuration } from "./duration.js"
import type { Issues } from "./issues.js"
import type { PolicyKeys } from "./keys.js"
import type { Policy } from "./settings.js"

/** By what cannot be in one: names of other scripts are domains, too. */
const address = /^[^@\s,;*]+@[^@\s,;*]+$/
const domain = /^[^@\s,;*/\\:]+$/

/** What is wrong with the keys of one table, beyond the type of their values. */
export function tellOfPolicy(keys: Partial<PolicyKeys>, path: readonly string[], issues: Issues): void {
  if ((parseDuration(keys.http_timeout) ?? 0) > 300) {
    const hint = 'Write "10s", or another span up to "5m".'
    issues.add("value_range", [...path, "http_timeout"], "must be 5 minutes at most: a visitor waits", hint)
  }
  if (toleranceOf(keys) > 60) {
    const hint = "A clock that is further off has to be set."
    issues.add("value_range", [...path, "clock_tolerance"], "must be 60 seconds at most", hint)
  }
  for (const key of ["allowed_emails", "allowed_domains"] as const) {
    const isRight = (entry: string) => (key === "allowed_emails" ? address : domain).test(entry)
    const wrong = [keys[key] ?? []].flat().find((entry) => !isRight(entry))
    if (wrong === undefined) continue
    const wanted = key === "allowed_emails" ? "addresses like me@example.com" : "domains like example.com, without @"
    const hint = "It would match nobody as it is."
    issues.tell([...path, key], { code: "value_invalid", message: `must be ${wanted}`, quoted: wrong, hint })
  }
}

export function policyOf(keys: Partial<PolicyKeys>): Policy {
  return {
    exposeTokens: [keys.expose_tokens ?? []].flat(),
    userinfo: keys.userinfo ?? "missing",
    ...(keys.claims === undefined ? {} : { claims: keys.claims }),
    ...(keys.allowed_emails === undefined ? {} : { allowedEmails: lowered(keys.allowed_emails) }),
    ...(keys.allowed_domains === undefined ? {} : { allowedDomains: lowered(keys.allowed_domains) }),
    logout: keys.logout ?? "local",
    httpTimeout: (parseDuration(keys.http_timeout) ?? 10) * 1000,
    clockTolerance: toleranceOf(keys),
    ...(keys.pushed_authorization_requests === undefined
      ? {}
      : { pushedAuthorizationRequests: keys.pushed_authorization_requests }),
  }
}

/** Seconds. No other span of time may be none. */
function toleranceOf({ clock_tolerance: tolerance }: Partial<PolicyKeys>): number {
  return tolerance === 0 || tolerance === "0s" ? 0 : (parseDuration(tolerance) ?? 30)
}

function lowered(value: string | readonly string[]): string[] {
  return [value].flat().map(asciiLower)
}

/** Letters of other scripts stay: a Kelvin sign in small letters is a k, and another person's address. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
