/** One application at several origins: a Codespace, previews, a tunnel. What is listed is chosen, and nothing else. */
import { describe, expect, test, vi } from "vitest"
import { createCookieJar } from "../support/cookie-jar.js"
import { google, okta } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork, type Visit, type World } from "../support/world.js"

useNetwork()

const local = "http://localhost:3000"
const tunnel = "https://fox-3000.tunnel.test"
const preview = "https://one.preview.test"
const list = [tunnel, "https://*.preview.test", "http://127.0.0.1:8501"]
const places = { redirectUri: `${local}/oauth2callback`, auth: { allowed_origins: list } }

/** How a request gets from the browser to the application. */
const ways: Record<string, (url: URL, method: string) => Record<string, string>> = {
  directly: ({ host }) => ({ host }),
  // As Codespaces and dev tunnels do.
  "through a tunnel that writes Host and Origin anew": ({ host, protocol }, method) => ({
    host: "localhost:3000",
    "x-forwarded-host": host,
    "x-forwarded-proto": protocol.slice(0, -1),
    ...(method === "POST" ? { origin: local } : {}),
  }),
  // As a preview's load balancer does, with a proxy behind it that says what it sees.
  "over a proxy where TLS ends": ({ host }) => ({ host, "x-forwarded-proto": "http" }),
}
const throughTunnel = Object.keys(ways)[1] as string

