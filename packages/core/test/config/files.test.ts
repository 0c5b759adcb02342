/** The configurations that people really write: those of the reference, and those that its documentation shows wrongly. */
import { readdirSync, readFileSync } from "node:fs"
import { inspect } from "node:util"
import { describe, expect, it } from "vitest"
import { parseConfig, settingsOf } from "../../src/config/config.js"
import { allOf, errorOf } from "./example.js"

const folder = new URL("../cases/toml/", import.meta.url)
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }))
const valid = files.filter(({ name }) => name.startsWith("valid-"))
const invalid = files.filter(({ name }) => name.startsWith("invalid-"))

/** The texts between quotes that nobody may see again: credentials, and secrets above all. */
const secretsOf = (text: string) =>
  [...text.matchAll(/(?:cookie_secret|client_secret|client_id) = "([^"]+)"/g)].flatMap(([, value]) =>
    value === undefined || value === "xxx" ? [] : [value],
  )

it("has the samples", () => {
  expect([valid.length, invalid.length]).toEqual([7, 12])
})

describe("S30 the reference's own files work unchanged", () => {
  const names: Record<string, string[]> = {
    "valid-auth0-prompt.toml": ["auth0"],
    "valid-auth0.toml": ["default"],
    "valid-google-and-microsoft.toml": ["google", "microsoft"],
    "valid-google.toml": ["default"],
    "valid-microsoft-and-okta.toml": ["microsoft", "okta"],
    "valid-microsoft.toml": ["microsoft"],
    "valid-underscored-names.toml": ["connection_1", "connection_2"],
  }

  it.each(valid)("$name", ({ name, text }) => {
    const config = parseConfig(text)
    expect([...(settingsOf(config)?.providers.keys() ?? [])]).toEqual(names[name])
    expect(config.warnings).toEqual([])
  })

  it.each(valid)("T88 $name with a byte order mark and CRLF", ({ name, text }) => {
    const config = parseConfig(`\uFEFF${text.replaceAll("\n", "\r\n")}`)
    expect([...(settingsOf(config)?.providers.keys() ?? [])]).toEqual(names[name])
  })

  it.each(valid)("no secret in a printed Config: $name", ({ text }) => {
    const config = parseConfig(text)
    const printed = [
      inspect(config, { depth: 9 }),
      JSON.stringify(config),
      String(config),
      Object.entries(config),
    ].join()
    const leaked = secretsOf(text).filter((value) => printed.includes(value))
    expect(leaked).toEqual([])
  })
})

describe("T70, T71, T72, T73, T75 the wrong ones are a ConfigError", () => {
  it.each(invalid)("$name has a place, or lists every problem", ({ name, text }) => {
    const issues = errorOf(text)?.issues ?? []
    if (name.includes("placeholders") && !name.includes("parentheses")) {
      // The secret, an id and a secret of each provider, and the URLs that still have a hole.
      const holes = text.split("\n").filter((line) => line.includes('"xxx"') || /https:.*\{/.test(line))
      expect(issues).toHaveLength(holes.length)
      expect(new Set(issues.map(({ path }) => path)).size).toBe(holes.length)
    } else {
      expect(issues).toHaveLength(1)
      expect(issues[0]).toMatchObject({ code: "toml_syntax", line: expect.any(Number), column: expect.any(Number) })
      const bad = text.split("\n")[(issues[0]?.line ?? 0) - 1] ?? ""
      expect(bad).toMatch(name.includes("one-line") ? /^\[auth\] redirect_uri/ : /= \($/)
    }
  })

  it.each(invalid)("no credential of $name stands in the error", ({ text }) => {
    const error = errorOf(text)
    expect(error).toBeDefined()
    const shown = error === undefined ? "" : allOf(error)
    expect(secretsOf(text).filter((value) => shown.includes(value))).toEqual([])
    expect(error?.cause).toBeUndefined()
  })
})
