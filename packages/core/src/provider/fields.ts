/** Makes claims of the fields that a provider of `type = "oauth2"` answers with (pure). */

/** Our claims by the owner's mapping, and nothing else of it; undefined without a `sub` that can be used. */
export function mappedClaims(
  fields: object,
  mapping: Readonly<Record<string, string>>,
): (Record<string, unknown> & { sub: string }) | undefined {
  const claims: Record<string, unknown> = Object.create(null)
  for (const [claim, field] of Object.entries(mapping)) {
    const value = Object.hasOwn(fields, field) ? (fields as Record<string, unknown>)[field] : undefined
    if (value !== undefined && value !== null) claims[claim] = value
  }
  const sub = subjectOf(claims.sub)
  return sub === undefined ? undefined : { ...claims, sub }
}

/** A number becomes its text, unless JSON has rounded it: then it may be somebody else's. */
function subjectOf(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : undefined
  return typeof value === "string" && value.trim() !== "" && value.length <= 255 ? value : undefined
}

/** The address that its owner wrote first and the provider has verified; nothing when there is none. */
export function verifiedAddress(list: object): { email?: string; email_verified?: true } {
  if (!Array.isArray(list)) return {}
  const found = list.find((entry) => entry?.primary === true && entry.verified === true)
  return typeof found?.email === "string" ? { email: found.email, email_verified: true } : {}
}
