/** UserInfo: strict providers keep name and email for it. */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { entra, google, okta } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork, type World } from "../support/world.js"

useNetwork()

const strict = (userinfo?: string) =>
  createWorld({ providers: { okta }, auth: userinfo === undefined ? {} : { userinfo } })

async function end(world: World) {
  const visitor = world.visitor()
  const response = await visitor.login()
  return { visitor, response, status: response.status, code: await codeOf(response), user: await visitor.user() }
}

describe("S59 which tokens are completed", () => {
  test("S59 with the defaults a user of a strict provider still has name and email", async () => {
    const world = strict()
    const { user } = await end(world)
    expect(user).toMatchObject({ sub: okta.idToken.sub, name: "Ada Lovelace", email: "ada@example.com", amr: ["pwd"] })
    expect(world.provider.seen.userinfo.length).toBe(1)
    expect(world.log).toEqual([])
  })

  test.each<[string, object, string, boolean]>([
    ["everything is there", {}, "openid profile email", false],
    ["the e-mail is missing", { email: undefined }, "openid profile email", true],
    ["nobody asked for the e-mail", { email: undefined }, "openid profile", false],
    [
      "any name is enough",
      { name: undefined, family_name: undefined, given_name: undefined, preferred_username: "ada" },
      "openid profile email",
      false,
    ],
    [
      "no name at all",
      { name: undefined, family_name: undefined, given_name: undefined },
      "openid profile email",
      true,
    ],
    [
      "no name, and nobody asked",
      { name: undefined, family_name: undefined, given_name: undefined },
      "openid email",
      false,
    ],
    [
      "openid alone",
      { name: undefined, given_name: undefined, family_name: undefined, email: undefined },
      "openid",
      false,
    ],
  ])("S59 missing: %s", async (_name, change, scope, isAsked) => {
    const world = createWorld({ tables: { google: { client_kwargs: { scope } } } })
    world.provider.faults = { claims: (claims) => ({ ...claims, ...change }) }
    await end(world)
    expect(world.provider.seen.userinfo.length).toBe(isAsked ? 1 : 0)
  })

  test("S59 the scope of the call counts", async () => {
    const world = createWorld()
    world.provider.faults = { claims: (claims) => ({ ...claims, email: undefined }) }
    await world.visitor().login({ parameters: { scope: "openid profile" } })
    expect(world.provider.seen.userinfo.length).toBe(0)
  })

  test("S59 the scope of the call counts, also when it asks for more", async () => {
    const world = createWorld({ tables: { google: { client_kwargs: { scope: "openid" } } } })
    world.provider.faults = { claims: (claims) => ({ ...claims, email: undefined }) }
    await world.visitor().login({ parameters: { scope: "openid email" } })
    expect(world.provider.seen.userinfo.length).toBe(1)
  })

  test("S59 never: not asked, and the user has what the token has", async () => {
    const world = strict("never")
    const { user } = await end(world)
    expect(user).toMatchObject({ isLoggedIn: true, sub: okta.idToken.sub })
    expect(user).not.toHaveProperty("email")
    expect(world.provider.seen.userinfo.length).toBe(0)
  })

  test("S59 always: asked although nothing is missing, and the ID token's claims win", async () => {
    const world = createWorld({ providers: { google }, auth: { userinfo: "always" } })
    world.provider.faults = { userinfo: (claims) => ({ ...claims, email: "other@example.com", extra: [1] }) }
    const { user } = await end(world)
    expect(user).toMatchObject({ email: "ada@gmail.com", extra: [1] })
  })

  test("S62 S59 a provider's own userinfo wins over [auth]'s", async () => {
    const world = createWorld({
      providers: { entra },
      auth: { userinfo: "always" },
      tables: { entra: { userinfo: "never" } },
    })
    await end(world)
    expect(world.provider.seen.userinfo.length).toBe(0)
  })

  test("S59 the request carries the access token, and no secret of ours", async () => {
    const world = strict()
    await end(world)
    const { headers } = world.provider.seen.userinfo[0] ?? {}
    expect(headers?.get("authorization")).toMatch(/^Bearer canary-access-/)
    expect(headers?.has("cookie")).toBe(false)
  })
})

const failures: [string, (claims: Record<string, unknown>) => unknown][] = [
  ["500", () => new HttpResponse("down", { status: 500 })],
  [
    "401",
    () => new HttpResponse(null, { status: 401, headers: { "www-authenticate": 'Bearer error="invalid_token"' } }),
  ],
  ["204", () => new HttpResponse(null, { status: 204 })],
  ["another sub", (claims) => ({ ...claims, sub: "somebody-else", email: "evil@example.com" })],
  ["no sub", () => ({ email: "evil@example.com" })],
  ["a list", () => [{ email: "evil@example.com" }]],
  ["text/html", (claims) => new HttpResponse(JSON.stringify(claims), { headers: { "content-type": "text/html" } })],
  ["text/plain", (claims) => HttpResponse.text(JSON.stringify(claims))],
  ["no JSON", () => new HttpResponse("{", { headers: { "content-type": "application/json" } })],
  ["a redirect", () => HttpResponse.redirect("https://evil.example/", 302)],
  ["more than 256 KiB", (claims) => ({ ...claims, padding: "x".repeat(256 * 1024) })],
  ["limits: more than 3000 values", (claims) => ({ ...claims, groups: Array(3000).fill("g") })],
  ["no connection", () => HttpResponse.error()],
  [
    "an unsigned JWT",
    () => jwt("eyJhbGciOiJub25lIn0.eyJzdWIiOiIwMHVpZDRCeFh3Nkk2VFY0bTBnMyIsImVtYWlsIjoiZXZpbEBleGFtcGxlLmNvbSJ9."),
  ],
]

function jwt(token: string): Response {
  return new HttpResponse(token, { headers: { "content-type": "application/jwt" } })
}

describe("S59 UserInfo that fails", () => {
  test.each(failures)("S59 %s: with missing it is left out with a warning", async (_name, userinfo) => {
    const world = strict()
    world.provider.faults = { userinfo }
    const { status, user } = await end(world)
    expect(status).toBe(302)
    expect(user).toMatchObject({ isLoggedIn: true, sub: okta.idToken.sub })
    expect(user).not.toHaveProperty("email")
    expect(world.log).toEqual([expect.objectContaining({ level: "warning", provider: "okta" })])
    expectNoSecret(world)
  })

  test.each(failures)("S59 %s: with always it ends the login", async (_name, userinfo) => {
    const world = strict("always")
    world.provider.faults = { userinfo }
    const { visitor, status, code, response } = await end(world)
    expect(["userinfo_invalid", "provider_unreachable", "provider_invalid"]).toContain(code)
    expect(status).toBeGreaterThanOrEqual(502)
    expect(visitor.jar.all()).toEqual([])
    expectNoSecret(world, await response.text())
  })

  test("S59 a provider without a UserInfo endpoint: left out, or the end", async () => {
    const { userinfo_endpoint: _, ...metadata } = okta.metadata
    const without = (userinfo: string) => {
      const world = strict(userinfo)
      world.provider.faults = { metadata: () => metadata }
      return world
    }
    expect((await end(without("missing"))).status).toBe(302)
    expect((await end(without("always"))).code).toBe("userinfo_invalid")
  })
})
