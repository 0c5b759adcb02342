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

const newSecret = `node -e "console.log(crypto.randomBytes(32).toString('base64url'))"`

/** A secret that can be guessed seals nothing. */
export function secretFault(value: string): Fault | undefined {
  const hint = `Make one: ${newSecret}`
  const placeholder = credentialFault(value)
  if (placeholder !== undefined) return { ...placeholder, hint }
  if ([...value].length < 32) return { code: "secret_too_short", message: "must be 32 characters or more", hint }
  if (new Set(value).size < 8) {
    return { code: "secret_too_simple", message: "must be random text, with 8 different characters or more", hint }
  }
  if (/your[-_ ]|change[-_ ]?(me|this)|replace[-_ ]|<[^<>]*>/i.test(value)) {
    return { code: "placeholder", message: "is still the placeholder of some documentation", hint }
  }
  return undefined
}

/** An absolute URL over https; over http on loopback, or where the owner allowed it. */
export function urlFault(value: string, insecureOrigins: readonly string[] = []): Fault | undefined {
  const spaced = credentialFault(value)
  if (spaced !== undefined) return spaced
  const placeholder = /\{[^{}]*\}/.exec(value)?.[0]
  if (placeholder !== undefined) {
    const hint = "Put your own value in its place."
    return { code: "placeholder", message: "still has a placeholder", quoted: placeholder, hint }
  }
  // URL would drop a tab, and read "https:app.example" and backslashes as if they were well written.
  const isWellWritten = /^https?:\/\/[^\s\\]+$/i.test(value)
  const url = isWellWritten && URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined) {
    return { code: "url_invalid", message: "must be an absolute URL that begins with https://" }
  }
  if (url.username !== "" || url.password !== "") {
    return { code: "url_invalid", message: "must have no user name and no password" }
  }
  if (url.hash !== "" || value.includes("#")) return { code: "url_invalid", message: "must have no fragment (#…)" }
  if (url.protocol === "http:" && !isLoopback(url.hostname) && !insecureOrigins.includes(url.origin)) {
    const message = "must be https: http is for localhost"
    return { code: "http_insecure", message, hint: "What is sent over http can be read and changed on its way." }
  }
  return undefined
}

/** An origin, and nothing behind it. */
export function originFault(value: string): Fault | undefined {
  const isOrigin = URL.canParse(value) && new URL(value).origin === value
  const message = "must be an origin like http://keycloak:8080, with no path"
  return isOrigin ? undefined : { code: "origin_invalid", message, quoted: value }
}

/** A domain of which the application's host is a part: of any other, browsers take no cookie (RFC 6265bis section 5.7). */
export function cookieDomainFault(domain: string, host: string): Fault | undefined {
  const isDomain = /^[a-z\d]([a-z\d-]*[a-z\d])?(\.[a-z\d]([a-z\d-]*[a-z\d])?)*$/i.test(domain)
  if (isDomain && (host === domain.toLowerCase() || host.endsWith(`.${domain.toLowerCase()}`))) return undefined
  const message = "must be the host of redirect_uri or a domain above it"
  return { code: "cookie_domain_invalid", message, quoted: domain }
}
