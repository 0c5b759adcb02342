import { createPublicKey, type JsonWebKey, verify } from "node:crypto"
import { createServer } from "node:http"
import { connect } from "node:net"
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest"
import { type BrowserResponse, createBrowser } from "../src/browser.js"
import { type DevelopmentProvider, type ProviderOptions, startProvider } from "../src/provider.js"
import { type Attempt, answerIn, askForTokens, attempt, callback, claimsIn, exchangeCode, leaves } from "./client.js"

const started: DevelopmentProvider[] = []
async function start(options?: ProviderOptions): Promise<DevelopmentProvider> {
  const one = await startProvider(options)
  started.push(one)
  return one
}
afterEach(async () => {
  await Promise.all(started.splice(0).map(({ close }) => close()))
})

// One provider for all tests that change nothing in it; every test has a browser of its own.
let provider: DevelopmentProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

async function logIn(
  at: DevelopmentProvider,
  by: Attempt,
  sub = "ada",
  browser = createBrowser(),
): Promise<BrowserResponse> {
  const page = await browser.follow(await browser.get(by.url), leaves(at))
  return page.location ? page : browser.follow(await browser.pickUser(page, sub), leaves(at))
}

async function tokensFor(at: DevelopmentProvider, parameters: Record<string, string> = {}, sub?: string) {
  const by = attempt(at, parameters)
  return exchangeCode(at, by, answerIn(await logIn(at, by, sub)).code)
}

describe("what it says of itself", () => {
  test("the discovery document", async () => {
    const response = await fetch(`${provider.issuer}/.well-known/openid-configuration`)
    expect(await response.json()).toMatchObject({
      issuer: provider.issuer,
      authorization_endpoint: `${provider.issuer}/auth`,
      token_endpoint: `${provider.issuer}/token`,
      userinfo_endpoint: `${provider.issuer}/me`,
      jwks_uri: `${provider.issuer}/jwks`,
      end_session_endpoint: `${provider.issuer}/session/end`,
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code", "refresh_token"],
      code_challenge_methods_supported: ["S256"],
      prompt_values_supported: expect.arrayContaining(["none", "login", "consent", "select_account"]),
      scopes_supported: expect.arrayContaining(["openid", "profile", "email", "offline_access"]),
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
    })
  })

  test("its keys are for signing, and have names", async () => {
    const { keys } = (await (await fetch(`${provider.issuer}/jwks`)).json()) as { keys: Record<string, string>[] }
    expect(keys.map(({ alg, use, kty }) => ({ alg, use, kty }))).toEqual([
      { alg: "RS256", use: "sig", kty: "RSA" },
      { alg: "ES256", use: "sig", kty: "EC" },
    ])
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(2)
    expect(keys.every((key) => !("d" in key))).toBe(true)
  })

  test("the issuer has the port", () => {
    expect(provider.issuer).toMatch(/^http:\/\/localhost:\d+$/)
  })

  test("four people to pick from", () => {
    expect(provider.users.map(({ name }) => name)).toEqual(["Ada Lovelace", "Grace Hopper", "Zoë Ünal", "Kim Newcomer"])
    expect(provider.users.filter((user) => user.email_verified === false)).toHaveLength(1)
  })
})

