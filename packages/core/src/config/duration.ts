/** Spans of time as people write them: 90, "10s", "12h", "30d". */

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Seconds, or undefined for what is no span of time. */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isSafeInteger(value) && value > 0 ? value : undefined
  const match = typeof value === "string" ? /^([1-9]\d{0,8})([smhd])$/.exec(value) : null
  if (match === null) return undefined
  const [, count = "", unit = ""] = match
  return Number(count) * (units[unit] ?? 0)
}
