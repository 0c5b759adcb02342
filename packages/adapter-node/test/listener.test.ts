// auth() on node:http: what it takes, and what becomes of errors.
import { request } from "node:http"
import { Readable } from "node:stream"
import { createAuth } from "@x/core"
import { sessionCookie } from "@x/testing"
import { afterEach, describe, expect, test, vi } from "vitest"
import { auth, requireUser } from "../src/index.js"
import { application, configOf, origin, someConfig } from "./application.js"

afterEach(() => void vi.restoreAllMocks())

describe("auth(source)", () => {
  test.each([
    ["nothing", undefined],
    ["null", null],
    ["the table itself", { auth: { redirect_uri: origin } }],
    ["a file's name", "secrets.toml"],
    ["a promise of a Config", Promise.resolve(someConfig)],
    ["what looks like a Config", { warnings: [] }],
  ])("%s: it throws, and names parseConfig", (_what, source) => {
    expect(() => auth(source as never)).toThrow(/parseConfig/)
    expect(() => auth(source as never)).toThrow(expect.objectContaining({ code: "invalid_argument" }))
  })

  test("the same Config is the same Auth: two mounts ask the provider once", async () => {
    const { provider, asked, serve, browser } = await application()
    const config = configOf(provider)
    const [first, second] = [auth(config), auth(config, (req, res) => res.end(String(req.auth.user.isLoggedIn)))]
    let turn = 0
    await serve((req, res) => void (turn++ % 2 === 0 ? second(req, res) : first(req, res, () => res.end("first"))))
    await browser().login(`${origin}/auth/login`, "ada")
    await browser().login(`${origin}/auth/login`, "grace")
    expect(asked.filter((path) => path.includes("openid-configuration"))).toHaveLength(1)
    expect(asked.filter((path) => path.includes("jwks"))).toHaveLength(1)
  })

  test("an Auth with options of its own", async () => {
    const { provider, serve, browser } = await application()
    const made = createAuth(configOf(provider), { onLogin: ({ user }) => ({ nick: `${user.name}!` }) })
    await serve(auth(made, (req, res) => res.end(JSON.stringify(req.auth.user))))
    const page = await browser().login(`${origin}/auth/login`, "ada")
    expect(JSON.parse(page.text)).toEqual({ isLoggedIn: true, nick: "Ada Lovelace!" })
  })

  test("adapter: a Host makes no address, hooks are given one of the configured origin, whatever the client calls its Host", async () => {
    const { provider, serve } = await application()
    const heard: unknown[] = []
    const onError = (_error: unknown, asked: Request) => {
      heard.push(asked instanceof Request, asked.method, asked.url, asked.headers.get("x-canary"))
    }
    const made = createAuth(configOf(provider), { onError, log: () => {} })
    const { port } = new URL(await serve(auth(made, (_req, res) => res.end())))
    const headers = { host: "evil.example", "x-canary": "1" }
    await new Promise((resolve) => request({ port, path: "/oauth2callback?x=1", headers }, resolve).end())
    expect(heard).toEqual([true, "GET", `${origin}/oauth2callback?x=1`, "1"])
  })

  test("a method that no Request can have is answered, and told to the hook as a GET", async () => {
    const { provider, serve } = await application()
    const heard: unknown[] = []
    const onError = ({ code }: { code: string }, { method }: Request) => void heard.push(code, method)
    const made = createAuth(configOf(provider), { onError, log: () => {} })
    const { port } = new URL(await serve(auth(made, (_req, res) => res.end())))
    const status = await new Promise((resolve) =>
      request({ port, method: "TRACE", path: "/auth/login" }, (res) => resolve(res.statusCode)).end(),
    )
    expect([status, ...heard]).toEqual([405, "method_not_allowed", "GET"])
  })

  test("an absolute-form request target is served as any other (RFC 9112 section 3.2.2)", async () => {
    const { provider, serve } = await application()
    const heard: string[] = []
    const onError = (_error: unknown, { url }: Request) => void heard.push(url)
    const made = createAuth(configOf(provider), { onError, log: () => {} })
    const { port } = new URL(await serve(auth(made, (_req, res) => res.end("the application"))))
    const statusOf = (path: string) =>
      new Promise((resolve) => request({ port, path }, (res) => resolve(res.statusCode)).end())
    expect(await statusOf(`${origin}/auth/login`)).toBe(302)
    expect(await statusOf(`http://evil.example/oauth2callback?x=1`)).toBe(400)
    expect(heard).toEqual([`${origin}/oauth2callback?x=1`])
  })

  test("the methods of an Auth work unbound", async () => {
    const { handle, context, getSession, getUser, requireUser, login, logout } = createAuth(someConfig)
    const cookie = await sessionCookie(someConfig, { sub: "ada" })
    const get = (name: string) => (name === "cookie" ? cookie : null)
    const asking = { method: "GET", url: "/", headers: { get }, text: async () => "" }
    expect(await handle(asking)).toBeUndefined()
    expect((await context(asking)).user).toMatchObject({ sub: "ada" })
    expect((await getSession(asking)).provider).toBe("default")
    expect(await getUser(asking)).toMatchObject({ sub: "ada" })
    expect(await requireUser(asking)).toMatchObject({ ok: true, user: { sub: "ada" } })
    expect((await logout(asking)).status).toBe(302)
    await expect(login(asking, "nobody")).rejects.toMatchObject({ code: "provider_unknown" })
  })
})

