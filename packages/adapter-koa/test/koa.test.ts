// Koa 3.
import { answerIdiom, describeAdapter, describeIdioms, listen } from "@x/testing/suites"
import Koa from "koa"
import { auth, requireUser } from "../src/index.js"

describeAdapter("Koa", (made) => {
  const app = new Koa()
  const guard = requireUser()
  app.use(auth(made))
  app.use((ctx, next) => (ctx.path.endsWith("/private") ? guard(ctx, next) : next()))
  app.use((ctx) => {
    if (["/", "/private", "/api/private"].includes(ctx.path)) ctx.body = "hello"
  })
  return listen(app.callback())
})

describeIdioms("Koa", (made) => {
  const app = new Koa()
  app.use(auth(made))
  app.use(async (ctx) => {
    await answerIdiom(ctx.path, ctx.auth, (status, text) => Object.assign(ctx, { status, body: text }))
  })
  return listen(app.callback())
})
