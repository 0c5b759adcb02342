/** Where each kind of issue is: the line and the column of the key, or of the header of its table. */
import { describe, expect, it } from "vitest"
import { issuesOf, secret } from "../example.js"

/** `▶` stands before what is meant; it is no part of the text. */
function placeIn(marked: string): { text: string; line: number; column: number } {
  const at = marked.indexOf("▶")
  const before = marked.slice(0, at).replace(/^\uFEFF/, "")
  const line = before.split("\n").length
  return { text: marked.replace("▶", ""), line, column: at === -1 ? 0 : before.length - before.lastIndexOf("\n") }
}

/** The issue at a path; a table of a line or two is wrong in other ways, too. */
function issueAt(text: string, path: string) {
  return issuesOf(text).find((issue) => issue.path === path)
}

const tripled = '"""'

describe("a key", () => {
  it.each([
    ["of [auth]", "[auth]\n▶label = 3", "auth.label"],
    ["of [auth], unknown", "[auth]\n▶labl = 3", "auth.labl"],
    ["of a provider", "[auth]\n[auth.google]\n▶label = 3", "auth.google.label"],
    ["of a parameter", '[auth.client_kwargs]\n▶state = "x"', "auth.client_kwargs.state"],
    ["T79 of a provider's parameter", '[auth.google.client_kwargs]\n\n▶state = "x"', "auth.google.client_kwargs.state"],
    ["behind blanks", "[auth]\n  ▶label = 3", "auth.label"],
    ["behind tabs, each of which is one column", "[auth]\n\t\t▶label = 3", "auth.label"],
    ["without blanks", "[auth]\n▶label=3", "auth.label"],
    ["with blanks before the =", "[auth]\n▶label   =   3", "auth.label"],
    ["in double quotes", '[auth]\n▶"label" = 3', "auth.label"],
    ["in single quotes", "[auth]\n▶'label' = 3", "auth.label"],
    ["with escapes", '[auth]\n▶"l\\u0061bel" = 3', "auth.label"],
    ["with a dot", '[auth]\n▶"la.bel" = 3', 'auth."la.bel"'],
    ["with an =", '[auth]\n▶"la=bel" = 3', 'auth."la=bel"'],
    ["with a #", '[auth]\n▶"la#bel" = 3', 'auth."la#bel"'],
    ["with a bracket", '[auth]\n▶"[auth]" = 3', 'auth."[auth]"'],
    ["with an escaped quote", '[auth]\n▶"la\\"bel" = 3', 'auth."la\\"bel"'],
    ["with a backslash in single quotes", "[auth]\n▶'la\\bel' = 3", 'auth."la\\\\bel"'],
    ["of other letters", '[auth]\n▶"schlüssel-鍵" = 3', 'auth."schlüssel-鍵"'],
    ["behind characters of two code units", '[auth]\nx = { "😀" = 1, ▶"y z" = 2 }', 'auth.x."y z"'],
    ["of digits", "[auth]\n▶1234 = 3", "auth.1234"],
    ["that is empty", '[auth]\n▶"" = 3', 'auth.""'],
    ["__proto__", "[auth]\n▶__proto__ = 3", "auth.__proto__"],
    ["on the last line, which has no end", "[auth]\n\n\n▶label = 3", "auth.label"],
    ["before any table", "▶auth = 3", "auth"],
  ])("%s", (_, marked, path) => {
    const { text, line, column } = placeIn(marked)
    expect(issueAt(text, path)).toMatchObject({ line, column })
  })
})

describe("a dotted key", () => {
  it.each([
    ["below [auth]", "[auth]\n▶google.label = 3", "auth.google.label"],
    ["at the root", "▶auth.google.label = 3", "auth.google.label"],
    ["with blanks around the dots", "▶auth . google . label = 3", "auth.google.label"],
    ["with quotes", `▶auth."my.idp".'label' = 3`, 'auth."my.idp".label'],
    ["T87 that wants quotes", "[auth]\n▶my.idp.label = 3", "auth.my.idp"],
    ["whose table has no header", "[auth]\n▶google.label = 3\ngoogle.client_id = 3", "auth.google.client_secret"],
    ["the second one", "[auth]\ngoogle.label = 3\n▶google.client_id = 3", "auth.google.client_id"],
    ["in an inline table", "[auth]\ngoogle = { a.b = 1, ▶client_kwargs.state = 3 }", "auth.google.client_kwargs.state"],
    ["that is a number at first sight", "[auth]\n▶3.14 = 3", "auth.3.14"],
  ])("%s", (_, marked, path) => {
    const { text, line, column } = placeIn(marked)
    expect(issueAt(text, path)).toMatchObject({ line, column })
  })
})

