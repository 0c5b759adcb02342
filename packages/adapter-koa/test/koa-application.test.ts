// What applications on Koa do around auth(): cookies before and after, prefixes, body parsers, errors.
import type { RequestListener } from "node:http"
import { createAuth } from "@x/core"
import Koa, { type Middleware } from "koa"
import { describe, expect, test, vi } from "vitest"
import { application, configOf, origin, someConfig } from "../../adapter-node/test/application.js"
import { auth, requireUser } from "../src/index.js"

describe("auth(source)", () => {
  test.each([[undefined], [{ auth: {} }], ["secrets.toml"], [Promise.resolve(someConfig)]])(
    "%s: it throws, and names parseConfig",
    (source) => {
      expect(() => auth(source as never)).toThrow(/parseConfig/)
    },
  )

  test("the same Config is the same Auth: two mounts ask the provider once", async () => {
    const { provider, asked, serve, browser } = await application()
    const config = configOf(provider)
    const app = new Koa()
    const [first, second] = [auth(config), auth(config)]
    let turn = 0
    app.use((ctx, next) => (turn++ % 2 === 0 ? second(ctx, next) : first(ctx, next)))
    app.use((ctx) => {
      ctx.body = "hello"
    })
    await serve(app.callback())
    await browser().login(`${origin}/auth/login`, "ada")
    await browser().login(`${origin}/auth/login`, "grace")
    expect(asked.filter((path) => path.includes("openid-configuration"))).toHaveLength(1)
    expect(asked.filter((path) => path.includes("jwks"))).toHaveLength(1)
  })

  test("an Auth with options of its own", async () => {
    const { provider, serve, browser } = await application()
    const made = createAuth(configOf(provider), { onLogin: ({ user }) => ({ nick: `${user.name}!` }) })
    const app = new Koa().use(auth(made)).use((ctx) => {
      ctx.body = ctx.auth.user
    })
    await serve(app.callback())
    const page = await browser().login(`${origin}/auth/login`, "ada")
    expect(JSON.parse(page.text)).toEqual({ isLoggedIn: true, nick: "Ada Lovelace!" })
  })
})

describe("cookies of the application", () => {
  const before: Middleware = (ctx, next) => {
    ctx.cookies.set("theme", "dark")
    ctx.append("set-cookie", "lang=en")
    return next()
  }
  const after: Middleware = async (ctx, next) => {
    await next()
    ctx.cookies.set("theme", "dark")
    ctx.append("set-cookie", "lang=en")
  }
  const instead: Middleware = async (ctx, next) => {
    await next()
    ctx.set("set-cookie", ["theme=dark", "lang=en"])
    ctx.set("cache-control", "public, max-age=3600")
  }
  const command: Middleware = (ctx, next) => {
    if (ctx.path === "/login") return ctx.auth.login()
    if (ctx.path === "/logout") return ctx.auth.logout()
    return next()
  }
  test.each([
    ["before", "/login", before],
    ["before", "/logout", before],
    ["after", "/login", after],
    ["after", "/logout", after],
    ["in place of all others, after", "/login", instead],
    ["in place of all others, after", "/logout", instead],
  ])(
    "adapter: cookies of the application stay that are set %s %s: neither erases the other's",
    async (_when, path, middleware) => {
      const { provider, serve, browser } = await application()
      const app = new Koa()
        .use(auth(configOf(provider)))
        .use(middleware)
        .use(command)
        .use((ctx) => {
          ctx.body = "hello"
        })
      await serve(app.callback())
      const visitor = browser()
      await visitor.login(`${origin}/auth/login`, "ada")
      const { setCookies, headers } = await visitor.get(origin + path)
      const ours = setCookies.filter((line) => line.startsWith("auth-8501"))
      const others = setCookies.filter((line) => !line.startsWith("auth-8501")).map((line) => line.split(";", 1)[0])
      expect(ours.length).toBeGreaterThan(0)
      expect(others.sort()).toEqual(["lang=en", "theme=dark"])
      expect(headers.get("cache-control")).toBe("no-store")
    },
  )

  test("what was said of another body is not said of ours", async () => {
    const { provider, serve } = await application()
    const app = new Koa().use(auth(configOf(provider))).use((ctx) => {
      ctx.set({ "content-encoding": "gzip", "content-disposition": "attachment", etag: '"one"', "x-own": "stays" })
      return ctx.auth.login()
    })
    const { headers } = await fetch(await serve(app.callback()), { redirect: "manual" })
    expect(headers.get("location")).toContain(new URL(provider.issuer).host)
    expect(headers.get("x-own")).toBe("stays")
    expect(["content-encoding", "content-disposition", "etag"].map((name) => headers.get(name))).toEqual([
      null,
      null,
      null,
    ])
  })

  test("that are set around our own routes stay as well", async () => {
    const { provider, serve, browser } = await application()
    await serve(
      new Koa()
        .use(instead)
        .use(auth(configOf(provider)))
        .callback(),
    )
    const visitor = browser()
    const { setCookies } = await visitor.get(`${origin}/auth/login`)
    expect(setCookies).toEqual(["theme=dark", "lang=en", expect.stringMatching(/^auth-8501\.tx\./)])
  })
})

