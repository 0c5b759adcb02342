// The steps of a rotation with several processes, as the docs tell them: nobody is logged out in any of them.
import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { createAuth, parseConfig } from "@x/core"
import { sessionCookie } from "@x/testing"
import { expect, it } from "vitest"
import { newSecret } from "../src/secret/new-secret.js"
import { temporaryFolder, xAuth } from "./support/folder.js"

const origin = "http://localhost:8501"
const table = (cookieSecret: string) => `[auth]
redirect_uri = "${origin}/oauth2callback"
cookie_secret = ${cookieSecret}
client_id = "a"
client_secret = "a-client-secret-of-some-length"
server_metadata_url = "https://id.example.com"
`

it("B13 the new secret goes second, then first, and the old one goes with the next rotation", async () => {
  const cwd = await temporaryFolder()
  const file = join(cwd, "secrets.toml")
  await writeFile(file, table(`"${newSecret()}"`))
  const read = async () => parseConfig(await readFile(file, "utf8"))
  const run = async (...args: string[]) => {
    const { code, out, err } = await xAuth(["secret", ...args], { cwd })
    expect({ code, err }).toEqual({ code: 0, err: "" })
    return out
  }

  // Three processes, restarted one after the other; each makes sessions, and each reads those of all.
  const processes = Array.from({ length: 3 }, () => read())
  const cookies: string[] = []
  const restartAll = async () => {
    for (const index of processes.keys()) {
      processes[index] = read()
      for (const config of processes) cookies.push(await sessionCookie(await config, { sub: "ada" }))
      for (const config of processes) {
        const auth = createAuth(await config, { log() {} })
        const users = cookies.map((cookie) => auth.getUser(new Request(`${origin}/`, { headers: { cookie } })))
        expect((await Promise.all(users)).map(({ isLoggedIn }) => isLoggedIn)).not.toContain(false)
      }
    }
  }
  await restartAll()
  expect(await run("--rotate", "secrets.toml", "--second", "--keep", "2")).toBe(
    "secrets.toml: a new secret opens, and does not seal yet. Restart all processes, then: x-auth secret --lead secrets.toml\n",
  )
  await restartAll()
  expect(await run("--lead", "secrets.toml")).toBe(
    "secrets.toml: a new secret seals, 1 old one still opens. Restart the application.\n",
  )
  await restartAll()

  // When session_max_age has passed, nothing is left that the oldest one has sealed.
  const [before] = /cookie_secret = (.*)/.exec(await readFile(file, "utf8"))?.slice(1) ?? []
  const [leading = "", old = ""] = JSON.parse(before ?? "[]")
  cookies.splice(0)
  expect(await run("--rotate", "secrets.toml", "--second", "--keep", "2")).toContain("; 1 dropped.")
  const after = await readFile(file, "utf8")
  expect(after).toContain(`["${leading}", "`)
  expect(after).not.toContain(old)
  await restartAll()
})

it.each([
  [["--second"], "--second goes with --rotate FILE."],
  [["--rotate", "a.toml", "--lead", "a.toml"], "--rotate and --lead are two steps"],
  [["--rotate", "a.toml", "--second", "--keep", "1"], "--keep is a number from 2 on"],
  [["--lead", "nowhere.toml"], "There is no file nowhere.toml."],
])("%j is refused", async (args, words) => {
  const { code, err } = await xAuth(["secret", ...args], { cwd: await temporaryFolder() })
  expect(code).toBeGreaterThan(0)
  expect(err).toContain(words)
})
