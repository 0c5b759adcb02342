// WebSockets of one process: each keeps the identity it was opened with, until that is told or found to have ended.

import type { IncomingMessage, Server } from "node:http"
import type { Duplex } from "node:stream"
import type { Auth } from "@x/core"
import { acceptUpgrade, type ServerSocket } from "./web-socket.ts"

/** Codes of an application's own (RFC 6455 section 7.4.2). */
export const codes = { toldToEnd: 4001, foundToHaveEnded: 4002 }

/** Milliseconds between two looks at the sessions of all that is open. */
const pause = 200

interface Line {
  readonly socket: ServerSocket
  readonly user: Claims
  /** Its session is looked up by the request that opened it. */
  readonly request: Asked
  /** How often it was found to have ended. */
  found: number
}

type Asked = Parameters<Auth["getSession"]>[0]
type Claims = Readonly<Record<string, unknown>>

export interface OpenLines {
  serve(server: Server, auth: Auth): void
  /** For `onLogout`: what ends at this process is told at once. */
  hangUp(user: object): void
}

export function openLines(): OpenLines {
  const lines = new Set<Line>()

  async function open(auth: Auth, req: IncomingMessage, socket: Duplex): Promise<void> {
    const request = toRequest(req)
    const session = await auth.getSession(request).catch(() => undefined)
    if (!session?.user.isLoggedIn) {
      const status = session === undefined ? "503 Service Unavailable" : "401 Unauthorized"
      return void socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`)
    }
    lines.add({ socket: acceptUpgrade(req, socket), user: session.user, request, found: 0 })
  }

  /** What ends at another process is known to the store. While that cannot be asked, nobody is sent away. */
  async function look(auth: Auth, line: Line): Promise<void> {
    if (line.socket.closed) return void lines.delete(line)
    line.socket.say(`${line.user.sub}`)
    const session = await auth.getSession(line.request).catch(() => undefined)
    if (session?.reason === undefined) return
    line.found++
    // At the first look, onLogout may be about to tell.
    if (line.found === 2) line.socket.close(codes.foundToHaveEnded)
  }

  return {
    serve(server, auth) {
      server.on("upgrade", (req, socket) => open(auth, req, socket))
      setInterval(() => Promise.all([...lines].map((line) => look(auth, line))), pause)
    },
    hangUp(ended) {
      const { sub, sid } = ended as Claims
      const isMeant = ({ user }: Line) => (sid === undefined ? user.sub === sub : user.sid === sid)
      for (const line of lines) if (isMeant(line)) line.socket.close(codes.toldToEnd)
    },
  }
}

function toRequest({ url = "/", headers }: IncomingMessage): Asked {
  return { method: "GET", url, headers: { get: (name) => (headers as Record<string, string>)[name] ?? null } }
}
