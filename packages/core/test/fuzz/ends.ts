/** How far an input got, in a word or two. */
import type { Exchange } from "./door.js"
import { codeOf } from "./invariants.js"

export function endOf({ application, answer }: Exchange): string {
  const { status, headers, cookies, thrown } = answer
  if (thrown !== undefined) return "thrown"
  if (status === 503 && headers.get("retry-after") !== null) return "not now"
  if (status >= 400) return codeOf(answer) ?? String(status)
  const location = headers.get("location")
  if (location === null) return "page"
  if (makesSession(cookies, application.cookieName)) return "signed in"
  const { origin } = new URL(location, application.origin)
  return origin === application.origin ? "home" : "to the provider"
}

/** Whether these Set-Cookie lines sign somebody in. */
export function makesSession(cookies: readonly string[], name: string): boolean {
  return cookies.some((line) => {
    const rest = line.startsWith(name) ? line.slice(name.length) : ""
    return /^(?:\.\d)?=[^;]/.test(rest)
  })
}
