/** Logins that begin by themselves: they never go round, and after a logout they wait for the visitor. */
import { describe, expect, test } from "vitest"
import { google, okta } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork, type Visitor, type World } from "../support/world.js"

useNetwork()

type Page = (world: World, visitor: Visitor) => Promise<Response>

/** The two pages that log in by themselves. */
const pages: [string, Page][] = [
  [
    "a guard",
    async ({ auth }, visitor) => {
      const access = await auth.requireUser(visitor.request("/"))
      return access.ok ? new Response("the page") : access.response
    },
  ],
  [
    "a handler that calls login()",
    async ({ auth }, visitor) => {
      const { user, login } = await auth.context(visitor.request("/"))
      return user.isLoggedIn ? new Response("the page") : login()
    },
  ],
]

/** Follows a browser from a page until something is shown; gives that, and how many logins began on the way. */
async function walk(world: World, visitor: Visitor, page: Page, lose: (visitor: Visitor) => void = () => {}) {
  for (let logins = 0; logins < 10; logins += 1) {
    const response = await page(world, visitor)
    visitor.jar.take(response)
    lose(visitor)
    const location = response.headers.get("location")
    if (location === null) return { response, logins }
    const answer = await visitor.comeBack(world.provider.authorize(location))
    lose(visitor)
    if (answer.status !== 302) return { response: answer, logins: logins + 1 }
  }
  throw new Error("it goes round")
}

function loseAll({ jar }: Visitor): void {
  for (const { name } of jar.all()) jar.drop(name)
}

describe.each(pages)("S13 %s", (_name, page) => {
  test("logs in", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const { response, logins } = await walk(world, visitor, page)
    expect(await response.text()).toBe("the page")
    expect(logins).toBe(1)
  })

  test("all cookies blocked: the first callback says so", async () => {
    const world = createWorld()
    const { response, logins } = await walk(world, world.visitor(), page, loseAll)
    expect([response.status, await codeOf(response), logins]).toEqual([400, "cookies_blocked", 1])
  })

  test("the session's cookie dropped: the third attempt is a page that says why, with a way on", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const { response, logins } = await walk(world, visitor, page, ({ jar }) => jar.drop("__Host-auth"))
    expect([response.status, await codeOf(response), logins]).toEqual([400, "login_loop", 2])
    expect(response.headers.getSetCookie()).toEqual([])
    const text = await response.text()
    expect(text).toContain("cookies")
    expect(text).toContain('href="/auth/login')
    expect(world.log.at(-1)).toMatchObject({ event: "login_loop", level: "warning" })
    // Whoever asks gets a login all the same.
    expect((await visitor.open("/auth/login")).status).toBe(302)
  })

  test("after a minute it may begin again", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await walk(world, visitor, page, ({ jar }) => jar.drop("__Host-auth"))
    world.clock.pass(61)
    const { response, logins } = await walk(world, visitor, page)
    expect([await response.text(), logins]).toEqual(["the page", 1])
  })

  test("S67 after a logout: the signed-out page with a button, until the visitor asks", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await walk(world, visitor, page)
    await visitor.logout()
    for (let reload = 0; reload < 3; reload += 1) {
      const response = await page(world, visitor)
      expect([response.status, response.headers.get("location")]).toEqual([200, null])
      expect(response.headers.getSetCookie()).toEqual([])
      expect(response.headers.get("cache-control")).toBe("no-store")
      expect(await response.text()).toMatch(/You are logged out[\s\S]*href="\/auth\/login/)
    }
    const asked = await visitor.open("/auth/login")
    await visitor.comeBack(world.provider.authorize(asked.headers.get("location") ?? ""))
    expect(await (await page(world, visitor)).text()).toBe("the page")
    // Asked for once, it goes by itself again when the session is over.
    world.clock.pass(31 * 24 * 3600)
    expect((await page(world, visitor)).status).toBe(302)
  })

  test("S67 whoever asks and turns back at the provider may be logged in by themselves again", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await walk(world, visitor, page)
    await visitor.logout()
    await visitor.open("/auth/login")
    expect((await page(world, visitor)).status).toBe(302)
  })

  test("a program is told nothing of pages", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await walk(world, visitor, page)
    await visitor.logout()
    const headers = { cookie: visitor.cookies(), accept: "*/*" }
    const request = new Request("https://app.example/", { headers })
    expect((await world.auth.login(request)).status).toBe(302)
    const access = await world.auth.requireUser(request)
    expect(access.ok ? 200 : access.response.status).toBe(401)
  })
})

