/** Requests as fast as a server answers them, over a few connections that are kept. */
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { personPath } from "./world.js"

/** As many as a proxy in front of the server would keep. */
const connections = 8

/** What a browser sends with a request of a page's script. */
const browserHeaders = [
  "Connection: keep-alive",
  'sec-ch-ua: "Chromium";v="142", "Not_A Brand";v="99"',
  "sec-ch-ua-mobile: ?0",
  'sec-ch-ua-platform: "Linux"',
  "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  "Accept: */*",
  "Sec-Fetch-Site: same-origin",
  "Sec-Fetch-Mode: cors",
  "Sec-Fetch-Dest: empty",
  "Accept-Encoding: gzip, deflate, br, zstd",
  "Accept-Language: en-GB,en;q=0.9",
]

/**
 * Asks for the person of each cookie, one request after another on each connection.
 *
 * @param cookies one for each request
 * @returns seconds
 * @throws {Error} when an answer is another than 200
 */
export async function askAll(origin: string, cookies: readonly string[]): Promise<number> {
  const { hostname, host, port } = new URL(origin)
  const begin = [`GET ${personPath} HTTP/1.1`, `Host: ${host}`, ...browserHeaders, "Cookie: "].join("\r\n")
  let asked = 0
  const next = () => {
    const cookie = cookies[asked]
    asked += 1
    return cookie === undefined ? undefined : `${begin}${cookie}\r\n\r\n`
  }
  const sockets = await Promise.all(
    Array.from({ length: Math.min(connections, cookies.length) }, async () => {
      const socket = connect({ host: hostname, port: Number(port), noDelay: true })
      await once(socket, "connect")
      return socket
    }),
  )
  const start = performance.now()
  await Promise.all(sockets.map((socket) => askOneByOne(socket, next)))
  return (performance.now() - start) / 1000
}

async function askOneByOne(socket: Socket, next: () => string | undefined): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let received = ""
    const askNext = () => {
      const request = next()
      if (request === undefined) resolve()
      else socket.write(request, "latin1")
    }
    socket.setEncoding("latin1")
    socket.on("error", reject)
    socket.on("close", () => reject(new Error("the server has closed the connection")))
    socket.on("data", (text: string) => {
      received += text
      if (!isWhole(received)) return
      if (!received.startsWith("HTTP/1.1 200 ")) return reject(new Error(`it answered ${received.slice(0, 500)}`))
      received = ""
      askNext()
    })
    askNext()
  })
  socket.destroy()
}

/** Whether an answer has come to its end (RFC 9112 section 6). */
export function isWhole(received: string): boolean {
  const head = received.indexOf("\r\n\r\n")
  if (head === -1) return false
  const length = /\r\ncontent-length: *(\d+)/i.exec(received.slice(0, head + 2))?.[1]
  if (length === undefined) return received.endsWith("\r\n0\r\n\r\n")
  return received.length - head - 4 >= Number(length)
}
