/** x-auth check on the files that people really write: those of the reference, and those that documentation shows wrongly. */
import { readdirSync, readFileSync } from "node:fs"
import { stripVTControlCharacters } from "node:util"
import { describe, expect, test } from "vitest"
import { check } from "../src/commands/check.js"
import { checkIn, golden } from "./support/check.js"
import { runOf } from "./support/folder.js"

const folder = new URL("../../core/test/cases/toml/", import.meta.url)
const files = readdirSync(folder).map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }))

const secretsOf = (text: string) =>
  [...text.matchAll(/(?:cookie_secret|client_secret) = "([^"]+)"/g)].flatMap(([, value]) =>
    value === undefined || value === "xxx" ? [] : [value],
  )

describe("what is printed", () => {
  test.each(files)("$name", async ({ name, text }) => {
    const { code, golden: said } = await checkIn({ [name]: text }, [name, "--offline"])
    expect(code).toBe(name.startsWith("valid-") ? 0 : 1)
    await expect(said).toMatchFileSnapshot(golden(`${name.replace(".toml", "")}.txt`))
  })

  test.each(["valid-google-and-microsoft.toml", "invalid-placeholders-google.toml"])("%s as JSON", async (name) => {
    const text = files.find((file) => file.name === name)?.text ?? ""
    const { out } = await checkIn({ [name]: text }, [name, "--offline", "--json"])
    expect(() => JSON.parse(out)).not.toThrow()
    await expect(out).toMatchFileSnapshot(golden(name.replace(".toml", ".json.txt")))
  })
})

describe("S60 no secret is printed", () => {
  // Half a file, and files with a quote less, are what an editor saves in between.
  const broken = ({ text }: { text: string }) => [
    text,
    text.slice(0, text.length / 2),
    text.slice(0, -3),
    text.replace('"', ""),
    text.replaceAll('"', ""),
    text.replaceAll('"', "“"),
    text.replaceAll("= ", ""),
    text.replaceAll("\n", " "),
    text.replace("[auth]", "auth"),
    text.replace("cookie_secret", "cookie_secrets"),
    text.replace("client_secret", "clientsecret"),
    text.replaceAll("client_secret", "client_id"),
    text.replaceAll("client_secret", "label = 5\nclient_secret"),
    `${text}\n${text}`,
  ]

  test.each(files)("of $name, also when it is broken", async (file) => {
    const secrets = secretsOf(file.text)
    for (const text of broken(file)) {
      for (const args of [[], ["--json"]]) {
        const { out, err } = await checkIn({ "secrets.toml": text }, ["--offline", ...args])
        const printed = out + err
        // A part of what is random gives it away, too.
        const parts = secrets.map((secret) => (secret.includes("-client") ? secret : secret.slice(4, 16)))
        const leaked = parts.filter((part) => printed.includes(part))
        expect(leaked, text).toEqual([])
        expect(printed).not.toBe("")
      }
    }
  })
})

describe("colours", () => {
  test("none without a terminal", async () => {
    for (const { name, text } of files) {
      const { out, err } = await checkIn({ [name]: text }, [name, "--offline"])
      expect(`${out}${err}`).not.toMatch(/\p{Cc}(?<!\n)/u)
    }
  })

  test("with one, the same words", async () => {
    for (const { text } of files.slice(-3)) {
      const { cwd, out } = await checkIn({ "secrets.toml": text }, ["--offline"])
      const coloured = await runOf(check, ["--offline"], { cwd, hasColour: true })
      expect(stripVTControlCharacters(coloured.out)).toBe(out)
    }
  })
})