describe("an inline table", () => {
  it.each([
    ["its first key", "[auth]\nclient_kwargs = { ▶state = 3 }", "auth.client_kwargs.state"],
    ["a later key", '[auth]\nclient_kwargs = { hd = "a, b = { c", ▶state = 3 }', "auth.client_kwargs.state"],
    ["a key behind a list", '[auth]\nclient_kwargs = { hd = ["}", "]"], ▶state = 3 }', "auth.client_kwargs.state"],
    ["within another", "auth = { google = { ▶label = 3 } }", "auth.google.label"],
    ["itself", "[auth]\n▶client_id = { label = 3 }", "auth.client_id"],
    ["that lacks a key", "[auth]\n▶google = { label = 3 }", "auth.google.client_id"],
    ["in a list", "[auth]\n▶google = [{ label = 3 }, { label = 4 }]", "auth.google"],
    ["without blanks", "auth={google={▶label=3}}", "auth.google.label"],
  ])("%s", (_, marked, path) => {
    const { text, line, column } = placeIn(marked)
    expect(issueAt(text, path)).toMatchObject({ line, column })
  })
})

describe("what is missing has the place of its table", () => {
  it.each([
    ["in [auth]", "\n▶[auth]\nlabel = 3", "auth.redirect_uri"],
    ["in a provider", "[auth]\n▶[auth.google]\nlabel = 3", "auth.google.client_id"],
    ["in a provider in quotes", '[auth]\n▶[auth."my.idp"]\nlabel = 3', 'auth."my.idp".client_id'],
    ["below a header of blanks", '[auth]\n▶[ auth . "my.idp" ]\nlabel = 3', 'auth."my.idp".client_id'],
    ["below an indented header", "[auth]\n  ▶[auth.google]\n  label = 3", "auth.google.client_id"],
    ["below a header of escapes", '[auth]\n▶["\\u0061uth".google]\nlabel = 3', "auth.google.client_id"],
    ["below a header with a comment", "[auth]\n▶[auth.google] # [auth.okta]\nlabel = 3", "auth.google.client_id"],
    ["in [auth], which has no header", "▶[auth.google]\nlabel = 3", "auth.redirect_uri"],
    ["in [auth], whose header comes last", "[auth.google]\nlabel = 3\n▶[auth]", "auth.redirect_uri"],
    ["in a provider without a header", "[auth]\n▶[auth.google.client_kwargs]\nhd = 3", "auth.google.client_id"],
    ["a provider", "▶[auth]", "auth"],
    ["in an empty provider", "[auth]\n▶[auth.google]", "auth.google.client_id"],
    [
      "in claims_mapping",
      '[auth]\n[auth.forge]\ntype = "oauth2"\n▶claims_mapping = { name = "login" }',
      "auth.forge.claims_mapping.sub",
    ],
    [
      "in claims_mapping with a header",
      '[auth]\n[auth.forge]\ntype = "oauth2"\n▶[auth.forge.claims_mapping]\nname = "login"',
      "auth.forge.claims_mapping.sub",
    ],
  ])("%s", (_, marked, path) => {
    const { text, line, column } = placeIn(marked)
    expect(issueAt(text, path)).toMatchObject({ line, column })
  })
})