describe("S13 in another site's frame, where no cookie is kept and no login could hold", () => {
  const framed = { "sec-fetch-site": "cross-site", "sec-fetch-dest": "iframe" }

  test.each(["iframe", "frame", "fencedframe", "object", "embed"])(
    "%s: nothing begins, and nothing is asked",
    async (dest) => {
      const world = createWorld()
      const visitor = world.visitor()
      const headers = { ...framed, "sec-fetch-dest": dest }
      const access = await world.auth.requireUser(visitor.request("/", { headers }))
      const answers = [
        access.ok ? undefined : access.response,
        await world.auth.login(visitor.request("/", { headers })),
        await world.auth.handle(visitor.request("/auth/login", { headers })),
      ]
      for (const answer of answers) {
        expect([answer?.status, answer?.headers.getSetCookie()]).toEqual([401, []])
        expect(await codeOf(answer as Response)).toBe("login_required")
      }
      expect(world.provider.seen.metadata).toBe(0)
    },
  )

  test("a visitor's own login is not crowded out, nor their guard made to stop", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const url = await visitor.start()
    for (let frame = 0; frame < 6; frame += 1) await visitor.open("/auth/login", { headers: framed })
    expect((await visitor.comeBack(world.provider.authorize(url))).headers.get("location")).toBe("/")
  })

  test("in a frame of the application's own a login begins", async () => {
    const world = createWorld()
    const headers = { ...framed, "sec-fetch-site": "same-origin" }
    expect((await world.visitor().open("/auth/login", { headers })).status).toBe(302)
  })
})

test("S13 in another site's frame of a browser that says nothing of frames, where the answer by POST arrives alone", async () => {
  const world = createWorld({ tables: { google: { client_kwargs: { scope: "openid", response_mode: "form_post" } } } })
  const visitor = world.visitor()
  const statuses: number[] = []
  for (let round = 0; round < 3; round += 1) {
    // A guard in a frame: Lax cookies stay at home, and are not kept.
    const access = await world.auth.requireUser(old(visitor))
    if (access.ok) throw new Error("nobody is logged in")
    statuses.push(access.response.status)
    visitor.jar.take(access.response)
    const location = access.response.headers.get("location")
    if (location === null) expect(await codeOf(access.response)).toBe("login_loop")
    else expect((await visitor.comeBack(world.provider.authorize(location))).status).toBe(303)
  }
  expect(statuses).toEqual([302, 302, 400])
})

/** A page in another site's frame, of a browser without Fetch Metadata: of the cookies the None ones come along. */
function old({ jar }: Visitor): Request {
  const sent = jar.all().filter(({ sameSite }) => sameSite === "none")
  const cookie = sent.map(({ name, value }) => `${name}=${value}`).join("; ")
  return new Request("https://app.example/", { headers: { accept: "text/html", cookie } })
}

test("S13 what a visitor asks for does not count", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  for (let click = 0; click < 4; click += 1) {
    expect((await visitor.open("/auth/login")).status).toBe(302)
    await visitor.start()
  }
  expect(visitor.cookies()).not.toContain(".try")
})

test("S13 a guard that refuses a form counts for nothing", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  for (let post = 0; post < 4; post += 1) {
    const access = await world.auth.requireUser(visitor.request("/", { method: "POST", body: "x" }))
    if (access.ok) throw new Error("nobody is logged in")
    expect(access.response.status).toBe(303)
    visitor.jar.take(access.response)
  }
})

