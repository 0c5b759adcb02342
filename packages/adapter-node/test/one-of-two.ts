// One of two processes of the same application: it shares the configuration with the other, and nothing else.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { parseConfig } from "@x/core"
import { auth, requireUser } from "../src/index.js"

const guard = requireUser()
const listener = auth(parseConfig(JSON.parse(process.env.TABLE ?? "{}")), (req, res) => {
  const say = () => res.end(JSON.stringify({ pid: process.pid, user: req.auth.user }))
  return req.url?.startsWith("/private") ? guard(req, res, say) : say()
})
const server = createServer(listener)
server.listen(0, "127.0.0.1", () => console.log((server.address() as AddressInfo).port))
