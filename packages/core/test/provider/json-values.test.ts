/** How many values JSON holds, told by its separators. */
import { describe, expect, test } from "vitest"
import { isUnusable } from "../../src/provider/id-token.js"
import { holdsMore } from "../../src/provider/json-values.js"

const holdsTooMany = (text: string) => holdsMore(new TextEncoder().encode(text), { mostSeparators: 6000, deepest: 64 })
const base64url = (text: string) => Buffer.from(text).toString("base64url")

/** A list that takes so many commas and brackets. */
const list = (separators: number) => `[${Array(separators).fill("0").join()}]`
const object = (separators: number) => `{${Array.from({ length: separators }, (_, index) => `"${index}":null`).join()}}`

describe("limits: commas and opening brackets", () => {
  test.each<[string, string, boolean]>([
    ["a list of 6000", list(6000), false],
    ["a list of 6001", list(6001), true],
    ["an object of 6000", object(6000), false],
    ["an object of 6001", object(6001), true],
    ["nested 64 deep", "[".repeat(64) + "]".repeat(64), false],
    ["nested 65 deep", "[".repeat(65) + "]".repeat(65), true],
    ["nested 65 deep in two ways", `[${'{"a":'.repeat(64)}1${"}".repeat(64)}]`, true],
    [
      "often nested, and never deeply",
      `[${Array(100)
        .fill(`${"[".repeat(50)}${"]".repeat(50)}`)
        .join()}]`,
      false,
    ],
    ["empty lists", `[${Array(3000).fill("[]").join()}]`, false],
    ["commas in a text are none", `{"a":"${",".repeat(9000)}"}`, false],
    ["nor are brackets", `{"a":"${"[{".repeat(9000)}"}`, false],
    ["nor what follows a quote in a text", `{"a":"\\"${",".repeat(9000)}"}`, false],
    ["but what follows a text that ends in a backslash", `["\\\\",${list(6001)}]`, true],
    ["what is not ASCII hides nothing", `["\u{20ac}é\u{1f511}",${list(6001)}]`, true],
    ["a long text", JSON.stringify({ a: "x".repeat(250_000) }), false],
    ["text that never ends", `{"a":"${",".repeat(9000)}`, false],
    ["nothing", "", false],
  ])("%s", (_what, text, expected) => {
    expect(holdsTooMany(text)).toBe(expected)
  })

  const header = base64url(`{"alg":"ES256"}`)
  test.each<[string, string, boolean]>([
    ["a good payload", `${header}.${base64url(list(6000))}.c2lnbmF0dXJl`, false],
    ["its payload", `${header}.${base64url(list(6001))}.c2lnbmF0dXJl`, true],
    ["its header", `${base64url(object(6001))}.${header}.c2lnbmF0dXJl`, true],
    ["no base64url", `${header}.${base64url(list(6001))}A.${"x".repeat(9001)}`, false],
  ])("limits: in a JWT, %s", (_what, jwt, expected) => {
    expect(holdsTooMany(jwt)).toBe(expected)
    expect(holdsTooMany(JSON.stringify({ access_token: "a", id_token: jwt }))).toBe(expected)
  })

  const payload = base64url(list(6001))
  /** With something after each so many characters. */
  const parted = (text: string, by: (next: string) => string) =>
    text.replace(/(.{4000})(.)/g, (_, before, next) => before + by(next))
  test.each<[string, string]>([
    ["a letter of it written as its number", parted(payload, (next) => `\\u00${next.charCodeAt(0).toString(16)}`)],
    ["spaces in it", parted(payload, (next) => ` ${next}`)],
    ["a no-break space in it", parted(payload, (next) => `\u{a0}${next}`)],
    ["a line end in it", parted(payload, (next) => `\\n${next}`)],
    ["the other alphabet", Buffer.from(`[${Array(3001).fill('"\u{3f}\u{3e}~",{}').join()}]`).toString("base64")],
    ["a mark of the byte order", base64url(`\u{feff}${list(6001)}`)],
  ])("limits: in a JWT, %s hides nothing", (_what, hidden) => {
    expect(holdsTooMany(`{"access_token":"a","id_token":"${header}.${hidden}.c2lnbmF0dXJl"}`)).toBe(true)
  })

  // A token that is none of JSON, and a picture, are not read as such.
  test("limits: what begins otherwise is no JSON", () => {
    const text = base64url(`x${"[".repeat(9000)}`)
    expect(holdsTooMany(JSON.stringify({ sub: "ada", access_token: text }))).toBe(false)
  })

  // Whatever claims may hold comes through: a value costs a comma or a bracket, and an empty list one more.
  test.each<[string, unknown]>([
    ["3000 texts", { groups: Array(2999).fill("g") }],
    ["3000 empty lists", { groups: Array(2999).fill([]) }],
    ["1000 objects of two", Array(1000).fill({ a: {}, b: [] })],
  ])("limits: %s are no more than what claims may hold", (_what, claims) => {
    expect(isUnusable(claims)).toBe(false)
    expect(holdsTooMany(JSON.stringify(claims))).toBe(false)
  })

  test.each<[string, string]>([
    ["quotes", `"`.repeat(250_000)],
    ["backslashes", `"${"\\".repeat(250_000)}"`],
    ["parts too short for many values", `${"a".repeat(8000)}.`.repeat(30)],
    ["one part", "a".repeat(250_000)],
    ["spaces", `"${"a ".repeat(125_000)}"`],
    ["numbers of letters", `"${"\\u0061".repeat(40_000)}"`],
  ])(
    "limits: %s take no longer than what is read",
    (_what, text) => {
      expect(holdsTooMany(text)).toBe(false)
    },
    1000,
  )
})
