/** The lines that a server needs, for what is found in package.json. The code is that of `examples`: a test compares them. */

export interface Framework {
  readonly name: string
  /** Any of these in package.json gives it away. */
  readonly dependencies: readonly string[]
  /** What has to be installed for it. */
  readonly packages: readonly string[]
  readonly code: string
  /** How a file with this code is started. */
  readonly start: string
}

/** The last one needs nothing, and is for everybody else. */
export const frameworks: readonly [...Framework[], Framework] = [
  {
    name: "Express",
    dependencies: ["express"],
    packages: ["@x/adapter-node", "@x/core"],
    start: "node server.js",
    code: `import { auth, requireUser } from "@x/adapter-node"
import { loadConfig } from "@x/core/load"
import express from "express"

const app = express()
app.use(auth(await loadConfig()))

app.get("/", (req, res) => {
  if (!req.auth.user.isLoggedIn) return req.auth.login()
  res.type("text").send(\`Welcome! \${req.auth.user.name ?? "friend"}\`)
})
app.get("/members", requireUser(), (_req, res) => res.send("Members only"))

app.listen(process.env.PORT ?? 8501)
`,
  },
  {
    name: "Koa",
    dependencies: ["koa"],
    packages: ["@x/adapter-koa", "@x/core"],
    start: "node server.js",
    code: `import { auth } from "@x/adapter-koa"
import { loadConfig } from "@x/core/load"
import Koa from "koa"

const app = new Koa()
app.use(auth(await loadConfig()))

app.use((ctx) => {
  if (!ctx.auth.user.isLoggedIn) return ctx.auth.login()
  ctx.body = \`Welcome! \${ctx.auth.user.name ?? "friend"}\`
})

app.listen(process.env.PORT ?? 8501)
`,
  },
  {
    name: "Hono on Node",
    dependencies: ["@hono/node-server"],
    packages: ["@x/adapter-fetch", "@x/core"],
    start: "npx tsx server.ts",
    code: `import { serve } from "@hono/node-server"
import { auth } from "@x/adapter-fetch"
import type { Context } from "@x/core"
import { loadConfig } from "@x/core/load"
import { Hono } from "hono"

const app = new Hono<{ Bindings: { auth: Context } }>()

app.get("/", async (c) => {
  const { user, login } = c.env.auth
  return user.isLoggedIn ? c.text(\`Welcome! \${user.name ?? "friend"}\`) : login()
})

const { handle } = auth(await loadConfig(), (request, context) => app.fetch(request, { auth: context }))

serve({ fetch: handle, port: Number(process.env.PORT ?? 8501) })
`,
  },
  {
    name: "Hono",
    dependencies: ["hono"],
    packages: ["@x/adapter-fetch", "@x/core"],
    start: "bun server.ts",
    code: `import { auth } from "@x/adapter-fetch"
import type { Context } from "@x/core"
import { loadConfig } from "@x/core/load"
import { Hono } from "hono"

const app = new Hono<{ Bindings: { auth: Context } }>()

app.get("/", async (c) => {
  const { user, login } = c.env.auth
  return user.isLoggedIn ? c.text(\`Welcome! \${user.name ?? "friend"}\`) : login()
})

const { handle } = auth(await loadConfig(), (request, context) => app.fetch(request, { auth: context }))

export default { fetch: handle }
`,
  },
  {
    name: "fetch",
    dependencies: ["h3", "@types/bun", "bun-types"],
    packages: ["@x/adapter-fetch", "@x/core"],
    start: "bun server.ts",
    code: `import { auth } from "@x/adapter-fetch"
import { loadConfig } from "@x/core/load"

const { handle } = auth(await loadConfig(), (_request, { user, login }) => {
  if (!user.isLoggedIn) return login()
  return new Response(\`Welcome! \${user.name ?? "friend"}\`)
})

export default { fetch: handle }
`,
  },
  {
    name: "node:http",
    dependencies: [],
    packages: ["@x/adapter-node", "@x/core"],
    start: "node server.js",
    code: `import { createServer } from "node:http"
import { auth } from "@x/adapter-node"
import { loadConfig } from "@x/core/load"

const app = auth(await loadConfig(), (req, res) => {
  if (!req.auth.user.isLoggedIn) return req.auth.login()
  res.setHeader("Content-Type", "text/plain; charset=utf-8")
  res.end(\`Welcome! \${req.auth.user.name ?? "friend"}\`)
})

createServer(app).listen(process.env.PORT ?? 8501)
`,
  },
]

/** @param manifest what package.json says, whatever that is */
export function frameworkOf(manifest: unknown): Framework {
  const found = new Set(["dependencies", "devDependencies"].flatMap((key) => keysOf(entryOf(manifest, key))))
  const [last] = frameworks.slice(-1) as [Framework]
  return frameworks.find(({ dependencies }) => dependencies.some((name) => found.has(name))) ?? last
}

function entryOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined
}

function keysOf(value: unknown): readonly string[] {
  return typeof value === "object" && value !== null ? Object.keys(value) : []
}
