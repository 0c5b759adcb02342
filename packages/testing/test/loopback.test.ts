import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, describe, expect, test, vi } from "vitest"
import { isLoopback, type LoopbackServer, listenOnLoopback } from "../src/loopback.js"

const resolved = vi.hoisted(() => ({ addresses: ["127.0.0.1"] }))
vi.mock("node:dns/promises", () => ({
  lookup: async () => resolved.addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
}))

test.each([
  ["http://localhost", true],
  ["http://LOCALHOST:8501/x?y", true],
  ["https://a.b.localhost:1/", true],
  ["http://127.0.0.1/", true],
  ["http://127.255.0.9:3/", true],
  ["http://2130706433/", true], // 127.0.0.1, as browsers read it
  ["http://[::1]:3000/", true],
  ["http://[0:0:0:0:0:0:0:1]/", true],
  ["http://localhost.example.com/", false],
  ["http://notlocalhost/", false],
  ["http://localhost@example.com/", false],
  ["http://127.0.0.1.nip.io/", false],
  ["http://128.0.0.1/", false],
  ["http://0.0.0.0/", false],
  ["http://[::2]/", false],
  ["ftp://localhost/", false],
  ["javascript://localhost/", false],
  ["//localhost/", false],
  ["", false],
])("%s is on this machine: %s", (url, here) => {
  expect(isLoopback(url)).toBe(here)
})

describe("listening", () => {
  const open: (LoopbackServer | Server)[] = []
  afterEach(async () => {
    resolved.addresses = ["127.0.0.1"]
    for (const server of open.splice(0)) await server.close()
  })

  async function start(port = 0): Promise<LoopbackServer> {
    const server = await listenOnLoopback((_request, response) => response.end("here"), port)
    open.push(server)
    return server
  }

  async function occupy(host: string): Promise<number> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    open.push(server)
    return (server.address() as AddressInfo).port
  }

  test("answers on every address that localhost has", async () => {
    resolved.addresses = ["127.0.0.1", "127.0.0.2"]
    const { port } = await start()
    for (const address of resolved.addresses) {
      expect(await (await fetch(`http://${address}:${port}/`)).text()).toBe("here")
    }
    await expect(fetch(`http://127.0.0.3:${port}/`)).rejects.toThrow()
  })

  test("never on an address that is not loopback, whatever the hosts file says", async () => {
    resolved.addresses = ["10.0.0.1", "192.0.2.1"]
    expect((await start()).port).toBeGreaterThan(0)
  })

  test("an address that the machine does not have is left out", async () => {
    resolved.addresses = ["127.0.0.1", "::1"]
    expect((await start()).port).toBeGreaterThan(0)
  })

  test("a port that is taken on one of them rejects, and frees the other", async () => {
    const port = await occupy("127.0.0.2")
    resolved.addresses = ["127.0.0.1", "127.0.0.2"]
    await expect(start(port)).rejects.toMatchObject({ code: "EADDRINUSE", address: "127.0.0.2", port })
    resolved.addresses = ["127.0.0.1"]
    expect((await start(port)).port).toBe(port)
  })
})
