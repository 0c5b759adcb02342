/** Who may begin a login at the route: people, and servers; no guess of a browser and no script. */
import { describe, expect, test } from "vitest"
import { codeOf, createWorld, useNetwork } from "../support/world.js"

useNetwork()

/** Exactly these headers, without those of a browser that navigates. */
async function answerTo(headers: Record<string, string>) {
  const world = createWorld()
  const url = "https://app.example/auth/login"
  const response = (await world.auth.handle(new Request(url, { headers }))) as Response
  const byHandler = await world.auth.login(new Request("https://app.example/", { headers }))
  return { world, response, byHandler }
}

describe("/auth/login", () => {
  test.each<[string, Record<string, string>]>([
    [
      "a browser that navigates",
      { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", accept: "text/html,*/*;q=0.8" },
    ],
    ["in a frame", { "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe", accept: "text/html" }],
    ["an old browser", { accept: "text/html" }],
    ["a server", {}],
    ["curl", { accept: "*/*" }],
    ["Node's fetch", { accept: "*/*", "sec-fetch-mode": "cors" }],
    [
      "from another site's link",
      { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document", "sec-fetch-site": "cross-site" },
    ],
  ])("%s is sent to the provider", async (_name, headers) => {
    const { response, byHandler } = await answerTo(headers)
    expect([response.status, byHandler.status]).toEqual([302, 302])
    expect(response.headers.getSetCookie().length).toBe(1)
  })

  test.each<[string, Record<string, string>]>([
    ["an image", { "sec-fetch-dest": "image" }],
    ["a script", { "sec-fetch-dest": "script" }],
    ["XMLHttpRequest", { "x-requested-with": "XMLHttpRequest", accept: "text/html" }],
    ["who wants JSON", { accept: "application/json" }],
    [
      "a page's fetch",
      { accept: "*/*", "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin", "sec-fetch-dest": "empty" },
    ],
  ])("%s is told 401, and begins nothing", async (_name, headers) => {
    const { world, response, byHandler } = await answerTo(headers)
    for (const answer of [response, byHandler]) {
      expect(answer.status).toBe(401)
      expect(await codeOf(answer)).toBe("login_required")
      expect(answer.headers.getSetCookie()).toEqual([])
      expect(answer.headers.get("location")).toBeNull()
    }
    expect(world.provider.seen.metadata).toBe(0)
  })

  test.each<[string, Record<string, string>]>([
    ["a prefetch", { "sec-purpose": "prefetch", "sec-fetch-mode": "navigate" }],
    ["a prerender", { "sec-purpose": "prefetch;prerender" }],
    ["an old one", { purpose: "prefetch" }],
  ])("%s is 503, and begins nothing", async (_name, headers) => {
    const world = createWorld()
    const response = await world.visitor().open("/auth/login", { headers })
    expect(response.status).toBe(503)
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(response.headers.getSetCookie()).toEqual([])
    expect(world.provider.seen.metadata).toBe(0)
  })

  test("already logged in, it begins a new login, and the session stays until that ends", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    expect((await visitor.open("/auth/login")).headers.get("location")).toContain("accounts.google.com")
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })
})
