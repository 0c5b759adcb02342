// The application of the demonstration: which path is which page, and who may see it.

import { readFileSync } from "node:fs"
import type { IncomingMessage, ServerResponse } from "node:http"
import { auth } from "@x/adapter-node"
import { type Config, createAuth } from "@x/core"
import { homePage, membersPage, notFoundPage } from "./pages.ts"
import type { Visit } from "./visit.ts"

type Route = (request: { req: IncomingMessage; res: ServerResponse; visit: Visit }) => void | Promise<void>

const style = readFileSync(new URL("./style.css", import.meta.url))
const icon = readFileSync(new URL("./icon.svg", import.meta.url))

const routes: Readonly<Record<string, Route>> = {
  "/": ({ res, visit }) => send(res, "text/html", homePage(visit)),

  // #region members
  "/members": async ({ req, res, visit }) => {
    const access = await req.auth.requireUser()
    if (!access.ok) return // on the way to a login, and back
    send(res, "text/html", membersPage(visit))
  },
  // #endregion members

  "/api/me": async ({ req, res }) => {
    const access = await req.auth.requireUser()
    if (access.ok) send(res, "application/json", `${JSON.stringify(access.user, null, 2)}\n`)
  },

  "/style.css": ({ res }) => send(res, "text/css", style),
  "/icon.svg": ({ res }) => send(res, "image/svg+xml", icon),
}

/** The listener for `createServer`; a test can start it wherever its own configuration says. */
export function demo(config: Config): ReturnType<typeof auth> {
  const site = createAuth(config)

  return auth(site, async (req, res) => {
    const [path = "/"] = (req.url ?? "/").split("?")
    const { user, session } = req.auth
    const visit: Visit = { user, session, providers: site.providers }

    if (req.method !== "GET" && req.method !== "HEAD") {
      res.writeHead(405, { allow: "GET, HEAD" }).end()
      return
    }
    const route = routes[path]
    if (route) return route({ req, res, visit })
    res.statusCode = 404
    send(res, "text/html", notFoundPage(visit, path))
  })
}

// No `form-action`: browsers apply it to redirects too, and a logout may lead on to the provider.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"

function send(res: ServerResponse, type: string, body: string | Buffer): void {
  res.setHeader("Content-Type", `${type}; charset=utf-8`)
  // What a page says of its visitor is for nobody else, and for no later visitor of this browser.
  res.setHeader("Cache-Control", "no-store")
  res.setHeader("Content-Security-Policy", policy)
  res.setHeader("Referrer-Policy", "same-origin")
  res.setHeader("X-Content-Type-Options", "nosniff")
  res.end(body)
}
