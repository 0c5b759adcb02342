/** Where a configuration comes from, and which source holds where there are several: the order of precedence. */
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { settingsOf } from "../../src/config/config.js"
import { loadConfig } from "../../src/config/load-config.js"
import { flat, settings } from "./example.js"
import { failure, folder, loaded } from "./folders.js"

const redirect = "http://localhost:8501/cb"

/** A flat table in which each key can be given otherwise: `client_id: '{ env = "X" }'`. */
function toml(given: Readonly<Record<string, string>> = {}, more = ""): string {
  const texts = Object.entries({ ...flat, redirect_uri: redirect }).map(([key, value]) => [key, JSON.stringify(value)])
  const keys = Object.entries({ ...Object.fromEntries(texts), ...given })
  return ["[auth]", ...keys.map(([key, value]) => `${key} = ${value}`), more].join("\n")
}

const tomlOf = (id: string) => toml({ client_id: JSON.stringify(id) })

describe("S75 one file is read: the given one, else secrets.toml, else .streamlit/secrets.toml", () => {
  const plain = { "secrets.toml": tomlOf("plain") }
  const streamlit = { ".streamlit/secrets.toml": tomlOf("streamlit") }
  const other = { "config/my.toml": tomlOf("given") }
  const variables = Object.fromEntries(
    Object.entries({ ...flat, client_id: "from-variables" }).map(([key, value]) => [
      `AUTH__${key.toUpperCase()}`,
      value,
    ]),
  )

  it.each<[string, Record<string, string>, { file?: string; env?: Record<string, string> }, string]>([
    ["a given file", other, { file: "config/my.toml" }, "given"],
    ["a given file beside the usual ones", { ...plain, ...streamlit, ...other }, { file: "config/my.toml" }, "given"],
    ["secrets.toml", plain, {}, "plain"],
    [".streamlit/secrets.toml", streamlit, {}, "streamlit"],
    ["both", { ...plain, ...streamlit }, {}, "plain"],
    ["both, and the second is given", { ...plain, ...streamlit }, { file: ".streamlit/secrets.toml" }, "streamlit"],
    ["none, but variables", {}, { env: variables }, "from-variables"],
    ["secrets.toml and variables", plain, { env: variables }, "from-variables"],
    [".streamlit/secrets.toml and variables", streamlit, { env: variables }, "from-variables"],
    ["a given file and variables", other, { file: "config/my.toml", env: variables }, "from-variables"],
    [
      "secrets.toml without an [auth] table, and variables",
      { "secrets.toml": "x = 1" },
      { env: variables },
      "from-variables",
    ],
    ["an empty secrets.toml, and variables", { "secrets.toml": "" }, { env: variables }, "from-variables"],
    ["empty variables", plain, { env: { AUTH__CLIENT_ID: "" } }, "plain"],
  ])("%s", async (_, files, { file, env = {} }, client) => {
    const found = await loaded(file, { cwd: await folder(files), env })
    expect(found.providers.get("default")?.clientId).toBe(client)
  })

  it.each<[string, Record<string, string>, { file?: string; env?: Record<string, string> }, string, readonly string[]]>(
    [
      ["none", {}, {}, "file_missing", ["secrets.toml", ".streamlit/secrets.toml"]],
      ["none of the given name", { ...plain, ...streamlit }, { file: "my.toml" }, "file_missing", ["my.toml"]],
      [
        "none of the given name, whatever variables say",
        {},
        { file: "my.toml", env: variables },
        "file_missing",
        ["my.toml"],
      ],
      ["none, and variables that are empty", {}, { env: { AUTH__CLIENT_ID: "" } }, "file_missing", ["secrets.toml"]],
      ["a file in the place of a folder", { ".streamlit": "a file" }, {}, "file_missing", [".streamlit/secrets.toml"]],
      [
        "the first is wrong: the second is no way out",
        { "secrets.toml": "x = (", ...streamlit },
        {},
        "toml_syntax",
        [],
      ],
      [
        "the first has no table: the second is no way out",
        { "secrets.toml": "x = 1", ...streamlit },
        {},
        "auth_missing",
        [],
      ],
      ["the first is a folder", { "secrets.toml/x": "", ...streamlit }, {}, "file_unreadable", ["secrets.toml"]],
    ],
  )("%s: an error that says where it was looked for", async (_, files, { file, env = {} }, code, names) => {
    const cwd = await folder(files)
    const error = await failure(loadConfig(file, { cwd, env }))
    expect(error.issues).toMatchObject([{ code, hint: expect.any(String) }])
    for (const name of names) expect(error.issues[0]?.message).toContain(join(cwd, name))
  })

  it("the file that was read is named in its errors", async () => {
    const wrong = { "secrets.toml": "[auth]", ".streamlit/secrets.toml": "[auth]" }
    const cwd = await folder(wrong)
    expect((await failure(loadConfig(undefined, { cwd, env: {} }))).message).toContain("in secrets.toml has")
    const given = await failure(loadConfig(".streamlit/secrets.toml", { cwd, env: {} }))
    expect(given.message).toContain("in .streamlit/secrets.toml has")
  })

  it("variables without a file: no file is named", async () => {
    const error = await failure(loadConfig(undefined, { cwd: await folder({}), env: { AUTH__CLIENT_ID: "x" } }))
    expect(error.message).toMatch(/^The configuration has \d+ problems:/)
    expect(error.issues.map(({ code }) => code)).not.toContain("file_missing")
  })

  it("S75 with two files, the first of which has no [auth], the error names the second", async () => {
    const files = { "secrets.toml": "[other]\nx = 1", ".streamlit/secrets.toml": toml() }
    const error = await failure(loadConfig(undefined, { cwd: await folder(files), env: {} }))
    expect(error.issues).toMatchObject([{ code: "auth_missing" }])
    expect(error.issues[0]?.hint).toContain(".streamlit/secrets.toml is there too, and is not read")
  })

  it.each([
    ["UTF-16", Buffer.from(`\uFEFF${toml()}`, "utf16le")],
    ["Latin-1", Buffer.from(`${toml()}\nlabel = "Zo\u00eb"`, "latin1")],
  ])("a file that is not UTF-8 is told, and not guessed at: %s", async (_, content) => {
    const error = await failure(loadConfig(undefined, { cwd: await folder({ "secrets.toml": content }), env: {} }))
    expect(error.issues).toMatchObject([{ code: "file_unreadable", hint: expect.stringContaining("UTF-8") }])
  })

  it("a folder in the place of the file is told", async () => {
    const cwd = await folder({ "secrets.toml/inside": "x" })
    expect((await failure(loadConfig(undefined, { cwd, env: {} }))).issues).toMatchObject([{ code: "file_unreadable" }])
  })
})

