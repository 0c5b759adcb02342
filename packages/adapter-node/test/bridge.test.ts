// What the core is given of Node's request.
import type { IncomingMessage } from "node:http"
import { Readable } from "node:stream"
import { expect, test } from "vitest"
import { toRequest } from "../src/bridge.js"

test("adapter: a body is read no further than the core would take it", async () => {
  let made = 0
  function* endless() {
    for (; made < 10_000; made += 1) yield Buffer.alloc(16 * 1024, "x")
  }
  const body = Readable.from(endless(), { objectMode: false, highWaterMark: 16 * 1024 })
  const request = Object.assign(body, { method: "POST", url: "/oauth2callback", headers: {} })
  const text = await toRequest(request as unknown as IncomingMessage).text()
  expect(text.length).toBeGreaterThan(64 * 1024)
  expect(made).toBeLessThan(20)
})
