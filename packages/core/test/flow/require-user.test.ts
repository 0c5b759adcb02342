/** nextStep as a table, and the rules that a guard understands. */
import { describe, expect, test } from "vitest"
import { nextStep } from "../../src/flow/require-user.js"
import { google, okta } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork } from "../support/world.js"

useNetwork()

describe("nextStep", () => {
  const person = {
    isLoggedIn: true,
    isRightProvider: true,
    lacking: undefined,
    isPage: true,
    isPrefetch: false,
  } as const
  const nobody = { ...person, isLoggedIn: false }
  test.each<[string, Parameters<typeof nextStep>[0], ReturnType<typeof nextStep>]>([
    ["logged in", person, "look closer"],
    ["logged in, by a program", { ...person, isPage: false }, "look closer"],
    ["logged in, prefetched", { ...person, isPrefetch: true }, "look closer"],
    ["logged out", nobody, "log in"],
    ["logged out, by a program", { ...nobody, isPage: false }, "say so"],
    ["logged out, prefetched", { ...nobody, isPrefetch: true }, "wait"],
    ["logged out, prefetched by a program", { ...nobody, isPage: false, isPrefetch: true }, "wait"],
    ["with another provider", { ...person, isRightProvider: false }, "log in"],
    ["with another provider, by a program", { ...person, isRightProvider: false, isPage: false }, "say so"],
    ["with another provider, in vain", { ...person, isRightProvider: false, lacking: "refuse" }, "log in"],
    ["lacking something", { ...person, lacking: "step up" }, "log in"],
    ["lacking something, by a program", { ...person, lacking: "step up", isPage: false }, "say what lacks"],
    ["lacking something, prefetched", { ...person, lacking: "step up", isPrefetch: true }, "wait"],
    ["lacking something in vain", { ...person, lacking: "refuse" }, "refuse"],
    ["lacking something in vain, by a program", { ...person, lacking: "refuse", isPage: false }, "refuse"],
  ])("%s", (_name, facts, expected) => {
    expect(nextStep(facts)).toBe(expected)
  })
})

describe("the guard", () => {
  test("a prefetch begins nothing: 503, no transaction", async () => {
    const world = createWorld()
    const access = await world.auth.requireUser(world.visitor().request("/", { headers: { purpose: "prefetch" } }))
    if (access.ok) throw new Error("nobody is logged in")
    expect(access.response.status).toBe(503)
    expect(access.response.headers.getSetCookie()).toEqual([])
  })

  test("provider: only who logged in with this one; others are sent to it", async () => {
    const world = createWorld({ providers: { google, okta } })
    const visitor = world.visitor()
    await visitor.login("google")
    expect((await world.auth.requireUser(visitor.request("/"), { provider: "google" })).ok).toBe(true)
    const access = await world.auth.requireUser(visitor.request("/"), { provider: "okta" })
    if (access.ok) throw new Error("that was google")
    expect(access.response.headers.get("location")).toContain("okta.com")
  })

  test("several providers and no default: to the sign-in page, and back from there", async () => {
    const world = createWorld({ providers: { google, okta } })
    const access = await world.auth.requireUser(world.visitor().request("/reports?tab=1"))
    if (access.ok) throw new Error("nobody is logged in")
    expect(access.response.status).toBe(302)
    expect(access.response.headers.get("location")).toBe("/auth/login?return_to=%2Freports%3Ftab%3D1")
    expect(access.response.headers.getSetCookie()).toEqual([])
  })

  test("after a POST the visitor lands at home, not where nothing answers a GET", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const access = await world.auth.requireUser(visitor.request("/order", { method: "POST", body: "x" }))
    if (access.ok) throw new Error("nobody is logged in")
    expect(access.response.status).toBe(303)
    visitor.jar.take(access.response)
    const answer = world.provider.authorize(access.response.headers.get("location") ?? "")
    expect((await visitor.comeBack(answer)).headers.get("location")).toBe("/")
  })

  test.each([
    ["a name that nobody knows", { alow: () => true }],
    ["a list", { allow: ["me@example.com"] }],
    ["a text", { allow: "me@example.com" }],
    ["true", { allow: true }],
    ["half a second", { maxAge: 0.5 }],
    ["a negative age", { maxAge: -1 }],
    ["an age as text", { maxAge: "60" }],
    ["a class as text", { acr: "mfa" }],
    ["no class at all", { acr: [] }],
    ["a class with a blank", { acr: ["mfa pwd"] }],
    ["an empty class", { acr: [""] }],
    ["classes that no cookie holds", { acr: ["a".repeat(1001)] }],
  ])("a rule with %s lets nobody in, and says so", async (_name, rule) => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const call = world.auth.requireUser(visitor.request("/"), rule as object)
    await expect(call).rejects.toMatchObject({ code: "invalid_argument" })
  })

  test("a function in the place of the rule is a clear error", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const rule = (() => false) as unknown as object
    await expect(world.auth.requireUser(visitor.request("/"), rule)).rejects.toMatchObject({ code: "invalid_argument" })
  })

  test("a provider that is nowhere configured is a clear error", async () => {
    const world = createWorld()
    const call = world.auth.requireUser(world.visitor().request("/"), { provider: "gogle" })
    await expect(call).rejects.toMatchObject({ code: "provider_unknown" })
  })

  test("a refusal holds nothing of the page", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    const access = await world.auth.requireUser(visitor.request("/private?secret=canary"), { allow: () => false })
    if (access.ok) throw new Error("the rule said no")
    expect(await codeOf(access.response)).toBe("access_denied")
    expect(await access.response.text()).not.toContain("canary")
  })
})
