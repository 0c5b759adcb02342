/** Who is let in, what everybody else is told, and what our pages hold. */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import type { AccessRule, Claims } from "../../src/index.js"
import { okta } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork } from "../support/world.js"
import { login } from "./support.js"

useNetwork()

const asProgram = { accept: "application/json", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }

/** What a guard says to somebody who is logged in. */
async function guarded(rule: unknown) {
  const { world, visitor } = await login()
  return world.auth.requireUser(visitor.request("/private"), rule as AccessRule<Claims>)
}

describe("guard", () => {
  test.each<[string, unknown]>([
    ["nothing", () => undefined],
    ["1", () => 1],
    ["a text", () => "yes"],
    ["an object", () => ({})],
    ["false", () => false],
    ["a promise of false", async () => false],
  ])("guard: only true lets in (%s)", async (_name, allow) => {
    const access = await guarded({ allow })
    expect(access.ok ? 200 : access.response.status).toBe(403)
    expect((await guarded({ allow: () => true })).ok).toBe(true)
  })

  test("guard: only true lets in (a rule that fails)", async () => {
    const allow = () => Promise.reject(new Error("the database is down"))
    const outcome = await guarded({ allow }).then(
      ({ ok }) => ok,
      () => "thrown",
    )
    expect(outcome).not.toBe(true)
  })

  test.each<[string, unknown]>([
    ["misspelled", { alow: () => false }],
    ["of no function", { allow: true }],
    ["as a function", () => false],
    ["null", null],
    ["a text", "admin"],
  ])("guard: a rule that nobody reads is an error (%s)", async (_name, rule) => {
    await expect(guarded(rule)).rejects.toMatchObject({ code: "invalid_argument" })
  })

  test("guard: a page is sent to the login", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const access = await world.auth.requireUser(visitor.request("/private?x=1"))
    if (access.ok) throw new Error("let in")
    expect(access.response.status).toBe(302)
    visitor.jar.take(access.response)
    const answer = world.provider.authorize(access.response.headers.get("location") ?? "")
    expect((await visitor.comeBack(answer)).headers.get("location")).toBe("/private?x=1")
  })

  test("guard: an API call is told 401", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const access = await world.auth.requireUser(visitor.request("/api", { headers: asProgram }))
    if (access.ok) throw new Error("let in")
    const { status, headers } = access.response
    expect([status, headers.get("content-type")]).toEqual([401, "application/problem+json"])
    expect([headers.get("location"), headers.getSetCookie()]).toEqual([null, []])
    expect(world.provider.seen.metadata).toBe(0)
  })

  test("guard: not allowed is 403", async () => {
    const access = await guarded({ allow: () => false })
    if (access.ok) throw new Error("let in")
    expect([access.response.status, await codeOf(access.response)]).toEqual([403, "access_denied"])
    expect(access.response.headers.get("location")).toBeNull()
    expect(access.response.headers.getSetCookie()).toEqual([])
  })

  test("guard: a prefetch begins nothing", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const access = await world.auth.requireUser(visitor.request("/private", { headers: { "sec-purpose": "prefetch" } }))
    if (access.ok) throw new Error("let in")
    expect([access.response.status, access.response.headers.getSetCookie()]).toEqual([503, []])
    expect(world.provider.seen.metadata).toBe(0)
  })

  test("guard: the third automatic login is a page", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const ask = async () => {
      const access = await world.auth.requireUser(visitor.request("/private"))
      if (access.ok) throw new Error("let in")
      visitor.jar.take(access.response)
      return access.response
    }
    for (let round = 0; round < 2; round++) expect((await ask()).status).toBe(302)
    const page = await ask()
    expect([page.status, await codeOf(page), page.headers.get("location")]).toEqual([400, "login_loop", null])
    world.clock.pass(60)
    expect((await ask()).status).toBe(302)
  })

  test("guard: a demand is verified when it comes back", async () => {
    const world = createWorld()
    const comeBack = async (auth_time: unknown) => {
      const visitor = world.visitor()
      const access = await world.auth.requireUser(visitor.request("/private"), { maxAge: 60 })
      if (access.ok) throw new Error("let in")
      visitor.jar.take(access.response)
      const url = access.response.headers.get("location") ?? ""
      expect(new URL(url).searchParams.get("max_age")).toBe("60")
      world.provider.faults = { claims: (claims) => ({ ...claims, auth_time }) }
      return codeOf(await visitor.comeBack(world.provider.authorize(url)))
    }
    const now = world.clock.seconds()
    for (const old of [now - 100, undefined]) expect([old, await comeBack(old)]).toEqual([old, "access_denied"])
    expect(await comeBack(now)).toBeUndefined()
    const { visitor } = await login()
    const stronger = await world.auth.requireUser(visitor.request("/private"), { acr: ["phr"] })
    expect(stronger.ok).toBe(false)
  })

  test("guard: a refusal holds nothing of the page", async () => {
    const world = createWorld()
    for (const headers of [{}, asProgram]) {
      const refused = await world.auth.requireUser(world.visitor().request("/private", { headers }))
      expect(Object.keys(refused).sort()).toEqual(["ok", "response"])
    }
    const denied = await guarded({ allow: () => false })
    expect(Object.keys(denied).sort()).toEqual(["ok", "response"])
    const text = denied.ok ? "" : await denied.response.text()
    expect(text).not.toContain("Ada")
  })
})