describe("a login", () => {
  test("ends with an ID token that is signed, and says who it is", async () => {
    const by = attempt(provider)
    const back = await logIn(provider, by, "zoe")
    const { code, state, iss } = answerIn(back)
    expect(back.location).toMatch(new RegExp(`^${callback}\\?`))
    expect({ state, iss }).toEqual({ state: by.state, iss: provider.issuer })

    const tokens = await exchangeCode(provider, by, code)
    expect(claimsIn(tokens.id_token)).toMatchObject({
      iss: provider.issuer,
      aud: "development",
      nonce: "a-nonce",
      sub: "zoe",
      name: "Zoë Ünal",
      email: "zoe@example.net",
      email_verified: true,
      locale: "tr-TR",
    })
    expect(tokens.refresh_token).toBeUndefined()

    const [header = "", payload = "", signature = ""] = tokens.id_token.split(".")
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString())
    const { keys } = (await (await fetch(`${provider.issuer}/jwks`)).json()) as {
      keys: (JsonWebKey & { kid: string })[]
    }
    const key = createPublicKey({ format: "jwk", key: keys.find((one) => one.kid === kid) ?? {} })
    expect(verify("sha256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"))).toBe(true)
  })

  test("takes the client's secret in the body as well, and no other secret", async () => {
    const by = attempt(provider)
    expect(await exchangeCode(provider, by, answerIn(await logIn(provider, by)).code, "post")).toMatchObject({
      status: 200,
    })

    const again = attempt(provider)
    const { code } = answerIn(await logIn(provider, again))
    const thief = {
      ...provider,
      config: { ...provider.config, auth: { ...provider.config.auth, client_secret: "guess" } },
    }
    expect(await exchangeCode(thief, again, code)).toMatchObject({ status: 401, error: "invalid_client" })
  })

  test("PKCE is required, with S256", async () => {
    for (const parameters of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge_method: "plain" },
    ]) {
      expect(answerIn(await createBrowser().get(attempt(provider, parameters).url))).toMatchObject({
        error: "invalid_request",
      })
    }
    const by = attempt(provider)
    const { code } = answerIn(await logIn(provider, by))
    const wrong = { ...by, verifier: "x".repeat(43) }
    expect(await exchangeCode(provider, wrong, code)).toMatchObject({ status: 400, error: "invalid_grant" })
  })

  test("cancelled, it comes back with access_denied and the state", async () => {
    const by = attempt(provider)
    const browser = createBrowser()
    const page = await browser.follow(await browser.get(by.url))
    const back = await browser.follow(await browser.cancel(page), leaves(provider))
    expect(back.location).toMatch(new RegExp(`^${callback}\\?`))
    expect(answerIn(back)).toMatchObject({ error: "access_denied", state: by.state, iss: provider.issuer })
  })

  test.each([
    "http://127.0.0.1:3000/a/b",
    "http://127.8.9.1/",
    "http://[::1]:1/x?y=1",
    "http://app.localhost:5173/cb",
    "https://localhost/cb",
  ])("any loopback address is registered: %s", async (redirect_uri) => {
    const by = attempt(provider, { redirect_uri })
    const back = await logIn(provider, by)
    expect(back.location?.split(/[?&]code=/)[0]).toBe(redirect_uri)
    expect(await exchangeCode(provider, by, answerIn(back).code)).toMatchObject({ status: 200 })
  })

  test.each([
    "https://example.com/cb",
    "http://localhost.example.com/cb",
    "http://localhost@example.com/cb",
    "http://127.0.0.1.example.com/cb",
    "http://localhost:8501/cb#fragment",
    "javascript://localhost/%0aalert(1)",
    "http://0.0.0.0/cb",
  ])("anything else is refused with a page, and not followed: %s", async (redirect_uri) => {
    const page = await createBrowser().get(attempt(provider, { redirect_uri }).url)
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining("invalid_redirect_uri") })
    expect(page.location).toBeUndefined()
  })

  test("an address that is configured is registered, wherever it is", async () => {
    const redirectUri = "https://name-8501.app.github.dev/oauth2callback"
    const there = await start({ redirectUri })
    expect((await logIn(there, attempt(there, { redirect_uri: redirectUri }))).location).toContain(redirectUri)
  })

  test("form_post comes back as a form that sends itself", async () => {
    const by = attempt(provider, { response_mode: "form_post" })
    const browser = createBrowser()
    const page = await browser.follow(await browser.get(by.url))
    const back = await browser.follow(await browser.pickUser(page, "ada"), ({ text }) => text.includes(callback))
    expect(back.text).toContain(by.state)
  })
})

