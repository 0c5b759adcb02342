// The command of the packed packages, as somebody would type it in an empty folder: init, check, secret and dev.
import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { createClient } from "./client.mjs"
import { freePort } from "./port.mjs"

const folder = "an-empty-folder"
mkdirSync(folder)

/** @returns what it printed, once it has ended as expected */
function xAuth(args, { env = {}, code = 0 } = {}) {
  const options = { cwd: folder, env: { ...process.env, ...env }, encoding: "utf8", timeout: 60_000 }
  const { status, stdout, stderr } = spawnSync("npx", ["--no-install", "x-auth", ...args], options)
  assert.equal(status, code, `x-auth ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`)
  return stdout
}
const read = (file) => readFileSync(`${folder}/${file}`, "utf8")
const done = (what) => console.log(`x-auth ${what}`)

assert.match(xAuth(["--help"]), /init.*check.*secret.*dev/s)
for (const command of ["init", "check", "secret", "dev"]) {
  assert.match(xAuth([command, "--help"]), new RegExp(`x-auth ${command}`))
}
done("--help")

assert.match(xAuth(["secret"]), /^[\w-]{43}\n$/)
done("secret")

writeFileSync(`${folder}/.gitignore`, "node_modules\n")
const said = xAuth(["init", "--provider", "google", "--yes"])
assert.match(said, /http:\/\/localhost:8501\/oauth2callback/)
assert.equal(statSync(`${folder}/secrets.toml`).mode & 0o777, 0o600)
assert.equal(read(".gitignore"), "node_modules\nsecrets.toml\n")
const before = read("secrets.toml")
xAuth(["init", "--provider", "okta", "--domain", "acme.okta.com", "--yes"], { code: 1 })
assert.equal(read("secrets.toml"), before, "a file that is there is never overwritten")
done("init")

const credentials = { GOOGLE_CLIENT_ID: "an-id", GOOGLE_CLIENT_SECRET: "a-secret-of-a-client" }
xAuth(["check", "--offline"], { code: 1 })
const checked = xAuth(["check", "--offline"], { env: credentials })
assert.doesNotMatch(checked, /a-secret-of-a-client/)
const json = JSON.parse(xAuth(["check", "--offline", "--json"], { env: credentials }))
assert.equal(typeof json, "object")
xAuth(["check", "no-such-file.toml"], { code: 2 })
done("check")

xAuth(["secret", "--rotate", "secrets.toml"])
const secrets = /cookie_secret = \["([\w-]{43})", "([\w-]{43})"\]/.exec(read("secrets.toml"))
assert.ok(secrets && before.includes(secrets[2]) && !before.includes(secrets[1]), "the new one is put first")
xAuth(["check", "--offline"], { env: credentials })
done("secret --rotate")

// An application that knows nothing of development, with the file for production beside it.
writeFileSync(
  `${folder}/server.mjs`,
  `import { auth } from "@x/adapter-node"
import { loadConfig } from "@x/core/load"
import express from "express"

const app = express()
app.use(auth(await loadConfig()))
app.get("/", (req, res) => {
  if (!req.auth.user.isLoggedIn) return req.auth.login("google")
  res.type("text").send(\`Welcome! \${req.auth.user.name}\`)
})
app.listen(process.env.PORT, "localhost", () => console.log("ready"))
`,
)
const port = await freePort()
const origin = `http://localhost:${port}`
const dev = spawn("npx", ["--no-install", "x-auth", "dev", "--app-port", `${port}`, "--", "node", "server.mjs"], {
  cwd: folder,
  detached: true, // a group of its own, as a terminal gives it
  stdio: ["ignore", "pipe", "inherit"],
})
let printed = ""
dev.stdout.on("data", (data) => {
  printed += data
})
try {
  await until(() => printed.includes("ready"), "the application never said that it is ready")
  const client = createClient()
  const people = await client.get(`${origin}/`)
  assert.match(people.text, /Ada Lovelace/)
  assert.equal((await client.post(people.url, { sub: "ada" })).text, "Welcome! Ada Lovelace")
} finally {
  process.kill(-dev.pid, "SIGINT")
}
await until(() => dev.exitCode !== null || dev.signalCode !== null, "Ctrl-C did not end it")
await assert.rejects(fetch(origin), "the application is still there")
done("dev")

assert.equal(spawnSync("npx", ["--no-install", "x-auth", "dev", "--", "node", "-e", "process.exit(7)"]).status, 7)
done("dev gives the exit code of its command")

async function until(isTrue, otherwise) {
  for (let attempt = 0; attempt < 120; attempt++) {
    if (isTrue()) return
    await sleep(250)
  }
  throw new Error(otherwise)
}
