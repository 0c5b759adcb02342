// As much of RFC 6455 as a test of long-lived connections needs: a server that speaks, and a client that listens.

import { createHash, randomBytes } from "node:crypto"
import { once } from "node:events"
import { type IncomingMessage, request } from "node:http"
import type { Duplex } from "node:stream"

export interface ServerSocket {
  /** At most 125 bytes. */
  say(text: string): void
  close(code: number): void
  readonly closed: boolean
}

/** Answers a request for an upgrade: from here on it is a WebSocket. */
export function acceptUpgrade({ headers }: IncomingMessage, socket: Duplex): ServerSocket {
  socket.on("error", () => socket.destroy())
  // Whatever the client says is not listened to; that it leaves is.
  socket.resume()
  const accept = createHash("sha1").update(`${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
  const lines = ["Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${accept.digest("base64")}`]
  socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join("\r\n")}\r\n\r\n`)
  return {
    say: (text) => socket.write(frame(textFrame, Buffer.from(text))),
    close: (code) => socket.end(frame(closeFrame, Buffer.from([code >> 8, code & 0xff]))),
    get closed() {
      return socket.destroyed || socket.writableEnded
    },
  }
}

export interface ClientSocket {
  /** What was said, the first first. */
  readonly heard: readonly string[]
  /** The code with which the server has closed it, or 1006 when it broke. */
  readonly closed: Promise<number>
  leave(): void
}

/** @returns the status, when it is refused */
export async function openWebSocket(url: string, headers: Record<string, string>): Promise<ClientSocket | number> {
  const asked = request(url, {
    agent: false,
    headers: {
      ...headers,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": randomBytes(16).toString("base64"),
    },
  }).end()
  const [response, socket, first] = await Promise.race([once(asked, "upgrade"), once(asked, "response")])
  if (socket === undefined) {
    response.resume()
    return response.statusCode
  }
  const heard: string[] = []
  const closed = listen(socket, first, heard)
  return { heard, closed, leave: () => void socket.destroy() }
}

const textFrame = 0x81
const closeFrame = 0x88

/** From the server, unmasked and in one piece. */
function frame(kind: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from([kind, payload.length]), payload])
}

async function listen(socket: Duplex, first: Buffer, heard: string[]): Promise<number> {
  let rest: Buffer = first
  let code = 1006
  function take(chunk: Buffer): void {
    rest = Buffer.concat([rest, chunk])
    for (let length = rest[1] ?? 0; rest.length >= 2 && rest.length >= 2 + length; length = rest[1] ?? 0) {
      const payload = rest.subarray(2, 2 + length)
      if (rest[0] === closeFrame) code = payload.readUInt16BE(0)
      else heard.push(payload.toString())
      rest = rest.subarray(2 + length)
    }
  }
  take(Buffer.alloc(0))
  socket.on("data", take)
  socket.on("error", () => socket.destroy())
  await new Promise<void>((end) => socket.once("close", () => end()))
  return code
}