describe("a handler", () => {
  test.each([
    [
      "throws",
      () => {
        throw new Error("a secret of the house")
      },
    ],
    [
      "rejects",
      async () => {
        throw new Error("a secret of the house")
      },
    ],
  ])("that %s: 500 without a word of it, and the next request is answered", async (_what, fails) => {
    const told = vi.spyOn(console, "error").mockImplementation(() => {})
    const { serve, browser } = await application()
    await serve(auth(someConfig, (req, res) => (req.url === "/fails" ? fails() : res.end("fine"))))
    const failed = await browser().get(`${origin}/fails`)
    expect(failed.status).toBe(500)
    expect(failed.text).not.toMatch(/secret of the house|at .+:\d+/)
    expect(told).toHaveBeenCalledOnce()
    expect((await browser().get(`${origin}/`)).text).toBe("fine")
  })

  test.each(["writes", "streams"])(
    "that %s and fails when half of the answer is sent: it looks like no whole one, and the process lives",
    async (how) => {
      vi.spyOn(console, "error").mockImplementation(() => {})
      const { serve } = await application()
      const at = await serve(
        auth(someConfig, async (req, res) => {
          if (req.url !== "/fails") return res.end("fine")
          res.write("half")
          if (how === "streams") Readable.from(["a", "b", "c"]).pipe(res)
          throw new Error("no more")
        }),
      )
      await expect(fetch(`${at}/fails`).then((answer) => answer.text())).rejects.toThrow()
      expect(await (await fetch(at)).text()).toBe("fine")
    },
  )

  test("that fails when all of the answer is sent: it arrives", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {})
    const { serve, browser } = await application()
    await serve(
      auth(someConfig, (_req, res) => {
        res.end("all")
        throw new Error("too late")
      }),
    )
    expect((await browser().get(`${origin}/`)).text).toBe("all")
  })

  const described = { "content-length": "3", "content-encoding": "gzip", etag: '"one"' }

  test("that fails: nothing that it said of its own answer is said of the error", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {})
    const { serve } = await application()
    const at = await serve(
      auth(someConfig, (_req, res) => {
        res.setHeaders(new Map(Object.entries({ ...described, "cache-control": "public, max-age=3600" })))
        throw new Error("no more")
      }),
    )
    const { headers, ...answer } = await fetch(at).then(async (got) => ({
      headers: got.headers,
      text: await got.text(),
    }))
    expect(answer.text).toBe("Internal server error")
    expect([headers.get("cache-control"), headers.get("etag"), headers.get("content-encoding")]).toEqual([
      null,
      null,
      null,
    ])
  })

  test("that logs in after all: nothing that it said of its own answer is said of ours", async () => {
    const { provider, serve } = await application()
    const at = await serve(
      auth(configOf(provider), (req, res) => {
        res.setHeaders(new Map(Object.entries({ ...described, "x-own": "stays" })))
        return req.auth.login()
      }),
    )
    const { headers } = await fetch(at, { redirect: "manual" })
    expect(headers.get("location")).toContain(new URL(provider.issuer).host)
    expect(headers.get("x-own")).toBe("stays")
    expect(["content-encoding", "etag"].map((name) => headers.get(name))).toEqual([null, null])
    expect(headers.get("content-length")).not.toBe("3")
  })

  test("that makes a wrong call: its status, and what is wrong", async () => {
    vi.spyOn(console, "error").mockImplementation(() => {})
    const { serve, browser } = await application()
    await serve(auth(someConfig, (req) => req.auth.login("nobody")))
    expect((await browser().get(`${origin}/`)).status).toBe(400)
  })

  test("is not asked for our routes, and auth() without one answers 404 elsewhere", async () => {
    const { serve, browser } = await application()
    const handler = vi.fn((_req, res) => res.end("ours?"))
    const quiet = createAuth(someConfig, { log() {} })
    await serve(auth(quiet, handler))
    expect((await browser().get(`${origin}/oauth2callback`)).status).toBe(400)
    expect(handler).not.toHaveBeenCalled()
    await serve((req, res) => void auth(quiet)(req, res))
    expect((await browser().get(`${origin}/elsewhere`)).status).toBe(404)
  })

  test("whose visitor leaves in the middle of a form: nobody else notices, and nothing is said", async () => {
    const told = vi.spyOn(console, "error").mockImplementation(() => {})
    const { serve, browser } = await application()
    const serveAuth = auth(createAuth(someConfig, { log() {} }), (_req, res) => res.end("fine"))
    let done = Promise.resolve()
    const at = await serve((req, res) => {
      done = serveAuth(req, res)
      if (req.method === "POST") half.destroy()
    })
    const { hostname, port } = new URL(at)
    const headers = { "content-type": "application/x-www-form-urlencoded", "content-length": "1000" }
    const half = request({ hostname, port, path: "/oauth2callback", method: "POST", headers })
    const left = new Promise<void>((resolve) => half.once("close", () => resolve()))
    half.on("error", () => {})
    half.write("state=x")
    await left
    await done
    expect((await browser().get(`${origin}/`)).text).toBe("fine")
    expect(told).not.toHaveBeenCalled()
  })
})

