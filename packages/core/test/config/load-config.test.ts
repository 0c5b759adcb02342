/** Where the configuration's file is looked for: each case in a folder of its own, in a process that can go there. */
import { execFile } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { beforeAll, describe, expect, it } from "vitest"
import { settingsOf } from "../../src/config/config.js"
import { loadConfig } from "../../src/config/load-config.js"
import { secret } from "./example.js"
import { failure, folder } from "./folders.js"

const toml = (id: string, more = "") =>
  `[auth]\nredirect_uri = "http://localhost:8501/cb"\ncookie_secret = "${secret}"\nclient_id = "${id}"\nclient_secret = "a-secret"\nserver_metadata_url = "https://a.test"\n${more}`

describe("a file that is named", () => {
  const clientOf = async (file: string, options = {}) =>
    settingsOf(await loadConfig(file, options))?.providers.get("default")?.clientId

  it.each([
    ["as it is", toml("one")],
    ["T88 with a byte order mark", `\uFEFF${toml("one")}`],
    ["T88 with CRLF", toml("one").replaceAll("\n", "\r\n")],
    ["with other people's tables", `title = "x"\n[database]\nurl = "x"\n${toml("one")}`],
  ])("%s", async (_, text) => {
    expect(await clientOf(join(await folder({ "my.toml": text }), "my.toml"))).toBe("one")
  })

  it("is the only one that is looked for", async () => {
    const path = await folder({ "secrets.toml": toml("one") })
    const error = await failure(loadConfig(join(path, "other.toml")))
    expect(error.issues).toMatchObject([
      { code: "file_missing", message: expect.stringContaining(join(path, "other.toml")) },
    ])
  })

  it("cannot be a folder", async () => {
    const path = await folder({})
    const error = await failure(loadConfig(path))
    expect(error.issues).toMatchObject([{ code: "file_unreadable", message: expect.stringContaining(path) }])
  })

  it("is named in the error of what it holds", async () => {
    const file = join(await folder({ "my.toml": "[auth]\nx = (" }), "my.toml")
    const error = await failure(loadConfig(file))
    expect(error.message).toContain(file)
    expect(error.issues).toMatchObject([{ code: "toml_syntax", line: 2, column: 5 }])
  })

  it("may be empty or no text at all", async () => {
    const path = await folder({ "empty.toml": "", "binary.toml": Buffer.from([0xff, 0xfe, 0x00, 0x80]) })
    expect((await failure(loadConfig(join(path, "empty.toml")))).issues).toMatchObject([{ code: "auth_missing" }])
    // TOML is UTF-8 (its specification, "Spec"): what is not has no line to point at.
    const { issues } = await failure(loadConfig(join(path, "binary.toml")))
    expect(issues).toMatchObject([{ code: "file_unreadable", message: expect.stringContaining("is not UTF-8") }])
  })

  it("variables come from process.env unless they are given, and so does the port", async () => {
    const path = await folder({
      "my.toml": toml("x").replace('"x"', '{ env = "X_AUTH_TEST_ID" }').replace("8501", "{port}"),
    })
    const file = join(path, "my.toml")
    expect(await clientOf(file, { env: { X_AUTH_TEST_ID: "given" }, port: 1234 })).toBe("given")
    const error = await failure(loadConfig(file, { env: {}, port: 1234 }))
    expect(error.issues).toMatchObject([{ code: "variable_missing", path: "auth.client_id" }])
    process.env.X_AUTH_TEST_ID = "from the process"
    try {
      expect(await clientOf(file, { port: 1234 })).toBe("from the process")
    } finally {
      delete process.env.X_AUTH_TEST_ID
    }
  })
})

describe("S30, S75 without a name, in the folder in which the process was started", () => {
  const folders = {
    "secrets.toml": { "secrets.toml": toml("plain") },
    ".streamlit/secrets.toml": { ".streamlit/secrets.toml": toml("streamlit") },
    "both: the plain one": { "secrets.toml": toml("plain"), ".streamlit/secrets.toml": toml("streamlit") },
    "a wrong one is not skipped": { "secrets.toml": "x = (", ".streamlit/secrets.toml": toml("streamlit") },
    "a file beside it": { "secrets.toml": toml("x").replace('"x"', '{ file = "id.txt" }'), "id.txt": "from-a-file\n" },
    none: { "other.toml": toml("other") },
  }
  type Found = { readonly client?: string; readonly codes?: readonly string[]; readonly message?: string }

  /** What a process of its own finds in each folder, with its own variables. */
  async function findings(env: Readonly<Record<string, string>>): Promise<Record<string, Found>> {
    const paths: Record<string, string> = {}
    for (const [name, files] of Object.entries(folders)) paths[name] = await folder(files)
    const script = fileURLToPath(new URL("./load-in-folders.ts", import.meta.url))
    const args = ["--conditions=@x/source", "--import", import.meta.resolve("tsx"), script, JSON.stringify(paths)]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tmpdir(), env })
    return JSON.parse(stdout)
  }

  describe("without variables", () => {
    let found: Record<string, Found> = {}
    beforeAll(async () => {
      found = await findings({})
    }, 30_000)

    it.each([
      ["secrets.toml", { client: "plain" }],
      [".streamlit/secrets.toml", { client: "streamlit" }],
      ["both: the plain one", { client: "plain" }],
      ["a wrong one is not skipped", { codes: ["toml_syntax"] }],
      ["a file beside it", { client: "from-a-file" }],
      ["none", { codes: ["file_missing"] }],
    ])("%s", (name, expected) => {
      expect(found[name]).toMatchObject(expected)
    })

    it("the error names both places", () => {
      expect(found.none?.message).toMatch(/\/secrets\.toml .*\/\.streamlit\/secrets\.toml/)
    })

    it("and nothing of what is in a wrong file", () => {
      expect(found["a wrong one is not skipped"]?.message).not.toContain(secret)
    })
  })

  describe("with variables of the process", () => {
    const variables = {
      AUTH__REDIRECT_URI: "http://localhost:{port}/cb",
      AUTH__COOKIE_SECRET: secret,
      AUTH__CLIENT_ID: "from-a-variable",
      AUTH__CLIENT_SECRET: "a-secret",
      AUTH__SERVER_METADATA_URL: "https://a.test",
      PORT: "8501",
    }
    let found: Record<string, Found> = {}
    beforeAll(async () => {
      found = await findings(variables)
    }, 30_000)

    it.each([
      ["secrets.toml", { client: "from-a-variable" }],
      [".streamlit/secrets.toml", { client: "from-a-variable" }],
      ["a wrong one is not skipped", { codes: ["toml_syntax"] }],
      ["none", { client: "from-a-variable" }],
    ])("%s", (name, expected) => {
      expect(found[name]).toMatchObject(expected)
    })
  })
})
