/** The only way a visitor's wish becomes a redirect. */

declare const brand: unique symbol

/** A path, query and fragment of the application's own origin, as it is sent. Only `safeReturnTo` makes one. */
export type ReturnTo = string & { readonly [brand]: "ReturnTo" }

/** What a transaction cookie has room for, in bytes. */
export const longestReturnTo = 2048

/**
 * The wish, if the browser would stay on `origin` with it, else home (RFC 9700 section 4.11). What is not of our origin
 * is no error: the visitor asked for a login, and gets it.
 */
export function safeReturnTo(wish: unknown, { origin, home }: { origin: string; home: string }): ReturnTo {
  return (acceptable(wish, origin) ?? home) as ReturnTo
}

function acceptable(wish: unknown, origin: string): string | undefined {
  if (typeof wish !== "string" || wish.length > longestReturnTo || !isRooted(wish)) return undefined
  // Browsers drop tabs and line feeds and read a backslash as a slash: none of them has business in a path.
  if (/[\p{Cc}\\]/u.test(wish)) return undefined
  const url = parse(wish, origin)
  if (url === undefined) return undefined
  // Again in the form in which it is sent: "/..//evil.example" becomes "//evil.example" once its dots are resolved.
  const sent = url.pathname + url.search + url.hash
  if (sent.length > longestReturnTo || !isRooted(sent) || parse(sent, origin) === undefined) return undefined
  return sent
}

function isRooted(path: string): boolean {
  return path.startsWith("/") && !path.startsWith("//") && !path.startsWith("/\\")
}

function parse(path: string, origin: string): URL | undefined {
  try {
    const url = new URL(path, origin)
    return url.origin === origin ? url : undefined
  } catch {
    return undefined
  }
}
