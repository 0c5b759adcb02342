/** Text that is no TOML: the place, and never the text itself. */
import { describe, expect, it } from "vitest"
import { allOf, errorOf, issuesOf } from "../example.js"

const canary = "cAnArY-0123456789-never-shown"

describe("where the text stops being TOML", () => {
  it.each([
    ["T70 parentheses", `[auth]\nx = (\n  "${canary}"\n)`, "toml_syntax", 2, 5],
    ["T71 one line", `[auth] x = "${canary}"`, "toml_syntax", 1, 8],
    ["T76 no quotes", `[auth]\nx = ${canary}`, "toml_syntax", 2, 5],
    ["T76 curly quotes", `[auth]\nx = \u201c${canary}\u201d`, "toml_syntax", 2, 5],
    ["an open string", `[auth]\n\nx = "${canary}`, "toml_syntax", 3, undefined],
    ["S35 a table twice", `[auth.a]\nx = "${canary}"\n[auth.a]\n`, "toml_duplicate", 3, undefined],
    ["S35 a key twice", `[auth]\nx = "${canary}"\ny = 1\nx = "${canary}"`, "toml_duplicate", 4, 1],
    ["S35 [auth] twice", `[auth]\n[other]\n[auth]\n`, "toml_duplicate", 3, undefined],
    ["lines that end with CRLF", `[auth]\r\nx = (\r\n`, "toml_syntax", 2, 5],
    ["a neighbour that says redefine", `[auth]\n# ${canary}: we redefine it\nx = (`, "toml_syntax", 3, 5],
    ["a syntax error whose value says redefine", `[auth]\nx = redefine`, "toml_syntax", 2, 5],
  ])("%s", (_, text, code, line, column) => {
    const [issue, ...others] = issuesOf(text)
    expect(others).toEqual([])
    expect(issue).toMatchObject({ code, line, column: column ?? expect.any(Number) })
    expect(issue?.hint).toEqual(expect.any(String))
  })

  it.each([
    `[auth]\nx = (\n  "${canary}"\n)`,
    `[auth] x = "${canary}"`,
    `[auth]\nx = ${canary}`,
    `[auth]\nx = \u201c${canary}\u201d`,
    `[auth]\nx = "${canary}`,
    `[auth]\nx = '${canary}' # ${canary}\ny = (`,
    `[auth]\nx = "${canary}"\nx = "${canary}"`,
    `[auth]\n"${canary}" = (`,
  ])("S60 nothing of the text is in the error: %j", (text) => {
    const error = errorOf(text)
    expect(error).toBeDefined()
    expect(error && allOf(error)).not.toContain(canary)
    expect(error?.cause).toBeUndefined()
  })

  it("the message names the file, the line and the column", () => {
    const message = errorOf("[auth]\nx = (", { file: "secrets.toml" })?.message
    expect(message).toContain("secrets.toml")
    expect(message).toContain("line 2, column 5")
  })
})

describe("what parses", () => {
  it.each([
    ["T78 a comment after a value", "[auth]\nx_y = 1 # a comment"],
    ["T88 a byte order mark", "\uFEFF[auth]\nx_y = 1"],
    ["T88 CRLF", "[auth]\r\nx_y = 1\r\n"],
    ["a multi-line string", '[auth]\nx_y = """\n1"""'],
  ])("%s", (_, text) => {
    const codes = issuesOf(text).map(({ path, code }) => `${path} ${code}`)
    expect(codes).toContain("auth.x_y key_unknown")
    expect(codes.join()).not.toContain("toml_")
  })
})
