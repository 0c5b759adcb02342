// The tables of the documentation hold exactly what the code knows, and the messages in it are those that come.
import { readdirSync, readFileSync } from "node:fs"
import { AuthError, type AuthErrorCode, ConfigError, parseConfig, presets } from "@x/core"
import { misbehaviours } from "@x/testing"
import { describe, expect, it } from "vitest"
import { applicationKeys, policyKeys, registrationKeys } from "../packages/core/src/config/schema.js"
import { failures } from "../packages/core/src/errors.js"
import { routesOf } from "../packages/core/src/routes.js"

import { page as configurationErrors } from "./configuration-errors.js"
import { conformancePage } from "./conformance.js"
import { page as errors } from "./errors.js"
import { misbehaviourRows } from "./misbehaviours.js"
import { securityPage } from "./security.js"
import { readPage as read, tableBelow } from "./tables.js"

const names = (rows: string[][]): string[] => rows.map(([name = ""]) => name.replaceAll("`", "")).sort()

function messageOf(file: string): string {
  try {
    parseConfig(read(`./snippets/${file}`), { file })
  } catch (error) {
    if (error instanceof ConfigError) return error.message
  }
  throw new Error(`${file} is accepted`)
}

describe("configuration.md", () => {
  it.each([
    ["### Application keys", applicationKeys],
    ["### Registration keys", registrationKeys],
    ["### Policy keys", policyKeys],
  ])("%s has every key once", (heading, keys) => {
    expect(names(tableBelow("./configuration.md", heading))).toEqual(Object.keys(keys).sort())
  })

  it("shows what wrong.toml really says", async () => {
    await expect(`${messageOf("wrong.toml")}\n`).toMatchFileSnapshot("./snippets/wrong.txt")
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

describe("configuration-errors.md", () => {
  it("is made of the mistakes that the reader is tested with", async () => {
    await expect(configurationErrors()).toMatchFileSnapshot("./configuration-errors.md")
  })

  it("has every code once", () => {
    const folder = new URL("../packages/core/src/config/", import.meta.url)
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"))
    const sources = files.map((name) => readFileSync(new URL(name, folder), "utf8"))
    const found = sources.flatMap((text) =>
      [...text.matchAll(/(?:\bcode: |\badd\(\s*)"(\w+)"|\? "(toml_\w+|auth_missing)" : "(\w+)"/g)].flatMap(
        ([, ...codes]) => codes.filter((code) => code !== undefined),
      ),
    )
    expect(names(tableBelow("./configuration-errors.md", "## The codes"))).toEqual([...new Set(found)].sort())
  })
})

it("security.md is made of the rules that the tests follow", async () => {
  await expect(securityPage()).toMatchFileSnapshot("./security.md")
})

it("presets.md has every preset, as the code knows it", () => {
  const rows = tableBelow("./presets.md", "# Presets")
  const known = Object.entries(presets).map(([name, { label, variables }]) => {
    const keys = Object.entries(variables).map(([key, variable]) => {
      const more = variable.default === undefined ? undefined : `default \`${variable.default}\``
      return `\`${key}\`${more ? ` (${more})` : variable.optional ? " (optional)" : ""}`
    })
    return [`[\`${name}\`](#${name})`, label, keys.join(", ") || "none"]
  })
  expect(rows).toEqual(known)
  for (const [name, preset] of Object.entries(presets)) {
    const where = preset.type === "oauth2" ? 'No metadata: `type = "oauth2"`' : `\`${preset.metadataUrl}\``
    expect(read("./presets.md")).toContain(`\n## ${name}\n\n${where}\n`)
  }
})

describe("errors.md", () => {
  it("is made of the table of the core", async () => {
    await expect(errors()).toMatchFileSnapshot("./errors.md")
  })

  const rows = tableBelow("./errors.md", "## In a login")

  it("has every code once, with what its error really says", () => {
    const known = Object.entries(failures).map(([code, { level, retry }]) => {
      const { status, message } = new AuthError(code as AuthErrorCode)
      return [`\`${code}\``, String(status), message, level, { now: "yes", later: "later", no: "no" }[retry]]
    })
    expect(rows).toEqual(known)
  })

  it("says of each what happened and what to look at", () => {
    for (const code of Object.keys(failures)) {
      const [, text = ""] = new RegExp(`\n### ${code}\n\n(.+)\n`).exec(read("./errors.md")) ?? []
      expect(text.split(". ").length, code).toBeGreaterThan(1)
    }
  })

  it("names every field of an event", () => {
    const source = /interface LogEvent \{(.*?)\n\}/s.exec(read("../packages/core/src/log.ts"))?.[1] ?? ""
    const fields = [...source.matchAll(/readonly (\w+)\??:/g)].map(([, field]) => field)
    const documented = tableBelow("./errors.md", "## The log").flatMap(([cell = ""]) => cell.match(/\w+/g) ?? [])
    expect(documented.sort()).toEqual(fields.sort())
  })
})

describe("testing.md", () => {
  it.each(Object.entries(misbehaviourRows))("%s has every row, as the code knows it", (heading, rows) => {
    expect(tableBelow("./testing.md", heading)).toEqual(rows)
  })

  it("has every misbehaviour", () => {
    const told = Object.values(misbehaviourRows).flatMap((rows) => names(rows))
    expect(told.sort()).toEqual(Object.keys(misbehaviours).sort())
  })
})

it("limits.md has the numbers of what a process remembers", () => {
  const core = (path: string) => read(`../packages/core/src/${path}`)
  const numberIn = (path: string, name: string) =>
    Number(new RegExp(`\\b${name} = ([\\d_]+)`).exec(core(path))?.[1]?.replaceAll("_", ""))
  const spoken = (number: number) => String(number).replace(/(?<=\d)(?=(\d{3})+$)/g, " ")
  const generations = 2
  const values = generations * numberIn("session/remembered.ts", "mostValues")
  const characters = (generations * numberIn("session/remembered.ts", "mostCharacters")) / 1_000_000
  const held = numberIn("session/memory-store.ts", "maxEntries")
  expect(numberIn("flow/refresh.ts", "remembered")).toBe(60_000)
  expect(tableBelow("./limits.md", "## What a process remembers").map(([, much]) => much)).toEqual([
    `${values}, of ${characters} million characters together`,
    `${spoken(numberIn("session/remembered-answers.ts", "mostAnswers"))}, for \`remember\` seconds`,
    `${spoken(numberIn("flow/refresh.ts", "mostRemembered"))}, for a minute`,
    `\`maxEntries\`, ${spoken(held)}; a logged-in visitor has up to four`,
    `${spoken(held)} marks, as long as sessions live`,
    `twice \`http_timeout\` and ${numberIn("flow/refresh.ts", "leaseMargin")} seconds`,
  ])
})

describe("stores.md", () => {
  it.each([
    ["## `memoryStore`", "../packages/core/src/session/memory-store.ts", "MemoryStoreOptions"],
    ["## Redis and Valkey", "../packages/store-redis/src/index.ts", "RedisStoreOptions"],
  ])("%s has every option once, with its default", (heading, file, name) => {
    const source = read(file)
    const [, body = ""] = new RegExp(`interface ${name} \\{(.*?)\n\\}`, "s").exec(source) ?? []
    const options = [...body.matchAll(/readonly (\w+)\?:/g)].map(([, option = ""]) => option)
    const rows = tableBelow("./stores.md", heading)
    expect(names(rows)).toEqual(options.sort())
    for (const [option = "", value = ""] of rows) {
      const [, known] = new RegExp(`\\b${option.replaceAll("`", "")} = ([^,}]+?)[,\n ]*[,}\n]`).exec(source) ?? []
      const told = value.replaceAll("`", "").replace(/(?<=\d) (?=\d)/g, "_")
      expect(known, option).toBe(told === "Date.now" ? "createRuntime().now" : told)
    }
  })
})

it("conformance.md is made of the list whose every row is a test", async () => {
  await expect(conformancePage()).toMatchFileSnapshot("./conformance.md")
})

it("routes.md has every route with its methods", () => {
  const documented = tableBelow("./routes.md", "## The routes").map(([path = "", methods = ""]) => {
    const [plain = path] = path.replaceAll("`", "").split("?")
    return [plain.startsWith("/") ? plain : "/oauth2callback", methods.split(", ")]
  })
  const served = routesOf({ basePath: "", callbackPath: "/oauth2callback" }).map(({ path, methods }) => [path, methods])
  expect(documented).toEqual(served)
})

describe("README.md", () => {
  const quotes = [...read("../README.md").matchAll(/<!-- (\S+) -->\n```\w+\n([\s\S]*?)```/g)]

  it.each(quotes.map(([, path = "", quoted = ""]) => ({ path, quoted })))(
    "quotes $path as it is",
    ({ path, quoted }) => {
      const text = read(`../${path}`)
      const region = /\/\/ #region server\n([\s\S]*?)\/\/ #endregion/.exec(text)?.[1] ?? text
      expect(quoted.trim()).toBe(region.trim())
    },
  )

  it("quotes three servers and a message", () => {
    expect(quotes).toHaveLength(4)
  })

  it("shows a table that is accepted", () => {
    const table = /```toml\n([\s\S]*?)```/.exec(read("../README.md"))?.[1] ?? ""
    const env = { COOKIE_SECRET: "zXw3kq9TfP_7aLm2cVb8RdYh5sNj0GeU", GOOGLE_CLIENT_ID: "a", GOOGLE_CLIENT_SECRET: "b" }
    expect(parseConfig(table, { env }).warnings).toEqual([])
  })
})
