// handle(request): what it answers, what it passes on, and what it leaves alone.
import { createAuth } from "@x/core"
import { sessionCookie, startProvider } from "@x/testing"
import { describe, expect, expectTypeOf, test, vi } from "vitest"
import { someConfig as config, origin } from "../../adapter-node/test/application.js"
import { auth } from "../src/index.js"

const quiet = createAuth(config, { log() {} })

describe("auth(source)", () => {
  test.each([[undefined], [{ auth: {} }], ["secrets.toml"], [Promise.resolve(config)]])(
    "%s: it throws, and names parseConfig",
    (source) => {
      expect(() => auth(source as never)).toThrow(/parseConfig/)
    },
  )

  test("the same Config is the same Auth: the provider is asked once", async () => {
    const asked: string[] = []
    const provider = await startProvider({ onRequest: ({ path }) => asked.push(path) })
    for (const { handle } of [auth(provider.config), auth(provider.config), auth(provider.config)]) {
      expect((await handle(new Request(`${origin}/auth/login`)))?.status).toBe(302)
    }
    expect(asked).toEqual(["/.well-known/openid-configuration"])
    await provider.close()
  })
})

describe("without a handler", () => {
  const { handle } = auth(quiet)

  test("a foreign path is undefined, and its body is left alone", async () => {
    const request = new Request(`${origin}/form`, { method: "POST", body: "a=b" })
    expect(await handle(request)).toBeUndefined()
    expect(request.bodyUsed).toBe(false)
    expect(await request.text()).toBe("a=b")
  })

  test("its own paths are answered, also by what is only like a Request", async () => {
    expect((await handle(new Request(`${origin}/oauth2callback`)))?.status).toBe(400)
    expect((await handle(new Request(`${origin}/auth/login`, { method: "DELETE" })))?.status).toBe(405)
  })

  test("its type says so", () => {
    expectTypeOf(handle).returns.resolves.toEqualTypeOf<Response | undefined>()
  })
})

describe("with a handler", () => {
  test("rest is passed on as it came: env, ctx, server", async () => {
    const handler = vi.fn(
      (_request: Request, _context: object, _env: { KEY: string }, _ctx: object) => new Response("fine"),
    )
    const { handle } = auth(config, handler)
    const [request, env, ctx] = [new Request(`${origin}/`), { KEY: "value" }, { waitUntil() {} }]
    await handle(request, env, ctx)
    const [gotRequest, , gotEnv, gotCtx] = handler.mock.calls[0] ?? []
    expect(gotRequest).toBe(request)
    expect(gotEnv).toBe(env)
    expect(gotCtx).toBe(ctx)
  })

  test("it is not asked for our routes", async () => {
    const handler = vi.fn(() => new Response("ours?"))
    const { handle } = auth(quiet, handler)
    expect((await handle(new Request(`${origin}/oauth2callback`))).status).toBe(400)
    expect(handler).not.toHaveBeenCalled()
  })

  test("it knows the user, and its Response stays as it is when there is nothing to add", async () => {
    const response = Response.redirect(`${origin}/elsewhere`)
    const { handle } = auth(config, (_request, { user }) => (user.isLoggedIn ? response : new Response("nobody")))
    const cookie = await sessionCookie(config, { sub: "ada" })
    expect(await handle(new Request(`${origin}/`, { headers: { cookie } }))).toBe(response)
    expect(await (await handle(new Request(`${origin}/`))).text()).toBe("nobody")
  })

  test("what it throws is its own", async () => {
    const { handle } = auth(config, () => {
      throw new Error("the handler's own")
    })
    await expect(handle(new Request(`${origin}/`))).rejects.toThrow("the handler's own")
  })

  test("an Auth with options of its own", async () => {
    const events: string[] = []
    const made = createAuth(config, { log: ({ event }) => events.push(event) })
    const { handle } = auth(made, () => new Response("fine"))
    await handle(new Request(`${origin}/oauth2callback`))
    expect(events).toEqual(["callback_invalid"])
  })

  test("a logout of the application's own answers with a Response that can be changed", async () => {
    const { handle } = auth(config, async (_request, { logout }) => {
      const response = await logout()
      response.headers.append("set-cookie", "theme=dark")
      return response
    })
    const cookie = await sessionCookie(config, { sub: "ada" })
    const response = await handle(new Request(`${origin}/logout`, { headers: { cookie } }))
    expect(response.headers.getSetCookie()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^auth-8501=;/), "theme=dark"]),
    )
  })
})
