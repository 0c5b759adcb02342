/** `{ file = "PATH" }` in the place of a value: what a secret file holds. */
import { generateKeyPairSync } from "node:crypto"
import { once } from "node:events"
import { mkdir, symlink } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { loadConfig } from "../../src/config/load-config.js"
import { createAuth, type LogEvent } from "../../src/index.js"
import { allOf, flat, issuesOf, secret } from "./example.js"
import { failure, folder, loaded } from "./folders.js"

/** A flat table in which some keys are written otherwise: `client_secret: '{ file = "s" }'`. */
function toml(given: Readonly<Record<string, string>> = {}): string {
  const texts = Object.entries(flat).map(([key, value]) => [key, JSON.stringify(value)])
  const keys = Object.entries({ ...Object.fromEntries(texts), ...given })
  return ["[auth]", ...keys.map(([key, value]) => `${key} = ${value}`)].join("\n")
}

const reference = '{ file = "value" }'

async function secretIn(content: string | Buffer): Promise<string | undefined> {
  const cwd = await folder({ "secrets.toml": toml({ client_secret: reference }), value: content })
  return (await loaded(undefined, { cwd })).providers.get("default")?.clientSecret
}

/** The error of a table whose client_secret refers to a file. */
async function errorWith(files: Readonly<Record<string, string | Buffer>>, written = reference) {
  const cwd = await folder({ "secrets.toml": toml({ client_secret: written }), ...files })
  return { cwd, error: await failure(loadConfig(undefined, { cwd, env: {} })) }
}

describe("the end of the last line is no part of the value", () => {
  it.each([
    ["none", "the secret", "the secret"],
    ["\\n", "the secret\n", "the secret"],
    ["\\r\\n", "the secret\r\n", "the secret"],
    ["a byte order mark", "\uFEFFthe secret\r\n", "the secret"],
    ["unicode", "gehéim-ключ-鍵\n", "gehéim-ключ-鍵"],
    ["digits", "1234567890\n", "1234567890"],
    ["what looks like a list", '["a"]\n', '["a"]'],
    ["lines between", "one\ntwo\n", "one\ntwo"],
  ])("%s", async (_, content, value) => {
    expect(await secretIn(content)).toBe(value)
  })

  it.each([
    ["two line ends: one is left", "the secret\n\n"],
    ["a blank", "the secret \n"],
    ["a lone \\r", "the secret\r"],
  ])("S76 %s, and is told", async (_, content) => {
    const { error } = await errorWith({ value: content })
    expect(error.issues).toMatchObject([{ code: "white_space", path: "auth.client_secret", line: 5, column: 1 }])
  })
})

describe("where the file is looked for", () => {
  it("beside the configuration, wherever the process was started", async () => {
    const written = toml({ client_secret: '{ file = "secret.txt" }' })
    const cwd = await folder({ "config/my.toml": written, "config/secret.txt": "beside", "secret.txt": "here" })
    expect((await loaded("config/my.toml", { cwd })).providers.get("default")?.clientSecret).toBe("beside")
    const found = await loaded(join(cwd, "config/my.toml"), { cwd: "/" })
    expect(found.providers.get("default")?.clientSecret).toBe("beside")
  })

  it("beside .streamlit/secrets.toml", async () => {
    const written = toml({ client_secret: '{ file = "../secret.txt" }' })
    const cwd = await folder({ ".streamlit/secrets.toml": written, "secret.txt": "above" })
    expect((await loaded(undefined, { cwd })).providers.get("default")?.clientSecret).toBe("above")
  })

  it("anywhere, by an absolute path", async () => {
    const elsewhere = join(await folder({ "secret.txt": "elsewhere" }), "secret.txt")
    const cwd = await folder({ "secrets.toml": toml({ client_secret: `{ file = ${JSON.stringify(elsewhere)} }` }) })
    expect((await loaded(undefined, { cwd })).providers.get("default")?.clientSecret).toBe("elsewhere")
  })

  it("through a link, as orchestrators mount secrets", async () => {
    const cwd = await folder({ "secrets.toml": toml({ client_secret: reference }), "..data/value": "linked\n" })
    await symlink("..data/value", join(cwd, "value"))
    expect((await loaded(undefined, { cwd })).providers.get("default")?.clientSecret).toBe("linked")
  })
})

