// Debian's redis-server, on a port of its own: each test starts as many as it needs, kills them and holds them.

import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtemp, rm } from "node:fs/promises"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Redis } from "ioredis"

export interface RedisServer {
  readonly port: number
  /** `redis://127.0.0.1:PORT` */
  readonly url: string
  /** Ends it with SIGKILL: connections break, and new ones are refused. What it kept is lost. */
  kill(): Promise<void>
  /** Starts it again, empty, on the same port. */
  start(): Promise<void>
  /** Holds it with SIGSTOP: it takes connections and commands, and answers none. */
  hang(): void
  /** Lets it go on after `hang()`. */
  resume(): void
  /** What it answers to one command, over a connection of its own. */
  ask(command: string, ...values: string[]): Promise<unknown>
  /** Ends it for good. */
  close(): Promise<void>
}

export const executable: string | undefined = ["redis-server", "valkey-server"]
  .map(whereIs)
  .find((path) => path !== undefined)
export const howToInstall = "there is no redis-server: apt-get install -y --no-install-recommends redis-server"

// Should a test forget one, it ends with the test.
const children = new Set<ChildProcess>()
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL")
})

/** @param options further arguments for redis-server, as `["--maxmemory", "2mb"]` */
export async function startRedis(options: readonly string[] = []): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "redis-"))
  const port = await freePort()
  let running = await launch()

  async function launch(): Promise<ChildProcess> {
    if (!executable) throw new Error(howToInstall)
    const place = ["--port", `${port}`, "--bind", "127.0.0.1", "--dir", folder]
    const child = spawn(executable, [...place, "--save", "", "--appendonly", "no", ...options], { stdio: "ignore" })
    children.add(child)
    for (let attempt = 0; attempt < 200; attempt++) {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}: is port ${port} taken?`)
      if (await answersPing(port)) return child
      await sleep(50)
    }
    child.kill("SIGKILL")
    throw new Error("redis-server does not answer.")
  }

  async function kill(): Promise<void> {
    if (running.exitCode !== null || running.signalCode !== null) return
    children.delete(running)
    const ended = once(running, "exit")
    running.kill("SIGKILL")
    await ended
  }

  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    kill,
    async start() {
      running = await launch()
    },
    hang: () => void running.kill("SIGSTOP"),
    resume: () => void running.kill("SIGCONT"),
    async ask(command, ...values) {
      const client = new Redis(port, "127.0.0.1")
      try {
        return await client.call(command, ...values)
      } finally {
        client.disconnect()
      }
    },
    async close() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  for (;;) {
    // Below the ports that systems give out, so that nobody gets it while Redis is away.
    const port = 10_000 + Math.floor(Math.random() * 20_000)
    const server = createServer().listen({ port, host: "127.0.0.1", exclusive: true })
    try {
      await once(server, "listening")
    } catch {
      continue
    }
    server.close()
    await once(server, "close")
    return port
  }
}

async function answersPing(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1")
  try {
    socket.write("PING\r\n")
    const [answer] = await once(socket, "data")
    return `${answer}`.startsWith("+PONG")
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

function whereIs(command: string): string | undefined {
  try {
    return execFileSync("sh", ["-c", `command -v ${command}`], { encoding: "utf8" }).trim()
  } catch {
    return undefined
  }
}
