import { createServer, type RequestListener } from "node:http"
import { afterEach, describe, expect, it } from "vitest"
import { listen } from "../src/child.js"
import { proveGenuine, tamperings } from "../src/genuine.js"
import { nobodyText, personText, somebody } from "../src/world.js"

const servers: { close(): unknown }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** A server that lets in whom `isIn` says. */
async function proof(isIn: (cookie: string) => boolean, text = personText(somebody)): Promise<void> {
  const listener: RequestListener = (req, res) => {
    const known = isIn(req.headers.cookie ?? "")
    res.writeHead(known ? 200 : 401).end(known ? text : nobodyText)
  }
  const server = createServer(listener)
  servers.push(server)
  await proveGenuine(await listen(server), "theme=dark; session=0123456789")
}

describe("proveGenuine", () => {
  it("takes a session that opens with its own cookie alone, whatever else the browser sends", async () => {
    await expect(proof((cookie) => cookie.includes("session=0123456789"))).resolves.toBeUndefined()
  })

  it("refuses one that any cookie of that name opens", async () => {
    await expect(proof((cookie) => cookie.includes("session="))).rejects.toThrow("with a changed session: 200")
  })

  it("refuses one of which only a part is looked at", async () => {
    await expect(proof((cookie) => cookie.includes("session=0123"))).rejects.toThrow("with a changed session: 200")
  })

  it("refuses one that everybody has", async () => {
    await expect(proof(() => true)).rejects.toThrow("without a cookie: 200")
  })

  it("refuses one that any one of several cookies opens", async () => {
    await expect(proof((cookie) => cookie !== "")).rejects.toThrow("no single cookie is the session's")
  })

  it("refuses one that is nobody's", async () => {
    await expect(proof(() => false)).rejects.toThrow("after a login: 401")
  })

  it("refuses one without the person's claims", async () => {
    const isIn = (cookie: string) => cookie.includes("session=0123456789")
    await expect(proof(isIn, '{"sub":"person-1"}')).rejects.toThrow("after a login: 200")
    await expect(proof(isIn, personText({ ...somebody, sub: "" }))).rejects.toThrow("after a login: 200")
  })
})

describe("tamperings", () => {
  it("change one letter of the value, and never the name", () => {
    const all = tamperings("session=AAAAAAAAAA")
    expect(all).toEqual(["session=AABAAAAAAA", "session=AAAABAAAAA", "session=AAAAAABAAA", "session=AAAAAAAABA"])
  })
})
