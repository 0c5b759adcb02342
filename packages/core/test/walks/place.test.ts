/** Where the application lies: cookies' names and paths, and the addresses of its buttons. */
import { describe, expect, test } from "vitest"
import { google, okta } from "../support/profiles.js"
import { createWorld, useNetwork } from "../support/world.js"

useNetwork()

describe("S71 cookies know no ports", () => {
  test.each([
    ["http://localhost:8501/oauth2callback", {}, "auth-8501", "/"],
    ["http://localhost:3000/oauth2callback", {}, "auth-3000", "/"],
    ["http://127.0.0.1:8501/app/oauth2callback", {}, "auth-8501", "/app"],
    ["http://localhost/oauth2callback", {}, "auth", "/"],
    ["http://localhost:8501/oauth2callback", { cookie_name: "mine" }, "mine-8501", "/"],
    ["https://app.example/oauth2callback", {}, "__Host-auth", "/"],
    ["https://app.example:8443/oauth2callback", {}, "__Host-auth", "/"],
    ["https://app.example/shop/oauth2callback", {}, "__Secure-auth", "/shop"],
    ["https://app.example/oauth2callback", { cookie_domain: "app.example" }, "__Secure-auth", "/"],
  ])("S71 %s %j: %s", async (redirectUri, auth, name, path) => {
    const world = createWorld({ redirectUri, auth })
    const visitor = world.visitor()
    await visitor.start()
    expect(visitor.jar.all()[0]?.name).toMatch(new RegExp(`^${name}\\.tx\\.[\\w-]{43}$`))
    expect(visitor.jar.all()[0]?.path).toBe(path)
    await visitor.login()
    const session = visitor.jar.all().find((cookie) => cookie.name === name)
    expect(session).toMatchObject({ path, httpOnly: true, sameSite: "lax", secure: redirectUri.startsWith("https:") })
  })

  test("S71 applications on two ports of one host keep their own logins", async () => {
    const first = createWorld({ redirectUri: "http://localhost:8501/oauth2callback" })
    const second = first.restart({ redirectUri: "http://localhost:3000/oauth2callback" })
    const visitor = first.visitor()
    await visitor.login()
    const other = second.visitor()
    // One host, one jar.
    for (const { name, value } of visitor.jar.all()) other.jar.put(name, value)
    expect(await other.user()).toEqual({ isLoggedIn: false })
    await other.login()
    expect(other.jar.all().map(({ name }) => name)).toEqual(["auth-8501", "auth-3000"])
    await other.logout()
    expect(await first.auth.getUser(visitor.request("/", { cookie: other.cookies() }))).toMatchObject({
      isLoggedIn: true,
    })
  })

  test("B15 applications at / and /shop of one host never open each other's cookies", async () => {
    const root = createWorld()
    const shop = root.restart({ redirectUri: "https://app.example/shop/oauth2callback" })
    const visitor = root.visitor()
    await visitor.login()
    const cookie = visitor.cookies()
    const renamed = cookie.replace("__Host-auth", "__Secure-auth")
    expect((await shop.auth.getSession(visitor.request("/shop/", { cookie: renamed }))).reason).toBe("unreadable")
    expect((await root.auth.getSession(visitor.request("/", { cookie }))).user.isLoggedIn).toBe(true)
  })
})

describe("S78 providers", () => {
  test("S78 have an href for buttons, encoded and below the base path", async () => {
    const world = createWorld({
      providers: { google, "my idp & co": okta },
      tables: { google: { label: "Google" } },
      redirectUri: "https://app.example/shop/oauth2callback",
    })
    expect(world.auth.providers).toEqual([
      { name: "google", label: "Google", href: "/shop/auth/login?provider=google" },
      { name: "my idp & co", label: "my idp & co", href: "/shop/auth/login?provider=my+idp+%26+co" },
    ])
    for (const { name, href } of world.auth.providers) {
      const response = await world.visitor().open(href)
      const issuer = new URL(world.providers[name]?.profile.metadata.issuer ?? "").origin
      expect(response.headers.get("location")?.startsWith(issuer)).toBe(true)
    }
    expect(() => (world.auth.providers as unknown[]).push("x")).toThrow(TypeError)
  })

  test("S78 the flat one is called default", () => {
    expect(createWorld({ providers: { flat: google } }).auth.providers).toEqual([
      { name: "default", label: "default", href: "/auth/login?provider=default" },
    ])
  })
})

test("routes lie below the base path, and no other path is served", async () => {
  const world = createWorld({ redirectUri: "https://app.example/shop/oauth2callback" })
  expect(world.auth.routes).toEqual([
    "/shop/auth/login",
    "/shop/oauth2callback",
    "/shop/auth/logout",
    "/shop/auth/backchannel-logout",
    "/shop/auth/frontchannel-logout",
  ])
  const visitor = world.visitor()
  for (const path of [
    "/",
    "/shop",
    "/auth/login",
    "/shop/auth/login/",
    "/shop/auth",
    "/SHOP/auth/login",
    "//shop/auth/login",
  ]) {
    expect(await world.auth.handle(visitor.request(`https://app.example${path}`))).toBeUndefined()
  }
})

const allowed: Readonly<Record<string, string>> = {
  "/auth/login": "GET",
  "/auth/backchannel-logout": "POST",
  "/auth/frontchannel-logout": "GET",
}

test.each(["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])(
  "%s is 405 with Allow, and uses nothing up",
  async (method) => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    for (const path of world.auth.routes) {
      const response = await visitor.open(`${path}?${answer.parameters}`, { method })
      expect(response.status).toBe(405)
      expect([path, response.headers.get("allow")]).toEqual([path, allowed[path] ?? "GET, POST"])
      expect(response.headers.get("cache-control")).toBe("no-store")
      expect(response.headers.getSetCookie()).toEqual([])
    }
    expect((await visitor.comeBack(answer)).headers.get("location")).toBe("/")
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  },
)

test("Host and forwarded headers change nothing", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  const headers = {
    host: "evil.example",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "http",
    forwarded: "host=evil.example",
  }
  const response = await visitor.open("/auth/login", { headers })
  expect(decodeURIComponent(response.headers.get("location") ?? "")).toContain(
    "redirect_uri=https://app.example/oauth2callback",
  )
  expect(response.headers.get("location")).not.toContain("evil")
})
