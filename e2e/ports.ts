// Ports that nobody has: as many in a row as are asked for, because the demonstration's second provider takes the next.

import { once } from "node:events"
import { createServer } from "node:net"

/** @returns the first of them. */
export async function freePorts(count = 1): Promise<number> {
  for (;;) {
    // By chance, so that test files that run at once do not choose the same; below the ports that systems give out.
    const first = 10_000 + Math.floor(Math.random() * 20_000)
    const ports = Array.from({ length: count }, (_, i) => first + i)
    const free = await Promise.all(ports.flatMap((port) => ["127.0.0.1", "::1"].map((host) => isFree({ host, port }))))
    if (free.every(Boolean)) return first
  }
}

async function isFree({ host, port }: { host: string; port: number }): Promise<boolean> {
  const server = createServer().listen({ host, port, exclusive: true })
  try {
    await once(server, "listening")
  } catch (error) {
    // A machine without IPv6 has no ::1 that could be taken.
    return (error as NodeJS.ErrnoException).code !== "EADDRINUSE"
  }
  server.close()
  await once(server, "close")
  return true
}
