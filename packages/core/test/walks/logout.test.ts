/** A visitor logs out: our session ends, and only ours unless the configuration says otherwise. */
import { describe, expect, test, vi } from "vitest"
import { AuthError } from "../../src/index.js"
import { google, manyGroups, okta } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork } from "../support/world.js"

useNetwork()

const chunked = { claims: (claims: object) => ({ ...claims, groups: manyGroups }) }

describe("S08 logout()", () => {
  test.each(["https://app.example/oauth2callback", "https://app.example/shop/oauth2callback"])(
    "S08 expires every chunk at the right path and goes home (%s)",
    async (redirectUri) => {
      const world = createWorld({ redirectUri })
      world.provider.faults = chunked
      const visitor = world.visitor()
      await visitor.login()
      const carried = visitor.jar.all()
      expect(carried.length).toBe(2)
      const response = await visitor.logout()
      expect(response.status).toBe(302)
      expect(response.headers.get("location")).toBe(world.home)
      expect(response.headers.get("cache-control")).toBe("no-store")
      for (const { name, path } of carried) {
        const line = response.headers.getSetCookie().find((line) => line.startsWith(`${name}=;`))
        expect(line?.split("; ")).toEqual(expect.arrayContaining(["Max-Age=0", `Path=${path}`, "HttpOnly", "Secure"]))
      }
      expect(visitor.jar.all().filter(({ name }) => carried.some((cookie) => cookie.name === name))).toEqual([])
      expect(await visitor.user()).toEqual({ isLoggedIn: false })
    },
  )

  test.each(["GET", "POST"] as const)("S08 the route by %s ends the session too", async (method) => {
    const visitor = createWorld().visitor()
    await visitor.login()
    const response = await visitor.open("/auth/logout?return_to=/bye", { method })
    expect(response.status).toBe(method === "GET" ? 302 : 303)
    expect(response.headers.get("location")).toBe("/bye")
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
  })

  test.each([
    ["https://app.example/oauth2callback", "/auth/logout"],
    ["https://app.example/oauth2callback", "/a/..//../auth/logout?return_to=/bye#top"],
    ["https://app.example/oauth2callback", "/auth/frontchannel-logout"],
    ["https://app.example/shop/oauth2callback", "/shop/auth/logout"],
  ])("no login lands at a logout, which a link of another site could mean (%s, %s)", async (redirectUri, path) => {
    for (const cookie_same_site of ["lax", "strict"]) {
      const world = createWorld({ redirectUri, auth: { cookie_same_site } })
      const visitor = world.visitor()
      const link = `${world.home}auth/login?${new URLSearchParams({ return_to: path })}`
      const sent = await visitor.open(link, { crossSite: true })
      const back = await visitor.comeBack(world.provider.authorize(sent.headers.get("location") ?? ""))
      const landed = back.headers.get("location") ?? /content="0;url=([^"]*)"/.exec(await back.text())?.[1]
      expect(landed).toBe(world.home)
      expect((await visitor.user()).isLoggedIn).toBe(true)
    }
  })

  test("S08 returnTo stays on this origin", async () => {
    const visitor = createWorld().visitor()
    await visitor.login()
    const response = await visitor.logout({ returnTo: "https://evil.example/" })
    expect(response.headers.get("location")).toBe("/")
  })

  test("S73 while logged out it goes home: no error, no onLogout", async () => {
    const onLogout = vi.fn()
    const world = createWorld({ options: { onLogout }, auth: { logout: "provider" } })
    const visitor = world.visitor()
    const response = await visitor.logout()
    expect([response.status, response.headers.get("location")]).toEqual([302, "/"])
    for (const method of ["GET", "POST"]) {
      const route = await visitor.open("/auth/logout", { method, crossSite: true })
      expect(route.headers.get("location")).toBe("/")
    }
    expect(onLogout).not.toHaveBeenCalled()
    expect(world.log.filter(({ level }) => level !== "info")).toEqual([])
  })

  test("onLogout is told who leaves, once", async () => {
    const onLogout = vi.fn()
    const visitor = createWorld({ options: { onLogout } }).visitor()
    await visitor.login()
    await visitor.logout()
    expect(onLogout).toHaveBeenCalledTimes(1)
    expect(onLogout.mock.calls[0]?.[0]).toMatchObject({
      provider: "google",
      user: { isLoggedIn: true, sub: google.idToken.sub },
    })
  })
})

describe("S28 what logout leaves alone", () => {
  test("S28 by default the provider hears nothing of it", async () => {
    const world = createWorld({ providers: { okta } })
    const visitor = world.visitor()
    await visitor.login()
    const { metadata, keys, token, userinfo } = world.provider.seen
    const before = [metadata, keys, token.length, userinfo.length]
    const response = await visitor.logout()
    expect(response.headers.get("location")).toBe("/")
    expect([world.provider.seen.metadata, world.provider.seen.keys, token.length, userinfo.length]).toEqual(before)
  })

  test("S28 no other cookie of the host is ever set, changed or cleared, and no Clear-Site-Data is sent", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const others = ["theme", "auth", "__Host-authority", "__Host-auth-x", "session", "__Secure-auth"]
    for (const name of others) visitor.jar.put(name, "theirs")
    const responses = [
      await world.auth.login(visitor.request("/")),
      await visitor.login(),
      await visitor.open("/oauth2callback?state=x"),
      await visitor.logout(),
      await visitor.open("/auth/logout", { method: "POST" }),
    ]
    const named = responses
      .flatMap(({ headers }) => headers.getSetCookie())
      .map((line) => line.slice(0, line.indexOf("=")))
    expect(named.length).toBeGreaterThan(3)
    expect(
      named.filter(
        (name) => name !== "__Host-auth" && !/^__Host-auth\.(tx\.[\w-]{43}|\d|out(\.[\w-]{43})?|try)$/.test(name),
      ),
    ).toEqual([])
    for (const { headers } of responses) expect(headers.has("clear-site-data")).toBe(false)
    expect(visitor.jar.all().filter(({ value }) => value === "theirs").length).toBe(others.length)
  })
})

