import type { IncomingMessage, Server } from "node:http"
import type { Duplex } from "node:stream"
import { toRequest } from "@x/adapter-node/bridge"
import { type Auth, type Config, createAuth, type User } from "@x/core"

export function serveSockets(server: Server, config: Config, origin: string, welcome: Welcome): Auth {
  // #region websockets
  const open = new Map<Duplex, { req: IncomingMessage; user: User }>()

  const auth = createAuth(config, {
    onLogout({ user }) {
      for (const [socket, its] of open) if (isMeant(user, its.user)) socket.destroy()
    },
  })

  server.on("upgrade", async (req, socket) => {
    // Nobody else listens from here on: a connection that breaks would end the process.
    socket.on("error", () => {})
    const user = await auth.getUser(toRequest(req)).catch(() => undefined)
    // Any site can open a WebSocket here, and browsers send our cookies along.
    if (user?.isLoggedIn !== true || req.headers.origin !== origin) {
      return socket.end("HTTP/1.1 401 Unauthorized\r\n\r\n")
    }
    if (socket.destroyed) return // it broke while the session was looked up
    open.set(socket, { req, user })
    socket.on("close", () => open.delete(socket))
    welcome(req, socket, user)
  })

  // What was ended in another process is told there.
  const again = setInterval(async () => {
    for (const [socket, { req }] of open) {
      const user = await auth.getUser(toRequest(req)).catch(() => undefined)
      if (user?.isLoggedIn === false) socket.destroy()
    }
  }, 30_000)
  server.on("close", () => clearInterval(again))
  // #endregion
  return auth
}

// #region meant
/** A back-channel logout names a `sid`, a `sub` or both. Who is closed too often connects again, and is asked again. */
function isMeant(ended: User, user: User): boolean {
  if (!ended.isLoggedIn || !user.isLoggedIn || ended.iss !== user.iss) return false
  const isSession = ended.sid !== undefined && ended.sid === user.sid
  return isSession || (ended.sub !== undefined && ended.sub === user.sub)
}
// #endregion

type Welcome = (req: IncomingMessage, socket: Duplex, user: User) => void