describe("its session", () => {
  test("the second login asks nothing, prompt=none neither; select_account and login show who is there", async () => {
    const browser = createBrowser()
    await logIn(provider, attempt(provider), "grace", browser)
    for (const prompt of [undefined, "none", "consent"]) {
      const back = await browser.get(attempt(provider, { prompt }).url)
      expect(answerIn(back)).toHaveProperty("code")
    }
    for (const prompt of ["select_account", "login", "select_account login consent"]) {
      const by = attempt(provider, { prompt })
      const page = await browser.follow(await browser.get(by.url))
      expect(page.text.match(/Signed in/g)).toHaveLength(1)
      expect(page.text).toMatch(/value="grace">(?:(?!<\/button>)[\s\S])*Signed in/)
      expect(answerIn(await browser.follow(await browser.pickUser(page, "grace"), leaves(provider)))).toHaveProperty(
        "code",
      )
    }
  })

  test("another person can be picked instead", async () => {
    const browser = createBrowser()
    await logIn(provider, attempt(provider), "grace", browser)
    const by = attempt(provider, { prompt: "select_account" })
    const back = await logIn(provider, by, "ada", browser)
    const tokens = await exchangeCode(provider, by, answerIn(back).code)
    expect(claimsIn(tokens.id_token)).toMatchObject({ sub: "ada" })
  })

  test("prompt=none without a session is login_required", async () => {
    const back = await createBrowser().get(attempt(provider, { prompt: "none" }).url)
    expect(answerIn(back)).toMatchObject({ error: "login_required" })
  })

  test("prompts and parameters that nobody knows are overlooked", async () => {
    const unknown = {
      prompt: "sing select_account",
      audience: "x",
      hd: "example.com",
      ui_locales: "tlh",
      resource: "https://x.example",
    }
    expect(answerIn(await logIn(provider, attempt(provider, unknown)))).toHaveProperty("code")
  })

  test("max_age and acr_values", async () => {
    const by = attempt(provider, { max_age: "3600", acr_values: "gold" })
    const tokens = await exchangeCode(provider, by, answerIn(await logIn(provider, by)).code)
    expect(claimsIn(tokens.id_token).auth_time).toBeCloseTo(Date.now() / 1000, -1)
  })
})

describe("refresh tokens", () => {
  const refresh = (refresh_token = "") => askForTokens(provider, { grant_type: "refresh_token", refresh_token })

  test("only for offline_access", async () => {
    expect(await tokensFor(provider)).not.toHaveProperty("refresh_token")
    const tokens = await tokensFor(provider, { scope: "openid email offline_access" })
    expect(tokens).toMatchObject({ scope: "openid email offline_access", refresh_token: expect.any(String) })
  })

  test("also when the application asks for consent, and without a page in between", async () => {
    const parameters = { scope: "openid offline_access", prompt: "consent" }
    expect(await tokensFor(provider, parameters)).toHaveProperty("refresh_token")
  })

  test("also when the request was pushed", async () => {
    const by = attempt(provider, { scope: "openid offline_access" })
    const { client_id, client_secret } = provider.config.auth
    const body = new URLSearchParams([...new URL(by.url).searchParams, ["client_secret", client_secret]])
    const pushed = await (await fetch(`${provider.issuer}/request`, { method: "POST", body })).json()
    const { request_uri } = pushed as { request_uri: string }
    const url = `${provider.issuer}/auth?${new URLSearchParams({ client_id, request_uri })}`
    const { code } = answerIn(await logIn(provider, { ...by, url }))
    expect(await exchangeCode(provider, by, code)).toHaveProperty("refresh_token")
  })

  test("change with every use; a used one ends them all", async () => {
    const first = await tokensFor(provider, { scope: "openid email offline_access" }, "grace")
    const second = await refresh(first.refresh_token)
    expect(claimsIn(second.id_token)).toMatchObject({ sub: "grace", email: "grace@example.org" })
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 400, error: "invalid_grant" })
    expect(await refresh(second.refresh_token)).toMatchObject({ status: 400, error: "invalid_grant" })
  })
})

