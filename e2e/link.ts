// Another site, with a link to ours.

import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

/** Served from 127.0.0.1, which for a browser is another site than localhost. */
export async function serveLink(href: string): Promise<{ url: string; close(): Promise<void> }> {
  const page = `<!doctype html><html lang="en"><title>Elsewhere</title><a href="${href}">a link</a>`
  const server = createServer((_req, res) => res.setHeader("Content-Type", "text/html").end(page))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
