// Several processes behind one address, as a load balancer has it: each request goes to the next of them.

import { once } from "node:events"
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import { connect, type Socket } from "node:net"
import { pipeline } from "node:stream/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { buildSync } from "esbuild"
import { type Command, startNode } from "./node-process.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

let bundled: string | undefined

/** replica.ts with all that it imports: so a process starts in a tenth of a second, and there are many. */
function program(): string {
  bundled ??= buildSync({
    entryPoints: [fileURLToPath(new URL("replica.ts", import.meta.url))],
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    conditions: ["@x/source"],
    // The client of Redis is CommonJS.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  }).outputFiles[0]?.text
  return bundled ?? ""
}

export interface Replica {
  readonly pid: number
  readonly origin: string
  /** Lets its clock go ahead of the others'. */
  setClock(minutesAhead: number): Promise<void>
  /** What it has said on its console. */
  output(): string
  /** Lets it answer what it has been asked, and end. */
  end(): Promise<unknown>
  /** Ends it with SIGKILL, in the middle of whatever it does. */
  kill(): Promise<unknown>
}

/** What the processes share beside their configuration: where it is, and what is in it. */
export interface SharedRedis {
  readonly url: string
  readonly keeps: "sessions" | "what has ended"
}

/** @param table what its `[auth]` table is */
export async function startReplica(table: object, redis?: SharedRedis): Promise<Replica> {
  const shared = redis && { REDIS: redis.url, REDIS_KEEPS: redis.keeps }
  const command = startNode(["--input-type=module", "-"], {
    cwd: root,
    env: { ...process.env, TABLE: JSON.stringify({ auth: table }), ...shared },
    input: program(),
  })
  const { process: child, ended, output } = command
  const origin = `http://127.0.0.1:${await portOf(command)}`
  return {
    pid: child.pid ?? 0,
    origin,
    output,
    async setClock(minutesAhead) {
      await (await fetch(`${origin}/clock/${minutesAhead}`)).text()
    },
    end() {
      child.kill()
      return ended
    },
    kill() {
      child.kill("SIGKILL")
      return ended
    },
  }
}

async function portOf({ process: child, ended, output }: Command): Promise<string> {
  for (;;) {
    const [, port] = /listening on (\d+)/.exec(output()) ?? []
    if (port !== undefined) return port
    const event = await Promise.race([once(child.stdout, "data"), ended])
    if (!Array.isArray(event)) throw new Error(`the process ended with ${event}: ${output()}`)
  }
}

export type Target = Pick<Replica, "origin" | "pid">

export interface Address {
  readonly origin: string
  /** Who answers from now on, in turn; a request whose `x-replica` names a process goes to that one. */
  to(replicas: readonly Target[]): void
  /** Waits until a process has answered all that it was asked. */
  answered(replica: Target): Promise<void>
  close(): Promise<void>
}

/**
 * A reverse proxy on loopback that hands on every request as it came, and tells who answered (`x-replica`). Where nobody
 * listens, the next one is asked. A connection that breaks later is told with 502: the request may have been carried out.
 */
export async function startAddress(port: number): Promise<Address> {
  let targets: readonly Target[] = []
  let turn = 0
  const pending = new Map<number, number>()

  function inOrder(wanted: string | string[] | undefined): Target[] {
    if (wanted !== undefined) return targets.filter(({ pid }) => String(pid) === wanted)
    const first = turn++
    return targets.map((_, index) => targets[(first + index) % targets.length] as Target)
  }

  async function ask(target: Target, incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    const { method, url: path, headers } = incoming
    const { hostname, port } = new URL(target.origin)
    const onward = request({ hostname, port, method, path, headers, agent: false })
    onward.end(body)
    const [answer] = await once(onward, "response")
    return answer
  }

  async function handOn(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = Buffer.concat(await incoming.toArray())
    for (const target of inOrder(incoming.headers["x-replica"])) {
      pending.set(target.pid, (pending.get(target.pid) ?? 0) + 1)
      try {
        const answer = await ask(target, incoming, body)
        outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, "x-replica": target.pid })
        return await pipeline(answer, outgoing)
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED") continue
        break
      } finally {
        pending.set(target.pid, (pending.get(target.pid) ?? 0) - 1)
      }
    }
    if (outgoing.headersSent) return void outgoing.destroy()
    outgoing.writeHead(502).end("nobody answers")
  }

  const server = createServer((incoming, outgoing) => {
    // Who has gone away while being asked needs no answer.
    handOn(incoming, outgoing).catch(() => outgoing.destroy())
  })
  server.on("upgrade", (incoming, socket: Socket) => {
    const [target] = inOrder(incoming.headers["x-replica"])
    if (target === undefined) return void socket.destroy()
    const { hostname, port } = new URL(target.origin)
    const onward = connect(Number(port), hostname)
    const headers = incoming.rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [`${name}: ${incoming.rawHeaders[index + 1]}`] : [],
    )
    onward.write([`GET ${incoming.url} HTTP/1.1`, ...headers, "\r\n"].join("\r\n"))
    // One end breaks, and so does the other.
    pipeline(socket, onward, socket).catch(() => undefined)
  })
  server.listen(port, "127.0.0.1")
  await once(server, "listening")
  return {
    origin: `http://localhost:${port}`,
    to(replicas) {
      targets = replicas
      turn = 0
    },
    async answered({ pid }) {
      while ((pending.get(pid) ?? 0) > 0) await sleep(10)
    },
    async close() {
      server.close().closeAllConnections()
      await once(server, "close")
    },
  }
}
