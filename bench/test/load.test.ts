import { createServer } from "node:http"
import { afterEach, expect, it } from "vitest"
import { listen } from "../src/child.js"
import { askAll, isWhole } from "../src/load.js"

const servers: { close(): unknown }[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

it("an answer is whole when it is as long as it said, or its last chunk has come", () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
  expect([head.slice(0, -2), head, `${head}1234`, `${head}12345`].map(isWhole)).toEqual([false, false, false, true])
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"
  expect([chunked, `${chunked}0\r\n\r\n`].map(isWhole)).toEqual([false, true])
})

it("each cookie is sent once", async () => {
  const seen: (string | undefined)[] = []
  const server = createServer((req, res) => {
    seen.push(req.headers.cookie)
    res.end("{}")
  })
  servers.push(server)
  const cookies = Array.from({ length: 50 }, (_, index) => `session=${index}`)
  await askAll(await listen(server), cookies)
  expect(seen.toSorted()).toEqual(cookies.toSorted())
})

it("an answer that is no 200 ends the measurement: there is nothing to measure in it", async () => {
  const server = createServer((_req, res) => res.writeHead(401).end("nobody"))
  servers.push(server)
  await expect(askAll(await listen(server), ["session=1"])).rejects.toThrow("HTTP/1.1 401")
})
