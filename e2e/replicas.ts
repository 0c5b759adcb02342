// Several processes behind one address, as a load balancer has it: each request goes to the next of them.

import { once } from "node:events"
import { createServer, request } from "node:http"
import { fileURLToPath } from "node:url"
import { type Command, startNode } from "./node-process.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const program = fileURLToPath(new URL("replica.ts", import.meta.url))

export interface Replica {
  readonly pid: number
  readonly origin: string
  /** Lets its clock go ahead of the others'. */
  setClock(minutesAhead: number): Promise<void>
  /** What it has said on its console. */
  output(): string
  end(): Promise<unknown>
}

/** @param table what its `[auth]` table is */
export async function startReplica(table: object): Promise<Replica> {
  const command = startNode(["--conditions=@x/source", "--import", "tsx", program], {
    cwd: root,
    env: { ...process.env, TABLE: JSON.stringify({ auth: table }) },
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

export interface Address {
  readonly origin: string
  /** Who answers from now on, in turn; a request whose `x-replica` names a process goes to that one. */
  to(replicas: readonly Pick<Replica, "origin" | "pid">[]): void
  close(): Promise<void>
}

/** A reverse proxy on loopback that hands on every request as it came, and tells who answered (`x-replica`). */
export async function startAddress(port: number): Promise<Address> {
  let targets: readonly Pick<Replica, "origin" | "pid">[] = []
  let turn = 0
  const next = () => targets[turn++ % targets.length]
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming
    const wanted = headers["x-replica"]
    const target = wanted === undefined ? next() : targets.find(({ pid }) => String(pid) === wanted)
    const { hostname, port } = new URL(target?.origin ?? "")
    const onward = request({ hostname, port, method, path: url, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, { ...answer.headers, "x-replica": target?.pid })
      answer.pipe(outgoing)
    })
    onward.once("error", () => outgoing.writeHead(502).end("nobody answers"))
    incoming.pipe(onward)
  })
  server.listen(port, "127.0.0.1")
  await once(server, "listening")
  return {
    origin: `http://localhost:${port}`,
    to(replicas) {
      targets = replicas
      turn = 0
    },
    async close() {
      server.close().closeAllConnections()
      await once(server, "close")
    },
  }
}
