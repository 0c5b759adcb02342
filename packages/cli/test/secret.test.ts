// `x-auth secret`.
import { chmod, readdir, readFile, readlink, stat, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { parseConfig } from "@x/core"
import { expect, it } from "vitest"
import { newSecret } from "../src/secret/new-secret.js"
import { temporaryFolder, xAuth } from "./support/folder.js"

const old = newSecret()
const table = (cookieSecret: string) => `[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = ${cookieSecret} # why
client_id = "a"
client_secret = "b"
server_metadata_url = "https://id.example.com"
`

it("prints a new one and nothing else", async () => {
  const [first, second] = [await xAuth(["secret"]), await xAuth(["secret"])]
  expect(first).toEqual({ code: 0, out: expect.stringMatching(/^[\w-]{43}\n$/), err: "" })
  expect(second.out).not.toBe(first.out)
  const config = () => parseConfig(table(JSON.stringify(first.out.trim())))
  expect(config).not.toThrow()
})

it("prints it as JSON", async () => {
  const { out } = await xAuth(["secret", "--json"])
  expect(JSON.parse(out)).toEqual({ secret: expect.stringMatching(/^[\w-]{43}$/) })
})

it("puts it first in a file, again and again", async () => {
  const cwd = await temporaryFolder()
  const file = join(cwd, "secrets.toml")
  await writeFile(file, table(`"${old}"`))
  await chmod(file, 0o640)

  const { code, out, err } = await xAuth(["secret", "--rotate", "secrets.toml"], { cwd })
  expect({ code, err }).toEqual({ code: 0, err: "" })
  expect(out).toBe("secrets.toml: a new secret seals, 1 old one still opens. Restart the application.\n")
  const first = await readFile(file, "utf8")
  const [, added = ""] = /\["([\w-]{43})", /.exec(first) ?? []
  expect(first).toBe(table(`["${added}", "${old}"]`))
  expect(out).not.toContain(added)
  expect((await stat(file)).mode & 0o777).toBe(0o640)
  expect(() => parseConfig(first)).not.toThrow()

  const again = await xAuth(["secret", "--rotate", file, "--keep", "2", "--json"], { cwd })
  expect(JSON.parse(again.out)).toEqual({ file, count: 2, dropped: 1 })
  const second = await readFile(file, "utf8")
  expect(second).toContain(`, "${added}"]`)
  expect(second).not.toContain(old)

  const last = await xAuth(["secret", "--rotate", file, "--keep", "1"], { cwd })
  expect(last.out).toContain("none of the old ones is left, so every session ends; 2 dropped.")
  expect(await readdir(cwd)).toEqual(["secrets.toml"])
})

it("follows a symbolic link, and leaves it one", async () => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, "real.toml"), table(`"${old}"`))
  await symlink("real.toml", join(cwd, "secrets.toml"))
  expect((await xAuth(["secret", "--rotate", "secrets.toml"], { cwd })).code).toBe(0)
  expect(await readlink(join(cwd, "secrets.toml"))).toBe("real.toml")
  expect(await readFile(join(cwd, "real.toml"), "utf8")).toContain(`", "${old}"]`)
})

it("says when a variable overrides the file", async () => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, "s.toml"), table(`"${old}"`))
  const { err } = await xAuth(["secret", "--rotate", "s.toml"], { cwd, env: { AUTH__COOKIE_SECRET: old } })
  expect(err).toBe("The variable AUTH__COOKIE_SECRET is set here: it overrides the file.\n")
})

it.each([
  [
    "a variable",
    table('{ env = "COOKIE_SECRET" }'),
    /takes its cookie_secret from a variable: set that to a list, .*\["NEW", "OLD"\]/,
  ],
  [
    "no TOML",
    table(old).replace("[auth]", "[auth"),
    /^x-auth secret: s.toml cannot be parsed \(line 1, column 6\)\.\n$/,
  ],
  [
    "no UTF-8",
    Buffer.concat([Buffer.from(table(`"${old}"`)), Buffer.from([0x23, 0xff])]),
    /s.toml is not UTF-8 text\./,
  ],
])("leaves a file alone: %s", async (_, text, sentence) => {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, "s.toml"), text)
  const { code, out, err } = await xAuth(["secret", "--rotate", "s.toml"], { cwd })
  expect({ code, out }).toEqual({ code: 1, out: "" })
  expect(err).toMatch(sentence)
  expect(err).not.toContain(old)
  expect(await readFile(join(cwd, "s.toml"))).toEqual(Buffer.from(text))
  expect(await readdir(cwd)).toEqual(["s.toml"])
})

it.each([
  [["--rotate", "none.toml"], "x-auth secret: There is no file none.toml.\n"],
  [["--rotate", "."], /^x-auth secret: EISDIR.*\n$/],
  [["--keep", "2"], /--keep goes with --rotate FILE\./],
  [["--rotate", "none.toml", "--keep", "0"], /--keep is a number from 1 on, not "0"\./],
])("%j is exit code 1", async (args, sentence) => {
  const { code, err } = await xAuth(["secret", ...args], { cwd: await temporaryFolder() })
  expect(code).toBe(1)
  expect(err).toMatch(sentence)
})
