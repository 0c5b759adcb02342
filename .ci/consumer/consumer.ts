// What an application's own code may count on: it compiles under the strictest settings, from the packed types alone.
import { createServer } from "node:http"
import { auth as fetchAuth } from "@x/adapter-fetch"
import { auth as koaAuth } from "@x/adapter-koa"
import { auth, requireUser } from "@x/adapter-node"
import {
  type Auth,
  AuthError,
  ConfigError,
  createAuth,
  memoryStore,
  parseConfig,
  type Session,
  type SessionStore,
  type User,
} from "@x/core"
import { loadConfig } from "@x/core/load"
import { redisStore } from "@x/store-redis"
import { type DevelopmentProvider, startProvider } from "@x/testing"
import express from "express"
import { Redis } from "ioredis"
import Koa from "koa"
import { createClient } from "redis"

const provider: DevelopmentProvider = await startProvider({ port: 0 })
const config = provider.config
const site: Auth = createAuth(parseConfig({ auth: config.auth }), {
  log: ({ level, event }) => console.log(level, event),
})

createServer(
  auth(site, async (req, res) => {
    const user: User = req.auth.user
    const session: Session = req.auth.session
    if (!user.isLoggedIn) return req.auth.login("google", { returnTo: "/" })
    res.end(`Welcome! ${user.name} ${session.expiresAt}`)
  }),
)

const app = express()
app.use(auth(config))
app.get("/", (req, res) => {
  if (!req.auth.user.isLoggedIn) return req.auth.login()
  res.send(`Welcome! ${req.auth.user.sub}`)
})
app.get("/admin", requireUser({ allow: (user) => user.email === "me@example.com" }), (req) => req.auth.logout())

const koa = new Koa()
koa.use(koaAuth(config))
koa.use((ctx) => {
  if (!ctx.auth.user.isLoggedIn) return ctx.auth.login()
  ctx.body = ctx.auth.user.name
})

const { handle } = fetchAuth(config, (_request, { user, login }) =>
  user.isLoggedIn ? new Response(user.sub) : login(),
)
const response: Response = await handle(new Request("http://localhost:8501/"))

interface Member {
  member: number
}
const enriched: Auth<Member> = createAuth(await loadConfig(), { onLogin: () => ({ member: 1 }) })
const member = await enriched.getUser(new Request("http://localhost:8501/"))
if (member.isLoggedIn) console.log(member.member + 1)

// @ts-expect-error nobody is logged in until somebody asked
console.log(member.member)

const stores: SessionStore[] = [
  memoryStore({ maxEntries: 1000 }),
  redisStore(createClient(), { prefix: "shop:" }),
  redisStore(new Redis({ lazyConnect: true }), { timeout: 1000 }),
]
for (const store of stores) createAuth(config, { store })

const problem: unknown = undefined
if (problem instanceof AuthError) console.log(problem.code, problem.status)
if (problem instanceof ConfigError)
  console.log(
    problem.issues.map(({ path, message }) => `${path}: ${message}`),
    response,
  )