test("S13 a silent login that needs the visitor, tried again by its page, ends in a page", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  const silently = { parameters: { prompt: "none" } }
  const statuses: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const response = await world.auth.login(visitor.request("/"), silently)
    visitor.jar.take(response)
    statuses.push(response.status)
    const location = response.headers.get("location")
    if (location === null) expect(await codeOf(response)).toBe("login_loop")
    else await visitor.comeBack(world.provider.refuse(location, "login_required"))
  }
  expect(statuses).toEqual([302, 302, 400])
})

test("S67 with several providers the signed-out page leads to the choice, and back to what was asked for", async () => {
  const world = createWorld({ providers: { google, okta } })
  const visitor = world.visitor()
  await visitor.login("google")
  await visitor.logout()
  const access = await world.auth.requireUser(visitor.request("/reports?tab=1"))
  if (access.ok) throw new Error("nobody is logged in")
  expect(access.response.status).toBe(200)
  expect(await access.response.text()).toContain('href="/auth/login?return_to=%2Freports%3Ftab%3D1"')
})

describe("a logout is not undone by an older answer that comes late", () => {
  test("the ended session opens as revoked, and a new login is not harmed", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const late = await visitor.login()
    await visitor.logout()
    visitor.jar.take(late)
    expect(await visitor.session()).toMatchObject({ user: { isLoggedIn: false }, reason: "revoked" })
    await visitor.login()
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
    // Nor does it come back after the visitor has asked for another.
    visitor.jar.take(late)
    expect(await visitor.session()).toMatchObject({ reason: "revoked" })
  })

  test("nor later, for as long as the session would have lived", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const late = await visitor.login()
    world.clock.pass(60)
    await visitor.logout()
    visitor.jar.take(late)
    for (const seconds of [3600, 24 * 3600, 28 * 24 * 3600, 24 * 3600]) {
      world.clock.pass(seconds)
      expect(await visitor.user()).toEqual({ isLoggedIn: false })
    }
  })

  test("S73 without a session there is nothing to end, and nothing to mark", async () => {
    const world = createWorld()
    const response = await world.visitor().logout()
    expect([response.headers.get("location"), response.headers.getSetCookie()]).toEqual(["/", []])
  })

  test("who logs out of a session that cannot be read is logged out", async () => {
    const world = createWorld()
    const request = world.visitor().request("/", { cookie: "__Host-auth=garbage" })
    const lines = (await world.auth.logout(request)).headers.getSetCookie()
    expect(lines).toEqual([
      expect.stringMatching(/^__Host-auth=; Max-Age=0/),
      expect.stringMatching(/^__Host-auth\.out=1; /),
    ])
  })
})

describe("a transaction is used once", () => {
  test("in a process: a copy of its cookie finishes nothing a second time", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const url = await visitor.start()
    const cookie = visitor.cookies()
    const answer = world.provider.authorize(url)
    await visitor.comeBack(answer)
    const again = await visitor.open(`/oauth2callback?${answer.parameters}`, { cookie, crossSite: true })
    expect(await codeOf(again)).toBe("transaction_missing")
    expect(world.provider.seen.token).toHaveLength(1)
  })

  test("in a process: of two at the same moment, one asks the provider", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const { parameters } = world.provider.authorize(await visitor.start())
    const request = () => visitor.request(`/oauth2callback?${parameters}`, { crossSite: true })
    const answers = await Promise.all([world.auth.handle(request()), world.auth.handle(request())])
    expect(answers.map((answer) => answer?.status)).toEqual([302, 400])
    expect(world.provider.seen.token).toHaveLength(1)
  })

  test("in a process: a refused answer uses it up, too", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const url = await visitor.start()
    const cookie = visitor.cookies()
    expect(await codeOf(await visitor.comeBack(world.provider.refuse(url, "access_denied")))).toBe("login_cancelled")
    const { parameters } = world.provider.authorize(url)
    const again = await visitor.open(`/oauth2callback?${parameters}`, { cookie, crossSite: true })
    expect(await codeOf(again)).toBe("transaction_missing")
  })
})
