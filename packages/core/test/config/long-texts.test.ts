/** Long texts of many shapes: an answer within about a second, and with the error printed. */
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import type { ConfigError } from "../../src/errors.js"
import { errorOf, flat } from "./example.js"
import { timeOf } from "./timing.js"

const size = 200_000
const fill = (piece: string, end = "") => piece.repeat(Math.floor((size - end.length) / piece.length)) + end
const rows = (count: number, row: (index: number) => string, between = "\n") =>
  Array.from({ length: count }, (_, index) => row(index)).join(between)
const inAuth = `[auth]\n${rows(3, (index) => `x${index} = 1`)}\n`

describe("a text of 200 kB", () => {
  it.each<[string, string]>([
    ["line ends", fill("\n", "x")],
    ["blanks and a word", `${inAuth}${fill(" ", "x")}`],
    ["tabs and a word", `${inAuth}${fill("\t", "x")}`],
    ["blanks behind a key", `${inAuth}x${fill(" ")}`],
    ["blanks behind a value", `${inAuth}y = 1${fill(" ", "z")}`],
    ["blanks behind a header", `[auth]${fill(" ", "z")}`],
    ["blanks in a value without quotes", `${inAuth}y = a${fill(" ", "z")}`],
    ["words in a value without quotes", `${inAuth}y = ${fill("a ")}`],
    ["words", fill("word ")],
    ["one word", fill("w")],
    ["[", fill("[")],
    ["]", fill("]")],
    ["{", fill("{")],
    ["(", fill("(")],
    ["=", fill("=")],
    [".", fill(".")],
    ["a.", fill("a.")],
    ['"', fill('"')],
    ["'", fill("'")],
    ["\\", fill("\\")],
    ["#", fill("#")],
    ["# over lines", fill("#\n", "x")],
    ["a =", fill("a = ")],
    ["[a]", fill("[a]")],
    ['"a"', fill('"a" ')],
    ["{a", fill("{a ")],
    ["{ and a word", `x = {${fill("a")}`],
    ['{"', fill('{"')],
    ["{ and blanks", `x = {${fill(" ", "y")}`],
    ["a,", fill("a, ")],
    ["a:", fill("a: ")],
    ["[[a]", fill("[[a] ")],
    ["[ and blanks", `[${fill(" ", "x y")}`],
    ["an open list over lines", `${inAuth}y = [\n${fill('"a",\n')}`],
    ["an open list of quotes", `${inAuth}y = [\n${fill("'\n")}`],
    ["open lists", `${inAuth}${fill("y = [\n")}`],
    ["a large number", `${inAuth}y = ${fill("1")}`],
    ["curly quotes", `${inAuth}y = ${fill("\u201ca\u201d")}`],
    ["parentheses", `${inAuth}y = ${fill("()")}`],
    ["an open text of backslashes", `${inAuth}y = "${fill("\\\\")}`],
    ["a text of backslashes", `${inAuth}y = "${fill("\\\\")}"`],
    ["a text of wrong escapes", `${inAuth}y = "${fill("\\q")}"`],
    ["a text of escapes", `${inAuth}y = "${fill("\\u0061")}"`],
    ["a key of escapes", `${inAuth}"${fill("\\u0061")}" = 1`],
    ["an open text", `${inAuth}y = "${fill("a")}`],
    ["an open text of lines", `${inAuth}y = """\n${fill("a = 1\n")}`],
    ["a text of lines", `${inAuth}y = """\n${fill("[a]\na = 1\n")}"""`],
    ["a text of lines that hold quotes", `${inAuth}y = """\n${fill('""\n')}"""`],
    ["a text of lines of backslashes", `${inAuth}y = """\n${fill("\\\\\n")}"""`],
    ["a text of lines in single quotes", `${inAuth}y = '''\n${fill("''\n")}'''`],
    ["a list", `${inAuth}y = [${fill("1,")}]`],
    ["a list over lines", `${inAuth}y = [${fill("1,\n")}]`],
    ["a list of comments", `${inAuth}y = [\n${fill("# ]\n")}]`],
    ["a list of tables", `${inAuth}y = [${fill("{a=1},")}]`],
    ["lists in lists", `${inAuth}y = ${"[".repeat(size / 2)}${"]".repeat(size / 2)}`],
    ["tables in tables", `${inAuth}y = ${"{a=".repeat(size / 4)}1${"}".repeat(size / 4)}`],
    ["tables in tables, less deep", `${inAuth}y = ${"{a=".repeat(500)}1${"}".repeat(500)}`],
    ["a dotted key", `${inAuth}${fill("a.")}a = 1`],
    ["a dotted key in quotes", `${inAuth}${fill('"a".')}a = 1`],
    ["a dotted header", `[auth.${fill("a.")}a]`],
    ["dotted keys", `${inAuth}${rows(1000, (index) => `${"a.".repeat(50)}k${index} = 1${" ".repeat(90)}`)}`],
    ["headers below headers", rows(600, (index) => `[auth.${"a.".repeat(150)}k${index}]`)],
    ["providers in one line", `auth = { ${rows(12_000, (index) => `p${index} = {x=1}`, ", ")} }`],
    ["unknown keys in one line", `auth = { ${rows(16_000, (index) => `k${index} = 1`, ", ")} }`],
    ["parameters in one line", `[auth]\nclient_kwargs = { ${rows(7000, (index) => `k${index} = 1979-05-27`, ", ")} }`],
    ["unknown keys", `[auth]\n${rows(20_000, (index) => `k${index}=1`)}`],
    ["providers", `[auth]\n${rows(10_000, (index) => `[auth.p${index}]`)}`],
    ["providers of two brackets", `[auth]\n${rows(10_000, (index) => `[[auth.p${index}]]`)}`],
    ["the provider of two brackets", `[auth]\n${fill("[[auth.p]]\n")}`],
    ["[auth] in two brackets", fill("[[auth]]\n")],
    ["names with a dot", `[auth]\n${rows(10_000, (index) => `[auth.a.p${index}]`)}`],
    ["references", `[auth]\n${rows(7000, (index) => `k${index} = { env = "X" }`)}`],
    ["references in a list", `[auth]\nclaims = [${fill('{ env = "X" }, ')}]`],
    ["other people's tables", `[auth]\n${rows(10_000, (index) => `[other.p${index}]`)}`],
    ["CRLF", `[auth]\r\n${rows(15_000, (index) => `k${index} = 1`, "\r\n")}`],
    ["a list of secrets", `[auth]\ncookie_secret = [${fill('"a", ')}]`],
    ["a list of origins", `[auth]\nallow_insecure_http = [${fill('"a", ')}]`],
    ["a long list of e-mail addresses", `[auth]\nallowed_emails = [${fill('"a@b", ')}"c"]`],
    ["a URL of placeholders", `[auth]\nredirect_uri = "https://a.test/${fill("{a}")}"`],
    ["a URL of open placeholders", `[auth]\nredirect_uri = "https://a.test/${fill("{")}"`],
    ["a URL of blanks", `[auth]\nredirect_uri = "https://a.test/${fill(" ")}x"`],
    ["a base path", `[auth]\nredirect_uri = "https://a.test/cb"\nbase_path = "${fill("/a")}/ "`],
    ["a credential of blanks", `[auth]\nclient_id = "a${fill(" ")}a"`],
    ["a credential of brackets", `[auth]\nclient_secret = "${fill("<")}"`],
    ["a secret of brackets", `[auth]\ncookie_secret = "${fill("<>")}"`],
    ["a domain", `[auth]\nredirect_uri = "https://a.test/cb"\ncookie_domain = "${fill("a-")}"`],
    ["a preset", `[auth]\npreset = "${fill("google")}"`],
    ["a host", `[auth]\npreset = "okta"\ndomain = "${fill("a.")}"`],
    ["a host of dashes", `[auth]\npreset = "okta"\ndomain = "a${fill("-")}"`],
    ["a span of time", `[auth]\nsession_max_age = "${fill("1")}"`],
    ["a scope", `[auth]\nclient_id = "a"\nclient_kwargs = { scope = "${fill("a ")}" }`],
    ["a word without end", `[auth]\nno_such_key${fill("y")} = 1`],
  ])("%s", { timeout: 60_000 }, (_, text) => {
    let error: ConfigError | undefined
    let printed = ""
    const time = timeOf(() => {
      error = errorOf(text, { file: "secrets.toml" })
      printed = error?.message ?? ""
    })
    expect(error?.issues.length).toBeGreaterThan(0)
    expect(time).toBeLessThan(2500)
    // 100 issues of a few lines each, none of them longer than is shown of a line.
    expect(printed.length).toBeLessThan(100_000)
    expect(Math.max(...printed.split("\n").map((line) => line.length))).toBeLessThan(400)
  })
})

it("20 000 issues are printed, and read as data", { timeout: 60_000 }, () => {
  const error = errorOf(`[auth]\n${rows(20_000, (index) => `k${index}=1`)}`)
  // Those of [auth]: redirect_uri, cookie_secret and the provider.
  expect(error?.issues).toHaveLength(20_003)
  expect(error?.message).toContain("has 20003 problems")
  expect(error?.message).toContain("… and 19903 more")
  expect(timeOf(() => inspect(error))).toBeLessThan(2500)
  expect(timeOf(() => JSON.stringify(error))).toBeLessThan(2500)
})

it("a text that is right takes no longer", { timeout: 60_000 }, () => {
  const provider = ['client_id = "a-client"', 'client_secret = "a-secret"', 'preset = "google"']
  const auth = Object.entries(flat).map(([key, value]) => `${key} = "${value}"`)
  const text = ["[auth]", ...auth, rows(2000, (index) => [`[auth.p${index}]`, ...provider].join("\n"))].join("\n")
  expect(errorOf(text)).toBeUndefined()
  expect(timeOf(() => errorOf(text))).toBeLessThan(2500)
})