describe("cookies of the application", () => {
  test.each(["/login", "/logout"])(
    "adapter: cookies of the application stay that were set before %s, and what it set stays its own",
    async (path) => {
      const { provider, serve, browser } = await application()
      await serve(
        auth(configOf(provider), (req, res) => {
          res.setHeader("set-cookie", ["theme=dark", "lang=en"])
          if (req.url === "/login") return req.auth.login()
          if (req.url === "/logout") return req.auth.logout()
          res.end("hello")
        }),
      )
      const visitor = browser()
      await visitor.login(`${origin}/auth/login`, "ada")
      const { setCookies } = await visitor.get(origin + path)
      expect(setCookies.slice(0, 2)).toEqual(["theme=dark", "lang=en"])
      expect(setCookies.slice(2).length).toBeGreaterThan(0)
      for (const line of setCookies.slice(2)) expect(line).toMatch(/^auth-8501/)
    },
  )
})

describe("requireUser()", () => {
  test("without auth() before it throws, and says so", async () => {
    const next = vi.fn()
    await requireUser()({} as never, {} as never, next)
    expect(next).toHaveBeenCalledWith(expect.objectContaining({ message: expect.stringContaining("auth()") }))
  })

  test("adapter: a refusal reaches no handler", async () => {
    const { provider, serve, browser } = await application()
    const behind = vi.fn()
    const guard = requireUser()
    await serve(auth(configOf(provider), (req, res) => guard(req, res, behind)))
    expect((await browser().get(`${origin}/private`)).status).toBe(302)
    expect((await browser().get(`${origin}/private`, { "sec-fetch-mode": "cors" })).status).toBe(401)
    expect(behind).not.toHaveBeenCalled()
  })

  test("with a rule that nobody reads lets nobody in", async () => {
    const { serve, browser } = await application()
    const guard = requireUser({ role: "admin" } as object)
    await serve(auth(someConfig, (req, res) => guard(req, res, (error) => res.end(String(error ?? "let in")))))
    expect((await browser().get(`${origin}/`)).text).toContain('no option "role"')
  })
})
