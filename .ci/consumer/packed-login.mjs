// A server in plain JavaScript, on the packages as they would be installed, and a whole login to it.
//   node packed-login.mjs node|express|koa|fetch
import assert from "node:assert/strict"
import { createServer } from "node:http"
import { serve } from "@hono/node-server"
import * as fetchAdapter from "@x/adapter-fetch"
import * as koaAdapter from "@x/adapter-koa"
import * as nodeAdapter from "@x/adapter-node"
import { parseConfig } from "@x/core"
import { startProvider } from "@x/testing"
import express from "express"
import Koa from "koa"
import { createClient } from "./client.mjs"
import { freePort } from "./port.mjs"

const greeting = ({ isLoggedIn, name }) => (isLoggedIn ? `Welcome! ${name}` : "Nobody")

/** Each serves its greeting at `/`, and to those who are logged in at `/private`. */
const servers = {
  node: (config) =>
    createServer(
      nodeAdapter.auth(config, async (req, res) => {
        if (req.url === "/private" && !(await req.auth.requireUser()).ok) return
        res.end(greeting(req.auth.user))
      }),
    ),

  express(config) {
    const app = express()
    app.use(nodeAdapter.auth(config))
    app.get("/private", nodeAdapter.requireUser())
    app.use((req, res) => res.send(greeting(req.auth.user)))
    return createServer(app)
  },

  koa(config) {
    const app = new Koa()
    app.use(koaAdapter.auth(config))
    const guard = koaAdapter.requireUser()
    app.use((ctx, next) => (ctx.path === "/private" ? guard(ctx, next) : next()))
    app.use((ctx) => {
      ctx.body = greeting(ctx.auth.user)
    })
    return createServer(app.callback())
  },

  fetch(config) {
    const { handle } = fetchAdapter.auth(config, async (request, { user, requireUser }) => {
      const access = new URL(request.url).pathname === "/private" ? await requireUser() : { ok: true }
      return access.ok ? new Response(greeting(user)) : access.response
    })
    return (port) => serve({ fetch: handle, port, hostname: "localhost" })
  },
}

const [host] = process.argv.slice(2)
const provider = await startProvider()
const { origin, server } = await start(servers[host])

const client = createClient()
const ask = async (path) => (await client.get(origin + path)).text
assert.equal(await ask("/"), "Nobody")
assert.equal((await client.get(`${origin}/private`)).status, 401)
const people = await client.get(`${origin}/auth/login?return_to=/private`)
assert.match(people.text, /Ada Lovelace/)
const home = await client.post(people.url, { sub: "ada" })
assert.equal(home.url, `${origin}/private`)
assert.equal(home.text, "Welcome! Ada Lovelace")
assert.equal(await ask("/"), "Welcome! Ada Lovelace")
assert.equal((await client.post(`${origin}/auth/logout`)).text, "Nobody")
assert.equal((await client.get(`${origin}/private`)).status, 401)

server.close()
server.closeAllConnections()
await provider.close()
console.log(`a whole login over ${host}`)

/** The port comes first, because the configuration names it. */
async function start(create) {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const config = parseConfig({ auth: { ...provider.config.auth, redirect_uri: `${origin}/oauth2callback` } })
  const created = create(config)
  const server = typeof created === "function" ? created(port) : created.listen(port, "localhost")
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve))
  return { origin, server }
}
