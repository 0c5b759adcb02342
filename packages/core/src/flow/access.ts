/** Who may log in at all (pure): the owner's lists of e-mail addresses and domains. */
import { asciiLower } from "../config/policy.js"
import type { Policy } from "../config/settings.js"
import type { Claims } from "../session/claims.js"

/** Why this person may not log in, in words for them; undefined when they may. */
export function whyNotAllowed(
  claims: Claims,
  { allowedEmails, allowedDomains }: Pick<Policy, "allowedEmails" | "allowedDomains">,
): string | undefined {
  if (allowedEmails === undefined && allowedDomains === undefined) return undefined
  const email = typeof claims.email === "string" && claims.email.includes("@") ? asciiLower(claims.email) : undefined
  if (email === undefined)
    return "Only certain e-mail addresses are allowed here, and the provider named none of yours."
  const domain = email.slice(email.lastIndexOf("@") + 1)
  if (allowedEmails?.includes(email) !== true && allowedDomains?.includes(domain) !== true) {
    return `${email} is not allowed here. Try another account.`
  }
  // Anyone can write an address into a profile; only a provider that checked it can vouch for it.
  if (claims.email_verified !== true) return `The provider did not vouch that ${email} is yours.`
  return undefined
}
