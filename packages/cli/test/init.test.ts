// `x-auth init`.
import { mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { initWith } from "../src/commands/init.js"
import { Cancelled, type Questions } from "../src/init/questions.js"
import { runOf, temporaryFolder, xAuth } from "./support/folder.js"

const google = ["init", "--provider", "google"]

/** Answers by the words of the question; every answer is checked as the terminal would check it. */
function answering(answers: Record<string, string | boolean>): Questions & { readonly asked: string[] } {
  const asked: string[] = []
  const answerTo = <T>(message: string, validate?: (answer: string) => string | undefined): T => {
    asked.push(message)
    const key = Object.keys(answers).find((words) => message.includes(words))
    if (key === undefined) throw new Cancelled("Nothing was written.")
    const answer = answers[key]
    expect(validate?.(String(answer)), message).toBeUndefined()
    return answer as T
  }
  return {
    asked,
    choose: async (message) => answerTo(message),
    async text(message, { initial, validate }) {
      const isKnown = Object.keys(answers).some((words) => message.includes(words))
      if (initial === undefined || isKnown) return answerTo(message, validate)
      asked.push(message)
      return initial
    },
    secret: async (message, { validate }) => answerTo(message, validate),
    confirm: async (message) => answerTo(message),
  }
}

describe("the file", () => {
  it("is written for its owner alone, with a new secret each time", async () => {
    const cwd = await temporaryFolder()
    expect(await xAuth(google, { cwd })).toMatchObject({ code: 0, err: "" })
    expect(await xAuth([...google, "other.toml"], { cwd })).toMatchObject({ code: 0, err: "" })
    expect((await stat(join(cwd, "secrets.toml"))).mode & 0o777).toBe(0o600)
    const [one, other] = await Promise.all(
      ["secrets.toml", "other.toml"].map((name) => readFile(join(cwd, name), "utf8")),
    )
    expect(one).toMatch(/^cookie_secret = "[\w-]{43}"$/m)
    expect(one).not.toBe(other)
    expect(await readdir(cwd)).toEqual(["other.toml", "secrets.toml"])
  })

  it("that is there is never overwritten", async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, "secrets.toml"), "mine")
    await symlink("nowhere", join(cwd, "dangling.toml"))
    for (const file of ["secrets.toml", "dangling.toml"]) {
      const { code, out, err } = await xAuth([...google, file, "--yes"], { cwd })
      expect({ code, out }).toEqual({ code: 1, out: "" })
      expect(err).toBe(
        `x-auth init: ${file} is there already, and is never overwritten. Another name: x-auth init FILE.\n`,
      )
    }
    expect(await readFile(join(cwd, "secrets.toml"), "utf8")).toBe("mine")
    expect(await readdir(cwd)).toEqual(["dangling.toml", "secrets.toml"])
  })

  it("names the schema where the core is installed", async () => {
    const cwd = await temporaryFolder()
    await mkdir(join(cwd, "node_modules/@x/core"), { recursive: true })
    await mkdir(join(cwd, "config"))
    await xAuth(google, { cwd })
    await xAuth([...google, "config/auth.toml"], { cwd })
    const first = async (name: string) => (await readFile(join(cwd, name), "utf8")).split("\n", 1)[0]
    expect(await first("secrets.toml")).toBe("#:schema ./node_modules/@x/core/dist/secrets.schema.json")
    expect(await first("config/auth.toml")).toBe("#:schema ../node_modules/@x/core/dist/secrets.schema.json")
  })

  it("says which folder is missing", async () => {
    const { err } = await xAuth([...google, "config/auth.toml"], { cwd: await temporaryFolder() })
    expect(err).toBe("x-auth init: There is no folder config.\n")
  })
})