describe("a table that cannot be", () => {
  it.each([
    ["T87 two brackets", "▶[[auth]]\nlabel = 3", "auth"],
    ["T87 two brackets twice", "▶[[auth]]\nlabel = 3\n[[auth]]\nlabel = 4", "auth"],
    ["T87 two brackets with blanks", "▶[[ auth ]]", "auth"],
    ["T87 a provider with two brackets", "[auth]\n▶[[auth.google]]\nlabel = 3", "auth.google"],
    ["T87 a provider as a list", '[auth]\n▶google = ["a"]', "auth.google"],
    ["T87 a name with a dot", "[auth]\n▶[auth.my.idp]\nlabel = 3", "auth.my.idp"],
    ["S36 a reserved name", "[auth]\n▶[auth.constructor]\nlabel = 3", "auth.constructor"],
    ["S39 the default twice", '[auth]\nclient_id = "a"\n▶[auth.default]\nlabel = "a"', "auth.default"],
    ["S31 a key in the wrong table", '[auth]\n[auth.google]\n▶redirect_uri = "x"', "auth.google.redirect_uri"],
  ])("%s", (_, marked, path) => {
    const { text, line, column } = placeIn(marked)
    expect(issueAt(text, path)).toMatchObject({ line, column })
  })
})

describe("what only looks like a key", () => {
  it.each([
    ["a comment", "[auth]\n# label = 1\n▶label = 3", "auth.label"],
    ["a comment with brackets and quotes", `[auth]\n# [auth.x] "' [ {\n▶label = 3`, "auth.label"],
    ["a comment behind a value", `[auth]\nx = 1 # " [ { label = 1\n▶label = 3`, "auth.label"],
    ["a comment behind a header", `[auth] # " [ label = 1\n▶label = 3`, "auth.label"],
    ["a text", '[auth]\nx = "label = 1 # ] }"\n▶label = 3', "auth.label"],
    ["a text with quotes in it", '[auth]\nx = "\\" # label = 1"\n▶label = 3', "auth.label"],
    ["a text that ends with a backslash", '[auth]\nx = "a\\\\"\n▶label = 3', "auth.label"],
    ["a text in single quotes that ends with one", "[auth]\nx = 'a\\'\n▶label = 3", "auth.label"],
    ["a text of lines", `[auth]\nx = ${tripled}\nlabel = 1\n[auth.y]\n${tripled}\n▶label = 3`, "auth.label"],
    ["a text of lines in single quotes", "[auth]\nx = '''\nlabel = 1\n[auth.y]\n'''\n▶label = 3", "auth.label"],
    [
      "a text of lines that holds quotes",
      `[auth]\nx = ${tripled}a ""\nlabel = 1 \\${tripled}\n${tripled}\n▶label = 3`,
      "auth.label",
    ],
    ["a text of lines that ends with quotes", `[auth]\nx = ${tripled}label = 1""${tripled}\n▶label = 3`, "auth.label"],
    [
      "a text of lines that begins with quotes",
      `[auth]\nx = ${tripled}""label = 1${tripled}\n▶label = 3`,
      "auth.label",
    ],
    ["an empty text of lines", `[auth]\nx = ${tripled}${tripled}\n▶label = 3`, "auth.label"],
    ["an empty text", '[auth]\nx = ""\n▶label = 3', "auth.label"],
    ["a list of lines", '[auth]\nx = [\n  "label = 1", # ] label = 1\n  "]",\n  [ "a" ],\n]\n▶label = 3', "auth.label"],
    ["a list of tables", "[auth]\nx = [{ label = 1 }, { label = 2 }]\n▶label = 3", "auth.label"],
    ["other people's table", "[other]\nlabel = 1\n[auth]\n▶label = 3", "auth.label"],
    ["other people's table below [auth]", "[auth]\n▶label = 3\n[other.auth]\nlabel = 1", "auth.label"],
    ["a root key", "label = 1\n[auth]\n▶label = 3", "auth.label"],
    ["a date", "[auth]\nx = 1979-05-27 07:32:00 # label = 1\n▶label = 3", "auth.label"],
    ["numbers", "[auth]\nx = [1_000, 0x1f, 1e3, -inf, nan, +1.5]\n▶label = 3", "auth.label"],
  ])("%s", (_, marked, path) => {
    const { text, line, column } = placeIn(marked)
    expect(issueAt(text, path)).toMatchObject({ line, column })
  })
})

