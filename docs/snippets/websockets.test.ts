// A WebSocket and its session: a server of node:http, and the certified provider that ends the session by the back channel.
import { once } from "node:events"
import { createServer, type RequestListener, request } from "node:http"
import { createConnection, type Socket } from "node:net"
import type { Duplex } from "node:stream"
import { setTimeout } from "node:timers/promises"
import { auth } from "@x/adapter-node"
import { parseConfig } from "@x/core"
import { startProvider } from "@x/testing"
import { type Browser, createBrowser } from "@x/testing/suites"
import { afterAll, beforeAll, expect, it } from "vitest"
import { serveSockets } from "./websockets.js"

const origin = "http://localhost:8501"

let listener: RequestListener = () => {}
const server = createServer((req, res) => listener(req, res))
let provider: Awaited<ReturnType<typeof startProvider>>
let port = 0

beforeAll(async () => {
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  port = (server.address() as { port: number }).port
  provider = await startProvider({ backChannelLogoutUri: `http://127.0.0.1:${port}/auth/backchannel-logout` })
  // Who connects is told their name for every line that they send.
  const made = serveSockets(server, parseConfig({ auth: provider.config.auth }), origin, (_req, socket, user) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
    socket.on("data", () => socket.write(user.isLoggedIn ? `${user.sub}\n` : "nobody\n"))
  })
  listener = auth(made, (req, res) => {
    const { user, session } = req.auth
    res.end(JSON.stringify({ user, reason: session.reason }))
  })
}, 60_000)

afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await provider?.close()
})

async function login(sub: string): Promise<Browser> {
  const browser = createBrowser({ resolve: (url) => (url === origin ? `http://127.0.0.1:${port}` : url) })
  const page = await browser.login(`${origin}/auth/login`, sub)
  expect(JSON.parse(page.text).user).toMatchObject({ isLoggedIn: true, sub })
  return browser
}

/** Asks for an upgrade with a browser's cookies; gives the connection, or the status of the refusal. */
function connect(cookie: string, from = origin): Promise<Duplex | number> {
  const headers = { connection: "Upgrade", upgrade: "websocket", origin: from, cookie }
  return new Promise((resolve, reject) => {
    const asking = request({ host: "127.0.0.1", port, path: "/socket", headers })
    asking.on("upgrade", (_response, socket) => resolve(socket))
    asking.on("response", (response) => resolve(response.resume().statusCode ?? 0))
    asking.on("error", reject)
    asking.end()
  })
}

const opened = async (browser: Browser) => {
  const socket = await connect(browser.jar.header(`${origin}/socket`, { method: "GET" }) ?? "")
  if (typeof socket === "number") throw new Error(`refused with ${socket}`)
  return socket as Socket
}

async function nameAt(socket: Socket): Promise<string> {
  socket.write("who am I?\n")
  const [said] = await once(socket, "data")
  return String(said).trim()
}

it("S23 B12 a connection keeps the identity it was opened with, until the provider's logout closes it", async () => {
  const [ada, grace] = [await login("ada"), await login("grace")]
  const cookie = ada.jar.header(`${origin}/`, { method: "GET" }) ?? ""
  const [hers, another] = [await opened(ada), await opened(grace)]
  expect([await nameAt(hers), await nameAt(another)]).toEqual(["ada", "grace"])

  // A tab of the same browser knows nothing of the connection.
  expect(JSON.parse((await ada.get(`${origin}/`)).text).user).toMatchObject({ sub: "ada" })
  expect(await nameAt(hers)).toBe("ada")

  const closed = once(hers, "close")
  const question = await ada.get(`${provider.issuer}/session/end`)
  await ada.submit(question, { button: "logout" })
  await closed

  // The same cookies, asked again: they are no session any more, here or in a new connection.
  expect(JSON.parse((await ada.get(`${origin}/`)).text)).toEqual({ user: { isLoggedIn: false }, reason: "revoked" })
  expect(await connect(cookie)).toBe(401)
  expect(await nameAt(another)).toBe("grace")
  another.destroy()
}, 60_000)

it("S23 B08 the visitor's own logout closes it, too", async () => {
  const ada = await login("ada")
  const socket = await opened(ada)
  const closed = once(socket, "close")
  expect((await ada.post(`${origin}/auth/logout`)).status).toBe(303)
  await closed
  expect(await connect(ada.jar.header(`${origin}/socket`, { method: "GET" }) ?? "")).toBe(401)
}, 60_000)

it("B16 nobody connects without a session, or from another site's page", async () => {
  const ada = await login("ada")
  expect(await connect("")).toBe(401)
  expect(await connect(ada.jar.header(`${origin}/socket`, { method: "GET" }) ?? "", "https://evil.example")).toBe(401)
}, 60_000)

it("a connection that breaks, before it is known or after, ends nothing else", async () => {
  const ada = await login("ada")
  const cookie = ada.jar.header(`${origin}/socket`, { method: "GET" }) ?? ""
  // Vitest fails for an error that nobody listens to, as a process would end by it.
  for (const asked of [cookie, ""]) await breakOff(asked)
  ;((await opened(ada)) as Socket).resetAndDestroy()
  await setTimeout(100)
  const another = await opened(ada)
  expect(await nameAt(another)).toBe("ada")
  another.destroy()
}, 60_000)

/** Asks for an upgrade, and resets the connection before there is an answer. */
async function breakOff(cookie: string): Promise<void> {
  const socket = createConnection(port, "127.0.0.1")
  await once(socket, "connect")
  const lines = ["GET /socket HTTP/1.1", "Host: localhost", "Connection: Upgrade", "Upgrade: websocket"]
  socket.write([...lines, `Origin: ${origin}`, `Cookie: ${cookie}`, "", ""].join("\r\n"))
  await setTimeout(0)
  socket.resetAndDestroy()
}
