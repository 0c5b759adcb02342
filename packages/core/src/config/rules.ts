/** What a value must be beyond its type: each rule answers with what is wrong and how to mend it, or undefined. */

export interface Fault {
  readonly code: string
  readonly message: string
  readonly hint?: string
}

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
  if (/your[-_ ]|change[-_ ]?(me|this)|replace[-_ ]|<.*>/i.test(value)) {
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
    const message = `still has the placeholder ${placeholder.slice(0, 60)}`
    return { code: "placeholder", message, hint: "Put your own value in its place." }
  }
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:")) {
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
