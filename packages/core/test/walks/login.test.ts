/** A visitor logs in: from the button to the next request. */
import { describe, expect, test, vi } from "vitest"
import { auth0, entra, google, manyGroups, okta } from "../support/profiles.js"
import { clientSecret, codeOf, cookieSecret, createWorld, expectNoSecret, useNetwork } from "../support/world.js"

useNetwork()

describe("the way there", () => {
  test("S01 login() answers 302 to the authorization endpoint with every parameter and no secret", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const response = await world.auth.login(visitor.request("/"))
    expect(response.status).toBe(302)
    expect(response.headers.get("cache-control")).toBe("no-store")
    const url = new URL(response.headers.get("location") ?? "")
    expect(url.origin + url.pathname).toBe("https://accounts.google.com/o/oauth2/v2/auth")
    const { state, nonce, code_challenge, ...fixed } = Object.fromEntries(url.searchParams)
    expect(fixed).toEqual({
      client_id: "client-of-google",
      redirect_uri: "https://app.example/oauth2callback",
      response_type: "code",
      scope: "openid profile email",
      prompt: "select_account",
      code_challenge_method: "S256",
    })
    for (const value of [state, nonce, code_challenge]) expect(value).toMatch(/^[\w-]{43}$/)
    expect(new Set([state, nonce, code_challenge]).size).toBe(3)
    expect([...url.searchParams.keys()].length).toBe(9)
    for (const secret of [clientSecret, cookieSecret]) expect(url.href).not.toContain(secret)
  })

  test("S01 the verifier is not the challenge, and stands neither in the URL nor readable in the cookie", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const url = await visitor.start()
    const transaction = visitor.jar.all()[0]
    await visitor.comeBack(world.provider.authorize(url))
    const verifier = new URLSearchParams(world.provider.seen.token[0]?.body).get("code_verifier") ?? ""
    expect(verifier).toMatch(/^[\w-]{43}$/)
    expect(url).not.toContain(verifier)
    expect(transaction?.value).not.toContain(verifier)
    for (const secret of world.provider.secrets) expect(transaction?.value).not.toContain(secret)
  })

  test("S01 the route answers as login() does, and passes nothing of its own query on", async () => {
    const world = createWorld()
    const query = "provider=google&return_to=/reports&prompt=none&login_hint=eve&state=mine"
    const response = await world.visitor().open(`/auth/login?${query}`)
    expect(response.status).toBe(302)
    const { searchParams } = new URL(response.headers.get("location") ?? "")
    expect(searchParams.get("prompt")).toBe("select_account")
    expect(searchParams.has("login_hint")).toBe(false)
    expect(searchParams.has("return_to")).toBe(false)
    expect(searchParams.getAll("state")).toEqual([expect.stringMatching(/^[\w-]{43}$/)])
  })

  test("S48 state, nonce and PKCE are fresh for every attempt", async () => {
    const visitor = createWorld().visitor()
    const urls = [await visitor.start(), await visitor.start(), await visitor.start()].map((url) => new URL(url))
    const values = urls.flatMap(({ searchParams }) =>
      ["state", "nonce", "code_challenge"].map((name) => searchParams.get(name)),
    )
    expect(new Set(values).size).toBe(9)
  })

  test("the transaction cookie is HttpOnly, Lax, Secure, host-only, of ten minutes, and named after the state", async () => {
    const visitor = createWorld().visitor()
    await visitor.start()
    expect(visitor.jar.all()).toEqual([
      expect.objectContaining({
        name: expect.stringMatching(/^__Host-auth\.tx\.[\w-]{43}$/),
        path: "/",
        httpOnly: true,
        secure: true,
        sameSite: "lax",
        maxAge: 600,
        domain: undefined,
      }),
    ])
  })
})

