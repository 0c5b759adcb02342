// auth() on node:http2, whose compatible requests lack some of what those of node:http have.
import { connect, createServer, type IncomingHttpHeaders } from "node:http2"
import type { AddressInfo } from "node:net"
import { createAuth } from "@x/core"
import { createBrowser } from "@x/testing/suites"
import { expect, test, vi } from "vitest"
import { auth } from "../src/index.js"
import { application, configOf, origin, someConfig } from "./application.js"

interface Answer {
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

test("a whole login over HTTP/2: the hook is given a Request, and the handler the user", async () => {
  const { provider } = await application()
  const heard: unknown[] = []
  const told: string[] = []
  const made = createAuth(configOf(provider), {
    log: ({ event, message }) => told.push(`${event}: ${message}`),
    onLogin: ({ user, request }) => {
      heard.push(user.sub, request.method, new URL(request.url).origin, request.headers.get("x-canary"))
    },
  })
  const server = createServer(auth(made, (req, res) => res.end(JSON.stringify(req.auth.user))) as never)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const client = connect(`http://127.0.0.1:${port}`)
  const get = (path: string, cookie = "") =>
    new Promise<Answer>((resolve, reject) => {
      const stream = client.request({ ":path": path, "x-canary": "1", ...(cookie === "" ? {} : { cookie }) })
      let headers: IncomingHttpHeaders = {}
      let text = ""
      stream.on("response", (got) => {
        headers = got
      })
      stream.on("data", (chunk) => {
        text += chunk
      })
      stream.on("end", () => resolve({ headers, text }))
      stream.on("error", reject)
    })

  try {
    const started = await get("/auth/login")
    // Its ":authority" is what the Host of HTTP/1.1 is.
    expect(told).toEqual([expect.stringContaining(`origin_mismatch: A login was started on 127.0.0.1:${port}, and`)])
    const [transaction = ""] = started.headers["set-cookie"] ?? []
    // The provider speaks HTTP/1.1; its answer is stopped before it is followed.
    const visitor = createBrowser()
    const people = await visitor.follow(await visitor.get(String(started.headers.location)))
    const picked = await visitor.follow(
      await visitor.pickUser(people, "ada"),
      ({ location }) => location?.startsWith(origin) === true,
    )
    const answer = new URL(String(picked.location))
    const finished = await get(answer.pathname + answer.search, transaction.split(";", 1)[0])
    expect(finished.headers[":status"]).toBe(302)
    expect(heard).toEqual(["ada", "GET", origin, "1"])
    const session = finished.headers["set-cookie"]?.find((line) => /^auth-8501=[^;]/.test(line)) ?? ""
    expect(JSON.parse((await get("/", session.split(";", 1)[0])).text)).toMatchObject({ isLoggedIn: true, sub: "ada" })
  } finally {
    client.close()
    server.close()
  }
})

test("a handler that fails when half of the answer is sent: the stream ends with an error, the others go on", async () => {
  const told = vi.spyOn(console, "error").mockImplementation(() => {})
  const serveAuth = auth(someConfig, (req, res) => {
    if (req.url !== "/fails") return res.end("fine")
    res.write("half")
    throw new Error("no more")
  })
  const server = createServer(serveAuth as never)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const get = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const stream = client.request({ ":path": path })
      let text = ""
      stream.on("data", (chunk) => {
        text += chunk
      })
      stream.on("end", () => resolve(text))
      stream.on("error", reject)
    })
  try {
    await expect(get("/fails")).rejects.toThrow("NGHTTP2_INTERNAL_ERROR")
    expect(await get("/")).toBe("fine")
  } finally {
    client.close()
    server.close()
    told.mockRestore()
  }
})