describe("B06 the order of precedence: which value holds", () => {
  const env = { CLIENT: "reference-env" }
  const overriding = { ...env, AUTH__CLIENT_ID: "variable", AUTH__LABEL: "variable" }

  it.each<[string, { given: Record<string, string>; env?: Record<string, string> }, string]>([
    ["a value", { given: { client_id: '"value"' } }, "value"],
    ["{ env }", { given: { client_id: '{ env = "CLIENT" }' } }, "reference-env"],
    ["{ file }", { given: { client_id: '{ file = "client.txt" }' } }, "reference-file"],
    ["a variable over a value", { given: { client_id: '"value"' }, env: overriding }, "variable"],
    ["a variable over { env }", { given: { client_id: '{ env = "CLIENT" }' }, env: overriding }, "variable"],
    ["a variable over { file }", { given: { client_id: '{ file = "client.txt" }' }, env: overriding }, "variable"],
    ["a variable over what is not there", { given: { client_id: '{ file = "nope" }' }, env: overriding }, "variable"],
    ["an empty variable over a value", { given: { client_id: '"value"' }, env: { AUTH__CLIENT_ID: "" } }, "value"],
    [
      "a variable of a name that { env } names",
      { given: { client_id: '{ env = "AUTH__LABEL" }' }, env: { AUTH__LABEL: "variable" } },
      "variable",
    ],
  ])("%s", async (_, { given, env: variables = env }, client) => {
    const cwd = await folder({ "secrets.toml": toml(given), "client.txt": "reference-file\n" })
    const found = await loaded(undefined, { cwd, env: variables })
    expect(found.providers.get("default")?.clientId).toBe(client)
  })

  const preset = 'preset = "microsoft"'
  const microsoft = `[auth.microsoft]\nclient_id = "a-client"\nclient_secret = "a-secret"\n${preset}`
  it.each<[string, string, Record<string, string>, string]>([
    ["the table's name", microsoft.replace(preset, 'server_metadata_url = "https://a.test"'), {}, "microsoft"],
    ["the preset over the name", microsoft, {}, "Microsoft"],
    ["the key over the preset", `${microsoft}\nlabel = "Work"`, {}, "Work"],
    ["a variable over the key", `${microsoft}\nlabel = "Work"`, { AUTH__MICROSOFT__LABEL: "School" }, "School"],
    ["never the key of [auth], which is the default provider's", `label = "Other"\n${microsoft}`, {}, "Microsoft"],
  ])("a registration key, label: %s", async (_, more, variables, label) => {
    const found = await loaded(undefined, { cwd: await folder({ "secrets.toml": toml({}, more) }), env: variables })
    expect(found.providers.get("microsoft")?.label).toBe(label)
  })

  const google = '[auth.google]\nclient_id = "a-client"\nclient_secret = "a-secret"\npreset = "google"'
  it.each<[string, string, Record<string, string>, string]>([
    ["the default", google, {}, "local"],
    ["[auth] over the default", `logout = "provider"\n${google}`, {}, "provider"],
    ["the provider over [auth]", `logout = "provider"\n${google}\nlogout = "local"`, {}, "local"],
    ["a variable for [auth]", google, { AUTH__LOGOUT: "provider" }, "provider"],
    ["the provider over a variable for [auth]", `${google}\nlogout = "local"`, { AUTH__LOGOUT: "provider" }, "local"],
    ["a variable for the provider", `logout = "provider"\n${google}`, { AUTH__GOOGLE__LOGOUT: "local" }, "local"],
    ["an empty one", `logout = "provider"\n${google}`, { AUTH__GOOGLE__LOGOUT: "", AUTH__LOGOUT: "" }, "provider"],
  ])("S62 a policy key, logout: %s", async (_, more, variables, logout) => {
    const found = await loaded(undefined, { cwd: await folder({ "secrets.toml": toml({}, more) }), env: variables })
    expect(found.providers.get("google")?.policy.logout).toBe(logout)
  })
})

