// `x-auth dev -- COMMAND` as somebody would type it: an application that knows nothing of it has a login.

import { once } from "node:events"
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, onTestFinished, test } from "vitest"
import { describeInBrowser, launch } from "./chromium.ts"
import { type Command, isRunning, startNode } from "./node-process.ts"
import { freePorts } from "./ports.ts"
import { newVisitor, pick, press } from "./visitor.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const fromSources = ["--conditions=@x/source", "--import", "tsx"]

// As in the README, with a page that says more.
const express = `
import { auth } from "@x/adapter-node"
import { loadConfig } from "@x/core/load"
import express from "express"

const app = express()
app.use(auth(await loadConfig()))
app.get("/", (req, res) => {
  if (!req.auth.user.isLoggedIn) return req.auth.login()
  res.send(\`<!doctype html><html lang="en"><title>Home</title><link rel="icon" href="data:,"><h1>Welcome! \${req.auth.user.name}</h1>
    <p>\${req.auth.session.provider}</p><form method="post" action="/auth/logout"><button>Log out</button></form>\`)
})
app.listen(process.env.PORT, () => console.log("listening"))
`

const graceful = `
import { createServer } from "node:http"
const server = createServer((_req, res) => res.end("hello")).listen(process.env.PORT, () => console.log("listening"))
let count = 0
process.on("SIGINT", () => {
  count += 1
  server.close()
  setTimeout(() => console.log(\`said good-bye \${count}\`), 300)
})
`

interface Running extends Command {
  /** Resolves when it says so. */
  says(text: string): Promise<void>
}

/** A folder that sees the packages, with these files. */
async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "x-auth-dev-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  await symlink(join(root, "node_modules"), join(folder, "node_modules"))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

/** `x-auth ARGS` in a folder and, as in a terminal, in a process group of its own. */
function xAuth(cwd: string, args: readonly string[]): Running {
  const { PORT: _port, ...env } = process.env
  const command = [...fromSources, join(root, "packages/cli/src/index.ts"), ...args]
  const { process: child, ended, output } = startNode(command, { cwd, env })
  onTestFinished(async () => {
    if (isRunning(child)) process.kill(-(child.pid ?? 0), "SIGTERM")
    await ended
  })
  return {
    process: child,
    ended,
    output,
    async says(words) {
      while (!output().includes(words)) {
        const event = await Promise.race([once(child.stdout, "data"), once(child.stderr, "data"), ended])
        if (!Array.isArray(event)) throw new Error(`x-auth ended with ${event}: ${output()}`)
      }
    },
  }
}

function interrupt({ process: { pid = 0 } }: Running): void {
  process.kill(-pid, "SIGINT")
}

describeInBrowser("x-auth dev in a browser", () => {
  test.each([
    ["without a file", {}, "default"],
    [
      "with the file of a provider elsewhere",
      {
        "secrets.toml": `[auth]
redirect_uri = "https://app.example/oauth2callback"
cookie_secret = { env = "COOKIE_SECRET" }
[auth.google]
preset = "google"
client_id = { env = "GOOGLE_CLIENT_ID" }
client_secret = { env = "GOOGLE_CLIENT_SECRET" }
`,
      },
      "google",
    ],
  ])("an unchanged Express application has a login, %s", async (_, files: Record<string, string>, provider) => {
    const folder = await folderWith({ "server.mjs": express, ...files })
    const port = String(await freePorts())
    const dev = xAuth(folder, ["dev", "--app-port", port, "--", process.execPath, ...fromSources, "server.mjs"])
    await dev.says("listening")

    const browser = await launch()
    onTestFinished(() => browser.close())
    const { open, complaints } = await newVisitor(browser)
    const page = await open(`http://localhost:${port}/`)
    await pick(page, "Ada Lovelace")
    expect(page.url()).toBe(`http://localhost:${port}/`)
    expect(await page.locator("h1").innerText()).toBe("Welcome! Ada Lovelace")
    expect(await page.locator("p").innerText()).toBe(provider)
    await press(page, "Log out")
    expect(await page.title()).not.toBe("Home")
    expect(complaints).toEqual([])

    interrupt(dev)
    expect(await dev.ended).toBe(130)
    expect(isRunning(dev.process)).toBe(false)
    await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow()
  })
})

test("Ctrl-C reaches the application once, waits for its good-bye, and leaves no process", async () => {
  const folder = await folderWith({ "server.mjs": graceful })
  const port = String(await freePorts())
  const dev = xAuth(folder, ["dev", "--app-port", port, "--", process.execPath, "server.mjs"])
  await dev.says("listening")
  interrupt(dev)
  expect(await dev.ended).toBe(0)
  expect(dev.output()).toContain("said good-bye 1\n")
  expect(isRunning(dev.process)).toBe(false)
  await expect(fetch(`http://localhost:${port}/`)).rejects.toThrow()
})

test("a child that fails gives its exit code, and one that cannot be started 127", async () => {
  const folder = await folderWith({ "server.mjs": "process.exitCode = 42" })
  const failed = xAuth(folder, ["dev", "--", process.execPath, "server.mjs"])
  expect(await failed.ended).toBe(42)
  const missing = xAuth(folder, ["dev", "--", "no-such-command"])
  expect(await missing.ended).toBe(127)
  expect(missing.output()).toMatch(/"no-such-command" cannot be started: there is no such command\.\n$/)
})

test("without a command it gives a table that an application can be started with, until Ctrl-C", async () => {
  const folder = await folderWith({})
  const dev = xAuth(folder, ["dev", "--port", String(await freePorts())])
  await Promise.all([dev.says("server_metadata_url"), dev.says("Ctrl-C ends it.")])
  const [, url = ""] = /server_metadata_url = "(.*)"/.exec(dev.output()) ?? []
  expect((await fetch(url)).ok).toBe(true)
  interrupt(dev)
  expect(await dev.ended).toBe(0)
  expect(isRunning(dev.process)).toBe(false)
})
