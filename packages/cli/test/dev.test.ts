// `x-auth dev`: the command that it runs, how it ends, and what is left.
import { existsSync, readFileSync } from "node:fs"
import { readFile, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it, onTestFinished } from "vitest"
import type { World } from "../src/command.js"
import { devWith } from "../src/commands/dev.js"
import { readDev } from "../src/dev/options.js"
import { exitCode } from "../src/dev/run-command.js"
import { type Ending, isEcho, type Signals } from "../src/dev/signals.js"
import { explain } from "../src/main.js"
import { type Heard, runOf, temporaryFolder } from "./support/folder.js"

const node = process.execPath

/** Signals that only this test sends. */
function signalsByHand(): Signals & { send(signal: Ending): void; count(): number } {
  const listeners = new Set<(signal: Ending) => void>()
  return {
    listen(heard) {
      listeners.add(heard)
      return () => void listeners.delete(heard)
    },
    send(signal) {
      for (const heard of listeners) heard(signal)
    },
    count: () => listeners.size,
  }
}

async function dev(args: readonly string[], world: Partial<World> = {}, signals = signalsByHand()): Promise<Heard> {
  const cwd = world.cwd ?? (await temporaryFolder())
  const heard = await runOf(devWith({ signals, stdio: "ignore" }), args, { env: process.env, ...world, cwd })
  expect(signals.count()).toBe(0)
  return heard
}

/** What a script writes into the file that stands in OUTPUT. */
async function written(file: string): Promise<string> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const text = await readFile(file, "utf8").catch(() => "")
    if (text.endsWith(".")) return text.slice(0, -1)
    await sleep(25)
  }
  throw new Error(`nobody writes ${file}`)
}

