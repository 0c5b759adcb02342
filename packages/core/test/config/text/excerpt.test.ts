/** S60 the line that an error shows: a caret below what is meant, and nothing that moves a cursor. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { errorOf, flat } from "../example.js"
import { excerptsIn, expectMasked } from "../excerpts.js"
import { scale } from "../runs.js"

const startingWith = (text: string) => new RegExp(`^${text.replace(/[^\w\s]/g, "\\$&")}`)

describe("the caret stands below what is meant", () => {
  const wide = "a".repeat(300)
  const kwargs = (entries: string) => `[auth]\nclient_kwargs = { ${entries} }`

  it.each([
    ["the first key", kwargs("state = 1"), "state = •••"],
    ["behind a masked text that is longer", kwargs('hd = "example.example.com", state = 1'), "state = •••"],
    ["behind a masked text that is shorter", kwargs('hd = "a", state = 1'), "state = •••"],
    ["behind an unknown key", kwargs("something = 1, state = 1"), "state = •••"],
    ["behind a list", kwargs('hd = ["a", "b"], state = 1'), "state = •••"],
    ["behind a table", kwargs('claims = { id_token = { a = 1 } }, state = "x"'), "state = "],
    ["behind tabs", "[auth.client_kwargs]\n\t\tstate = 1", "state = •••"],
    ["behind characters of two code units", kwargs('hd = "😀😀", state = 1'), "state = •••"],
    ["in a long line", kwargs(`hd = "${wide}", state = 1, login_hint = "${wide}"`), "state = •••"],
    [
      "at the end of many",
      kwargs(`${Array.from({ length: 40 }, (_, index) => `k${index} = 1, `).join("")}state = 1`),
      "state = ",
    ],
    [
      "at the beginning of many",
      kwargs(`state = 1${Array.from({ length: 40 }, (_, index) => `, k${index} = 1`).join("")}`),
      "state = •••, ••• =",
    ],
    [
      "in the middle of many",
      kwargs(
        `${"aa = 1, ".replaceAll("aa", "hd")}state = 1${Array.from({ length: 40 }, (_, index) => `, k${index} = 1`).join("")}`,
      ),
      "state = •••, ",
    ],
    ["a header", '\n[auth.google]\nclient_id = "a"', "[auth.google]"],
    ["an unknown header", '\n[auth.unknown]\nclient_id = "a"', "[auth.•••]"],
    ["T70", "[auth]\nlabel = (", "("],
    ["T71", "[auth] label = 1", "label = •••"],
    ["T76", "[auth]\nlabel = without quotes", "•••"],
    ["T76 curly quotes", "[auth]\nlabel = \u201ca\u201d", "•••"],
    ["T88 a byte order mark", "\uFEFF[auth] label = 1", "label = •••"],
    ["T88 CRLF", "[auth]\r\nlabel = (\r\n", "("],
    ["the end of a line", "[auth]\nlabel =", ""],
  ])("%s", (_, text, expected) => {
    const excerpts = excerptsIn(errorOf(text)?.message ?? "")
    expectMasked(excerpts)
    expect(excerpts.map(({ shown, at }) => shown.slice(at))).toEqual(
      expect.arrayContaining([expected === "" ? "" : expect.stringMatching(startingWith(expected))]),
    )
  })

  it("whatever stands beside it", { timeout: 30_000 * scale }, () => {
    const word = fc.constantFrom("hd", "prompt", "scope_", "x-y", '"a b"', "'{'", "lo.gin")
    const value = fc.oneof(
      fc.constantFrom("1", "true", '"a, b = {"', "'}'", '["]", "a"]', "{ a = 1 }", '"\\""', "1979-05-27", '"""a"""'),
      fc.string({ unit: "grapheme", maxLength: 80 }).map((text) => JSON.stringify(text).replaceAll("\u007f", "")),
    )
    const entries = fc
      .array(fc.tuple(word, value))
      .map((pairs) => pairs.map(([key, text], index) => `k${index}.${key} = ${text}`))
    let looked = 0
    fc.assert(
      fc.property(entries, entries, (before, after) => {
        const text = kwargs([...before, "state = 1", ...after.map((entry) => `x${entry}`)].join(", "))
        const error = errorOf(text)
        if (error?.issues.some(({ code }) => code.startsWith("toml_"))) return
        looked += 1
        const excerpts = excerptsIn(error?.message ?? "")
        expectMasked(excerpts)
        const below = excerpts.map(({ shown, at }) => shown.slice(at))
        expect(below.some((rest) => rest.startsWith("state = •••"))).toBe(true)
      }),
      { numRuns: 300 * scale },
    )
    expect(looked).toBeGreaterThan(200 * scale)
  })
})

describe("a line is shown as one line", () => {
  it.each([
    ["a carriage return", "\r"],
    ["a form feed", "\f"],
    ["a line separator", "\u2028"],
    ["an escape", "\u001b[2J"],
    ["a right-to-left mark", "\u202e"],
    ["a tab", "\t"],
    ["a zero", "\u0000"],
  ])("%s in it", (_, sign) => {
    const { message = "" } = errorOf(`[auth]\nlabel = "a" ${sign} x`) ?? {}
    expectMasked(excerptsIn(message))
    expect(excerptsIn(message)).toHaveLength(1)
    expect(message.split(/[\r\n\f\v\u0085\u2028\u2029]/)).toHaveLength(5)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
  })

  it.each([
    ["a quoted value", { auth: { ...flat, allowed_domains: "@\u001b[2J\na\u202eb\u009b" } }],
    ["a key", { auth: { ...flat, "a\u001b[2J\nb\u202ec\u009b\u2028": 1 } }],
    ["a variable's name", { auth: { ...flat, label: { env: "A\u001b[2J\nB\u202e\u009b" } } }],
    ["a file's name", '[auth]\nlabel = { file = "a\\u001b[2J\\nb" }'],
    ["a placeholder", { auth: { ...flat, server_metadata_url: "https://a.test/{a\u001b[2J\nb\u202e}" } }],
    ["a preset", { auth: { ...flat, preset: "\u001b[2J\n\u202e" } }],
  ])("%s of control characters moves no cursor", (_, input) => {
    const { message = "" } = errorOf(input) ?? {}
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/)
    // Each line is one of ours.
    for (const line of message.split("\n").slice(1)) expect(line).toMatch(/^ {2}/)
  })
})

it("an object and a variable have no line", () => {
  expect(excerptsIn(errorOf({ auth: { labl: 1 } })?.message ?? "")).toEqual([])
  expect(excerptsIn(errorOf("", { env: { AUTH__LABL: "x" } })?.message ?? "")).toEqual([])
})
