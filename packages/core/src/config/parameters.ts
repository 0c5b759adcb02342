/** `client_kwargs`: what an owner adds to the authorization request. */
import { isTable, kindOf, type Table } from "./table.js"

/** Name and values, as they are sent; a name without values is left out of the request. */
export type Parameters = Readonly<Record<string, readonly string[]>>

/** What a login makes itself, fresh each time, or must never be told from outside. */
export const ours: readonly string[] = [
  "state",
  "nonce",
  "redirect_uri",
  "client_id",
  "response_type",
  "code_challenge",
  "code_challenge_method",
  "code_verifier",
  "request",
  "request_uri",
  "registration",
]

/** Parameters that owners like to set (OpenID Connect Core section 3.1.2.1, RFC 8707, and what providers add). */
export const usual: readonly string[] = [
  ...["scope", "prompt", "max_age", "login_hint", "acr_values", "ui_locales", "claims", "display", "id_token_hint"],
  ...["response_mode", "resource", "audience", "hd", "domain_hint", "access_type", "organization", "connection"],
]

/** What a login asks for unless it is told otherwise, and the word that its scope must hold, by the provider's type. */
export const manners: Readonly<
  Record<"oidc" | "oauth2", { readonly defaults: Parameters; readonly neededScope?: string }>
> = {
  oidc: { defaults: { scope: ["openid profile email"], prompt: ["select_account"] }, neededScope: "openid" },
  // RFC 6749 section 3.3: without a scope, the server has a default of its own.
  oauth2: { defaults: {} },
}

/** What only an ID token can vouch for: asked of a provider without one, it would be taken for granted. */
const vouchedFor = ["max_age", "acr_values", "claims", "id_token_hint"]

/** Why a parameter cannot be set by hand, or not so, or undefined when it can. */
export function refusal(name: string, value: unknown, type: "oidc" | "oauth2"): string | undefined {
  if (ours.includes(name)) {
    return "is made by this library, fresh and verified for every login, and cannot be set by hand"
  }
  if (name === "response_mode" && !["query", "form_post", ""].includes(value as string)) {
    return 'can be "query" or "form_post"'
  }
  if (type === "oauth2" && vouchedFor.includes(name) && value !== "") {
    return "asks for what nobody vouches for without an ID token"
  }
  if (name === "max_age" && value !== "" && !isSeconds(value)) return "must be a number of seconds"
  return undefined
}

function isSeconds(value: unknown): boolean {
  return ["string", "number", "bigint"].includes(typeof value) && /^\d{1,9}$/.test(String(value))
}

/**
 * The texts of one value: numbers and booleans as text, a list joined by blanks (`resource` repeated, RFC 8707), a
 * table as JSON (`claims`, OpenID Connect Core section 5.5). The empty text omits the parameter. What is wrong, when
 * the value cannot be sent.
 */
export function parameterTexts(
  name: string,
  value: unknown,
): { readonly texts: readonly string[] } | { readonly wrong: string } {
  if (value === "") return { texts: [] }
  if (isTable(value)) {
    const text = tableText(value)
    return text === undefined ? { wrong: "must be a table that can be written as JSON" } : { texts: [text] }
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  const bad = values.find((one) => !isScalar(one))
  if (bad !== undefined || values.includes(undefined)) {
    return { wrong: `must be a text, a number, true or false, a list of them or a table, not ${kindOf(bad)}` }
  }
  const texts = values.map(String)
  return { texts: name === "resource" ? texts : [texts.join(" ")] }
}

function isScalar(value: unknown): boolean {
  return ["string", "boolean", "bigint"].includes(typeof value) || Number.isFinite(value)
}

function tableText(table: Table): string | undefined {
  try {
    // The value is looked up again, because a date has made itself a text before it comes here.
    return JSON.stringify(table, function (this: Table, key, value) {
      return isJson(this[key]) ? value : refuse()
    })
  } catch {
    // Too deep, going round in a circle, or with a value that JSON does not have.
    return undefined
  }
}

function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value)
  return value === null || ["string", "boolean"].includes(typeof value) || Array.isArray(value) || isTable(value)
}

function refuse(): never {
  throw new TypeError("not JSON")
}
