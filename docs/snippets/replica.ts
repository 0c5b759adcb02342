// A server of which any number may run: sessions in Redis, and an end that cuts nobody off.
// #region replica
import { auth, requireUser } from "@x/adapter-node"
import { createAuth } from "@x/core"
import { loadConfig } from "@x/core/load"
import { redisStore } from "@x/store-redis"
import express from "express"
import { createClient } from "redis"

const client = createClient({ url: process.env.REDIS_URL ?? "redis://127.0.0.1:6379" })
client.on("error", (error) => console.error("Redis:", error.message))
client.connect().catch(() => {}) // it tries until it can; its errors come to the line above

const app = express()
app.get("/health", (_req, res) => res.send("ok")) // before the middleware, so it never waits for Redis
app.use(auth(createAuth(await loadConfig(), { store: redisStore(client) })))
app.get("/members", requireUser(), (_req, res) => res.send("Members only"))

const server = app.listen(process.env.PORT ?? 8501)
process.once("SIGTERM", () => server.close(() => process.exit()))
// #endregion replica
