// What applications on Express do around auth(): prefixes, body parsers, cookies, error handlers.
import { type AuthError, createAuth } from "@x/core"
import express, { type ErrorRequestHandler, type Express, Router } from "express"
import { describe, expect, test } from "vitest"
import { auth, requireUser } from "../src/index.js"
import { application, configOf, origin, someConfig } from "./application.js"

describe("prefixes", () => {
  test("a guard in a mounted router comes back to the whole address", async () => {
    const { provider, serve, browser } = await application()
    const inner = Router().get("/page", requireUser(), (req, res) => void res.send(`${req.auth.user.isLoggedIn}`))
    const app = express()
      .use(auth(configOf(provider)))
      .use("/inner", inner)
    await serve(app)
    const page = await browser().login(`${origin}/inner/page?x=1`, "ada")
    expect(page).toMatchObject({ status: 200, url: `${origin}/inner/page?x=1`, text: "true" })
  })

  test("a whole application below a path", async () => {
    const { provider, serve, browser } = await application()
    const shop = Router().use(auth(configOf(provider, { redirect_uri: `${origin}/shop/oauth2callback` })))
    shop.get("/", (req, res) => void res.send(JSON.stringify(req.auth.user)))
    shop.get("/private", requireUser(), (_req, res) => void res.send("private"))
    await serve(express().use("/shop", shop))
    const visitor = browser()
    expect(await visitor.login(`${origin}/shop/private`, "ada")).toMatchObject({ url: `${origin}/shop/private` })
    const below = visitor.jar.cookies().filter(({ name }) => name.startsWith("auth-"))
    expect(below.map(({ name, path }) => [name, path])).toEqual([
      ["auth-8501.try", "/shop"],
      ["auth-8501", "/shop"],
    ])
    expect(await visitor.follow(await visitor.post(`${origin}/shop/auth/logout`))).toMatchObject({
      url: `${origin}/shop/`,
      text: '{"isLoggedIn":false}',
    })
  })
})

const parsers: [string, (app: Express) => Express][] = [
  ["express.urlencoded()", (app) => app.use(express.urlencoded({ extended: false }))],
  ["express.urlencoded({ extended })", (app) => app.use(express.urlencoded({ extended: true }))],
  ["express.text()", (app) => app.use(express.text({ type: "*/*" }))],
  ["express.raw()", (app) => app.use(express.raw({ type: "*/*" }))],
  ["express.json(), which leaves forms alone", (app) => app.use(express.json())],
  [
    "body-parser 1 (Express 4), which leaves {} where it has read nothing",
    (app) =>
      app.use((req, _res, next) => {
        req.body = {}
        next()
      }),
  ],
]

describe("a body parser that was quicker", () => {
  test.each(parsers)("%s: an answer by POST is read all the same", async (_name, parse) => {
    const { provider, serve, browser } = await application()
    const config = configOf(provider, { client_kwargs: { response_mode: "form_post" } })
    const app = parse(express()).use(auth(config))
    app.get("/", (req, res) => void res.send(JSON.stringify(req.auth.user)))
    await serve(app)
    const page = await browser().login(`${origin}/auth/login`, "ada")
    expect(JSON.parse(page.text)).toMatchObject({ isLoggedIn: true, sub: "ada" })
  })

  test("parameters that come twice stay two", async () => {
    const { serve } = await application()
    const quiet = createAuth(someConfig, { log() {} })
    const at = await serve(
      express()
        .use(express.urlencoded({ extended: false }))
        .use(auth(quiet)),
    )
    const codeOf = async (body: string) => {
      const headers = { "content-type": "application/x-www-form-urlencoded", cookie: "a=b" }
      const response = await fetch(`${at}/oauth2callback`, { method: "POST", headers, body })
      return ((await response.json()) as { code: string }).code
    }
    const state = "s".repeat(43)
    expect(await codeOf(`code=c&state=${state}`)).toBe("transaction_missing")
    expect(await codeOf(`code=c&state=${state}&state=${state}`)).toBe("callback_invalid")
  })
})

describe("cookies of the application", () => {
  test.each(["/login", "/logout"])("res.cookie() before %s survives it", async (path) => {
    const { provider, serve, browser } = await application()
    const app = express().use(auth(configOf(provider)))
    app.use((_req, res, next) => {
      res.cookie("theme", "dark")
      res.append("set-cookie", "lang=en")
      next()
    })
    app.get("/login", (req) => req.auth.login())
    app.get("/logout", (req) => req.auth.logout())
    app.use((_req, res) => void res.send("hello"))
    await serve(app)
    const visitor = browser()
    await visitor.login(`${origin}/auth/login`, "ada")
    const { setCookies, headers } = await visitor.get(origin + path)
    expect(setCookies.slice(0, 2)).toEqual([expect.stringContaining("theme=dark"), "lang=en"])
    expect(setCookies.length).toBeGreaterThan(2)
    expect(headers.get("cache-control")).toBe("no-store")
  })
})

describe("errors", () => {
  const hears =
    (heard: unknown[]): ErrorRequestHandler =>
    (error, _req, res, _next) => {
      heard.push(error)
      res.status((error as AuthError).status ?? 500).send("handled")
    }

  test("a wrong call reaches the error handler", async () => {
    const { serve, browser } = await application()
    const heard: unknown[] = []
    const app = express().use(auth(someConfig))
    app.get("/", (req) => req.auth.login("nobody"))
    await serve(app.use(hears(heard)))
    expect(await browser().get(`${origin}/`)).toMatchObject({ status: 400, text: "handled" })
    expect(heard).toEqual([expect.objectContaining({ code: "provider_unknown" })])
  })

  test("requireUser() without auth() reaches it too", async () => {
    const { serve, browser } = await application()
    const heard: unknown[] = []
    const app = express().get("/", requireUser(), (_req, res) => void res.send("let in"))
    await serve(app.use(hears(heard)))
    expect(await browser().get(`${origin}/`)).toMatchObject({ status: 500, text: "handled" })
    expect(String(heard[0])).toContain("auth()")
  })

  test("a rule that throws lets nobody in", async () => {
    const { provider, serve, browser } = await application()
    const heard: unknown[] = []
    const allow = () => {
      throw new Error("the rule's own")
    }
    const app = express().use(auth(configOf(provider)))
    app.get("/private", requireUser({ allow }), (_req, res) => void res.send("let in"))
    app.get("/", (_req, res) => void res.send("home"))
    await serve(app.use(hears(heard)))
    const visitor = browser()
    await visitor.login(`${origin}/auth/login`, "ada")
    expect(await visitor.get(`${origin}/private`)).toMatchObject({ status: 500, text: "handled" })
    expect(String(heard[0])).toContain("the rule's own")
  })
})