describe("the port in redirect_uri: the option, else the variable PORT, else an issue", () => {
  const uri = "http://localhost:{port}/cb"

  it.each<[string, { port?: number; env?: Record<string, string> }, string]>([
    ["the option", { port: 1111 }, "1111"],
    ["the variable", { env: { PORT: "2222" } }, "2222"],
    ["the option over the variable", { port: 1111, env: { PORT: "2222" } }, "1111"],
    ["the option over a variable that is none", { port: 1111, env: { PORT: "soon" } }, "1111"],
  ])("%s", async (_, options, port) => {
    const redirectUri = `http://localhost:${port}/cb`
    expect(settings({ ...flat, redirect_uri: uri }, options).application).toMatchObject({ redirectUri })
    const cwd = await folder({ "secrets.toml": toml({ redirect_uri: JSON.stringify(uri) }) })
    expect((await loaded(undefined, { cwd, ...options })).application).toMatchObject({ redirectUri })
  })

  it.each<[string, { port?: number; env?: Record<string, string> }]>([
    ["neither", {}],
    ["an empty variable", { env: { PORT: "" } }],
    ["a variable that is none", { env: { PORT: "soon" } }],
    ["a variable with more", { env: { PORT: "80/x" } }],
    ["an option that is none", { port: Number.NaN }],
    ["a negative one", { port: -1 }],
    ["a part of one", { port: 80.5 }],
    ["one too many", { port: 65_536 }],
    ["a variable of one too many", { env: { PORT: "99999" } }],
  ])("%s", async (_, options) => {
    const cwd = await folder({ "secrets.toml": toml({ redirect_uri: JSON.stringify(uri) }) })
    const error = await failure(loadConfig(undefined, { cwd, env: {}, ...options }))
    expect(error.issues).toMatchObject([{ code: "port_missing", path: "auth.redirect_uri", line: 2, column: 1 }])
  })

  it.each([
    ["a variable for the key", { AUTH__REDIRECT_URI: uri, PORT: "2222" }, redirect],
    ["{ env }", { URI: uri, PORT: "2222" }, { env: "URI" }],
  ])("stands in %s too", (_, env, redirect_uri) => {
    const { redirectUri } = settings({ ...flat, redirect_uri }, { env }).application
    expect(redirectUri).toBe("http://localhost:2222/cb")
  })

  it("a URL without it needs none, and takes none", () => {
    expect(settings({ ...flat, redirect_uri: redirect }, { port: 1, env: { PORT: "2" } }).application.redirectUri).toBe(
      redirect,
    )
  })
})

describe("what is not given is not there", () => {
  it("parseConfig knows no variable of the process", () => {
    process.env.AUTH__CLIENT_ID = "from the process"
    try {
      expect(settings(flat).providers.get("default")?.clientId).toBe(flat.client_id)
    } finally {
      delete process.env.AUTH__CLIENT_ID
    }
  })

  it("loadConfig does, unless it is given others", async () => {
    const cwd = await folder({ "secrets.toml": toml() })
    process.env.AUTH__CLIENT_ID = "from the process"
    try {
      const found = settingsOf(await loadConfig(undefined, { cwd }))
      expect(found?.providers.get("default")?.clientId).toBe("from the process")
      expect((await loaded(undefined, { cwd, env: {} })).providers.get("default")?.clientId).toBe(flat.client_id)
    } finally {
      delete process.env.AUTH__CLIENT_ID
    }
  })
})
