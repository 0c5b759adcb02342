// The tables of the documentation hold exactly what the code knows, and the messages in it are those that come.
import { readFileSync } from "node:fs"
import { AuthError, type AuthErrorCode, ConfigError, parseConfig } from "@x/core"
import { describe, expect, it } from "vitest"
import { applicationKeys, policyKeys, registrationKeys } from "../packages/core/src/config/schema.js"
import { routesOf } from "../packages/core/src/routes.js"

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8")

/** The cells of the first table below a heading, a row each, without its head. */
function tableBelow(page: string, heading: string): string[][] {
  const text = read(page)
  const start = text.indexOf(`\n${heading}\n`)
  if (start === -1) throw new Error(`${page} has no heading "${heading}"`)
  const lines = text.slice(start).split("\n")
  const first = lines.findIndex((line) => line.startsWith("|"))
  const end = lines.findIndex((line, index) => index > first && !line.startsWith("|"))
  return lines.slice(first + 2, end).map((line) =>
    line
      .split("|")
      .map((cell) => cell.trim())
      .slice(1, -1),
  )
}

const names = (rows: string[][]): string[] => rows.map(([name = ""]) => name.replaceAll("`", "")).sort()

describe("configuration.md", () => {
  it.each([
    ["### Application keys", applicationKeys],
    ["### Registration keys", registrationKeys],
    ["### Policy keys", policyKeys],
  ])("%s has every key once", (heading, keys) => {
    expect(names(tableBelow("./configuration.md", heading))).toEqual(Object.keys(keys).sort())
  })

  it.each(["wrong", "not-toml"])("shows what %s.toml really says", (name) => {
    const file = `${name}.toml`
    const parse = () => parseConfig(read(`./snippets/${file}`), { file })
    expect(parse).toThrow(ConfigError)
    expect(parse).toThrow(read(`./snippets/${name}.txt`).trim())
  })

  it.each(["secrets", "several"])("has an example that is accepted: %s.toml", (name) => {
    const env = new Proxy(
      {},
      {
        get: () => "zXw3kq9TfP_7aLm2cVb8RdYh5sNj0GeU",
        has: () => true,
        getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: "" }),
      },
    )
    expect(parseConfig(read(`./snippets/${name}.toml`), { env }).warnings).toEqual([])
  })
})

describe("errors.md", () => {
  const rows = tableBelow("./errors.md", "## In a login")
  const codes = [...read("../packages/core/src/errors.ts").matchAll(/^ {2}(\w+): \{/gm)].map(([, code]) => code)

  it("has every code once", () => {
    expect(names(rows)).toEqual(codes.sort())
  })

  it.each(rows.map(([code = "", status = ""]) => [code.replaceAll("`", ""), Number(status)] as const))(
    "%s is %i",
    (code, status) => {
      expect(new AuthError(code as AuthErrorCode).status).toBe(status)
    },
  )
})

it("routes.md has every route with its methods", () => {
  const documented = tableBelow("./routes.md", "## The routes").map(([path = "", methods = ""]) => {
    const [plain = path] = path.replaceAll("`", "").split("?")
    return [plain.startsWith("/") ? plain : "/oauth2callback", methods.split(", ")]
  })
  const served = routesOf({ basePath: "", callbackPath: "/oauth2callback" }).map(({ path, methods }) => [path, methods])
  expect(documented).toEqual(served)
})
