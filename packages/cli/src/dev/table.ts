/** The `[auth]` table of an application, and the variables around it, as they are written. */
import { isTable } from "@x/core/inspect"

export type Env = Readonly<Record<string, string | undefined>>

/** The text of a value: the variable that overrides it, what is written, or the variable that that names. */
export function textOf(written: unknown, override: string | undefined, env: Env): string | undefined {
  if (override) return override
  if (typeof written === "string") return written
  const name = isTable(written) && typeof written.env === "string" ? written.env : undefined
  return (name !== undefined && env[name]) || undefined
}

export function urlOf(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined
}