/** A browser at one origin. Cookies of one host stay there. */
function browserAt(world: World, origin: string, way = "directly", jar = createCookieJar(world.clock.now)) {
  function request(path: string, { method = "GET", crossSite = false, headers = {}, body, cookie }: Visit = {}) {
    const url = new URL(path, origin)
    const sent = cookie ?? jar.header(url.pathname, { crossSite, method })
    return new Request(new URL(path, "http://inner.test"), {
      method,
      headers: {
        accept: "text/html",
        "sec-fetch-mode": "navigate",
        "sec-fetch-dest": "document",
        "sec-fetch-site": crossSite ? "cross-site" : "same-origin",
        ...(sent === undefined ? {} : { cookie: sent }),
        ...ways[way]?.(url, method),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    })
  }
  const kept = (response: Response) => {
    jar.take(response)
    return response
  }
  const open = async (path: string, visit?: Visit) => kept((await world.auth.handle(request(path, visit))) as Response)
  return {
    jar,
    request,
    open,
    /** To the provider's page, and back to where it sends the browser. */
    async login(path = "/auth/login") {
      const { headers } = await open(path)
      const { redirectUri, parameters } = world.provider.authorize(headers.get("location") ?? "")
      expect(new URL(redirectUri).origin).toBe(origin)
      return open(`${new URL(redirectUri).pathname}?${parameters}`, { crossSite: true })
    },
    logout: async (options?: object) => kept(await world.auth.logout(request("/"), options)),
    session: () => world.auth.getSession(request("/")),
  }
}

const redirectUriOf = (response: Response) =>
  new URL(response.headers.get("location") ?? "").searchParams.get("redirect_uri")

describe.each(Object.keys(ways))("S57 %s", (way) => {
  const origins =
    way === "over a proxy where TLS ends" ? [tunnel, preview] : [local, tunnel, preview, "http://127.0.0.1:8501"]

  test.each(origins)("S57 a whole login at %s, and its logout", async (origin) => {
    const world = createWorld(places)
    const browser = browserAt(world, origin, way)
    const begun = await browser.open("/auth/login?return_to=%2Freports%3Fq%3D1")
    expect(redirectUriOf(begun)).toBe(`${origin}/oauth2callback`)
    // The provider refuses a token request that does not repeat it.
    const done = await browser.login("/auth/login?return_to=%2Freports%3Fq%3D1")
    expect([done.status, done.headers.get("location")]).toEqual([302, "/reports?q=1"])
    expect((await browser.session()).user).toMatchObject({ isLoggedIn: true })
    expect(world.log).toEqual([])

    const out = await browser.open("/auth/logout", { method: "POST" })
    expect([out.status, out.headers.get("location")]).toEqual([303, "/"])
    expect(await browser.session()).toMatchObject({ user: { isLoggedIn: false }, reason: "none" })
  })

  test.each(origins)("S57 a guard and a handler's login() at %s lead back there", async (origin) => {
    const world = createWorld(places)
    const browser = browserAt(world, origin, way)
    const access = await world.auth.requireUser(browser.request("/private?x=1"))
    if (access.ok) throw new Error("let in")
    expect(redirectUriOf(access.response)).toBe(`${origin}/oauth2callback`)
    expect(redirectUriOf(await world.auth.login(browser.request("/")))).toBe(`${origin}/oauth2callback`)
    const { login } = await world.auth.context(browser.request("/"))
    expect(redirectUriOf(await login())).toBe(`${origin}/oauth2callback`)
  })

  test("S57 a host that is not listed chooses nothing, is refused nothing, and is named", async () => {
    const world = createWorld(places)
    const browser = browserAt(world, "https://two.other.test", way)
    expect(redirectUriOf(await browser.open("/auth/login"))).toBe(`${local}/oauth2callback`)
    expect((await browser.session()).reason).toBe("origin_mismatch")
    const lost = await browser.open(`/oauth2callback?code=c&state=${"f".repeat(43)}`, { cookie: "theme=dark" })
    expect(lost.status).toBe(400)
    const page = await lost.text()
    expect(page).toContain("transaction_missing")
    expect(page).toContain(
      "This address is at two.other.test, and the logins of this application belong to localhost:3000.",
    )
    const warnings = world.log.filter(({ event }) => event === "origin_mismatch")
    expect(warnings).toHaveLength(1)
    expect(warnings[0]?.message).toContain("two.other.test")
  })
})

describe("S57 a redirect_uri set to the forwarded address works with no header trusted", () => {
  const world = () => createWorld({ redirectUri: `${tunnel}/oauth2callback` })

  test.each([
    ["a tunnel that says so", { "x-forwarded-host": "fox-3000.tunnel.test", "x-forwarded-proto": "https" }],
    ["a tunnel that says nothing", {}],
    ["a tunnel whose words are wrong", { "x-forwarded-host": "evil.test", "x-forwarded-proto": "http" }],
  ])("S57 %s", async (_name, forwarded) => {
    const browser = browserAt(world(), tunnel)
    const rewritten = { host: "localhost:3000", origin: local, ...forwarded }
    const begun = await browser.open("/auth/login", { headers: rewritten })
    expect(redirectUriOf(begun)).toBe(`${tunnel}/oauth2callback`)
    const done = await browser.login()
    expect(done.status).toBe(302)
    expect(browser.jar.all()[0]?.name).toMatch(/^__Host-auth/)
    expect(browser.jar.all()[0]?.secure).toBe(true)
    // The tunnel rewrites Origin: Sec-Fetch-Site is the browser's own word.
    const out = await browser.open("/auth/logout", { method: "POST", headers: rewritten })
    expect(out.status).toBe(303)
    expect((await browser.session()).user.isLoggedIn).toBe(false)
  })
})

describe("S57 cookies", () => {
  test.each([
    [local, "auth-3000", false],
    ["http://127.0.0.1:8501", "auth-8501", false],
    [tunnel, "__Host-auth", true],
    [preview, "__Host-auth", true],
  ])("S57 at %s they are named %s", async (origin, name, secure) => {
    const browser = browserAt(createWorld(places), origin)
    await browser.login()
    expect(browser.jar.all().map((cookie) => [cookie.name, cookie.secure, cookie.domain])).toEqual([
      [name, secure, undefined],
    ])
  })

  test("S57 below a base path they are those of the base path", async () => {
    const redirectUri = "https://app.test/shop/oauth2callback"
    const browser = browserAt(createWorld({ redirectUri, auth: { allowed_origins: [tunnel, local] } }), tunnel)
    const done = await browser.login("/shop/auth/login")
    expect(done.headers.get("location")).toBe("/shop/")
    expect(browser.jar.all()).toMatchObject([{ name: "__Secure-auth", path: "/shop", secure: true }])
  })

  test("S57 one application has one seal: a session opens at each of its origins, if a browser brings it there", async () => {
    const world = createWorld(places)
    const browser = browserAt(world, tunnel)
    await browser.login()
    const elsewhere = browserAt(world, preview, "directly", browser.jar)
    expect((await elsewhere.session()).user.isLoggedIn).toBe(true)
  })

  const domain = {
    redirectUri: "https://app.example.test/oauth2callback",
    auth: { cookie_domain: "example.test", allowed_origins: ["https://*.example.test", tunnel] },
  }

  test("S57 with cookie_domain the origins below it share one login", async () => {
    const world = createWorld(domain)
    const browser = browserAt(world, "https://two.example.test")
    await browser.login()
    expect(browser.jar.all()).toMatchObject([{ name: "__Secure-auth", domain: "example.test" }])
    for (const origin of ["https://app.example.test", "https://three.example.test"]) {
      expect((await browserAt(world, origin, "directly", browser.jar).session()).user.isLoggedIn).toBe(true)
    }
  })

  test("S57 with cookie_domain an origin outside has cookies of its own, which its browser takes", async () => {
    const browser = browserAt(createWorld(domain), tunnel)
    const done = await browser.login()
    expect(done.headers.get("location")).toBe("/")
    expect(browser.jar.all()).toMatchObject([{ name: "__Host-auth", domain: undefined }])
    const out = await browser.open("/auth/logout", { method: "POST" })
    expect(out.headers.getSetCookie().join()).not.toContain("Domain")
    expect((await browser.session()).reason).toBe("none")
  })

  test("S57 with cookie_domain and a base path, where both have one name, each has its own domain", async () => {
    const world = createWorld({ ...domain, redirectUri: "https://app.example.test/shop/oauth2callback" })
    for (const [origin, shared] of [
      ["https://two.example.test", "example.test"],
      [tunnel, undefined],
    ] as const) {
      const browser = browserAt(world, origin)
      await browser.login("/shop/auth/login")
      expect(browser.jar.all()).toMatchObject([{ name: "__Secure-auth", domain: shared }])
    }
  })

  test.each([
    ["https://app.example.test", "https://two.example.test"],
    ["https://two.example.test", "https://app.example.test"],
    ["https://two.example.test", "https://three.example.test"],
  ])("S57 what began at %s is not finished at %s, although its cookie comes along", async (one, other) => {
    const world = createWorld(domain)
    const browser = browserAt(world, one)
    const location = (await browser.open("/auth/login")).headers.get("location") ?? ""
    const { parameters } = world.provider.authorize(location)
    const there = await browserAt(world, other, "directly", browser.jar).open(`/oauth2callback?${parameters}`, {
      crossSite: true,
    })
    expect(await codeOf(there)).toBe("transaction_missing")
    expect(world.provider.seen.token).toEqual([])
    expect((await browser.session()).user.isLoggedIn).toBe(false)
  })
})

describe("S57 whose wish a logout is", () => {
  test.each<[string, "GET" | "POST", Record<string, string>, number]>([
    ["its own Origin", "POST", { origin: tunnel }, 303],
    ["the Origin of redirect_uri, which is another", "POST", { origin: local }, 403],
    ["the Origin of another entry", "POST", { origin: preview }, 403],
    ["its own Referer", "GET", { referer: `${tunnel}/x` }, 302],
    ["the Referer of another entry", "GET", { referer: `${preview}/x` }, 403],
    [
      "the browser's own word, and an Origin that was written anew",
      "POST",
      { origin: local, "sec-fetch-site": "same-origin" },
      303,
    ],
    ["the browser's own word against it", "POST", { origin: tunnel, "sec-fetch-site": "cross-site" }, 403],
  ])("S57 %s", async (_name, method, headers, status) => {
    const world = createWorld(places)
    const browser = browserAt(world, tunnel)
    await browser.login()
    const asked = browser.request("/auth/logout", { method })
    asked.headers.delete("sec-fetch-site")
    for (const [name, value] of Object.entries(headers)) asked.headers.set(name, value)
    expect((await world.auth.handle(asked))?.status).toBe(status)
  })
})

describe("S57 a logout at the provider", () => {
  const postLogout = (response: Response) =>
    new URL(response.headers.get("location") ?? "").searchParams.get("post_logout_redirect_uri")
  const atOkta = { ...places, providers: { okta }, auth: { ...places.auth, logout: "provider" } }

  test.each([local, tunnel, preview])("S57 from %s leads back home there", async (origin) => {
    const browser = browserAt(createWorld(atOkta), origin)
    await browser.login()
    expect(postLogout(await browser.logout())).toBe(`${origin}/`)
  })

  // Also when it is the very one that would have been taken.
  test.each([`${local}/`, "https://www.app.test/bye"])(
    "S57 an address of the owner's own, %s, is the same for all",
    async (uri) => {
      const auth = { ...atOkta.auth, post_logout_redirect_uri: uri }
      const browser = browserAt(createWorld({ ...atOkta, auth }), tunnel)
      await browser.login()
      expect(postLogout(await browser.logout())).toBe(uri)
    },
  )
})

describe("S57 S40 the diagnosis", () => {
  test("S57 S40 another spelling of loopback that is listed is a place of its own: nobody is sent away", async () => {
    const redirectUri = "http://localhost:8501/oauth2callback"
    const world = createWorld({ redirectUri, auth: { allowed_origins: "http://127.0.0.1:8501" } })
    const here = await browserAt(world, "http://127.0.0.1:8501").open("/auth/login")
    expect(redirectUriOf(here)).toBe("http://127.0.0.1:8501/oauth2callback")
    const there = await browserAt(world, "http://[::1]:8501").open("/auth/login")
    expect(there.headers.get("location")).toBe("http://localhost:8501/auth/login")
  })

  test.each([
    [local, undefined, "none"],
    [tunnel, undefined, "none"],
    [preview, "theme=dark", "none"],
    [preview, "__Host-auth=garbage", "unreadable"],
    ["https://two.other.test", undefined, "origin_mismatch"],
    ["https://one.two.preview.test", undefined, "origin_mismatch"],
    ["https://preview.test", undefined, "origin_mismatch"],
    ["https://fox-3000.tunnel.test:8443", undefined, "origin_mismatch"],
  ])("S57 the reason at %s with the cookie %s is %s", async (origin, cookie, reason) => {
    const world = createWorld(places)
    const visit = cookie === undefined ? {} : { cookie }
    expect((await world.auth.getSession(browserAt(world, origin).request("/", visit))).reason).toBe(reason)
    expect((await world.auth.getSession(browserAt(world, origin, throughTunnel).request("/", visit))).reason).toBe(
      reason,
    )
  })

  test("S57 a proxy that names a host that is not listed is told of, although Host chooses", async () => {
    const world = createWorld(places)
    const headers = { "x-forwarded-host": "two.other.test" }
    const begun = await browserAt(world, preview).open("/auth/login", { headers })
    expect(redirectUriOf(begun)).toBe(`${preview}/oauth2callback`)
    expect(world.log.map(({ message }) => message)).toEqual([
      `A login was started on two.other.test, and redirect_uri leads to ${preview}: the cookies of the one never come to the other.`,
    ])
  })

  test("S57 one owner is told of twenty hosts, whatever the origins are where they were invented", async () => {
    const world = createWorld(places)
    for (let index = 0; index < 150; index++) {
      const headers = { "x-forwarded-host": `h${index}.other.test` }
      await browserAt(world, `https://p${index}.preview.test`).open("/auth/login", { headers })
    }
    expect(world.log).toHaveLength(20)
    // More origins than are kept: the first is made again, and its login is finished.
    const first = browserAt(world, "https://p0.preview.test")
    const location = (await first.open("/auth/login")).headers.get("location") ?? ""
    for (let index = 0; index < 150; index++) await browserAt(world, `https://q${index}.preview.test`).session()
    const { parameters } = world.provider.authorize(location)
    expect((await first.open(`/oauth2callback?${parameters}`, { crossSite: true })).status).toBe(302)
  })
})

describe("S57 what a stranger can do with headers", () => {
  test("S57 a finished login is remembered, however many origins are named in between", async () => {
    const world = createWorld(places)
    const browser = browserAt(world, preview)
    const location = (await browser.open("/auth/login")).headers.get("location") ?? ""
    const { parameters } = world.provider.authorize(location)
    const copy = browser.jar.header("/") ?? ""
    const answer = () => browser.open(`/oauth2callback?${parameters}`, { crossSite: true, cookie: copy })
    expect((await answer()).status).toBe(302)
    for (let index = 0; index < 150; index++) await browserAt(world, `https://q${index}.preview.test`).session()
    expect((await answer()).status).toBe(400)
    expect(world.provider.seen.token).toHaveLength(1)
  })

  test("S57 an origin is chosen for each request anew: nothing stays from the last", async () => {
    const world = createWorld(places)
    for (const origin of [tunnel, local, preview, local]) {
      expect(redirectUriOf(await browserAt(world, origin).open("/auth/login"))).toBe(`${origin}/oauth2callback`)
    }
  })

  test("S57 headers of every kind lead to a listed origin, or to the configured one", async () => {
    const world = createWorld(places)
    const hosts = ["evil.test", "evil.test/.preview.test", "a@one.preview.test", "one.preview.test, evil.test", ""]
    for (const host of [...hosts, "x".repeat(5000), "xn--a.preview.test", "*.preview.test"]) {
      for (const name of ["host", "x-forwarded-host"]) {
        const headers = {
          host: "localhost:3000",
          "x-forwarded-proto": "https",
          forwarded: `host=${tunnel}`,
          [name]: host,
        }
        const response = await browserAt(world, local).open("/auth/login", { headers })
        const chosen = redirectUriOf(response) ?? ""
        expect(chosen).toMatch(/^(?:http:\/\/localhost:3000|https:\/\/one\.preview\.test)\/oauth2callback$/)
      }
    }
  })

  test("S57 without allowed_origins they change nothing", async () => {
    const world = createWorld({ redirectUri: places.redirectUri })
    for (const way of Object.keys(ways)) {
      const response = await browserAt(world, tunnel, way).open("/auth/login")
      expect(redirectUriOf(response)).toBe(`${local}/oauth2callback`)
    }
  })
})

test("S57 the hooks' Request is at the origin where the visitor is", async () => {
  const onLogin = vi.fn()
  const onLogout = vi.fn()
  const world = createWorld({ ...places, providers: { google }, options: { onLogin, onLogout } })
  // As an adapter gives it: without an origin, and a Request only when it is wanted.
  const viewOf = (request: Request) => {
    const { method, headers, url } = request
    const path = url.slice(url.indexOf("/", 8))
    const toRequest = (origin: string) => new Request(origin + path, { method, headers })
    return { method, headers, url: path, toRequest, text: () => request.text() }
  }
  const browser = browserAt(world, preview)
  const location = (await browser.open("/auth/login")).headers.get("location") ?? ""
  const { parameters } = world.provider.authorize(location)
  const back = browser.request(`/oauth2callback?${parameters}`, { crossSite: true })
  browser.jar.take((await world.auth.handle(viewOf(back))) as Response)
  await world.auth.logout(viewOf(browser.request("/leave")))
  expect(new URL(onLogin.mock.lastCall?.[0].request.url).origin).toBe(preview)
  expect(onLogout.mock.lastCall?.[0].request.url).toBe(`${preview}/leave`)
})
