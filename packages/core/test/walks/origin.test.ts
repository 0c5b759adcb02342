/** A visitor on another host than that of `redirect_uri`: told before they leave, and mended where it can be. */
import { describe, expect, test } from "vitest"
import { createCookieJar } from "../support/cookie-jar.js"
import { google, okta } from "../support/profiles.js"
import { createWorld, expectNoSecret, useNetwork, type Visit, type World } from "../support/world.js"

useNetwork()

const local = { redirectUri: "http://localhost:8501/oauth2callback" }
const foreignState = "f".repeat(43)
const mismatches = (world: World) => world.log.filter(({ event }) => event === "origin_mismatch")

/** A browser whose address bar shows another origin. Cookies of one host stay there. */
function on(world: World, origin: string) {
  const jar = createCookieJar(world.clock.now)
  const visitor = world.visitor()
  const request = (path: string, visit: Visit = {}) =>
    visitor.request(origin + path, { cookie: jar.header(path) ?? "none=1", ...visit })
  return {
    jar,
    request,
    async open(path: string, visit?: Visit) {
      const response = await world.auth.handle(request(path, visit))
      if (response !== undefined) jar.take(response)
      return response as Response
    },
    async login(path: string, visit?: Visit, ...wish: [string?, object?]) {
      const response = await world.auth.login(request(path, visit), ...wish)
      jar.take(response)
      return response
    },
  }
}