/** A page of each kind that we show. */
async function pages(): Promise<Response[]> {
  const world = createWorld({ providers: { google: okta, okta } })
  const visitor = world.visitor()
  const strict = createWorld({ auth: { cookie_same_site: "strict" } })
  await visitor.login("okta")
  return [
    await visitor.open("/auth/login"),
    await visitor.open("/oauth2callback?state=x", { cookie: "a=b", crossSite: true }),
    await visitor.open("/auth/logout", { crossSite: true }),
    await strict.visitor().login(),
  ]
}

/** The directives of a page's Content-Security-Policy. */
const policyOf = ({ headers }: Response) =>
  new Map(
    (headers.get("content-security-policy") ?? "").split(";").map((directive) => {
      const [name = "", ...values] = directive.trim().split(/\s+/)
      return [name, values.join(" ")]
    }),
  )

describe("pages", () => {
  const hostile = `"><script>alert(1)</script><a href='https://evil.example'>&`

  test("pages: nothing stands unescaped", async () => {
    const { response } = await login(
      { claims: (claims) => ({ ...claims, email: `${hostile}@x` }) },
      { auth: { allowed_domains: "y.example" } },
    )
    const world = createWorld({ providers: { google: okta, okta }, tables: { okta: { label: hostile } } })
    const visitor = world.visitor()
    const query = new URLSearchParams({ provider: hostile, return_to: `/${hostile}` })
    await visitor.login("okta")
    const shown = [
      response,
      await visitor.open(`/auth/login?${query}`),
      await visitor.open(`/auth/login?${new URLSearchParams({ return_to: `/${hostile}` })}`),
      await visitor.open(`/auth/logout?${new URLSearchParams({ return_to: `/${hostile}` })}`, { crossSite: true }),
    ]
    for (const answer of shown) {
      const text = await answer.text()
      expect(text).toContain("<h1>")
      expect(text).not.toContain("<script")
      expect(text).not.toMatch(/<a href='https/)
      expect(text).not.toContain(`"><`.repeat(2))
    }
    expect(await (await visitor.open(`/auth/login?${query}`)).text()).toContain("&#60;script&#62;")
  })

  test("pages: error_uri is never a link", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.refuse(await visitor.start(), "server_error")
    answer.parameters.set("error_uri", "https://evil.example/")
    answer.parameters.set("error_description", "call +1 555 at https://evil.example/")
    expect(await (await visitor.comeBack(answer)).text()).not.toContain("evil.example")
    const error = { error: "invalid_request", error_uri: "https://evil.example/", error_description: "evil.example" }
    const refused = await login({ tokens: () => HttpResponse.json(error, { status: 400 }) })
    expect(await refused.response.text()).not.toContain("evil.example")
  })

  test("pages: default-src 'none'", async () => {
    for (const page of await pages()) {
      const policy = policyOf(page)
      expect(policy.get("default-src")).toBe("'none'")
      for (const name of ["script-src", "img-src", "connect-src", "frame-src"]) expect(policy.has(name)).toBe(false)
      expect(policy.get("style-src")).toMatch(/^'sha256-[\w+/]+=*'$/)
    }
  })

  test("pages: base-uri 'none'", async () => {
    for (const page of await pages()) expect(policyOf(page).get("base-uri")).toBe("'none'")
  })

  test("pages: frame-ancestors 'none'", async () => {
    for (const page of await pages()) expect(policyOf(page).get("frame-ancestors")).toBe("'none'")
  })

  test("pages: no form-action", async () => {
    for (const page of await pages()) expect(policyOf(page).has("form-action")).toBe(false)
  })

  test("pages: Referrer-Policy same-origin", async () => {
    for (const page of await pages()) expect(page.headers.get("referrer-policy")).toBe("same-origin")
  })

  test.each([{}, { headers: asProgram }])("pages: no stack and no cause (%j)", async (visit) => {
    const world = createWorld({
      options: { onLogin: () => Promise.reject(new Error("connect ECONNREFUSED db.internal:5432 canary")) },
    })
    const visitor = world.visitor()
    const { parameters } = world.provider.authorize(await visitor.start())
    const response = await visitor.open(`/oauth2callback?${parameters}`, { crossSite: true, ...visit })
    const text = await response.text()
    expect(response.status).toBe(500)
    for (const inner of ["canary", "db.internal", "    at ", ".ts:", "node_modules"]) expect(text).not.toContain(inner)
    expect(JSON.stringify(world.log)).toContain("db.internal")
  })
})