/** A process that has ended may stay in the list until its new parent looks, which in a container can take a while. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "")
  } catch {
    return false
  }
}

describe("the arguments", () => {
  it.each([
    [[], { command: [] }],
    [["--", "node", "s.js", "--port", "1"], { command: ["node", "s.js", "--port", "1"], port: undefined }],
    [
      ["--port", "1", "--app-port", "2", "--file", "a", "--", "x", "--", "y"],
      { port: 1, appPort: 2, file: "a", command: ["x", "--", "y"] },
    ],
  ])("%j", (args, expected) => {
    expect(readDev(args)).toMatchObject(expected)
  })

  it.each([
    [["node", "server.js"], "Put -- before the command: x-auth dev -- node server.js."],
    [["--"], "There is no command behind --."],
    [["--port", "0"], '--port is a number from 1 to 65535, not "0".'],
    [["--app-port", "a"], '--app-port is a number from 1 to 65535, not "a".'],
  ])("%j is refused", (args, sentence) => {
    expect(() => readDev(args)).toThrow(sentence)
  })
})

describe("a signal", () => {
  it.each([
    ["the first", "SIGINT", 0, undefined, false],
    ["the same at once", "SIGINT", 5, { signal: "SIGINT", at: 0 }, true],
    ["another at once", "SIGTERM", 5, { signal: "SIGINT", at: 0 }, false],
    ["the same a moment later", "SIGINT", 200, { signal: "SIGINT", at: 0 }, false],
  ] as const)("%s", (_, signal, now, last, expected) => {
    expect(isEcho(signal, now, last)).toBe(expected)
  })

  it.each([
    [0, null, 0],
    [7, null, 7],
    [null, "SIGINT", 130],
    [null, "SIGTERM", 143],
    [null, "SIGKILL", 137],
  ] as const)("an end by %j and %j is exit code %i", (code, signal, expected) => {
    expect(exitCode(code, signal)).toBe(expected)
  })
})

describe("a command", () => {
  it("gets the variables, and the provider answers while it runs", async () => {
    const cwd = await temporaryFolder()
    const script = `
      const { AUTH__SERVER_METADATA_URL: url, AUTH__REDIRECT_URI, PORT, MINE } = process.env
      const { issuer } = await (await fetch(url)).json()
      require("node:fs").writeFileSync("out", JSON.stringify({ url, issuer, AUTH__REDIRECT_URI, PORT, MINE }))`
    const args = ["--app-port", "3000", "--", node, "-e", `(async () => {${script}})()`]
    const { code, out, err } = await dev(args, { cwd, env: { ...process.env, MINE: "1" } })
    const seen = JSON.parse(await readFile(join(cwd, "out"), "utf8"))
    expect(seen).toEqual({
      issuer: expect.stringMatching(/^http:\/\/localhost:\d+$/),
      url: `${seen.issuer}/.well-known/openid-configuration`,
      AUTH__REDIRECT_URI: "http://localhost:3000/oauth2callback",
      PORT: "3000",
      MINE: "1",
    })
    expect({ code, out }).toEqual({ code: 0, out: "" })
    expect(err).toBe(
      `x-auth dev: the development provider is ${seen.issuer}; the application is expected on port 3000.\n`,
    )
    await expect(fetch(seen.url)).rejects.toThrow()
  })

  it("is told of its own providers, in whichever file they are", async () => {
    const cwd = await temporaryFolder()
    const text = "[auth.google]\npreset = 'google'\nallowed_domains = 'acme.example'\n"
    await writeFile(join(cwd, "auth.toml"), text)
    const script = `require("node:fs").writeFileSync("out", Object.keys(process.env).filter((name) => name.startsWith("AUTH__")).sort().join())`
    const { err } = await dev(["--file", "auth.toml", "--", node, "-e", script], {
      cwd,
      env: { PATH: process.env.PATH },
    })
    expect(await readFile(join(cwd, "out"), "utf8")).toBe(
      "AUTH__COOKIE_SECRET,AUTH__GOOGLE__CLIENT_ID,AUTH__GOOGLE__CLIENT_SECRET,AUTH__GOOGLE__SERVER_METADATA_URL,AUTH__REDIRECT_URI",
    )
    expect(err).toContain("allowed_domains in auth.toml may turn away its people, who are ada@example.com, ")
  })

  it.each([
    ["fails", "process.exit(7)", 7],
    ["is killed", "process.kill(process.pid, 'SIGKILL')", 137],
  ])("that %s gives its exit code", async (_, script, code) => {
    expect(await dev(["--", node, "-e", script])).toMatchObject({ code })
  })

  it.each([
    ["does not exist", "./no-such-command", '"./no-such-command" cannot be started: there is no such command.\n'],
    ["is a folder", "/", '"/" cannot be started: it is not executable.\n'],
    ["is nothing", "", '"" cannot be started'],
    ["is no name", "a\0b", '"a\\u0000b" cannot be started'],
  ])("that %s is exit code 127", async (_, command, sentence) => {
    const { code, err } = await dev(["--", command])
    expect(code).toBe(127)
    expect(err).toContain(`x-auth dev: ${sentence}`)
  })

  it("is ended by a signal that is passed on once, and takes its time", async () => {
    const cwd = await temporaryFolder()
    const signals = signalsByHand()
    const script = `
      let count = 0
      process.on("SIGINT", () => {
        count += 1
        setTimeout(() => { require("node:fs").writeFileSync("count", count + "."); process.exit(5) }, 300)
      })
      setInterval(() => {}, 1000)
      require("node:fs").writeFileSync("ready", ".")`
    const ended = dev(["--", node, "-e", script], { cwd }, signals)
    await written(join(cwd, "ready"))
    signals.send("SIGINT")
    signals.send("SIGINT")
    expect(await ended).toMatchObject({ code: 5 })
    expect(await written(join(cwd, "count"))).toBe("1")
  })

  it("that listens to no signal is ended all the same, and so is whoever it has started", async () => {
    const cwd = await temporaryFolder()
    const signals = signalsByHand()
    const grandchild = `process.on("SIGTERM", () => {}); process.on("SIGINT", () => {}); setInterval(() => {}, 1000); require("node:fs").writeFileSync("pid", process.pid + ".")`
    const script = `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(grandchild)}], { stdio: "ignore" }); setInterval(() => {}, 1000)`
    const ended = dev(["--", node, "-e", script], { cwd }, signals)
    const pid = Number(await written(join(cwd, "pid")))
    onTestFinished(() => {
      if (isRunning(pid)) process.kill(pid, "SIGKILL")
    })
    expect(isRunning(pid)).toBe(true)
    signals.send("SIGTERM")
    expect(await ended).toMatchObject({ code: 143 })
    expect(await isGone(pid)).toBe(true)
  })
})

async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 40 && isRunning(pid); attempt++) await sleep(25)
  return !isRunning(pid)
}

describe("without a command", () => {
  it("prints a table, and stays until it is told to end", async () => {
    const signals = signalsByHand()
    const world = signalled()
    const ended = runOf(devWith({ signals }), ["--port", String(await freePort())], {
      ...world,
      cwd: "/",
      env: { PORT: "3000" },
    })
    const table = await world.said
    const [, issuer = ""] = /server_metadata_url = "(.*)\/\.well-known/.exec(table) ?? []
    expect(table).toMatch(
      /^\[auth\]\nredirect_uri = "http:\/\/localhost:3000\/oauth2callback"\ncookie_secret = "[\w-]{43}"\n/,
    )
    expect((await fetch(`${issuer}/.well-known/openid-configuration`)).ok).toBe(true)
    while (signals.count() === 0) await sleep(5)
    signals.send("SIGINT")
    expect((await ended).code).toBe(0)
    await expect(fetch(issuer)).rejects.toThrow()
  })

  function signalled(): Pick<World, "out"> & { said: Promise<string> } {
    let out: World["out"] = () => {}
    const said = new Promise<string>((resolve) => {
      out = resolve
    })
    return { out: (text) => out(text), said }
  }
})

describe("what stands in the way", () => {
  it("is a port that somebody has", async () => {
    const server = createServer().listen(0, "127.0.0.1")
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once("listening", resolve))
    const { port } = server.address() as { port: number }
    const refused = await dev(["--port", String(port), "--", node, "-e", ""]).catch((error: unknown) =>
      explain(error, "dev"),
    )
    expect(refused).toBe(`x-auth dev: Port ${port} is in use. Choose another one: --port ${port + 100}.\n`)
  })

  it.each([
    ["a file that is not there", ["--file", "none.toml"], undefined, "x-auth dev: There is no file none.toml.\n"],
    [
      "a file that is no TOML",
      [],
      "[auth\n",
      /^The configuration in secrets\.toml has 1 problem:\n {2}auth \(line 1, column 6\)/,
    ],
  ])("is %s", async (_, args, text, sentence) => {
    const cwd = await temporaryFolder()
    if (text !== undefined) await writeFile(join(cwd, "secrets.toml"), text)
    const refused = await dev([...args, "--", node, "-e", ""], { cwd }).catch((error: unknown) => explain(error, "dev"))
    expect(refused).toMatch(sentence)
  })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await new Promise((resolve) => server.once("listening", resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}
