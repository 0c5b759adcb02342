/** What a value must be beyond its type: each rule answers with what is wrong and how to mend it, or undefined. */
import type { Fault } from "./issues.js"

/** `localhost`, `*.localhost`, `127.0.0.0/8` and `[::1]`: what never leaves the machine. */
export function isLoopback(hostname: string): boolean {
  return /^(.+\.)?localhost$/.test(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname) || hostname === "[::1]"
}

const mends = "Replace it with the value that your provider shows for your client."

/** White space around a credential or a URL, and what documentation puts where a value belongs. */
export function credentialFault(value: string): Fault | undefined {
  if (value !== value.trim()) {
    return { code: "white_space", message: "has white space around it", hint: "Remove the blanks and line ends." }
  }
  if (/^(x{3,}|<.*>|\.{3,}|your[-_ ].*|change[-_ ]?me|replace[-_ ]?me|todo|placeholder)$/i.test(value)) {
    return { code: "placeholder", message: "is still the placeholder of some documentation", hint: mends }
  }
  return undefined
}

export const newSecret = `node -e "console.log(crypto.randomBytes(32).toString('base64url'))"`

/** A secret that can be guessed seals nothing. */
export function secretFault(value: string): Fault | undefined {
  const hint = `Make one: ${newSecret}`
  const placeholder = credentialFault(value)
  if (placeholder !== undefined) return { ...placeholder, hint }
  if ([...value].length < 32) return { code: "secret_too_short", message: "must be 32 characters or more", hint }
  if (new Set(value).size < 8) {
    return { code: "secret_too_simple", message: "must be random text, with 8 different characters or more", hint }
  }
  if (/your[-_ ]|change[-_ ]?(me|this)|replace[-_ ]|at[-_ ]least[-_ ]\d+|<[^<>]*>/i.test(value)) {
    return { code: "placeholder", message: "is still the placeholder of some documentation", hint }
  }
  return undefined
}

const asBrowsers = "Write it as a browser's address line shows it."

/** An absolute URL over https; over http on loopback and, where there is such a list, at the origins that the owner allowed. */
export function urlFault(value: string, insecureOrigins?: readonly string[]): Fault | undefined {
  const spaced = credentialFault(value)
  if (spaced !== undefined) return spaced
  const placeholders = value.match(/\{[^{}]*\}/g)
  if (placeholders !== null) {
    const message = placeholders.length === 1 ? "still has a placeholder" : "still has placeholders"
    return { code: "placeholder", message, quoted: placeholders.join(", "), hint: "Put your own value in its place." }
  }
  // URL would drop a tab, and read "https:app.example" and backslashes as if they were well written.
  const isWellWritten = /^https?:\/\/[^\s\\]+$/i.test(value)
  const url = isWellWritten && URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined) {
    return { code: "url_invalid", message: "must be an absolute URL that begins with https://", hint: asBrowsers }
  }
  if (url.username !== "" || url.password !== "") {
    return {
      code: "url_invalid",
      message: "must have no user name and no password",
      hint: "Remove what stands before the @.",
    }
  }
  if (url.hash !== "" || value.includes("#"))
    return { code: "url_invalid", message: "must have no fragment (#…)", hint: "Remove the # and what follows." }
  if (url.protocol === "http:" && !isLoopback(url.hostname) && insecureOrigins?.includes(url.origin) !== true) {
    const message = "must be https: http is for localhost"
    const hint = "What is sent over http can be read and changed on its way. Use https"
    const way = insecureOrigins === undefined ? "." : ", or name the origin in allow_insecure_http, in [auth]."
    return { code: "http_insecure", message, hint: hint + way }
  }
  return undefined
}

/** An origin, and nothing behind it. */
export function originFault(value: string): Fault | undefined {
  const isOrigin = URL.canParse(value) && new URL(value).origin === value
  const message = "must be an origin like http://keycloak:8080, with no path"
  const hint = "Scheme, host and port, and nothing behind them."
  return isOrigin ? undefined : { code: "origin_invalid", message, quoted: value, hint }
}

/** Whether a cookie with this domain comes to a host (RFC 6265bis section 5.1.3). */
export function isCookieDomainOf(domain: string, host: string): boolean {
  return host === domain.toLowerCase() || host.endsWith(`.${domain.toLowerCase()}`)
}

/** Letters, digits and dashes between dots. */
export function isDomain(text: string): boolean {
  return /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*$/i.test(text)
}

/** What paths are appended to has no query; an issuer has none (OpenID Connect Discovery section 2). */
export function queryFault(url: string): Fault | undefined {
  if (!url.includes("?")) return undefined
  return { code: "url_invalid", message: "must have no query (?…)", hint: "Remove the ? and what follows." }
}

/** A domain of which the application's host is a part: of any other, browsers take no cookie (RFC 6265bis section 5.7). */
export function cookieDomainFault(domain: string, host: string): Fault | undefined {
  // Browsers take no cookie for all of com, and a name of one label is com or the like.
  const isShared = domain.toLowerCase() !== host && !domain.includes(".")
  if (isDomain(domain) && !isShared && isCookieDomainOf(domain, host)) return undefined
  const message = "must be the host of redirect_uri or a domain above it"
  const hint = "Browsers take cookies for no other domain. Without the key they are the host's alone."
  return { code: "cookie_domain_invalid", message, quoted: domain, hint }
}
