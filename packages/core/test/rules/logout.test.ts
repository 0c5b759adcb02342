/** Whose wish a logout is, and what it ends. */
import { expect, test } from "vitest"
import { google, okta } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork, type World } from "../support/world.js"
import { asked, login } from "./support.js"

useNetwork()

/** A request to the route by somebody who is logged in, with these headers and no others. */
async function route(headers: Record<string, string>, method = "GET") {
  const { world, visitor } = await login()
  const request = new Request("https://app.example/auth/logout", {
    method,
    headers: { accept: "text/html", cookie: visitor.cookies(), ...headers },
  })
  const response = (await world.auth.handle(request)) as Response
  visitor.jar.take(response)
  return { status: response.status, response, stays: (await visitor.user()).isLoggedIn }
}

test("logout: Sec-Fetch-Site counts first", async () => {
  const own = { origin: "https://app.example", referer: "https://app.example/" }
  for (const method of ["GET", "POST"]) {
    const crossSite = await route({ "sec-fetch-site": "cross-site", ...own }, method)
    expect([crossSite.status, crossSite.stays, crossSite.response.headers.getSetCookie()]).toEqual([403, true, []])
    expect(await crossSite.response.text()).toContain('<form method="post" action="/auth/logout">')
    const elsewhere = { origin: "https://tunnel.example", referer: "https://tunnel.example/" }
    for (const site of ["same-origin", "same-site", "none"]) {
      expect((await route({ "sec-fetch-site": site, ...elsewhere }, method)).stays).toBe(false)
    }
  }
})

test("logout: else Origin", async () => {
  for (const origin of ["https://evil.example", "null", "https://app.example.evil.example", "http://app.example"]) {
    const { status, stays } = await route({ origin, referer: "https://app.example/" }, "POST")
    expect([origin, status, stays]).toEqual([origin, 403, true])
  }
  expect((await route({ origin: "https://app.example", referer: "https://evil.example/" }, "POST")).stays).toBe(false)
})

test("logout: else Referer", async () => {
  for (const referer of ["https://evil.example/", "https://app.example.evil.example/", "garbage"]) {
    for (const method of ["GET", "POST"]) {
      const { status, stays } = await route({ referer }, method)
      expect([referer, method, status, stays]).toEqual([referer, method, 403, true])
    }
  }
  expect((await route({ referer: "https://app.example/page" })).stays).toBe(false)
})

test("logout: a silent GET is a question", async () => {
  const { status, stays } = await route({})
  expect([status, stays]).toEqual([403, true])
  expect((await route({}, "POST")).stays).toBe(false)
})

test.each(["sec-purpose", "purpose"])("logout: a prefetch ends nothing (%s)", async (name) => {
  const { status, stays, response } = await route({ "sec-fetch-site": "same-origin", [name]: "prefetch" })
  expect([status, stays, response.headers.getSetCookie()]).toEqual([503, true, []])
})

const ofProvider = { providers: { okta }, auth: { logout: "provider" } }

test("logout: ours ends first", async () => {
  const world = createWorld(ofProvider)
  const visitor = world.visitor()
  await visitor.login()
  const response = await visitor.logout()
  expect(response.headers.get("location")).toContain(okta.metadata.end_session_endpoint)
  expect(await visitor.user()).toEqual({ isLoggedIn: false })
})

test("logout: ours ends whatever the provider does", async () => {
  const world = createWorld(ofProvider)
  const broken: [string, (world: World) => World][] = [
    ["down", (it) => it.restart({ options: { runtime: { fetch: () => Promise.reject(new TypeError("down")) } } })],
    ["garbage", (it) => it.restart({ options: { runtime: { fetch: async () => new Response("<html>") } } })],
    ["no end_session_endpoint", () => createWorld({ providers: { google }, auth: { logout: "provider" } })],
  ]
  for (const [name, change] of broken) {
    const later = change(world)
    const visitor = name.startsWith("no ") ? later.visitor() : world.visitor()
    await visitor.login()
    const response = await later.auth.logout(visitor.request("/"))
    expect([name, response.headers.get("location")]).toEqual([name, "/"])
    visitor.jar.take(response)
    expect([name, await visitor.user()]).toEqual([name, { isLoggedIn: false }])
    expect(later.log).toEqual([expect.objectContaining({ level: "warning" })])
  }
})

test("logout: the hint is this provider's", async () => {
  const world = createWorld({ providers: { google, okta }, auth: { logout: "provider" } })
  const visitor = world.visitor()
  await visitor.login("google")
  await visitor.login("okta")
  const url = (await visitor.logout()).headers.get("location") ?? ""
  expect(world.providers.okta?.seen.idTokens).toEqual([asked(url, "id_token_hint")])
  expect(asked(url, "client_id")).toBe("client-of-okta")
})

test("logout: the return address is ours", async () => {
  const world = createWorld(ofProvider)
  for (const returnTo of ["/bye", "https://evil.example/", "//evil.example"]) {
    const visitor = world.visitor()
    await visitor.login()
    const url = (await visitor.logout({ returnTo })).headers.get("location") ?? ""
    expect(asked(url, "post_logout_redirect_uri")).toBe("https://app.example/")
  }
})

test("logout: the state decides nothing", async () => {
  const world = createWorld(ofProvider)
  const states: string[] = []
  for (let round = 0; round < 2; round++) {
    const visitor = world.visitor()
    await visitor.login()
    const session = visitor.cookies()
    // Of one session, too: the state says nothing of what ends.
    const earlier = await world.auth.logout(visitor.request("/"))
    states.push(asked(earlier.headers.get("location") ?? "", "state"))
    const response = await visitor.logout()
    const state = asked(response.headers.get("location") ?? "", "state")
    expect(state).toMatch(/^[\w-]{43}$/)
    expect(session + response.headers.getSetCookie().join()).not.toContain(state)
    states.push(state)
    // It comes back to a page of the application; at our own doors it is nothing.
    const callback = await visitor.open(`/oauth2callback?state=${state}`, { crossSite: true })
    expect([callback.status, await codeOf(callback)]).toEqual([400, expect.any(String)])
  }
  expect(new Set(states).size).toBe(4)
})
