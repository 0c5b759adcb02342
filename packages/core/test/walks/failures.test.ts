/** Failures as they are met: at a guard, at a wrong method, in a wrong call, in what the provider says. */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { AuthError, failures } from "../../src/errors.js"
import { codeOf, createWorld, useNetwork, type World } from "../support/world.js"

useNetwork()

const asProgram = { accept: "application/json", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }
const json = "application/problem+json"
const html = "text/html; charset=utf-8"

/** The reference that a visitor or a program was given. */
async function referenceIn(response: Response): Promise<string | undefined> {
  const text = await response.clone().text()
  return text.startsWith("{") ? JSON.parse(text).reference : /Reference <code>([\w-]{10})<\/code>/.exec(text)?.[1]
}

describe("a page for people and a problem for programs, by one rule", () => {
  test.each([
    ["access_denied", {}, html],
    ["access_denied", asProgram, json],
    ["login_required", asProgram, json],
  ] as const)("a guard that says %s to %j: %s", async (code, headers, type) => {
    const world = createWorld()
    const visitor = world.visitor()
    if (code === "access_denied") await visitor.login()
    const access = await world.auth.requireUser(visitor.request("/private", { headers }), { allow: () => false })
    if (access.ok) throw new Error("nobody is let in")
    expect(access.response.status).toBe(failures[code].status)
    expect(access.response.headers.get("content-type")).toBe(type)
    expect(await codeOf(access.response)).toBe(code)
    expect(await referenceIn(access.response)).toMatch(/^[\w-]{10}$/)
    expect(world.log.at(-1)).toMatchObject({ event: code, reference: await referenceIn(access.response) })
  })

  test.each([
    ["/auth/login", "POST", "GET"],
    ["/auth/login", "HEAD", "GET"],
    ["/auth/logout", "PUT", "GET, POST"],
    ["/oauth2callback", "OPTIONS", "GET, POST"],
  ])("%s by %s is 405, for both, and names what it takes", async (path, method, allow) => {
    const world = createWorld()
    for (const [headers, type] of [
      [{}, html],
      [asProgram, json],
    ] as const) {
      const response = await world.visitor().open(path, { method, headers })
      expect([response.status, response.headers.get("allow")]).toEqual([405, allow])
      expect(response.headers.get("content-type")).toBe(type)
      expect(await codeOf(response)).toBe("method_not_allowed")
      expect(world.log.at(-1)).toMatchObject({ level: "info", reference: await referenceIn(response) })
    }
  })

  test.each([
    ["the login route", (world: World) => world.auth.handle(guess(world, "/auth/login"))],
    ["a login() of the application", (world: World) => world.auth.login(guess(world, "/"))],
    [
      "a guard",
      async (world: World) => {
        const access = await world.auth.requireUser(guess(world, "/private"))
        return access.ok ? undefined : access.response
      },
    ],
  ])("a prefetch of %s is 503 with nothing in it", async (_name, ask) => {
    const world = createWorld()
    const response = await ask(world)
    expect([response?.status, await response?.text()]).toEqual([503, ""])
    expect(response?.headers.getSetCookie()).toEqual([])
    expect(world.log).toEqual([])
  })

  test.each<[string, (world: World) => Promise<unknown>]>([
    ["provider_unknown", (world) => world.auth.login(world.visitor().request("/"), "Google")],
    ["invalid_argument", (world) => world.auth.login(world.visitor().request("/"), 7 as never)],
    ["parameter_refused", (world) => world.auth.login(world.visitor().request("/"), { parameters: { state: "x" } })],
    ["invalid_argument", (world) => world.auth.logout(world.visitor().request("/"), { mode: "both" as never })],
    ["invalid_argument", (world) => world.auth.requireUser(world.visitor().request("/"), { allow: "me" as never })],
  ])("a wrong call rejects with %s: it is answered to nobody, and the log is silent", async (code, call) => {
    const world = createWorld()
    const error = await call(world).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AuthError)
    expect(error).toMatchObject({ code, reference: "" })
    expect(world.log).toEqual([])
  })

  test("a provider's name that a visitor has typed is answered", async () => {
    const world = createWorld()
    const response = await world.visitor().open("/auth/login?provider=Google")
    expect([response.status, await codeOf(response)]).toEqual([400, "provider_unknown"])
    expect(await response.text()).toContain('href="/auth/login">Log in again<')
  })
})