describe("the provider's own session", () => {
  const ofProvider = { providers: { okta }, auth: { logout: "provider" } }

  test('logout = "provider" ends ours first and goes to the end-session endpoint', async () => {
    const world = createWorld(ofProvider)
    const visitor = world.visitor()
    await visitor.login()
    const response = await visitor.logout({ returnTo: "/bye" })
    const url = new URL(response.headers.get("location") ?? "")
    expect(url.origin + url.pathname).toBe(okta.metadata.end_session_endpoint)
    const { id_token_hint, state, ...rest } = Object.fromEntries(url.searchParams)
    expect(rest).toEqual({ client_id: "client-of-okta", post_logout_redirect_uri: "https://app.example/" })
    expect(world.provider.secrets.has(id_token_hint ?? "")).toBe(true)
    expect(state).toMatch(/^[\w-]{43}$/)
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
    expectNoSecret(world)
  })

  test("the mode of a call wins", async () => {
    const world = createWorld(ofProvider)
    const visitor = world.visitor()
    await visitor.login()
    expect((await visitor.logout({ mode: "local" })).headers.get("location")).toBe("/")
    const local = createWorld({ providers: { okta } })
    const other = local.visitor()
    await other.login()
    const { searchParams, pathname } = new URL((await other.logout({ mode: "provider" })).headers.get("location") ?? "")
    expect(pathname).toBe("/oauth2/default/v1/logout")
    // Nobody asked for it at login, so no hint was kept.
    expect(searchParams.has("id_token_hint")).toBe(false)
  })

  test("a provider without such an endpoint: ours ends, and the log says so", async () => {
    const world = createWorld({ auth: { logout: "provider" } })
    const visitor = world.visitor()
    await visitor.login()
    expect((await visitor.logout()).headers.get("location")).toBe("/")
    expect(world.log).toEqual([expect.objectContaining({ level: "warning", provider: "google" })])
  })

  test("a provider that is down never blocks the local part", async () => {
    const world = createWorld(ofProvider)
    const visitor = world.visitor()
    await visitor.login()
    const later = world.restart({ options: { runtime: { fetch: () => Promise.reject(new TypeError("down")) } } })
    const response = await later.auth.logout(visitor.request("/"))
    expect(response.headers.get("location")).toBe("/")
    visitor.jar.take(response)
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
    expect(later.log).toEqual([expect.objectContaining({ level: "warning" })])
  })
})

describe("requests from elsewhere", () => {
  test("the route asks when another site sent the visitor, and the cookies stay", async () => {
    const visitor = createWorld().visitor()
    await visitor.login()
    const response = await visitor.open("/auth/logout", { crossSite: true })
    expect(response.status).toBe(403)
    expect(await response.clone().text()).toMatch(/<form method="post" action="\/auth\/logout">/)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })

  test("nor does it end a session that this process cannot read yet", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const behind = world.restart({ auth: { cookie_secret: "another-secret-0123456789abcdefghijklmnopqrstuv" } })
    const response = (await behind.auth.handle(visitor.request("/auth/logout", { crossSite: true }))) as Response
    expect([response.status, response.headers.get("location")]).toEqual([302, "/"])
    expect(response.headers.getSetCookie()).toEqual([])
  })

  test("a prefetch ends nothing", async () => {
    const visitor = createWorld().visitor()
    await visitor.login()
    const response = await visitor.open("/auth/logout", { headers: { "sec-purpose": "prefetch;prerender" } })
    expect(response.status).toBe(503)
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })

  test("S64 logout() called by the application's own handler works however the visitor got there", async () => {
    const world = createWorld()
    for (const headers of [
      { "sec-fetch-site": "cross-site", origin: "https://evil.example", referer: "https://evil.example/" },
      { origin: "null" },
      {},
    ]) {
      const visitor = world.visitor()
      await visitor.login()
      const response = await world.auth.logout(visitor.request("/leave", { headers }))
      visitor.jar.take(response)
      expect(response.headers.get("location")).toBe("/")
      expect(await visitor.user()).toEqual({ isLoggedIn: false })
    }
  })

  test("onLogout that fails does not keep the visitor logged in", async () => {
    const world = createWorld({
      options: {
        onLogout() {
          throw new AuthError("access_denied")
        },
      },
    })
    const visitor = world.visitor()
    await visitor.login()
    const response = await visitor.open("/auth/logout", { method: "POST" })
    expect(await codeOf(response)).not.toBe("access_denied")
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
  })
})
