// What counts as this machine, and how to listen on it and on nothing else.
import { lookup } from "node:dns/promises"
import { createServer, type RequestListener, type Server } from "node:http"
import type { AddressInfo } from "node:net"

/** Whether a URL names this machine: `localhost`, `*.localhost`, `127.0.0.0/8` or `[::1]`, on any port and path. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  if (protocol !== "http:" && protocol !== "https:") return false
  return /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
}

/** A server on one port of every loopback address. */
export interface LoopbackServer {
  readonly port: number
  close(): Promise<void>
}

/**
 * Listens on every address of `localhost`, so that a browser and Node's fetch reach this server whichever of 127.0.0.1
 * and ::1 they try first. With port 0 a free one is taken.
 *
 * @throws the error as Node gives it, with its `code` (EADDRINUSE, EACCES), when the port cannot be had
 */
export async function listenOnLoopback(listener: RequestListener, port: number): Promise<LoopbackServer> {
  const [first = "127.0.0.1", ...others] = await loopbackAddresses()
  for (let attempt = 1; ; attempt++) {
    const server = await listen(listener, first, port)
    const servers = [server]
    const { port: taken } = server.address() as AddressInfo
    try {
      for (const address of others) {
        const other = await listen(listener, address, taken).catch(unlessMissing)
        if (other) servers.push(other)
      }
      return { port: taken, close: once(() => closeAll(servers)) }
    } catch (error) {
      await closeAll(servers)
      // A port that is free on one address may be somebody's on the other: with port 0 the next one will do.
      if (port !== 0 || attempt === 10) throw error
    }
  }
}

async function loopbackAddresses(): Promise<string[]> {
  const found = await lookup("localhost", { all: true }).catch(() => [])
  const addresses = found
    .map(({ address }) => address)
    .filter((address) => address === "::1" || address.startsWith("127."))
  return [...new Set(addresses)]
}

function listen(listener: RequestListener, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(listener)
    server.once("error", reject)
    server.listen({ host, port, exclusive: true }, () => resolve(server.off("error", reject)))
  })
}

// The hosts file may name ::1 on a machine whose IPv6 is switched off.
function unlessMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "EADDRNOTAVAIL" && error.code !== "EAFNOSUPPORT") throw error
}

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map((server) => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    }),
  )
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closing: Promise<void> | undefined
  return () => {
    closing ??= close()
    return closing
  }
}
