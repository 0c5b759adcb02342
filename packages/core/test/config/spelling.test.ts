/** What the text of a variable or a file means: the key that it stands for decides. */
import { describe, expect, it } from "vitest"
import { spelled } from "../../src/config/spelling.js"

const at = (key: string) => spelledAt(["auth", key])
const spelledAt = (path: readonly string[]) => (text: string) => spelled(text, path)

describe("a key that wants a text gets the text", () => {
  it.each(["client_id", "client_secret", "redirect_uri", "cookie_name", "label", "tenant", "preset"])("%s", (key) => {
    for (const text of ["1234", "true", '["a"]', "{ a = 1 }", '"a"', " a ", "a\nb", "1979-05-27", "[", "{"]) {
      expect(at(key)(text)).toBe(text)
    }
  })
})

describe("a key that wants more gets what TOML writes", () => {
  it.each<[string, string, unknown]>([
    ["session_follows_id_token", "true", true],
    ["session_follows_id_token", "false", false],
    ["session_max_age", "3600", 3600],
    ["session_max_age", "1_000", 1000],
    ["clock_tolerance", "0", 0],
    ["http_timeout", "5", 5],
    ["claims", '["a", "b"]', ["a", "b"]],
    ["claims", "[]", []],
    ["claims", "['a']", ["a"]],
    ["claims", '  ["a"]  ', ["a"]],
    ["claims", '["a"] # and no more', ["a"]],
    ["claims", '[\n  "a",\n]', ["a"]],
    ["cookie_secret", '["a", "b"]', ["a", "b"]],
    ["expose_tokens", '["id"]', ["id"]],
  ])("%s = %s", (key, text, value) => {
    expect(at(key)(text)).toEqual(value)
    expect(spelledAt(["auth", "google", key])(text)).toEqual(value)
  })

  it("a table", () => {
    expect(at("client_kwargs")('{ prompt = "login", max_age = 60 }')).toEqual({ prompt: "login", max_age: 60 })
  })
})

describe("what does not fit stays the text, so that the issue is about a text", () => {
  it.each([
    ["session_follows_id_token", "yes"],
    ["session_follows_id_token", "1"],
    ["session_follows_id_token", "true\nlabel = 1"],
    ["session_max_age", "12h"],
    ["session_max_age", "1.5"],
    ["session_max_age", "-3"],
    ["cookie_secret", "3600"],
    ["client_kwargs", "{ a = "],
    ["client_kwargs", "[]"],
  ])("%s = %s", (key, text) => {
    expect(at(key)(text)).toBe(text)
  })
})

describe("what begins like a list, where one may stand, is nothing at all: as one text nobody has meant it", () => {
  it.each([
    ["claims", '["a", 1]'],
    ["claims", '["a"'],
    ["claims", '["a"]]'],
    ["claims", '["a"]\n["b"]'],
    ["claims", "[a, b]"],
    ["cookie_secret", "[a, b]"],
    ["cookie_secret", '["the new one of 32 characters", "the ol'],
    ["allowed_domains", "[example.com]"],
    ["expose_tokens", '["refresh"]'],
  ])("%s = %s", (key, text) => {
    expect(at(key)(text)).toBeUndefined()
  })
})

describe("an entry of the owner's own is text, whatever it is called", () => {
  it.each([
    ["auth", "client_kwargs", "claims"],
    ["auth", "client_kwargs", "max_age"],
    ["auth", "google", "client_kwargs", "claims"],
    ["auth", "forge", "claims_mapping", "claims"],
    ["auth", "no_such_key"],
    ["auth"],
  ])("%s.%s", (...path) => {
    for (const text of ['["a"]', "true", "3600", "{ a = 1 }"]) expect(spelledAt(path)(text)).toBe(text)
  })
})