describe("what is printed", () => {
  it.each([
    ["express", google, { dependencies: { express: "5" } }],
    [
      "koa",
      ["init", "auth.toml", "--provider", "acme", "--url", "https://id.acme.example", "--client-id", "a"],
      { dependencies: { koa: "3" } },
    ],
    ["hono", ["init", "--url", "https://id.acme.example"], { dependencies: { hono: "4" } }],
    [
      "keycloak",
      [
        "init",
        "--provider",
        "keycloak",
        "--base-url",
        "https://id.acme.example",
        "--realm",
        "acme",
        "--redirect-uri",
        "https://app.example/a/oauth2callback",
      ],
      {},
    ],
  ])("%s", async (name, args, manifest) => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, "package.json"), JSON.stringify(manifest))
    await mkdir(join(cwd, ".git"))
    const { code, out, err } = await xAuth(args, { cwd })
    expect({ code, err }).toEqual({ code: 0, err: "" })
    await expect(out).toMatchFileSnapshot(`golden/init-${name}.txt`)
  })

  it("never is the secret", async () => {
    const cwd = await temporaryFolder()
    const { out } = await xAuth(google, { cwd })
    const [, secret = ""] = /cookie_secret = "(.*)"/.exec(await readFile(join(cwd, "secrets.toml"), "utf8")) ?? []
    expect(secret).not.toBe("")
    expect(out).not.toContain(secret)
  })

  it("leaves out the packages that are installed", async () => {
    const cwd = await temporaryFolder()
    await mkdir(join(cwd, "node_modules/@x/adapter-node"), { recursive: true })
    expect((await xAuth(google, { cwd })).out).not.toContain("npm install")
  })
})

describe(".gitignore", () => {
  it.each([
    ["a repository", [".git"], undefined, "secrets.toml\n"],
    ["a list that is there", [], "a\r\n", "a\r\nsecrets.toml\r\n"],
    ["a list that has it", [], "secrets.toml\n", "secrets.toml\n"],
  ])("%s", async (_, folders, text, expected) => {
    const cwd = await temporaryFolder()
    for (const folder of folders) await mkdir(join(cwd, folder))
    if (text !== undefined) await writeFile(join(cwd, ".gitignore"), text)
    const { out } = await xAuth(google, { cwd })
    expect(await readFile(join(cwd, ".gitignore"), "utf8")).toBe(expected)
    expect(out).toContain("It is listed in .gitignore.")
  })

  it("is not made where there is no version control, nor for a file elsewhere", async () => {
    const cwd = await temporaryFolder()
    const elsewhere = await temporaryFolder()
    expect((await xAuth(google, { cwd })).out).not.toContain(".gitignore")
    await mkdir(join(cwd, ".git"))
    await xAuth([...google, join(elsewhere, "s.toml")], { cwd })
    expect((await readdir(cwd)).sort()).toEqual([".git", "secrets.toml"])
    expect(await readdir(elsewhere)).toEqual(["s.toml"])
  })

  it("is made in a folder of a repository", async () => {
    const cwd = await temporaryFolder()
    await mkdir(join(cwd, ".git"))
    await mkdir(join(cwd, "app"))
    await xAuth(google, { cwd: join(cwd, "app") })
    expect(await readFile(join(cwd, "app/.gitignore"), "utf8")).toBe("secrets.toml\n")
  })
})

describe("options that cannot be used", () => {
  it.each([
    [[], "Which provider? Give --provider NAME, or --url URL for one that has no name here."],
    [["--provider", "gogle"], 'No provider here is called "gogle". Did you mean google? Any other needs its --url.'],
    [["--provider", "quux"], /No provider here is called "quux"\. There are google, .* Any other needs its --url\./],
    [["--provider", "okta"], "Okta needs more, as in --domain acme.okta.com."],
    [["--provider", "keycloak"], "Keycloak needs more, as in --base-url https://id.acme.example --realm acme."],
    [["--provider", "okta", "--domain", "https://x"], "--domain must be a host's name"],
    [["--provider", "google", "--domain", "x"], "--domain is no key of the preset google"],
    [["--provider", "google", "--client-id", " a"], "--client-id has white space around it"],
    [["--url", "http://id.example.com"], "--url must be https"],
    [["--provider", "client_id", "--url", "https://id.example.com"], "--provider cannot be client_id"],
    [["--provider", "google", "--redirect-uri", "http://localhost:1/"], "--redirect-uri has a path with another use"],
  ])("%j", async (args, sentence) => {
    const cwd = await temporaryFolder()
    const { code, out, err } = await xAuth(["init", ...args], { cwd })
    expect({ code, out }).toEqual({ code: 1, out: "" })
    expect(err).toMatch(sentence)
    expect(err.trimEnd()).not.toContain("\n")
    expect(await readdir(cwd)).toEqual([])
  })
})