describe("lifetimes", () => {
  const offline = { scope: "openid offline_access" }

  test("an hour, unless they are told", async () => {
    const tokens = await tokensFor(provider, offline)
    const { iat, exp } = claimsIn(tokens.id_token)
    expect(tokens).toMatchObject({ expires_in: 3600 })
    expect(Number(exp) - Number(iat)).toBe(3600)
  })

  test("of access token, ID token and refresh token", async () => {
    const at = await start({ lifetimes: { accessToken: 2, idToken: 600, refreshToken: 1 } })
    const tokens = await tokensFor(at, offline)
    const { iat, exp } = claimsIn(tokens.id_token)
    expect(tokens).toMatchObject({ expires_in: 2 })
    expect(Number(exp) - Number(iat)).toBe(600)
    await new Promise((resolve) => setTimeout(resolve, 2100))
    const { refresh_token = "", access_token } = tokens
    const refreshed = await askForTokens(at, { grant_type: "refresh_token", refresh_token })
    expect(refreshed).toMatchObject({ status: 400, error: "invalid_grant" })
    const headers = { authorization: `Bearer ${access_token}` }
    expect((await fetch(`${at.issuer}/me`, { headers })).status).toBe(401)
  })

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "60" as unknown as number])(
    "%s is none",
    async (accessToken) => {
      await expect(startProvider({ lifetimes: { accessToken } })).rejects.toThrow(TypeError)
    },
  )
})

describe("claims", () => {
  const userInfo = async ({ issuer }: DevelopmentProvider, token: string) =>
    (await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${token}` } })).json()

  test("the scope decides which", async () => {
    const claims = claimsIn((await tokensFor(provider, { scope: "openid email" })).id_token)
    expect(claims).toMatchObject({ email: "ada@example.com" })
    expect(claims).not.toHaveProperty("name")
  })

  test("strict: name and e-mail are at UserInfo, and not in the ID token", async () => {
    const strict = await start({ idTokenClaims: "strict" })
    const tokens = await tokensFor(strict)
    expect(claimsIn(tokens.id_token)).toMatchObject({ sub: "ada" })
    expect(claimsIn(tokens.id_token)).not.toHaveProperty("name")
    expect(claimsIn(tokens.id_token)).not.toHaveProperty("email")
    expect(await userInfo(strict, tokens.access_token)).toMatchObject({
      sub: "ada",
      name: "Ada Lovelace",
      email: "ada@example.com",
    })
  })

  test("people of one's own, with claims of one's own; what the protocol says stays the protocol's", async () => {
    const own = await start({
      users: [{ sub: "42", groups: ["admins"], aud: "evil", exp: 1, iss: "https://evil.example" }],
    })
    const claims = claimsIn((await tokensFor(own, {}, "42")).id_token)
    expect(claims).toMatchObject({ sub: "42", groups: ["admins"], aud: "development", iss: own.issuer })
    expect(claims.exp).toBeGreaterThan(Date.now() / 1000)
  })

  test.each([[[]], [[{ sub: "" }]], [[{ sub: "a" }, { sub: "a" }]], [[{} as { sub: string }]]])(
    "people that make no sense: %j",
    async (users) => {
      await expect(startProvider({ users })).rejects.toThrow(TypeError)
    },
  )
})

describe("logging out", () => {
  const endSession = (at: DevelopmentProvider, parameters: Record<string, string>) =>
    `${at.issuer}/session/end?${new URLSearchParams(parameters)}`
  const home = "http://localhost:8501/"

  test("there and back again", async () => {
    const browser = createBrowser()
    const by = attempt(provider)
    const tokens = await exchangeCode(provider, by, answerIn(await logIn(provider, by, "ada", browser)).code)

    const url = endSession(provider, { id_token_hint: tokens.id_token, post_logout_redirect_uri: home, state: "s" })
    const page = await browser.get(url)
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining("Log out?") })
    expect(page.text).toContain("Ada Lovelace")
    const done = await browser.submit(page, { button: "logout" })
    expect(done).toMatchObject({ status: 303, location: `${home}?state=s` })

    expect(answerIn(await browser.get(attempt(provider, { prompt: "none" }).url))).toMatchObject({
      error: "login_required",
    })
  })

  test("with the client's id alone; staying keeps the session", async () => {
    const browser = createBrowser()
    await logIn(provider, attempt(provider), "ada", browser)
    const url = endSession(provider, { client_id: "development", post_logout_redirect_uri: home })
    const back = await browser.submit(await browser.get(url))
    expect(back).toMatchObject({ status: 303, location: home })
    expect(answerIn(await browser.get(attempt(provider, { prompt: "none" }).url))).toHaveProperty("code")
  })

  test("without a place to go to, it ends on a page", async () => {
    const browser = createBrowser()
    await logIn(provider, attempt(provider), "ada", browser)
    const page = await browser.follow(
      await browser.submit(await browser.get(endSession(provider, {})), { button: "logout" }),
    )
    expect(page).toMatchObject({ status: 200, text: expect.stringContaining("You are logged out") })
  })

  test("without a session, it goes straight back", async () => {
    const browser = createBrowser()
    const url = endSession(provider, { client_id: "development", post_logout_redirect_uri: home })
    expect(await browser.follow(await browser.get(url), leaves(provider))).toMatchObject({ location: home })
  })

  test("a post_logout_redirect_uri elsewhere is refused", async () => {
    const url = endSession(provider, { client_id: "development", post_logout_redirect_uri: "https://example.com/" })
    expect(await createBrowser().get(url)).toMatchObject({
      status: 400,
      text: expect.stringContaining("not registered"),
    })
  })

  test("tells the application by the back channel", async () => {
    const received: string[] = []
    const application = createServer(async (request, response) => {
      for await (const chunk of request) received.push(String(chunk))
      response.end()
    })
    await new Promise<void>((resolve) => application.listen(0, "127.0.0.1", resolve))
    const { port } = application.address() as { port: number }
    const at = await start({ backChannelLogoutUri: `http://127.0.0.1:${port}/auth/backchannel-logout` })

    const browser = createBrowser()
    const by = attempt(at)
    const tokens = await exchangeCode(at, by, answerIn(await logIn(at, by, "ada", browser)).code)
    await browser.submit(await browser.get(endSession(at, {})), { button: "logout" })
    application.close()

    const token = new URLSearchParams(received.join("")).get("logout_token") ?? ""
    expect(claimsIn(token)).toMatchObject({ sub: "ada", sid: claimsIn(tokens.id_token).sid, aud: "development" })
  })
})

