// Hono on @hono/node-server, which brings a Request and a Response of its own.
import { getRequestListener } from "@hono/node-server"
import { answerIdiom, describeAdapter, describeIdioms, listen } from "@x/testing/suites"
import { Hono } from "hono"
import { auth } from "../src/index.js"

// auth() around the whole of an application.
describeAdapter("Hono", (made) => {
  const app = new Hono()
  app.get("/", (c) => c.text("public"))
  for (const path of ["/private", "/api/private"]) {
    app.get(path, async (c) => {
      const access = await made.requireUser(c.req.raw)
      return access.ok ? c.text("private") : access.response
    })
  }
  const { handle } = auth(made, (request) => app.fetch(request))
  return listen(getRequestListener((request) => handle(request)))
})

// auth() as a handler inside of one.
describeIdioms("Hono", (made) => {
  const say = (status: number, text: string) => new Response(text, { status })
  const { handle } = auth(made, async (request, context) => {
    return (await answerIdiom(new URL(request.url).pathname, context, say)) as Response
  })
  const app = new Hono().all("*", (c) => handle(c.req.raw))
  return listen(getRequestListener((request) => app.fetch(request)))
})
