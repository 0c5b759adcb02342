// A new secret first in the list, and every other byte as it was.
import { entriesOf, parseToml } from "@x/core/inspect"
import { describe, expect, it } from "vitest"
import { lead, rotate } from "../src/secret/rotation.js"

const secret = "NEW"
const around = (value: string) =>
  `# keep me\n[other]\na = 1 # and me\n\n[auth]\ncookie_secret = ${value} # why\nredirect_uri = "r"\n`

describe("in every spelling of TOML", () => {
  it.each([
    ['"old"', '["NEW", "old"]'],
    ["'old'", "[\"NEW\", 'old']"],
    ['"""old"""', '["NEW", """old"""]'],
    ["'''\nold'''", "[\"NEW\", '''\nold''']"],
    ['"o\\"l # d"', '["NEW", "o\\"l # d"]'],
    ['["old"]', '["NEW", "old"]'],
    ['[ "a", "b" ]', '[ "NEW", "a", "b" ]'],
    ['["a","b",]', '["NEW", "a","b",]'],
    ["[]", '["NEW"]'],
    ['[\n  "a",\n  "b",\n]', '[\n  "NEW",\n  "a",\n  "b",\n]'],
    ['[\r\n\t"a"\r\n]', '[\r\n\t"NEW",\r\n\t"a"\r\n]'],
    ['[ # the first seals\n  "a"\n]', '["NEW", # the first seals\n  "a"\n]'],
    ['[{ env = "OLD" }, "b"]', '["NEW", { env = "OLD" }, "b"]'],
  ])("%j", (value, expected) => {
    expect(rotate(around(value), { secret })).toMatchObject({ text: around(expected), dropped: 0 })
  })

  it.each([
    ["dotted", 'auth.cookie_secret = "old"', 'auth.cookie_secret = ["NEW", "old"]'],
    ["inline", 'auth = { cookie_secret = "old", b = 1 }', 'auth = { cookie_secret = ["NEW", "old"], b = 1 }'],
    ["quoted", '["auth"]\n"cookie_secret"="old"', '["auth"]\n"cookie_secret"=["NEW", "old"]'],
    ["at the end of the file", '[auth]\ncookie_secret = "old"', '[auth]\ncookie_secret = ["NEW", "old"]'],
    ["with a BOM", '\uFEFF[auth]\ncookie_secret = "old"\n', '\uFEFF[auth]\ncookie_secret = ["NEW", "old"]\n'],
    ["with CRLF", '[auth]\r\ncookie_secret = "old"\r\n', '[auth]\r\ncookie_secret = ["NEW", "old"]\r\n'],
    [
      "beside others of the name",
      'cookie_secret = "x"\n[auth]\ncookie_secret = "old"\n[auth.a]\ncookie_secret = "y"',
      'cookie_secret = "x"\n[auth]\ncookie_secret = ["NEW", "old"]\n[auth.a]\ncookie_secret = "y"',
    ],
    [
      "beside dates and large numbers",
      'a = 1979-05-27\n[auth]\ncookie_secret = "old"\nb = nan',
      'a = 1979-05-27\n[auth]\ncookie_secret = ["NEW", "old"]\nb = nan',
    ],
  ])("%s", (_, text, expected) => {
    expect(rotate(text, { secret })).toMatchObject({ text: expected })
  })
})

describe("--keep", () => {
  it.each([
    ['"old"', 1, '["NEW"]', 1],
    ['"old"', 2, '["NEW", "old"]', 0],
    ['["a", "b", "c"]', 1, '["NEW"]', 3],
    ['["a", "b", "c"]', 2, '["NEW", "a"]', 2],
    ['["a", "b", "c"]', 3, '["NEW", "a", "b"]', 1],
    ['["a", "b", "c"]', 4, '["NEW", "a", "b", "c"]', 0],
    ['["a", "b", "c"]', 99, '["NEW", "a", "b", "c"]', 0],
    ['[\n  "a", # first "quoted"\n  "b", # second\n]', 2, '[\n  "NEW",\n  "a", # second\n]', 1],
    ["['a', { env = \"B\" }, '''c''',]", 3, '["NEW", \'a\', { env = "B" },]', 1],
  ])("%j, %i → %j", (value, keep, expected, dropped) => {
    expect(rotate(around(value), { secret, keep })).toMatchObject({ text: around(expected), dropped })
  })
})