describe("its pages", () => {
  const nobody = ["never-was", "%00", "..%2f", "a".repeat(2000)]

  test.each(nobody)("a login that is not there: %s", async (uid) => {
    const browser = createBrowser()
    for (const page of [
      await browser.get(`${provider.issuer}/people/${uid}`),
      await browser.post(`${provider.issuer}/people/${uid}`, { sub: "ada" }),
    ]) {
      expect(page).toMatchObject({ status: 400, text: expect.stringContaining("This login is over") })
    }
  })

  test("a login that is finished, or another browser's", async () => {
    const browser = createBrowser()
    const page = await browser.follow(await browser.get(attempt(provider).url))
    expect((await createBrowser().get(page.url)).status).toBe(400)
    await browser.follow(await browser.pickUser(page, "ada"), leaves(provider))
    expect((await browser.get(page.url)).status).toBe(400)
  })

  test("an answer that names nobody", async () => {
    const browser = createBrowser()
    const page = await browser.follow(await browser.get(attempt(provider).url))
    const answers = [{ sub: "mallory" }, { sub: "__proto__" }, {}, { sub: "x".repeat(100_000) }]
    for (const answer of answers)
      expect((await browser.post(page.url, answer as Record<string, string>)).status).toBe(400)
    expect((await browser.pickUser(page, "ada")).status).toBe(303)
  })

  test("other methods, and other paths", async () => {
    expect((await fetch(`${provider.issuer}/people/x`, { method: "DELETE" })).status).toBe(405)
    expect(await createBrowser().get(`${provider.issuer}/nowhere`)).toMatchObject({
      status: 404,
      text: expect.stringContaining("no such page"),
    })
  })

  test("no browser's console complains of a missing icon", async () => {
    expect((await createBrowser().get(`${provider.issuer}/favicon.ico`)).status).toBe(204)
  })

  test("load nothing, run nothing, and escape everything", async () => {
    const evil = `<script>alert("1")</script>'&`
    const at = await start({
      name: evil,
      users: [{ sub: `${evil}sub`, name: evil, email: evil, email_verified: true }],
    })
    const browser = createBrowser()
    const page = await browser.follow(await browser.get(attempt(at).url))
    const policy = page.headers.get("content-security-policy")
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; frame-ancestors 'none'$/)
    expect(page.headers.get("cache-control")).toBe("no-store")
    expect(page.text).toContain("Continue to")
    expect(page.text).toContain("localhost:8501")
    expect(page.text).not.toContain("<script")
    expect(page.text).not.toMatch(/(?:src|href|url\()/)
    const back = await browser.follow(await browser.pickUser(page, `${evil}sub`), leaves(at))
    expect(answerIn(back)).toHaveProperty("code")

    const error = await browser.get(attempt(at, { client_id: evil }).url)
    expect(error).toMatchObject({ status: 400, text: expect.stringContaining("invalid_client") })
    const logout = await browser.get(`${at.issuer}/session/end`)
    for (const { text } of [error, logout]) expect(text).not.toContain("<script")
  })

  test("an accent that is no colour is refused", async () => {
    await expect(startProvider({ accent: "red} body{display:none" })).rejects.toThrow(TypeError)
    await start({ accent: "oklch(0.6 0.12 180 / 90%)" })
  })
})