describe("prefixes", () => {
  // As koa-mount does it: the path is cut for those below, the original URL stays.
  const mount =
    (prefix: string, middleware: Middleware): Middleware =>
    async (ctx, next) => {
      if (!ctx.path.startsWith(prefix)) return next()
      const whole = ctx.path
      ctx.path = whole.slice(prefix.length) || "/"
      await middleware(ctx, async () => {})
      ctx.path = whole
    }

  test("a guard below a prefix comes back to the whole address", async () => {
    const { provider, serve, browser } = await application()
    const guard = requireUser()
    const inner: Middleware = (ctx) =>
      guard(ctx, async () => {
        ctx.body = `inside ${ctx.path}`
      })
    await serve(
      new Koa()
        .use(auth(configOf(provider)))
        .use(mount("/inner", inner))
        .callback(),
    )
    const page = await browser().login(`${origin}/inner/page?x=1`, "ada")
    expect(page).toMatchObject({ url: `${origin}/inner/page?x=1`, text: "inside /page" })
  })

  test("hooks are given the whole address, below a prefix of Koa's and below one of what Koa stands in", async () => {
    const { provider, serve, browser } = await application()
    const config = configOf(provider, { redirect_uri: `${origin}/shop/oauth2callback` })
    const heard: string[] = []
    const made = createAuth(config, { onLogin: ({ request }) => void heard.push(new URL(request.url).pathname) })
    const show: Middleware = (ctx) => {
      ctx.body = ctx.auth.user
    }
    const serveAuth = auth(made)
    const shop = mount("/shop", (ctx) => serveAuth(ctx, async () => show(ctx, async () => {})))
    const inside = new Koa().use(auth(made)).use(show).callback()
    // As Express does it.
    const outside: RequestListener = (req, res) => {
      const originalUrl = req.url ?? ""
      inside(Object.assign(req, { originalUrl, url: originalUrl.slice("/shop".length) }), res)
    }
    for (const listener of [new Koa().use(shop).callback(), outside]) {
      await serve(listener)
      const page = await browser().login(`${origin}/shop/auth/login`, "ada")
      expect(JSON.parse(page.text)).toMatchObject({ isLoggedIn: true, sub: "ada" })
    }
    expect(heard).toEqual(["/shop/oauth2callback", "/shop/oauth2callback"])
  })

  test("a whole application below a path", async () => {
    const { provider, serve, browser } = await application()
    const serveAuth = auth(configOf(provider, { redirect_uri: `${origin}/shop/oauth2callback` }))
    const shop: Middleware = (ctx) =>
      serveAuth(ctx, async () => {
        ctx.body = ctx.auth.user
      })
    await serve(new Koa().use(mount("/shop", shop)).callback())
    const page = await browser().login(`${origin}/shop/auth/login`, "ada")
    expect(page.url).toBe(`${origin}/shop/`)
    expect(JSON.parse(page.text)).toMatchObject({ isLoggedIn: true, sub: "ada" })
  })
})

describe("a body parser that was quicker", () => {
  const read = async (stream: AsyncIterable<Buffer>) => {
    let text = ""
    for await (const chunk of stream) text += chunk
    return text
  }
  // As koa-bodyparser and @koa/bodyparser do it, and as koa-body does for who wants it on Node's request.
  const parsers: [string, Middleware][] = [
    [
      "ctx.request.body",
      async (ctx, next) => {
        const body = Object.fromEntries(new URLSearchParams(await read(ctx.req)))
        Object.assign(ctx.request, { body })
        await next()
      },
    ],
    [
      "nobody's hands, with {} in ctx.request.body",
      (ctx, next) => {
        Object.assign(ctx.request, { body: {} })
        return next()
      },
    ],
    [
      "ctx.req.body",
      async (ctx, next) => {
        const body = Object.fromEntries(new URLSearchParams(await read(ctx.req)))
        Object.assign(ctx.req, { body })
        await next()
      },
    ],
  ]
  test.each(parsers)("that left it in %s: an answer by POST is read all the same", async (_where, parse) => {
    const { provider, serve, browser } = await application()
    const config = configOf(provider, { client_kwargs: { response_mode: "form_post" } })
    const app = new Koa()
      .use(parse)
      .use(auth(config))
      .use((ctx) => {
        ctx.body = ctx.auth.user
      })
    await serve(app.callback())
    const page = await browser().login(`${origin}/auth/login`, "ada")
    expect(JSON.parse(page.text)).toMatchObject({ isLoggedIn: true, sub: "ada" })
  })
})

describe("errors", () => {
  test("requireUser() without auth() before it throws, and says so", async () => {
    await expect(requireUser()({} as never, async () => {})).rejects.toThrow("auth()")
  })

  test("a wrong call reaches the application's own handling of errors", async () => {
    const { serve, browser } = await application()
    const heard = vi.fn()
    const app = new Koa()
    app.use((ctx, next) =>
      next().catch((error) => {
        heard(error.code)
        ctx.status = error.status
        ctx.body = "handled"
      }),
    )
    app.use(auth(someConfig)).use((ctx) => ctx.auth.login("nobody"))
    await serve(app.callback())
    expect(await browser().get(`${origin}/`)).toMatchObject({ status: 400, text: "handled" })
    expect(heard).toHaveBeenCalledWith("provider_unknown")
  })

  test("an answer of onError's comes as it is, byte for byte", async () => {
    const { serve } = await application()
    const bytes = new Uint8Array([0xef, 0xbb, 0xbf, 0x89, 0x50, 0xff])
    const headers = { "content-type": "image/png" }
    const made = createAuth(someConfig, { log() {}, onError: () => new Response(bytes, { status: 418, headers }) })
    const answer = await fetch(`${await serve(new Koa().use(auth(made)).callback())}/oauth2callback`)
    expect([answer.status, answer.headers.get("content-type")]).toEqual([418, "image/png"])
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(bytes)
  })

  test("a path that nobody serves is Koa's 404", async () => {
    const { serve, browser } = await application()
    await serve(new Koa().use(auth(someConfig)).callback())
    expect((await browser().get(`${origin}/elsewhere`)).status).toBe(404)
  })
})