describe("S40 between loopback spellings", () => {
  test.each([
    ["http://localhost:8501", "http://127.0.0.1:8501"],
    ["http://localhost:8501", "http://[::1]:8501"],
    ["http://127.0.0.1:8501", "http://localhost:8501"],
    ["http://[::1]:8501", "http://127.0.0.1:8501"],
    ["http://127.0.0.1:8501", "http://[::1]:8501"],
  ])(
    "S40 %s is configured, %s is visited: the browser goes there first, and the login succeeds",
    async (there, here) => {
      const world = createWorld({ redirectUri: `${there}/oauth2callback` })
      const elsewhere = on(world, here)
      const path = "/auth/login?provider=google&return_to=%2Freports"
      const sent = await elsewhere.open(path)
      expect(sent.status).toBe(302)
      expect(sent.headers.get("location")).toBe(there + path)
      expect(sent.headers.get("cache-control")).toBe("no-store")
      // No login was begun where its answer would not come.
      expect(elsewhere.jar.all().filter(({ name }) => name.includes(".tx."))).toEqual([])
      expect(world.provider.seen.metadata).toBe(0)

      const visitor = world.visitor()
      const started = await visitor.open(path)
      const done = await visitor.comeBack(world.provider.authorize(started.headers.get("location") ?? ""))
      expect(done.headers.get("location")).toBe("/reports")
      expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
      expect(mismatches(world)).toHaveLength(1)
      expect(mismatches(world)[0]?.message).toContain(new URL(here).host)
      expect(mismatches(world)[0]?.message).toContain(there)
    },
  )

  test("S40 a guard's page, a handler that calls login(), and the page of choices: the same address there", async () => {
    const world = createWorld({ ...local, providers: { google, okta } })
    const { request, open, login } = on(world, "http://127.0.0.1:8501")
    const access = await world.auth.requireUser(request("/private?x=1"), { provider: "okta" })
    if (access.ok) throw new Error("let in")
    expect(access.response.headers.get("location")).toBe("http://localhost:8501/private?x=1")
    const handled = await login("/enter?x=1", {}, "google", { parameters: { prompt: "login" } })
    expect([handled.status, handled.headers.get("location")]).toEqual([302, "http://localhost:8501/enter?x=1"])
    const page = await on(world, "http://127.0.0.1:8501").open("/auth/login?return_to=%2Fa")
    expect(page.headers.get("location")).toBe("http://localhost:8501/auth/login?return_to=%2Fa")
    expect((await open("/auth/login?provider=nobody")).status).toBe(400)
  })

  test("S40 a form: 303 to the login route there, unless the login has parameters that no link can hold", async () => {
    const world = createWorld(local)
    const posted = { method: "POST", headers: { "content-type": "text/plain" }, body: "" }
    const by303 = await on(world, "http://127.0.0.1:8501").login("/enter", posted, "google", { returnTo: "/a?b" })
    expect(by303.status).toBe(303)
    expect(by303.headers.get("location")).toBe("http://localhost:8501/auth/login?provider=google&return_to=%2Fa%3Fb")
    const parameters = { parameters: { prompt: "login" } }
    const goesOn = await on(world, "http://127.0.0.1:8501").login("/enter", posted, "google", parameters)
    expect(new URL(goesOn.headers.get("location") ?? "").searchParams.get("prompt")).toBe("login")
  })

  test("S40 behind a proxy that writes Host anew the browser is sent once, and the login succeeds", async () => {
    const world = createWorld(local)
    const visitor = world.visitor()
    const rewritten = { headers: { host: "127.0.0.1:8501" } }
    const first = await visitor.open("/auth/login", rewritten)
    expect(first.headers.get("location")).toBe("http://localhost:8501/auth/login")
    const second = await visitor.open("/auth/login", rewritten)
    const answer = world.provider.authorize(second.headers.get("location") ?? "")
    const done = await visitor.open(`/oauth2callback?${answer.parameters}`, { ...rewritten, crossSite: true })
    expect([done.status, done.headers.get("location")]).toEqual([302, "/"])
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
    expect(mismatches(world)).toHaveLength(1)
  })

  test("S40 a handler that calls login() sends it once, too, and a moment later once more", async () => {
    const world = createWorld(local)
    const visitor = on(world, "http://127.0.0.1:8501")
    const provider = new URL(world.provider.profile.metadata.authorization_endpoint).origin
    const places = []
    for (let round = 0; round < 2; round++) {
      const { headers } = await visitor.login("/")
      places.push(new URL(headers.get("location") ?? "").origin)
    }
    world.clock.pass(4)
    places.push(new URL((await visitor.login("/")).headers.get("location") ?? "").origin)
    expect(places).toEqual(["http://localhost:8501", provider, "http://localhost:8501"])
  })

  test.each<[string, string, Visit]>([
    ["a script that cannot read the answer", "http://127.0.0.1:8501", { headers: { "sec-fetch-mode": "no-cors" } }],
    ["a person on another port", "http://127.0.0.1:3000", {}],
    ["a person on a name below localhost", "http://app.localhost:8501", {}],
    ["a person on the address of another machine", "http://192.168.0.7:8501", {}],
    ["a person whom a proxy announces", "http://localhost:8501", { headers: { "x-forwarded-host": "my.dev.test" } }],
  ])("S40 %s is not sent there: the login goes on, with the warning", async (_name, origin, visit) => {
    const world = createWorld(local)
    const response = await on(world, origin).open("/auth/login", visit)
    expect(response.headers.get("location")).toContain("redirect_uri=http%3A%2F%2Flocalhost%3A8501%2Foauth2callback")
    expect(mismatches(world)).toHaveLength(1)
  })

  test("S40 curl is not sent there", async () => {
    const world = createWorld(local)
    const response = await world.auth.handle(new Request("http://127.0.0.1:8501/auth/login"))
    expect(response?.headers.get("location")).toContain("redirect_uri=http%3A%2F%2Flocalhost%3A8501%2Foauth2callback")
    expect(mismatches(world)).toHaveLength(1)
  })

  test("S40 scripts and guesses are answered as ever, and nothing is told", async () => {
    const world = createWorld(local)
    const { open } = on(world, "http://127.0.0.1:8501")
    expect((await open("/auth/login", { headers: { "sec-fetch-dest": "image" } })).status).toBe(401)
    expect((await open("/auth/login", { headers: { "sec-purpose": "prefetch" } })).status).toBe(503)
    expect(mismatches(world)).toEqual([])
  })
})