describe("what it may stand for", () => {
  it("a value, an element of a list, an entry of client_kwargs", async () => {
    const other = `${secret}-other`
    const written = toml({
      cookie_secret: `[{ file = "new" }, "${secret}"]`,
      client_kwargs: '{ hd = { file = "hd" }, resource = ["a", { file = "hd" }] }',
    })
    const cwd = await folder({ "secrets.toml": written, new: `${other}\n`, hd: "example.com\n" })
    const found = await loaded(undefined, { cwd })
    expect(found.application.secrets).toEqual([other, secret])
    expect(found.providers.get("default")?.parameters).toEqual({ hd: ["example.com"], resource: ["a", "example.com"] })
  })

  it("a list or a number, as TOML writes it, where the key wants one", async () => {
    const written = toml({
      cookie_secret: reference,
      session_max_age: '{ file = "age" }',
      claims: '{ file = "claims" }',
    })
    const cwd = await folder({
      "secrets.toml": written,
      value: `[\n  "${secret}-2",\n  "${secret}",\n]\n`,
      age: "3600\n",
      claims: '["name"]',
    })
    const found = await loaded(undefined, { cwd })
    expect(found.application).toMatchObject({ secrets: [`${secret}-2`, secret], session: { maxAge: 3600 } })
    expect(found.providers.get("default")?.policy.claims).toEqual(["name"])
  })

  it("never a table", async () => {
    const cwd = await folder({ "secrets.toml": `${toml()}\n[auth.google]\nfile = "value"`, value: "x" })
    const { issues } = await failure(loadConfig(undefined, { cwd, env: {} }))
    expect(issues.map(({ path, code }) => `${path} ${code}`)).toEqual(["auth.google value_type"])
  })

  it("a variable's text is no reference", async () => {
    const cwd = await folder({ "secrets.toml": toml(), value: "from the file" })
    const found = await loaded(undefined, { cwd, env: { AUTH__CLIENT_SECRET: reference } })
    expect(found.providers.get("default")?.clientSecret).toBe(reference)
  })

  it("beside variables without a file: relative to where the process was started", async () => {
    const cwd = await folder({ "secrets.toml": `${toml({ client_secret: reference })}`, value: "the secret" })
    const found = await loaded(undefined, { cwd, env: { AUTH__CLIENT_ID: "from-a-variable" } })
    expect(found.providers.get("default")).toMatchObject({ clientId: "from-a-variable", clientSecret: "the secret" })
  })
})

describe("a file that gives nothing is an issue that names it, at the key's place", () => {
  const place = { path: "auth.client_secret", line: 5, column: 1, hint: expect.any(String) }

  it("missing", async () => {
    const { cwd, error } = await errorWith({})
    expect(error.issues).toMatchObject([{ ...place, code: "file_missing" }])
    expect(error.issues[0]?.message).toContain(join(cwd, "value"))
  })

  it("below what is no folder", async () => {
    const { error } = await errorWith({ value: "x" }, '{ file = "value/secret" }')
    expect(error.issues).toMatchObject([{ ...place, code: "file_missing" }])
  })

  it("a folder", async () => {
    const { cwd, error } = await errorWith({ "value/x": "" })
    expect(error.issues).toMatchObject([{ ...place, code: "file_unreadable" }])
    expect(error.issues[0]?.message).toContain(join(cwd, "value"))
  })

  it.each([
    ["empty", ""],
    ["one line end", "\n"],
    ["one line end of Windows", "\r\n"],
    ["a byte order mark alone", "\uFEFF"],
  ])("%s", async (_, content) => {
    const { error } = await errorWith({ value: content })
    expect(error.issues).toMatchObject([{ ...place, code: "file_empty" }])
    expect(error.issues[0]?.message).toContain("value")
  })

  it.each([
    ["with a zero in its name", '{ file = "a\\u0000b" }', "file_unreadable"],
    ["of a name that no system has", `{ file = "${"x".repeat(5000)}" }`, "file_unreadable"],
    ["without a name", '{ file = "" }', "value_type"],
    ["with a number for a name", "{ file = 3 }", "value_type"],
  ])("%s", async (_, written, code) => {
    const { error } = await errorWith({}, written)
    expect(error.issues).toMatchObject([{ ...place, code }])
    // A name that is shown is cut.
    expect(error.message.length).toBeLessThan(2000)
  })

  // Nobody can read a socket as a file, not even root, for whom permissions mean nothing.
  it("that may not be read", async () => {
    const cwd = await folder({ "secrets.toml": toml({ client_secret: reference }) })
    const server = createServer().listen(join(cwd, "value"))
    await once(server, "listening")
    const error = await failure(loadConfig(undefined, { cwd, env: {} }))
    server.close()
    expect(error.issues).toMatchObject([
      { ...place, code: "file_unreadable", message: expect.stringContaining("ENXIO") },
    ])
  })

  it.each([
    ["Latin-1", Buffer.from("can\u00e9ry-4711", "latin1")],
    ["UTF-16, as PowerShell's > writes it", Buffer.from("\uFEFFcanary-4711", "utf16le")],
  ])("that is not UTF-8: no letter of a secret is changed in silence (%s)", async (_, content) => {
    const { error } = await errorWith({ value: content })
    expect(error.issues).toMatchObject([
      { ...place, code: "file_unreadable", message: expect.stringContaining("is not UTF-8") },
    ])
    expect(allOf(error)).not.toContain("4711")
  })

  it("each is told, and once", async () => {
    const nope = '{ file = "nope" }'
    const given = { cookie_secret: `[${nope}]`, client_id: nope, client_secret: nope }
    const written = toml({ ...given, client_kwargs: `{ hd = ${nope}, resource = [${nope}] }` })
    const { issues } = await failure(loadConfig(undefined, { cwd: await folder({ "secrets.toml": written }), env: {} }))
    expect(issues.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      "auth.client_id file_missing",
      "auth.client_kwargs.hd file_missing",
      "auth.client_kwargs.resource file_missing",
      "auth.client_secret file_missing",
      "auth.cookie_secret file_missing",
    ])
  })

  it("parseConfig reads none, and says who does", () => {
    const issues = issuesOf({ auth: { ...flat, client_secret: { file: "/etc/passwd" } } })
    expect(issues).toMatchObject([{ code: "file_reference", hint: expect.stringContaining("loadConfig") }])
  })
})