describe("T88 a byte order mark and CRLF move nothing", () => {
  it.each([
    ["a key", "[auth]\n▶label = 3", "auth.label"],
    ["what is missing", "▶[auth]\nlabel = 3", "auth.redirect_uri"],
    ["a dotted key on the first line", "▶auth.label = 3", "auth.label"],
    ["behind a text of lines", `[auth]\nx = ${tripled}\na\n\n${tripled}\n▶label = 3`, "auth.label"],
    ["behind a list of lines", "[auth]\nx = [\n1,\n\n2 ]\n▶label = 3", "auth.label"],
    ["in an inline table", "[auth]\nclient_kwargs = { ▶state = 3 }", "auth.client_kwargs.state"],
  ])("%s", (_, marked, path) => {
    const { text, line, column } = placeIn(marked)
    for (const variant of [`\uFEFF${text}`, text.replaceAll("\n", "\r\n"), `\uFEFF${text.replaceAll("\n", "\r\n")}`]) {
      expect(issueAt(variant, path)).toMatchObject({ line, column })
    }
  })

  it.each([
    ["T71 on the first line", "[auth] ▶x = 1"],
    ["T70 on the first line", "x = ▶(\n1)"],
    ["on the second", "[auth]\nx = ▶("],
  ])("a text that is no TOML: %s", (_, marked) => {
    const { text, line, column } = placeIn(marked)
    const [plain] = issuesOf(text)
    expect(plain).toMatchObject({ code: "toml_syntax", line, column })
    for (const variant of [`\uFEFF${text}`, text.replaceAll("\n", "\r\n"), `\uFEFF${text.replaceAll("\n", "\r\n")}`]) {
      expect(issuesOf(variant)).toEqual([plain])
    }
  })
})

describe("S35 the second of a name has the place", () => {
  it.each([
    ["a key", "[auth]\nlabel = 1\n▶label = 2"],
    ["a key with another spelling", '[auth]\nlabel = 1\n▶"label" = 2'],
    ["a table", "[auth]\n[auth.a]\n▶[auth.a]"],
    ["[auth]", "[auth]\n[other]\n▶[auth]"],
    ["a table that is a key", "[auth]\ngoogle = 1\n▶[auth.google]"],
  ])("%s", (_, marked) => {
    const { text, line } = placeIn(marked)
    expect(issuesOf(text)).toMatchObject([{ code: "toml_duplicate", line, column: expect.any(Number) }])
  })
})

describe("several issues", () => {
  it("come in the order of the text", () => {
    const text = `[auth]\nlabl = 1\nredirect_uri = 3\n[auth.b]\nlabel = 3\n[auth.a]\nlabel = 3\ncookie_secret = "${secret}"`
    const places = issuesOf(text).map(({ line = 0, column = 0 }) => line * 1000 + column)
    expect(places.length).toBeGreaterThan(6)
    expect(places).toEqual([...places].sort((one, other) => one - other))
  })

  it("of one key have one place", () => {
    const text = '[auth]\nclient_kwargs = { a = 1979-05-27, b = 1979-05-27, state = "x" }'
    const columns = issuesOf(text).flatMap(({ line, column }) => (line === 2 ? [column] : []))
    expect(columns).toEqual([19, 35, 51])
  })
})

describe("what stands in no text has none", () => {
  it.each<[string, string | object, Record<string, string> | undefined]>([
    ["a text without the table", "[other]\nx = 1", undefined],
    ["an empty text", "", undefined],
    ["an object", { auth: { label: 3 } }, undefined],
    ["variables", {}, { AUTH__LABEL: "x", AUTH__NO_SUCH_KEY: "x" }],
    ["variables beside a text", "[auth]", { AUTH__NO_SUCH_KEY: "x", AUTH__: "x" }],
  ])("%s", (_, input, env = {}) => {
    const issues = issuesOf(input, { env })
    const ofVariables = issues.filter(({ message }) => typeof input !== "string" || message.includes("AUTH__"))
    const looked = typeof input === "string" && Object.keys(env).length === 0 ? issues : ofVariables
    expect(looked.length).toBeGreaterThan(0)
    for (const issue of looked) {
      expect(issue).not.toHaveProperty("line")
      expect(issue).not.toHaveProperty("column")
    }
  })
})
