// One process of an application that runs in several: they share the configuration, and nothing else.

import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { auth, requireUser } from "@x/adapter-node"
import { createAuth, parseConfig } from "@x/core"

let ahead = 0
const config = parseConfig(JSON.parse(process.env.TABLE ?? "{}"))
const runtime = { now: () => Date.now() + ahead }
const guard = requireUser()
const listener = auth(createAuth(config, { runtime }), (req, res) => {
  const say = () => res.end(JSON.stringify({ pid: process.pid, user: req.auth.user }))
  return req.url?.startsWith("/private") ? guard(req, res, say) : say()
})

const server = createServer((req, res) => {
  const [, minutes] = /^\/clock\/(\d+)$/.exec(req.url ?? "") ?? []
  if (minutes === undefined) return listener(req, res)
  ahead = Number(minutes) * 60_000
  res.end()
})
server.listen(0, "127.0.0.1", () => console.log(`listening on ${(server.address() as AddressInfo).port}`))