describe("what came from a file is checked like any other value, and never shown", () => {
  const canary = "cAnArY-0123"

  it.each([
    ["client_secret", ` ${canary}`],
    ["client_id", `<${canary}>`],
    ["cookie_secret", canary],
    ["cookie_secret", `["${canary}"]`],
    ["server_metadata_url", `https://{${canary}}.test/`],
    ["redirect_uri", `https://${canary}.test/auth/login`],
    ["cookie_domain", canary],
    ["preset", canary],
    ["claims", canary],
    ["allowed_domains", `@${canary}`],
    ["session_max_age", canary],
  ])("%s = %s", async (key, content) => {
    const cwd = await folder({ "secrets.toml": toml({ [key]: reference }), value: `${content}\n` })
    const error = await failure(loadConfig(undefined, { cwd, env: {} }))
    expect(allOf(error).toLowerCase()).not.toContain(canary.toLowerCase())
    expect(error.cause).toBeUndefined()
  })
})

describe("a file with secrets that others can read is a warning", () => {
  const warningsOf = async (text: string, mode: number, others: Readonly<Record<string, string>> = {}) =>
    (
      await loadConfig(undefined, {
        cwd: await folder({ "secrets.toml": text, ...others }, mode),
        env: { SECRET: secret },
      })
    ).warnings
  const elsewhere = { cookie_secret: '{ env = "SECRET" }', client_secret: reference }
  const references = toml(elsewhere)
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const pem = privateKey.export({ type: "pkcs8", format: "pem" })
  const jwk = privateKey.export({ format: "jwk" })
  const jwkWith = (d: string) => `{ kty = "EC", crv = "P-256", x = "${jwk.x}", y = "${jwk.y}", d = ${d} }`
  const withKey = (client_private_key: string) => toml({ ...elsewhere, client_private_key })

  it.each<[string, string, number, number]>([
    ["others may read it", toml(), 0o644, 1],
    ["others may read and write it", toml(), 0o666, 1],
    ["the owner alone may", toml(), 0o600, 0],
    ["the owner's group may", toml(), 0o640, 0],
    ["others may read it, and it holds references alone", references, 0o644, 0],
    ["it holds one secret", toml({ client_secret: reference }), 0o644, 1],
    [
      "it holds one in a list",
      toml({ cookie_secret: `[{ env = "SECRET" }, "${secret}"]`, client_secret: reference }),
      0o644,
      1,
    ],
    [
      "it holds one of a named provider",
      `${references}\n[auth.google]\npreset = "google"\nclient_id = "a"\nclient_secret = "b"`,
      0o644,
      1,
    ],
    ["it holds a private key", withKey(`"""\n${pem}"""`), 0o644, 1],
    ["it holds a JWK", withKey(jwkWith(JSON.stringify(jwk.d))), 0o644, 1],
    ["it holds a JWK whose d is elsewhere", withKey(jwkWith(reference)), 0o644, 0],
    ["a secret of other people's tables is theirs", `${references}\n[database]\nclient_secret = "x"`, 0o644, 0],
  ])("%s", async (_, text, mode, count) => {
    const warnings = await warningsOf(text, mode, { value: "from-a-file" })
    expect(warnings).toHaveLength(count)
    if (count > 0) expect(warnings[0]).toMatch(/secrets\.toml.*chmod 600 secrets\.toml/)
    expect(warnings.join()).not.toContain(secret)
  })

  it("names the file so that the command can be pasted", async () => {
    const cwd = await folder({})
    await mkdir(join(cwd, "a folder"))
    const path = join(await folder({ "my secrets.toml": toml() }, 0o644), "my secrets.toml")
    const { warnings } = await loadConfig(path, { env: {} })
    expect(warnings).toHaveLength(1)
    // A blank in a path would make two of it.
    expect(warnings[0]).toMatch(/chmod 600 (['"]).*my secrets\.toml\1$/)
  })

  it("createAuth sends it to the log, once", async () => {
    const config = await loadConfig(undefined, { cwd: await folder({ "secrets.toml": toml() }, 0o644), env: {} })
    const entries: LogEvent[] = []
    createAuth(config, { log: (entry) => void entries.push(entry) })
    expect(entries).toMatchObject([
      { level: "warning", event: "config", message: expect.stringContaining("chmod 600") },
    ])
    expect(JSON.stringify(entries)).not.toContain(secret)
  })
})
