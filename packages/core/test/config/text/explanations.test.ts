/** T76 a text that is no TOML: what somebody probably meant is said, and nothing that is untrue. */
import { describe, expect, it } from "vitest"
import { issuesOf } from "../example.js"

const issueOf = (line: string) => {
  const [issue, ...others] = issuesOf(`[auth]\n${line}\n`)
  expect(others).toEqual([])
  expect(issue).toMatchObject({ code: "toml_syntax" })
  return issue
}

describe("the message", () => {
  it.each([
    ["a key without =", 'client_id "x"', /no =/],
    ["a colon, as YAML has it", 'client_id: "x"', /no =/],
    ["a colon, as JSON has it", 'client_kwargs = {"prompt": "login"}', /no =|colon/],
    ["two texts", 'client_id = "a" "b"', /more on this line/],
    ["a sum of texts", 'client_id = "a" + "b"', /more on this line/],
    ["a comma at the end", 'client_id = "x",', /more on this line/],
    ["one bracket at the end of two", "[[auth.x]", /bracket/],
    ["no bracket at the end", "[auth.x", /bracket/],
    ["a list without an end", 'claims = ["a", "b"', /bracket/],
    ["a table without an end", 'client_kwargs = { prompt = "login"', /bracket/],
    ["a text without an end", 'client_id = "a', /closing quote/],
    ["a text of lines without an end", 'client_id = """a', /closing quote/],
    ["nothing", "client_id =", /no value/],
    ["a backslash", 'client_id = "C:\\path"', /backslash/],
    ["a URL without quotes", "redirect_uri = http://localhost:8501/cb", /no quotes/],
    ["a shell's variable", "client_id = $CLIENT_ID", /no quotes/],
    ["curly quotes", "client_id = \u201ca\u201d", /curly/],
    ["parentheses", 'client_id = ("a")', /parentheses/],
    ["a header with more behind it", 'label = "x"\n[auth.x] y = "z"', /ends its line/],
  ])("%s: %s", (_, line, message) => {
    expect(issueOf(line)?.message).toMatch(message)
  })

  it.each([
    ["two texts in a list without a comma", 'claims = ["a" "b"]'],
    ["two texts", 'client_id = "a" "b"'],
    ["a key without =", 'client_id "x"'],
  ])("%s: every text there has its closing quote", (_, line) => {
    expect(issueOf(line)?.message).not.toMatch(/closing quote/)
  })
})

describe("the hint", () => {
  it.each([
    ["a name with a blank", "[auth.my idp]", /quotes/],
    ["a name of other letters", "[auth.m\u00fcnchen]", /quotes/],
    ["a key with a blank", 'my key = "x"', /quotes/],
    ["True", "session_follows_id_token = True", /\btrue\b/],
    ["FALSE", "session_follows_id_token = FALSE", /\bfalse\b/],
    ["a text without quotes", "client_id = abc", /double quotes/],
  ])("%s: %s", (_, line, hint) => {
    expect(issueOf(line)?.hint).toMatch(hint)
  })
})