describe("questions", () => {
  const terminal = { isInteractive: true }

  it("are asked for what is not known, and the answers are written", async () => {
    const cwd = await temporaryFolder()
    await mkdir(join(cwd, ".git"))
    const ask = answering({
      "Where do": "keycloak",
      base_url: "https://id.acme.example",
      realm: "acme",
      "Client id": "app",
      "Client secret": "s3cret",
      Add: true,
    })
    expect(await runOf(initWith(ask), [], { cwd, ...terminal })).toMatchObject({ code: 0, err: "" })
    expect(ask.asked).toEqual([
      "Where do people log in?",
      "Keycloak: base_url",
      "Keycloak: realm",
      "The address to which the provider sends people back",
      "Client id (leave it empty to set it by a variable)",
      "Client secret (leave it empty to set it by a variable)",
      "Add secrets.toml to .gitignore?",
    ])
    const text = await readFile(join(cwd, "secrets.toml"), "utf8")
    expect(text.slice(text.indexOf("[auth.")).split("\n")).toEqual([
      "[auth.keycloak]",
      'preset = "keycloak"',
      'base_url = "https://id.acme.example"',
      'realm = "acme"',
      'client_id = "app"',
      'client_secret = "s3cret"',
      "",
    ])
    expect(await readFile(join(cwd, ".gitignore"), "utf8")).toBe("secrets.toml\n")
  })

  it("lead to a provider that is not among the presets", async () => {
    const cwd = await temporaryFolder()
    const ask = answering({ "Where do": "", issuer: "https://login.acme.example/realm", "Client id": "" })
    expect(await runOf(initWith(ask), [], { cwd, ...terminal })).toMatchObject({ code: 0 })
    expect(await readFile(join(cwd, "secrets.toml"), "utf8")).toMatch(
      /\[auth\.acme\]\nserver_metadata_url = "https:\/\/login\.acme\.example\/realm"\nclient_id = \{ env = "ACME_CLIENT_ID" \}\n/,
    )
  })

  it.each([
    ["issuer", "http://login.acme.example", "must be https"],
    ["short name", "client_id", "cannot be client_id"],
    ["short name", "__proto__", "cannot be a provider's name"],
    ["short name", "", "This is needed."],
    ["sends people back", "https://app.example/#", "must have no fragment"],
    ["Client id", "<your id>", "placeholder"],
    ["Client secret", "changeme", "placeholder"],
  ])("take no answer that the parser would refuse: %s: %s", async (question, answer, sentence) => {
    const faults: (string | undefined)[] = []
    const answers: Record<string, string> = { "Where do": "", issuer: "https://id.acme.example", "short name": "acme" }
    const ask = answering({
      ...answers,
      "sends people back": "http://localhost:1/cb",
      "Client id": "a",
      "Client secret": "",
    })
    const told: Questions = {
      ...ask,
      text: (message, options) => ask.text(...tried(message, options)),
      secret: (message, options) => ask.secret(...tried(message, options)),
    }
    function tried<O extends { validate(answer: string): string | undefined }>(
      message: string,
      options: O,
    ): [string, O] {
      if (message.includes(question)) faults.push(options.validate(answer))
      return [message, options]
    }
    await runOf(initWith(told), [], { cwd: await temporaryFolder(), ...terminal })
    expect(faults).toEqual([expect.stringContaining(sentence)])
  })

  it("are left out for what options say, and with --yes altogether", async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, ".gitignore"), "")
    const ask = answering({ "Client secret": "", Add: false })
    const args = ["--provider", "google", "--client-id", "a", "--redirect-uri", "http://localhost:1/cb"]
    expect(await runOf(initWith(ask), args, { cwd, ...terminal })).toMatchObject({ code: 0 })
    expect(ask.asked).toHaveLength(2)
    expect(await readFile(join(cwd, ".gitignore"), "utf8")).toBe("")

    const none = answering({})
    expect(await runOf(initWith(none), [...args, "b.toml", "-y"], { cwd, ...terminal })).toMatchObject({ code: 0 })
    expect(none.asked).toEqual([])
  })

  it("can be broken off: nothing is written, and the exit code is 130", async () => {
    const cwd = await temporaryFolder()
    await mkdir(join(cwd, ".git"))
    for (const answers of [{}, { "Where do": "google", "Client id": "" }]) {
      const heard = await runOf(initWith(answering(answers)), [], { cwd, ...terminal })
      expect(heard).toEqual({ code: 130, out: "", err: "Nothing was written.\n" })
    }
    expect(await readdir(cwd)).toEqual([".git"])
  })

  it("are not asked for a file that is there", async () => {
    const cwd = await temporaryFolder()
    await writeFile(join(cwd, "secrets.toml"), "")
    const ask = answering({})
    await expect(runOf(initWith(ask), [], { cwd, ...terminal })).rejects.toThrow("is there already")
    expect(ask.asked).toEqual([])
  })
})
