// One process of an application that runs in several: they share the configuration, perhaps a Redis, and nothing else.

import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { auth, requireUser } from "@x/adapter-node"
import { createAuth, parseConfig } from "@x/core"
import { redisStore } from "@x/store-redis"
import { createClient } from "redis"
import { openLines } from "./open-lines.ts"

let ahead = 0
const { TABLE = "{}", REDIS, REDIS_KEEPS } = process.env
const config = parseConfig(JSON.parse(TABLE))
const runtime = { now: () => Date.now() + ahead }
const guard = requireUser()
const lines = openLines()
const application = createAuth(config, {
  runtime,
  onLogout: ({ user }) => lines.hangUp(user),
  ...(await sharedMemory()),
})
const listener = auth(application, async (req, res) => {
  const say = (more = {}) => res.end(JSON.stringify({ pid: process.pid, user: req.auth.user, ...more }))
  if (req.url === "/public") return res.end(JSON.stringify({ pid: process.pid }))
  if (req.url === "/token") return say({ token: await req.auth.getAccessToken() })
  if (req.url === "/everywhere") return req.auth.logout({ everywhere: true })
  return req.url?.startsWith("/private") ? guard(req, res, () => say()) : say()
})

/** Sessions in Redis, or which of those in cookies have ended. */
async function sharedMemory() {
  if (REDIS === undefined) return {}
  const client = createClient({ url: REDIS }).on("error", () => {})
  await client.connect()
  const store = redisStore(client, { timeout: 1000 })
  return REDIS_KEEPS === "sessions" ? { store } : { denyList: { store, remember: 1 } }
}

const server = createServer((req, res) => {
  const [, minutes] = /^\/clock\/(\d+)$/.exec(req.url ?? "") ?? []
  if (minutes === undefined) return listener(req, res)
  ahead = Number(minutes) * 60_000
  res.end()
})
lines.serve(server, application)

// It does not outlive whoever has started it.
const { ppid } = process
setInterval(() => process.ppid === ppid || process.exit(), 1000)

// As whoever stops a process politely expects it: what has begun is answered first.
process.once("SIGTERM", () => server.close(() => process.exit()))
server.listen(0, "127.0.0.1", () => console.log(`listening on ${(server.address() as AddressInfo).port}`))
