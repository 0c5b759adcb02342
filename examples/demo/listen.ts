// Listening on this machine and on nothing else, and saying so when the port is somebody's.

import { lookup } from "node:dns/promises"
import { once } from "node:events"
import { createServer, type RequestListener, type Server } from "node:http"

/** A sentence for whoever runs the command: no stack would help them. */
export class Problem extends Error {}

/** The port that a variable names, or the one it stands for. */
export function portFrom(variable: string, otherwise: number): number {
  const text = process.env[variable] || String(otherwise)
  const port = Number(text)
  // Not 65535, because the second provider takes the next one.
  if (/^\d+$/.test(text) && port >= 1 && port <= 65534) return port
  throw new Problem(`${variable} is "${text}", but a port is a number from 1 to 65534: ${variable}=8600 npm start`)
}

/** Answers on every address of `localhost`: browsers differ in whether they try 127.0.0.1 or ::1 first. */
export async function listen(listener: RequestListener, port: number): Promise<{ close(): Promise<void> }> {
  const servers: Server[] = []
  for (const { address } of await lookup("localhost", { all: true })) {
    const server = createServer(listener).listen({ host: address, port, exclusive: true })
    await once(server, "listening").then(() => servers.push(server), unlessMissing)
  }
  return {
    async close() {
      // A browser keeps its connections open; waiting for them would keep the port, too.
      for (const server of servers) server.close().closeAllConnections()
    },
  }
}

// The hosts file may name ::1 where IPv6 is switched off.
function unlessMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "EADDRNOTAVAIL" && error.code !== "EAFNOSUPPORT") throw error
}

/** Turns "taken", from whatever tried to listen, into the sentence that says what to do. */
export async function unlessBusy<T>(port: number, variable: string, started: Promise<T>): Promise<T> {
  return started.catch((error: NodeJS.ErrnoException) => {
    const why = { EADDRINUSE: "is in use", EACCES: "is not for ordinary users" }[error.code ?? ""]
    if (!why) throw error
    throw new Problem(
      `Port ${port} ${why}. ${variable} chooses another one: ${variable}=${Math.min(port + 99, 60_000)} npm start`,
    )
  })
}
