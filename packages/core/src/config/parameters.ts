/** `client_kwargs`: what an owner adds to the authorization request. */
import { isTable, kindOf, type Table } from "./table.js"

/** Name and values, as they are sent; a name without values is left out of the request. */
export type Parameters = Readonly<Record<string, readonly string[]>>

const ours = [
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

/** Why a parameter cannot be set by hand, or not so, or undefined when it can. */
export function refusal(name: string, value: unknown): string | undefined {
  if (ours.includes(name)) {
    return "is made by this library, fresh and verified for every login, and cannot be set by hand"
  }
  if (name === "response_mode" && !["query", "form_post", ""].includes(value as string)) {
    return 'can be "query" or "form_post"'
  }
  if (name === "max_age" && value !== "" && !/^\d{1,9}$/.test(String(value))) return "must be a number of seconds"
  return undefined
}

/**
 * The texts of one value: numbers and booleans as text, a list joined by blanks (`resource` repeated, RFC 8707), a
 * table as JSON (`claims`, OpenID Connect Core section 5.5). The empty text omits the parameter. Throws a TypeError
 * that says what is wrong.
 */
export function parameterTexts(name: string, value: unknown): readonly string[] {
  if (value === "") return []
  if (Array.isArray(value)) {
    const texts = value.map(scalarText)
    return name === "resource" ? texts : [texts.join(" ")]
  }
  return [isTable(value) ? tableText(value) : scalarText(value)]
}

function scalarText(value: unknown): string {
  if (typeof value === "string" || typeof value === "boolean" || typeof value === "bigint") return String(value)
  if (typeof value === "number" && Number.isFinite(value)) return String(value)
  throw new TypeError(`must be a text, a number, true or false, a list of them or a table, not ${kindOf(value)}`)
}

function tableText(table: Table): string {
  let text: string | undefined
  try {
    // The value is looked up again, because a date has made itself a text before it comes here.
    text = JSON.stringify(table, function (this: Table, key, value) {
      return isJson(this[key]) ? value : refuse()
    })
  } catch {
    // Too deep, going round in a circle, or with a value that JSON does not have.
  }
  if (text === undefined) throw new TypeError("must be a table that can be written as JSON")
  return text
}

function isJson(value: unknown): boolean {
  if (typeof value === "number") return Number.isFinite(value)
  return value === null || ["string", "boolean"].includes(typeof value) || Array.isArray(value) || isTable(value)
}

function refuse(): never {
  throw new TypeError("not JSON")
}