describe("--second", () => {
  it.each([
    ['"old"', undefined, '["old", "NEW"]', 0],
    ['["a", "b", "c"]', undefined, '["a", "NEW", "b", "c"]', 0],
    ['["a", "b", "c"]', 2, '["a", "NEW"]', 2],
    ['["a", "b", "c"]', 3, '["a", "NEW", "b"]', 1],
    ['[\n  "a", # first "quoted"\n  "b", # second\n]', 2, '[\n  "a",\n  "NEW", # second\n]', 1],
    ["[{ env = \"A\" }, 'b']", undefined, '[{ env = "A" }, "NEW", \'b\']', 0],
  ])("%j, keeping %s → %j", (value, keep, expected, dropped) => {
    expect(rotate(around(value), { secret, keep, isSecond: true })).toMatchObject({ text: around(expected), dropped })
  })
})

describe("--lead", () => {
  it.each([
    ['["a", "b"]', '["b", "a"]'],
    ['["a","b","c",]', '["b","a","c",]'],
    ['[\n  "a", # why "a"\n  { env = "B" },\n]', '[\n  { env = "B" }, # why "a"\n  "a",\n]'],
    ["['''a''', \"b # c\"]", "[\"b # c\", '''a''']"],
  ])("%j → %j, and back", (value, expected) => {
    expect(lead(around(value))).toMatchObject({ text: around(expected), dropped: 0 })
    expect(lead(around(expected))).toMatchObject({ text: around(value) })
  })

  it.each(['"one"', '["one"]', "[]"])("%s has no second", (value) => {
    expect(lead(around(value))).toEqual({ refusal: expect.stringContaining("no second secret") })
  })

  it("refuses what a rotation refuses", () => {
    expect(lead("[auth\n")).toEqual({ refusal: expect.stringContaining("cannot be parsed") })
    expect(lead('[auth]\ncookie_secret = { env = "X" }')).toEqual({
      refusal: expect.stringContaining("takes its cookie_secret from a variable"),
    })
  })
})

describe("refusals", () => {
  it.each([
    ["no TOML", "[auth\n", "cannot be parsed (line 1, column 6)"],
    ["no table", "a = 1", "has no cookie_secret in [auth]"],
    ["no such key", "[auth]\n[auth.a]\ncookie_secret = 'x'", "has no cookie_secret in [auth]"],
    ["a table of tables", "[[auth]]\ncookie_secret = 'x'", "has no cookie_secret in [auth]"],
    ["a variable", '[auth]\ncookie_secret = { env = "X" }', "takes its cookie_secret from a variable"],
    ["a file", '[auth]\ncookie_secret = { file = "X" }', "takes its cookie_secret from another file"],
    ["a table", "[auth.cookie_secret]\na = 1", "has a cookie_secret that is no text and no list"],
    ["a number", "[auth]\ncookie_secret = 1", "has a cookie_secret that is no text and no list"],
  ])("%s", (_, text, refusal) => {
    expect(rotate(text, { secret })).toEqual({ refusal: expect.stringContaining(refusal) })
  })
})

it("finds the value by the places that the core knows", () => {
  const text = around('"old"')
  const entry = entriesOf(text).find(({ path }) => path.join(".") === "auth.cookie_secret")
  expect(text.slice(entry?.valueStart, entry?.valueEnd)).toBe('"old"')
  expect(parseToml(text)).toHaveProperty("table")
})