function guess(world: World, path: string): Request {
  return world.visitor().request(path, { headers: { "sec-purpose": "prefetch;prerender" } })
}

describe("what the provider says of an error is told to the owner as fields", () => {
  test("in the callback", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.refuse(await visitor.start(), "temporarily_unavailable")
    const response = await visitor.comeBack(answer)
    expect(world.log.at(-1)).toEqual({
      level: "error",
      event: "provider_error",
      message: failures.provider_error.detail,
      provider: "google",
      reference: await referenceIn(response),
      cause: "the provider says temporarily_unavailable (The visitor said no)",
      error: "temporarily_unavailable",
      errorDescription: "The visitor said no",
    })
  })

  test("without a description", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.refuse(await visitor.start(), "server_error")
    answer.parameters.delete("error_description")
    await visitor.comeBack(answer)
    expect(world.log.at(-1)).toMatchObject({ error: "server_error", cause: "the provider says server_error" })
    expect(world.log.at(-1)).not.toHaveProperty("errorDescription")
  })

  test("at the token endpoint", async () => {
    const world = createWorld()
    const said = { error: "invalid_client", error_description: "AADSTS7000222: The secret has expired." }
    world.provider.faults = { tokens: () => HttpResponse.json(said, { status: 400 }) }
    expect(await codeOf(await world.visitor().login())).toBe("client_rejected")
    expect(world.log.at(-1)).toMatchObject({
      error: "invalid_client",
      errorDescription: "AADSTS7000222: The secret has expired.",
      cause: expect.stringContaining("invalid_client"),
    })
  })

  test.each(["always", "missing"])('at UserInfo, with userinfo = "%s"', async (userinfo) => {
    const world = createWorld({ auth: { userinfo } })
    world.provider.faults = {
      claims: ({ email: _email, ...others }) => others,
      userinfo: () =>
        new HttpResponse(null, {
          status: 403,
          headers: { "www-authenticate": 'Bearer error="insufficient_scope", error_description="No profile"' },
        }),
    }
    const response = await world.visitor().login()
    expect(response.status).toBe(userinfo === "always" ? 502 : 302)
    expect(world.log.at(-1)).toMatchObject({
      level: userinfo === "always" ? "error" : "warning",
      event: userinfo === "always" ? "userinfo_invalid" : "provider",
      error: "insufficient_scope",
      errorDescription: "No profile",
    })
  })

  test("200 characters of it in one line, and nothing that was sent, in whatever spelling", async () => {
    const secret = "canary client/secret+8d1f & more"
    const world = createWorld({ tables: { google: { client_secret: secret } } })
    let sent: string[] = []
    world.provider.faults = {
      tokens: () => {
        const { headers, body } = world.provider.seen.token.at(-1) ?? expect.fail()
        const form = new URLSearchParams(body)
        const basic = headers.get("authorization")?.replace("Basic ", "") ?? expect.fail()
        sent = [basic, secret, encodeURIComponent(secret), form.get("code") ?? "", form.get("code_verifier") ?? ""]
        const error_description = `\u0007not\r\nfound: ${sent.join(" ")} ${"long ".repeat(99)}`
        return HttpResponse.json({ error: `bad ${sent.join(" ")}`, error_description }, { status: 400 })
      },
    }
    const response = await world.visitor().login()
    expect(response.status).toBe(502)
    const event = world.log.at(-1)
    expect(event?.errorDescription).toMatch(/^ not found: … … … … … long /)
    expect(event?.error).toBe("bad … … … … …")
    expect(event?.errorDescription).toHaveLength(200)
    expect(sent.filter((text) => text.length < 20)).toEqual([])
    const told = JSON.stringify(world.log) + (await response.text())
    expect(sent.filter((text) => told.includes(text.slice(0, 12)))).toEqual([])
  })
})

test("what onLogin throws is told without the tokens that it was given", async () => {
  const world = createWorld({
    options: {
      onLogin: ({ tokens }) => {
        throw new Error("our directory refused", { cause: new Error(`with ${tokens.access} and ${tokens.id}`) })
      },
    },
  })
  const visitor = world.visitor()
  expect((await visitor.login()).status).toBe(500)
  expect(world.log.at(-1)?.cause).toContain("our directory refused – with … and …")
})