describe("the way back", () => {
  test("S02 an identity cookie is stored, and the next request that carries it is logged in", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
    const response = await visitor.login()
    expect(response.status).toBe(302)
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(visitor.jar.all()).toEqual([
      expect.objectContaining({ name: "__Host-auth", path: "/", httpOnly: true, secure: true, sameSite: "lax" }),
    ])
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true, name: "Ada Lovelace", email: "ada@gmail.com" })
    const session = await visitor.session()
    expect(session.provider).toBe("google")
    expect(session.reason).toBeUndefined()
    expectNoSecret(world, visitor.cookies())
  })

  test.each([
    ["https://app.example/oauth2callback", "/"],
    ["https://app.example/shop/oauth2callback", "/shop/"],
    ["https://app.example/shop/auth/callback", "/shop/"],
  ])("S03 without a returnTo, %s lands on %s", async (redirectUri, home) => {
    const world = createWorld({ redirectUri })
    const response = await world.visitor().login()
    expect(response.headers.get("location")).toBe(home)
  })

  test("S03 with a returnTo it lands there, if it is of this origin", async () => {
    const visitor = createWorld().visitor()
    const to = async (returnTo: string) => (await visitor.login({ returnTo })).headers.get("location")
    expect(await to("/reports?year=2026#top")).toBe("/reports?year=2026#top")
    expect(await to("https://evil.example/")).toBe("/")
    expect(await to("//evil.example")).toBe("/")
  })

  test("S04 a login rotates the session's id and merges nothing of an earlier one", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    world.provider.faults = { claims: (claims) => ({ ...claims, role: "admin" }) }
    await visitor.login()
    const first = visitor.cookies()
    expect(await visitor.user()).toMatchObject({ role: "admin" })
    world.provider.faults = {}
    await visitor.login()
    expect(visitor.cookies()).not.toBe(first)
    expect(await visitor.user()).not.toHaveProperty("role")
  })

  test("S04 a session cookie that somebody else planted is replaced, never adopted", async () => {
    const world = createWorld()
    const [attacker, victim] = [world.visitor(), world.visitor()]
    await attacker.login()
    const planted = attacker.jar.all()[0]?.value ?? ""
    victim.jar.put("__Host-auth", planted)
    world.provider.faults = { claims: (claims) => ({ ...claims, sub: "victim" }) }
    await victim.login()
    expect(victim.jar.all().map(({ value }) => value)).not.toContain(planted)
    expect(await victim.user()).toMatchObject({ sub: "victim" })
    expect(await attacker.user()).toMatchObject({ sub: google.idToken.sub })
  })

  test("S14 a login while logged in replaces the identity wholly: provider, claims, chunks", async () => {
    const world = createWorld({ providers: { google, okta } })
    const visitor = world.visitor()
    world.provider.faults = { claims: (claims) => ({ ...claims, groups: manyGroups }) }
    await visitor.login("google")
    expect(visitor.jar.all().map(({ name }) => name)).toEqual(["__Host-auth.0", "__Host-auth.1"])
    expect((await visitor.user()) as object).toMatchObject({ groups: manyGroups })
    await visitor.login("okta")
    expect(visitor.jar.all().map(({ name }) => name)).toEqual(["__Host-auth"])
    const session = await visitor.session()
    expect(session.provider).toBe("okta")
    expect(session.user).toMatchObject({ sub: okta.idToken.sub })
    expect(session.user).not.toHaveProperty("groups")
    expect(session.user).not.toHaveProperty("picture")
  })

  test("S14 and the other way: a small session gives way to one in chunks", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    world.provider.faults = { claims: (claims) => ({ ...claims, groups: manyGroups }) }
    await visitor.login()
    expect(visitor.jar.all().map(({ name }) => name)).toEqual(["__Host-auth.0", "__Host-auth.1"])
    expect(await visitor.user()).toMatchObject({ groups: manyGroups })
  })

  test("S20 each request is judged from its own cookies: another process with the same settings reads them", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const other = world.restart({})
    expect(await other.auth.getUser(visitor.request("/"))).toMatchObject({ isLoggedIn: true, name: "Ada Lovelace" })
    expect(await world.auth.getUser(world.visitor().request("/"))).toEqual({ isLoggedIn: false })
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })

  test("S20 a login that one process began is finished by another", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const { parameters } = world.provider.authorize(await visitor.start())
    const response = await world.restart({}).auth.handle(visitor.request(`/oauth2callback?${parameters}`))
    expect(response?.status).toBe(302)
    if (response !== undefined) visitor.jar.take(response)
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })

  test("S72 user is one snapshot for the request: login() and logout() change it at the next one", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const context = await world.auth.context(visitor.request("/"))
    const before = context.user
    visitor.jar.take(await context.logout())
    expect(context.user).toBe(before)
    expect(context.user.isLoggedIn).toBe(true)
    expect(context.session.user).toBe(before)
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
  })
})

