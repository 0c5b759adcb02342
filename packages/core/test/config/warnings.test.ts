/** What is allowed but unwise is said, and stops nothing. */
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/config.js"
import { createAuth, type LogEvent } from "../../src/index.js"
import { flat, secret } from "./example.js"

const warningsOf = (more: object, options = {}) => parseConfig({ auth: { ...flat, ...more } }, options).warnings

describe("allow_insecure_http", () => {
  it.each([
    ["none", undefined, []],
    ["an empty list", [], []],
    ["an origin", "http://keycloak:8080", ["http://keycloak:8080"]],
    ["two", ["http://keycloak:8080", "http://id.test"], ["http://keycloak:8080", "http://id.test"]],
    ["one twice", ["http://keycloak:8080", "http://keycloak:8080/"], ["http://keycloak:8080"]],
    ["one that is on this machine", "http://localhost:8080", []],
    ["one of https, which needs no leave", "https://id.test", []],
  ])("%s", (_, allow_insecure_http, origins) => {
    const warnings = warningsOf({ allow_insecure_http })
    expect(warnings).toHaveLength(origins.length)
    origins.forEach((origin, index) => {
      expect(warnings[index]).toMatch(/^allow_insecure_http: /)
      expect(warnings[index]).toContain(`${origin} `)
    })
  })
})

describe("a warning", () => {
  it("shows nothing of a variable", () => {
    const env = { ORIGIN: "http://canary.test" }
    const given = [{ env: "ORIGIN" }, [{ env: "ORIGIN" }, "http://keycloak:8080"]]
    for (const allow_insecure_http of given) {
      const warnings = warningsOf({ allow_insecure_http }, { env })
      expect(warnings.length).toBeGreaterThan(0)
      expect(warnings.join()).not.toContain("canary")
    }
  })

  it("goes to the log, each once, when the application starts", () => {
    const config = parseConfig({ auth: { ...flat, allow_insecure_http: ["http://a.test", "http://b.test"] } })
    const events: LogEvent[] = []
    createAuth(config, { log: (event) => void events.push(event) })
    expect(events.map(({ level, event }) => [level, event])).toEqual([
      ["warning", "config"],
      ["warning", "config"],
    ])
    expect(events.map(({ message }) => message)).toEqual(config.warnings)
  })

  it("is in no way of a parse: the list is there when there is nothing to say", () => {
    expect(parseConfig({ auth: flat }).warnings).toEqual([])
  })

  it("about who can read a file is for files: a text and an object have none", () => {
    const text = ["[auth]", ...Object.entries(flat).map(([key, value]) => `${key} = "${value}"`)].join("\n")
    expect(parseConfig(text, { file: "secrets.toml" }).warnings).toEqual([])
    expect(text).toContain(secret)
  })
})
