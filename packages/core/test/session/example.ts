/** A session that is alive, and what it takes to seal one. */
import type { CookieRules } from "../../src/http/cookies.js"
import { createSealer, type Sealer } from "../../src/seal.js"
import type { Claims } from "../../src/session/claims.js"
import type { SessionRecord } from "../../src/session/session.js"

export const secret = "C_4D_ktY3rlQgDm7fqnrGA2d5MFcoODyjU7kgy4P_80"
export const otherSecret = "another-secret-that-is-long-enough-0123456789"

/** When the session begins, in seconds since the epoch. */
export const begin = 1_750_000_000
export const day = 86_400

export const claims: Claims = {
  iss: "https://provider.example.test",
  sub: "ada",
  name: "Ada",
  email: "ada@example.test",
}

export function record(more: Partial<SessionRecord> = {}): SessionRecord {
  return {
    id: "id",
    provider: "default",
    issuer: "https://id.example",
    beganAt: begin * 1000,
    issuedAt: begin,
    expiresAt: begin + 30 * day,
    claims,
    ...more,
  }
}

/** Claims of about so many bytes. */
export function bigClaims(bytes: number): Claims {
  return { ...claims, groups: "g".repeat(bytes) }
}

export const rules: CookieRules = { name: "__Host-auth", path: "/", secure: true, sameSite: "lax" }

export function sealer(secrets: readonly string[] = [secret], application = "https://app.example.test"): Sealer {
  return createSealer({ secrets, application, random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)) })
}

/** The Cookie header of a browser that held `header` and has taken these Set-Cookie lines. */
export function taken(lines: readonly string[], header = ""): string {
  const jar = new Map(header.split("; ").flatMap((pair) => (pair === "" ? [] : [split(pair)])))
  for (const line of lines) {
    const [name, value] = split(line.split(";", 1)[0] ?? "")
    if (line.includes("Max-Age=0")) jar.delete(name)
    else jar.set(name, value)
  }
  return [...jar].map(([name, value]) => `${name}=${value}`).join("; ")
}

function split(pair: string): [string, string] {
  const at = pair.indexOf("=")
  return [pair.slice(0, at), pair.slice(at + 1)]
}

export function asking(cookie: string | undefined) {
  return { headers: new Headers(cookie === undefined ? {} : { cookie }) }
}