describe("calls", () => {
  test("S09 login and logout work bare and destructured", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const { login, logout, requireUser, getUser } = world.auth
    expect((await login(visitor.request("/"))).status).toBe(302)
    const context = await world.auth.context(visitor.request("/"))
    const { login: bare, logout: bareLogout, requireUser: bareGuard } = context
    expect((await bare()).headers.get("location")).toContain("https://accounts.google.com/")
    expect((await bareLogout()).headers.get("location")).toBe("/")
    expect((await bareGuard()).ok).toBe(false)
    expect((await logout(visitor.request("/"))).status).toBe(302)
    expect((await requireUser(visitor.request("/"))).ok).toBe(false)
    expect((await getUser(visitor.request("/"))).isLoggedIn).toBe(false)
    // As a callback, alone.
    const asCallback: () => Promise<Response> = bare
    expect((await asCallback()).status).toBe(302)
  })

  test.each([
    ["an Event", () => new Event("click")],
    ["a Request", () => new Request("https://app.example/")],
    ["a number", () => 1],
    ["null", () => null],
    ["a list", () => ["google"]],
    ["a function", () => () => "google"],
    ["options nobody knows", () => ({ provder: "google" })],
  ])("S09 %s as first argument is a clear error, never a provider", async (_name, make) => {
    const world = createWorld()
    const context = await world.auth.context(world.visitor().request("/"))
    const login = context.login as (argument: unknown) => Promise<Response>
    await expect(login(make())).rejects.toMatchObject({ name: "AuthError", code: "invalid_argument", status: 400 })
    const logout = context.logout as (argument: unknown) => Promise<Response>
    await expect(logout(make())).rejects.toMatchObject({ code: "invalid_argument" })
    expect(world.provider.seen.metadata).toBe(0)
  })

  test("S09 an Event beside an index, as Array.map or addEventListener hand them over", async () => {
    const world = createWorld()
    const { login } = await world.auth.context(world.visitor().request("/"))
    const calls = ["google"].map(login as (name: string, index: number) => Promise<Response>)
    await expect(calls[0]).rejects.toMatchObject({ code: "invalid_argument" })
  })

  test("S10 the provider's name is the first argument, or one of the options", async () => {
    const visitor = createWorld({ providers: { google, okta, auth0 } }).visitor()
    expect(await visitor.start("okta")).toContain("dev-69785679.okta.com")
    expect(await visitor.start("auth0", { returnTo: "/x" })).toContain("auth0.com")
    expect(await visitor.start({ provider: "google" })).toContain("accounts.google.com")
  })
})

describe("S11 which provider a login means", () => {
  test("S11 without a name: the flat one, also beside named ones", async () => {
    const visitor = createWorld({ providers: { flat: entra, google } }).visitor()
    expect(await visitor.start()).toContain("login.microsoftonline.com")
    expect(await visitor.start("google")).toContain("accounts.google.com")
  })

  test("S11 without a name: [auth.default]", async () => {
    const visitor = createWorld({ providers: { google, default: entra } }).visitor()
    expect(await visitor.start()).toContain("login.microsoftonline.com")
  })

  test("S11 without a name: the only one", async () => {
    expect(await createWorld({ providers: { okta } }).visitor().start()).toContain("okta.com")
  })

  test("S11 without a name, several and no default: the sign-in page, with a button each that works", async () => {
    const world = createWorld({ providers: { google, "my idp": okta }, tables: { google: { label: "Google <3" } } })
    const visitor = world.visitor()
    for (const response of [
      await world.auth.login(visitor.request("/")),
      await visitor.open("/auth/login?return_to=/deep"),
    ]) {
      expect(response.status).toBe(200)
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8")
      expect(response.headers.get("cache-control")).toBe("no-store")
      expect(response.headers.getSetCookie()).toEqual([])
    }
    const page = await (await visitor.open("/auth/login?return_to=/deep")).text()
    expect(page).toContain("Google &#60;3")
    const hrefs = [...page.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href.replaceAll("&#38;", "&"))
    expect(hrefs).toEqual([
      "/auth/login?provider=google&return_to=%2Fdeep",
      "/auth/login?provider=my+idp&return_to=%2Fdeep",
    ])
    const answer = await visitor.open(hrefs[1] ?? "")
    expect(answer.headers.get("location")).toContain("okta.com")
    expect(world.providers.google?.seen.metadata).toBe(0)
  })

  test.each([
    ["Google", /There is no provider "Google"\. Configured: "google", "okta"\. Did you mean "google"\?/],
    ["gogle", /Did you mean "google"\?/],
    ["__proto__", /There is no provider "__proto__"/],
    ["constructor", /There is no provider "constructor"/],
    ["", /There is no provider ""/],
  ])("S11 an unknown name %j lists the configured ones and the nearest", async (name, message) => {
    const world = createWorld({ providers: { google, okta } })
    const visitor = world.visitor()
    await expect(world.auth.login(visitor.request("/"), name)).rejects.toMatchObject({
      code: "provider_unknown",
      status: 400,
      message: expect.stringMatching(message),
    })
    const page = await visitor.open(`/auth/login?provider=${encodeURIComponent(name)}`)
    expect(page.status).toBe(400)
    expect(await codeOf(page)).toBe("provider_unknown")
    expect(page.headers.getSetCookie()).toEqual([])
  })

  test("S11 a name that is HTML is shown escaped", async () => {
    const page = await createWorld().visitor().open("/auth/login?provider=%3Cimg%20src%3Dx%3E")
    const text = await page.text()
    expect(text).not.toContain("<img")
    expect(text).toContain("&#60;img")
  })

  test('S39 the flat provider is default: login("default") works, and a named one is not it', async () => {
    const world = createWorld({ providers: { flat: google } })
    expect(await world.visitor().start("default")).toContain("accounts.google.com")
    await expect(world.auth.login(world.visitor().request("/"), "google")).rejects.toMatchObject({
      code: "provider_unknown",
      message: expect.stringContaining('Configured: "default"'),
    })
  })
})

