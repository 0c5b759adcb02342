/** Limits of what a browser sends: nothing is read without end, and nothing without end is answered. */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { compactJws } from "../support/compact-jws.js"
import { google, okta } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork, type World } from "../support/world.js"

useNetwork()

describe("limits: a query", () => {
  test.each(["/auth/login", "/oauth2callback", "/auth/logout"])("%s: 16 KiB are read, more is 413", async (path) => {
    const visitor = createWorld().visitor()
    const fits = await visitor.open(`${path}?a=${"x".repeat(16 * 1024 - 2)}`)
    expect(fits.status).not.toBe(413)
    const refused = await visitor.open(`${path}?a=${"x".repeat(16 * 1024 - 1)}`)
    expect([refused.status, await codeOf(refused)]).toEqual([413, "body_too_large"])
    expect(refused.headers.getSetCookie()).toEqual([])
  })

  test("a session outlives it, at logout too", async () => {
    const visitor = createWorld().visitor()
    await visitor.login()
    expect((await visitor.open(`/auth/logout?return_to=/${"x".repeat(20_000)}`)).status).toBe(413)
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })
})

describe("limits: a return_to that nobody would follow is not repeated", () => {
  const long = `/${"%".repeat(8000)}`
  const several = () => createWorld({ providers: { google, okta } })
  const asked = (world: World, path: string) =>
    new Request(`${world.origin}${path}`, { headers: { "sec-fetch-mode": "navigate" } })

  test("not on the sign-in page", async () => {
    const page = await several()
      .visitor()
      .open(`/auth/login?${new URLSearchParams({ return_to: long.slice(0, 4000) })}`)
    expect((await page.text()).length).toBeLessThan(6000)
  })

  test("not in a guard's redirect", async () => {
    const world = several()
    const access = await world.auth.requireUser(asked(world, long))
    expect(access.ok ? "let in" : access.response.headers.get("location")).toBe("/auth/login")
  })

  test("not in the button that asks whether a logout was meant", async () => {
    const visitor = createWorld().visitor()
    await visitor.login()
    const question = await visitor.open(`/auth/logout?return_to=${"/".repeat(3000)}`, {
      crossSite: true,
      cookie: visitor.cookies(),
    })
    expect(question.status).toBe(403)
    expect(await question.text()).toContain('action="/auth/logout"')
  })
})

test("limits: planted cookies whose names cannot be written harm no login", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  const planted = Array.from({ length: 60 }, (_, index) => `__Host-auth.tx.\u00e4${index}=${"x".repeat(150)}`).join(
    "; ",
  )
  const started = await world.auth.login({
    method: "GET",
    url: "/",
    headers: { get: (name) => (name === "cookie" ? planted : null) },
  })
  expect(started.status).toBe(302)
  visitor.jar.take(started)
  const { parameters } = world.provider.authorize(started.headers.get("location") ?? "")
  const headers = new Map([["cookie", `${planted}; ${visitor.cookies()}`]])
  const finished = await world.auth.handle({
    method: "GET",
    url: `/oauth2callback?${parameters}`,
    headers: { get: (name) => headers.get(name) ?? null },
    text: async () => "",
  })
  expect(finished?.status).toBe(302)
})

test("limits: a claim that JSON cannot say again ends in a refusal of the token, and in no crash", async () => {
  const world = createWorld()
  world.provider.faults = {
    idToken: (header, claims, key) =>
      compactJws(
        header,
        JSON.stringify({ ...claims, karma: 0 }).replace('"karma":0', '"karma":1e400'),
        "RS256",
        key.privateKey,
      ),
  }
  const refused = await world.visitor().login()
  expect([refused.status, await codeOf(refused)]).toEqual([502, "id_token_invalid"])
})

test("limits: 256 KiB of answer to a code are read, and no more", async () => {
  const logIn = (bytes: number) => {
    const world = createWorld()
    world.provider.faults = {
      tokens: (answer) => {
        const missing = bytes - new TextEncoder().encode(JSON.stringify({ ...(answer as object), more: "" })).length
        return { ...(answer as object), more: "x".repeat(missing) }
      },
    }
    return world.visitor().login()
  }
  expect((await logIn(256 * 1024)).status).toBe(302)
  const refused = await logIn(256 * 1024 + 1)
  expect([refused.status, await codeOf(refused)]).toEqual([502, "provider_invalid"])
})

test("an error_description that is no text is left out, and the refusal is that of the error", async () => {
  const world = createWorld()
  const body = { error: "invalid_grant", error_description: { toString: 1 } }
  world.provider.faults = { tokens: () => HttpResponse.json(body, { status: 400 }) }
  const refused = await world.visitor().login()
  expect([refused.status, await codeOf(refused)]).toEqual([400, "code_rejected"])
})

test("limits: an attempt that would not fit into its cookie leads home, and is finished", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  const [returnTo, acr] = [`/${"a".repeat(2040)}`, ["b".repeat(1000)]]
  const access = await world.auth.requireUser(visitor.request(returnTo), { acr })
  if (access.ok) throw new Error("nobody is logged in")
  for (const line of access.response.headers.getSetCookie()) expect(line.length).toBeLessThanOrEqual(4096)
  visitor.jar.take(access.response)
  const answer = await visitor.comeBack(world.provider.authorize(access.response.headers.get("location") ?? ""))
  expect([answer.status, answer.headers.get("location")]).toEqual([302, "/"])
  // What fits is kept.
  const plain = world.visitor()
  const back = await plain.comeBack(world.provider.authorize(await plain.start({ returnTo })))
  expect(back.headers.get("location")).toBe(returnTo)
})
