/** x-auth check on what is wrong: all of it at once, with a place and a fix each. */
import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { checkIn, cookieSecret, golden, tableFor } from "./support/check.js"

const tenMistakes = readFileSync(new URL("golden/check/ten-mistakes.toml", import.meta.url), "utf8")

describe("ten different mistakes at once", () => {
  test("in words", async () => {
    const { code, out, golden: said } = await checkIn({ "secrets.toml": tenMistakes })
    expect(code).toBe(1)
    expect(out).not.toContain("canary")
    await expect(said).toMatchFileSnapshot(golden("ten-mistakes.txt"))
  })

  test("as data", async () => {
    const { code, out } = await checkIn({ "secrets.toml": tenMistakes }, ["--json"])
    expect(code).toBe(1)
    expect(out).not.toContain("canary")
    const { verdict, issues } = JSON.parse(out)
    expect(verdict).toBe("wrong")
    expect(new Set(issues.map(({ code }: { code: string }) => code)).size).toBeGreaterThanOrEqual(8)
    expect(issues.length).toBeGreaterThanOrEqual(10)
    expect(issues.filter(({ hint, line }: { hint?: string; line?: number }) => !hint || !line)).toEqual([])
    await expect(out).toMatchFileSnapshot(golden("ten-mistakes.json.txt"))
  })
})

describe("S75 where the file is looked for, and what the exit code says", () => {
  const good = tableFor("https://idp.example")
  const offline = ["--offline"]

  test.each<[string, Record<string, string>, string[], Record<string, string>, number, string]>([
    ["secrets.toml", { "secrets.toml": good }, [], {}, 0, "secrets.toml"],
    ["in .streamlit", { ".streamlit/secrets.toml": good }, [], {}, 0, ".streamlit/secrets.toml"],
    ["both", { "secrets.toml": good, ".streamlit/secrets.toml": "[" }, [], {}, 0, "secrets.toml"],
    ["by name", { "deploy/a.toml": good, "secrets.toml": "[" }, ["deploy/a.toml"], {}, 0, "deploy/a.toml"],
    ["a wrong one", { "secrets.toml": "[auth]" }, [], {}, 1, "The configuration in secrets.toml has"],
    ["none", {}, [], {}, 2, "there is no file"],
    ["none of that name", { "secrets.toml": good }, ["other.toml"], {}, 2, "there is no file"],
    ["a folder", { "secrets.toml/x": "" }, [], {}, 2, "cannot be read"],
    ["a folder of that name", { "a/x": "", "secrets.toml": good }, ["a"], {}, 2, "cannot be read"],
    [
      "a file that it names is missing",
      { "secrets.toml": good.replace(`"${cookieSecret}"`, '{ file = "nowhere" }') },
      [],
      {},
      1,
      "there is no file",
    ],
    [
      "variables alone",
      {},
      [],
      {
        AUTH__REDIRECT_URI: "http://localhost:8501/oauth2callback",
        AUTH__COOKIE_SECRET: cookieSecret,
        AUTH__CLIENT_ID: "a",
        AUTH__CLIENT_SECRET: "b",
        AUTH__SERVER_METADATA_URL: "https://idp.example",
      },
      0,
      "Variables AUTH__…",
    ],
  ])("%s", async (_name, files, args, env, code, said) => {
    const heard = await checkIn(files, [...args, ...offline], env)
    expect(heard.out).toContain(said)
    expect(heard.code).toBe(code)
    const json = JSON.parse((await checkIn(files, [...args, ...offline, "--json"], env)).out)
    expect(json.verdict).toBe(["fine", "wrong", "unknown"][code])
    expect(Object.keys(json)).toEqual(["verdict", "file", "issues", "warnings", "application", "providers"])
  })

  test("arguments that cannot be understood", async () => {
    await expect(checkIn({}, ["--ofline"])).rejects.toThrow("Did you mean --offline?")
    await expect(checkIn({}, ["a.toml", "b.toml"])).rejects.toThrow("b.toml")
  })
})