describe("guards", () => {
  test("S12 a page without a user is sent to the login, and comes back to where it wanted to be", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const refused = await world.auth.requireUser(visitor.request("/private?tab=2"))
    if (refused.ok) throw new Error("nobody is logged in")
    expect(refused).not.toHaveProperty("user")
    expect(refused.response.status).toBe(302)
    visitor.jar.take(refused.response)
    const answer = world.provider.authorize(refused.response.headers.get("location") ?? "")
    expect((await visitor.comeBack(answer)).headers.get("location")).toBe("/private?tab=2")
    const access = await world.auth.requireUser(visitor.request("/private?tab=2"))
    if (!access.ok) throw new Error("somebody is logged in")
    expect(access.user.name).toBe("Ada Lovelace")
    expect(access.session.provider).toBe("google")
  })

  test("S12 an API call without a user is told so, and begins no login", async () => {
    const world = createWorld()
    const request = world
      .visitor()
      .request("/api", { headers: { accept: "application/json", "sec-fetch-mode": "cors" } })
    const access = await world.auth.requireUser(request)
    if (access.ok) throw new Error("nobody is logged in")
    expect(access.response.status).toBe(401)
    expect(access.response.headers.get("content-type")).toBe("application/problem+json")
    expect(access.response.headers.getSetCookie()).toEqual([])
    expect(await access.response.json()).toMatchObject({
      code: "login_required",
      status: 401,
      login_url: "/auth/login",
    })
    expect(world.provider.seen.metadata).toBe(0)
  })

  test("S12 a rule that says no is a 403, never a login; what is not true is a no", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const rules: unknown[] = [() => false, () => undefined, () => 1, () => "yes", async () => false, () => ({})]
    for (const allow of rules) {
      const access = await world.auth.requireUser(visitor.request("/"), { allow: allow as () => boolean })
      if (access.ok) throw new Error("the rule said no")
      expect(access.response.status).toBe(403)
      expect(await codeOf(access.response)).toBe("access_denied")
      expect(access.response.headers.get("location")).toBeNull()
    }
    const allow = vi.fn(async () => true)
    expect((await world.auth.requireUser(visitor.request("/"), { allow })).ok).toBe(true)
    expect(allow).toHaveBeenCalledWith(expect.objectContaining({ sub: google.idToken.sub }))
  })

  test("S12 a rule that throws lets nobody in", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const allow = () => {
      throw new Error("the database is down")
    }
    const outcome = await world.auth.requireUser(visitor.request("/"), { allow }).catch(() => ({ ok: "thrown" }))
    expect(outcome.ok).not.toBe(true)
  })
})