describe("starting and ending", () => {
  test("two at once leave each other alone, in one browser too", async () => {
    const other = await start({ clientId: "other" })
    const browser = createBrowser()
    const [here, there] = [attempt(provider), attempt(other)]
    const hereBack = await logIn(provider, here, "ada", browser)
    const thereBack = await logIn(other, there, "grace", browser)
    expect(claimsIn((await exchangeCode(provider, here, answerIn(hereBack).code)).id_token)).toMatchObject({
      sub: "ada",
      aud: "development",
    })
    expect(claimsIn((await exchangeCode(other, there, answerIn(thereBack).code)).id_token)).toMatchObject({
      sub: "grace",
      aud: "other",
    })
    for (const one of [provider, other]) {
      expect(answerIn(await browser.get(attempt(one, { prompt: "none" }).url))).toHaveProperty("code")
    }
  })

  test("a busy port rejects, as Node says it", async () => {
    const port = Number(new URL(provider.issuer).port)
    await expect(startProvider({ port })).rejects.toMatchObject({ code: "EADDRINUSE", port })
  })

  test("the port of one that was closed is free", async () => {
    const first = await startProvider()
    await first.close()
    const second = await start({ port: Number(new URL(first.issuer).port) })
    expect(second.issuer).toBe(first.issuer)
  })

  test("closing ends open connections, quickly, and once", async () => {
    const one = await startProvider()
    const idle = connect(Number(new URL(one.issuer).port), "localhost")
    await new Promise((resolve) => idle.once("connect", resolve))
    idle.on("error", () => {})
    const begun = performance.now()
    await Promise.all([one.close(), one.close()])
    await one.close()
    expect(performance.now() - begun).toBeLessThan(500)
    await expect(fetch(one.issuer)).rejects.toThrow()
  })

  test("it listens on loopback alone", async () => {
    const { networkInterfaces } = await import("node:os")
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((one) => one && !one.internal && one.family === "IPv4")
    if (!outside) return
    const port = new URL(provider.issuer).port
    await expect(fetch(`http://${outside.address}:${port}/jwks`)).rejects.toThrow()
  })

  test("onRequest hears of every request", async () => {
    const heard: string[] = []
    const at = await start({ onRequest: ({ method, path }) => void heard.push(`${method} ${path}`) })
    await tokensFor(at)
    expect(heard.map((line) => line.replace(/(?<=people|auth)\/.+/, "/*"))).toEqual([
      "GET /auth",
      "GET /people/*",
      "POST /people/*",
      "GET /auth/*",
      "POST /token",
    ])
  })

  test("nothing is written to the console", async () => {
    const spies = (["log", "info", "warn", "error"] as const).map((method) =>
      vi.spyOn(console, method).mockImplementation(() => {}),
    )
    vi.resetModules()
    const { startProvider: fresh } = await import("../src/provider.js")
    const at = await fresh()
    await tokensFor(at, { scope: "openid offline_access" })
    const token = await tokensFor(at)
    await fetch(`${at.issuer}/me`, {
      headers: { authorization: `Bearer ${token.access_token}`, origin: "http://localhost:3000" },
    })
    await createBrowser().get(`${at.issuer}/auth?client_id=nobody`)
    await at.close()
    for (const spy of spies) expect(spy).not.toHaveBeenCalled()
    vi.restoreAllMocks()
  })
})
