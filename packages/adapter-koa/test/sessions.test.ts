// Sessions that are renewed by a page of the application's, and a store that cannot be asked.
import { Readable } from "node:stream"
import Koa, { type Middleware } from "koa"
import { expect, test, vi } from "vitest"
import { application, origin, renewing, withStore } from "../../adapter-node/test/application.js"
import { auth, requireUser } from "../src/index.js"

const guard = requireUser()
const pages: Readonly<Record<string, Middleware>> = {
  "that sets its own": (ctx) => {
    ctx.set("set-cookie", "theme=dark")
    ctx.set("cache-control", "public, max-age=3600")
    ctx.body = "a page"
  },
  "that streams": (ctx) => {
    ctx.set("set-cookie", "theme=dark")
    ctx.body = Readable.from(["a ", "page"])
  },
  "that asks a guard twice": (ctx) => {
    ctx.set("set-cookie", "theme=dark")
    return guard(ctx, () =>
      guard(ctx, async () => {
        ctx.body = "a page"
      }),
    )
  },
}

test.each(Object.keys(pages))("B04 the renewed cookie comes once in an answer %s", async (page) => {
  const { serve } = await application()
  const { made, cookie } = await renewing()
  const app = new Koa().use(auth(made)).use(pages[page] as Middleware)
  const at = await serve(app.callback())
  const answer = await fetch(`${at}/page`, { headers: { cookie } })
  expect(await answer.text()).toBe("a page")
  const [own, ...ours] = answer.headers.getSetCookie()
  expect(own).toBe("theme=dark")
  expect(ours).toEqual([expect.stringMatching(/^auth-8501=Fe26[^;]+; Max-Age=\d+; /)])
  expect(answer.headers.get("cache-control")).toBe("no-store")
})

test("B04 a logout of the application's own: the cookie goes, and is not renewed", async () => {
  const { serve } = await application()
  const { made, cookie } = await renewing()
  const app = new Koa().use(auth(made)).use((ctx) => ctx.auth.logout())
  const at = await serve(app.callback())
  const answer = await fetch(`${at}/leave`, { method: "POST", headers: { cookie }, redirect: "manual" })
  const ours = answer.headers.getSetCookie().filter((line) => line.startsWith("auth-8501="))
  expect(ours).toEqual([expect.stringMatching(/^auth-8501=; Max-Age=0; /)])
})

test("store: a handler that asks who is there answers 503 with Retry-After, and comes back", async () => {
  const { provider, serve, browser } = await application()
  const { made, setDown } = withStore(provider)
  const app = new Koa().use(auth(made)).use((ctx) => {
    ctx.body = ctx.auth.user.isLoggedIn ? `Hello, ${ctx.auth.user.name}` : "nobody"
  })
  const heard = vi.fn()
  app.on("error", heard)
  await serve(app.callback())
  const visitor = browser()
  expect((await visitor.login(`${origin}/auth/login`, "ada")).text).toBe("Hello, Ada Lovelace")
  setDown(true)
  const answer = await visitor.get(`${origin}/`)
  expect([answer.status, answer.headers.get("retry-after"), answer.setCookies]).toEqual([503, "5", []])
  expect(heard).toHaveBeenCalledWith(expect.objectContaining({ code: "store_unavailable" }), expect.anything())
  expect((await browser().get(`${origin}/`)).text).toBe("nobody")
  setDown(false)
  expect((await visitor.get(`${origin}/`)).text).toBe("Hello, Ada Lovelace")
})
