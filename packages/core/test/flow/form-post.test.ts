/** response_mode=form_post, and cookie_same_site=strict: what the browser sends from another site. */
import { describe, expect, test } from "vitest"
import { codeOf, createWorld, useNetwork } from "../support/world.js"

useNetwork()

const formPost = { tables: { google: { client_kwargs: { response_mode: "form_post" } } } }

describe("form_post", () => {
  test.each(["https://app.example/oauth2callback", "http://localhost:8501/oauth2callback"])(
    "the transaction cookie, and only it, is SameSite=None; Secure (%s)",
    async (redirectUri) => {
      const world = createWorld({ ...formPost, redirectUri })
      const visitor = world.visitor()
      const url = await visitor.start()
      expect(new URL(url).searchParams.get("response_mode")).toBe("form_post")
      expect(visitor.jar.all()[0]).toMatchObject({ sameSite: "none", secure: true, httpOnly: true })
      const response = await visitor.comeBack(world.provider.authorize(url))
      expect([response.status, response.headers.get("location")]).toEqual([303, "/"])
      const gone = response.headers.getSetCookie().find((line) => line.includes(".tx."))
      expect(gone).toMatch(/; Max-Age=0;.*; Secure; SameSite=None/)
      expect(visitor.jar.all().map(({ sameSite }) => sameSite)).toEqual(["lax"])
      expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
    },
  )

  test.each([
    ["/oauth2callback?tenant=a%20b", 303],
    ["/oauth2callback?tenant=a%20b&code=x", 400],
    ["/oauth2callback?tenant=c", 400],
  ])("the query of the redirect URI itself may stand beside the body, and no other: %s", async (path, status) => {
    const redirectUri = "https://app.example/oauth2callback?tenant=a%20b"
    const world = createWorld({ ...formPost, redirectUri })
    const visitor = world.visitor()
    const { method, parameters } = world.provider.authorize(await visitor.start())
    const headers = { "content-type": "application/x-www-form-urlencoded" }
    const response = await visitor.open(path, { method, headers, body: parameters.toString(), crossSite: true })
    expect(response.status).toBe(status)
    expect((await visitor.user()).isLoggedIn).toBe(status === 303)
  })

  test("a call may ask for it", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    expect((await visitor.login({ parameters: { response_mode: "form_post" } })).status).toBe(303)
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })

  test("the answer by GET is refused, and the other way round", async () => {
    const asked = createWorld(formPost)
    const first = asked.visitor()
    const answer = asked.provider.authorize(await first.start())
    expect(await codeOf(await first.comeBack({ ...answer, method: "GET" }))).toBe("callback_invalid")

    const plain = createWorld()
    const second = plain.visitor()
    const { parameters } = plain.provider.authorize(await second.start())
    const headers = { "content-type": "application/x-www-form-urlencoded" }
    const post = await second.open("/oauth2callback", { method: "POST", headers, body: String(parameters) })
    expect(await codeOf(post)).toBe("callback_invalid")
    expect(plain.provider.seen.token).toEqual([])
  })

  test.each<[string, string, Record<string, string>, number]>([
    ["JSON", "/oauth2callback", { "content-type": "application/json" }, 415],
    ["a query beside the body", "/oauth2callback?code=x", { "content-type": "application/x-www-form-urlencoded" }, 400],
  ])("%s is refused and uses nothing up", async (_name, path, headers, status) => {
    const world = createWorld(formPost)
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    const response = await visitor.open(path, { method: "POST", headers, body: "{}", crossSite: true })
    expect(response.status).toBe(status)
    expect((await visitor.comeBack(answer)).status).toBe(303)
  })
})

describe("cookie_same_site = strict", () => {
  const strict = { auth: { cookie_same_site: "strict" } }

  test("the callback answers 200 with a page that goes on, and the transaction cookie is never Strict", async () => {
    const world = createWorld(strict)
    const visitor = world.visitor()
    const url = await visitor.start({ returnTo: '/reports?a=1&b="2"' })
    expect(visitor.jar.all()[0]?.sameSite).toBe("lax")
    const response = await visitor.comeBack(world.provider.authorize(url))
    expect(response.status).toBe(200)
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(response.headers.get("content-security-policy")).toContain("default-src 'none'")
    const page = await response.text()
    expect(page).toContain('<meta http-equiv="refresh" content="0;url=/reports?a=1&#38;b=%222%22">')
    expect(page).toContain('href="/reports?a=1&#38;b=%222%22"')
    expect(visitor.jar.all().map(({ name, sameSite }) => [name, sameSite])).toEqual([["__Host-auth", "strict"]])
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })

  test("a visitor who comes from another site is not logged in yet, and at the next request is", async () => {
    const world = createWorld(strict)
    const visitor = world.visitor()
    await visitor.login()
    expect((await world.auth.getUser(visitor.request("/", { crossSite: true }))).isLoggedIn).toBe(false)
    expect((await world.auth.getUser(visitor.request("/"))).isLoggedIn).toBe(true)
  })
})