describe("S40 on another host", () => {
  test("S40 the login goes on, with one warning that has both values", async () => {
    const world = createWorld()
    for (const path of ["/auth/login", "/auth/login?provider=google"]) {
      const response = await on(world, "https://www.app.example").open(path)
      expect(response.headers.get("location")).toContain("redirect_uri=https%3A%2F%2Fapp.example%2Foauth2callback")
    }
    await on(world, "https://www.app.example").login("/")
    await world.auth.requireUser(on(world, "https://www.app.example").request("/private"))
    expect(mismatches(world)).toEqual([
      {
        level: "warning",
        event: "origin_mismatch",
        message:
          "A login was started on www.app.example, and redirect_uri leads to https://app.example: the cookies of the one never come to the other.",
      },
    ])
  })

  test.each([
    ["Host", { host: "app.example" }],
    ["a proxy's X-Forwarded-Host", { host: "10.0.0.7:3000", "x-forwarded-host": "app.example" }],
  ])("S40 the configured one by %s: no warning, although the URL has another", async (_name, headers) => {
    const world = createWorld()
    const visitor = on(world, "http://10.0.0.7:3000")
    await visitor.open("/auth/login", { headers })
    expect(world.log).toEqual([])
    expect((await world.auth.getSession(visitor.request("/", { headers }))).reason).toBe("none")
  })

  test.each([
    ["transaction_missing", { cookie: "theme=dark" }],
    ["cookies_blocked", { cookie: undefined }],
  ])("S40 a failed callback says it: %s, on the page and to programs", async (code, { cookie }) => {
    const world = createWorld()
    for (const accept of ["text/html", "application/json"]) {
      const headers = new Headers({ accept, host: "other.example", ...(cookie && { cookie }) })
      const request = new Request(`https://app.example/oauth2callback?code=c&state=${foreignState}`, { headers })
      const response = (await world.auth.handle(request)) as Response
      const text = await response.text()
      expect(response.status).toBe(400)
      expect(text).toContain(code)
      expect(text).toContain(
        "This address is at other.example, and the logins of this application belong to app.example.",
      )
    }
    expect(world.log[0]?.message).toContain("other.example")
  })

  test("S40 the host is escaped and cut on the page; on the configured one no host is named", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const path = `/oauth2callback?code=c&state=${foreignState}`
    const host = `<script>alert(1)</script>${"x".repeat(3000)}`
    const page = await (await visitor.open(path, { headers: { host } })).text()
    expect(page).toContain("&#60;script&#62;")
    expect(page).not.toContain("<script>")
    expect(page).not.toContain("x".repeat(60))
    expect(await (await visitor.open(path)).text()).not.toContain("app.example")
    expectNoSecret(world, page)
  })

  test("S40 when the cookies of a login came along, its failure has nothing to do with the host", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const refused = world.provider.refuse(await visitor.start(), "access_denied")
    const headers = { host: "inner.example" }
    const response = await visitor.open(`/oauth2callback?${refused.parameters}`, { headers, crossSite: true })
    expect(response.status).toBe(403)
    expect(await response.text()).not.toContain("inner.example")
  })
})

describe("S40 the reason of a session", () => {
  test.each([
    ["https://app.example/", undefined, "none"],
    ["https://other.example/", undefined, "origin_mismatch"],
    ["https://other.example/", "theme=dark", "origin_mismatch"],
    ["https://other.example/", "__Host-auth=garbage", "unreadable"],
    ["https://app.example:8443/", undefined, "origin_mismatch"],
  ])("S40 %s with the cookie %s: %s", async (url, cookie, reason) => {
    const { auth } = createWorld()
    const request = new Request(url, { headers: cookie === undefined ? {} : { cookie } })
    expect(await auth.getSession(request)).toMatchObject({ user: { isLoggedIn: false }, reason })
    expect((await auth.context(request)).session.reason).toBe(reason)
  })

  test("S40 who is logged in is logged in: neither Host nor URL is looked at", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const looked: string[] = []
    const headers = {
      get(name: string) {
        looked.push(name)
        return name === "cookie" ? visitor.cookies() : "other.example"
      },
    }
    expect(await world.auth.getUser({ method: "GET", url: "/", headers })).toMatchObject({ isLoggedIn: true })
    expect(new Set(looked)).toEqual(new Set(["cookie"]))
  })
})
