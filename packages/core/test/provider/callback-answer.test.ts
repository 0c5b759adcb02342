/** What the provider may say in the callback itself, and what is made of it. */
import { describe, expect, test } from "vitest"
import { google } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork } from "../support/world.js"

useNetwork()

describe("errors of the provider", () => {
  test.each([
    ["access_denied", 403, "login_cancelled"],
    ["consent_required", 403, "login_cancelled"],
    ["login_required", 401, "login_required"],
    ["interaction_required", 401, "login_required"],
    ["account_selection_required", 401, "login_required"],
    ["server_error", 502, "provider_error"],
    ["temporarily_unavailable", 502, "provider_error"],
    ["invalid_scope", 502, "provider_error"],
    ["<script>alert(1)</script>", 502, "provider_error"],
  ])("%s is %i %s", async (error, status, code) => {
    const world = createWorld()
    const visitor = world.visitor()
    const response = await visitor.comeBack(world.provider.refuse(await visitor.start({ returnTo: "/deep" }), error))
    expect([response.status, await codeOf(response)]).toEqual([status, code])
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-auth\.tx\.[\w-]{43}=; Max-Age=0/)])
    const page = await response.text()
    expect(page).not.toContain("The visitor said no")
    expect(page).not.toContain("<script>")
    expect(page).toContain("/auth/login?provider=google&#38;return_to=%2Fdeep")
    expect(world.provider.seen.token).toEqual([])
    expectNoSecret(world, page)
  })

  test("error_uri is never a link, and the words of the provider never HTML", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.refuse(await visitor.start(), "server_error")
    answer.parameters.set("error_uri", "https://evil.example/")
    answer.parameters.set("error_description", "<a href=https://evil.example>x</a>")
    expect(await (await visitor.comeBack(answer)).text()).not.toContain("evil.example")
  })

  test("an error beside a code is still an error", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    answer.parameters.set("error", "access_denied")
    expect(await codeOf(await visitor.comeBack(answer))).toBe("login_cancelled")
    expect(world.provider.seen.token).toEqual([])
  })

  test("an error without a good state counts for nothing", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.start()
    const response = await visitor.open("/oauth2callback?error=access_denied", { crossSite: true })
    expect(await codeOf(response)).toBe("callback_invalid")
    expect(response.headers.getSetCookie()).toEqual([])
    expect(visitor.jar.all().length).toBe(1)
  })

  test("an existing session survives them all", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.login()
    await visitor.comeBack(world.provider.refuse(await visitor.start(), "access_denied"))
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })
})

describe("iss in the callback (RFC 9207)", () => {
  const announced = {
    ...google,
    metadata: { ...google.metadata, authorization_response_iss_parameter_supported: true },
  }

  test.each<[string, typeof google, string | undefined, string | undefined]>([
    ["ours", google, google.metadata.issuer, undefined],
    ["absent, and not announced", google, undefined, undefined],
    ["another's", google, "https://evil.example", "callback_invalid"],
    ["ours with a slash more", google, `${google.metadata.issuer}/`, "callback_invalid"],
    ["announced, and ours", announced, google.metadata.issuer, undefined],
    ["announced, and absent", announced, undefined, "callback_invalid"],
    ["announced, and empty", announced, "", "callback_invalid"],
  ])("%s", async (_name, profile, iss, code) => {
    const world = createWorld({ providers: { google: profile } })
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    if (iss !== undefined) answer.parameters.set("iss", iss)
    const response = await visitor.comeBack(answer)
    expect(await codeOf(response)).toBe(code)
    expect(visitor.jar.all().filter(({ name }) => name.includes(".tx."))).toEqual([])
    expect(world.provider.seen.token.length).toBe(code === undefined ? 1 : 0)
  })
})

describe("iss beside an error (RFC 9207): it is judged first, since an error can be another's, too", () => {
  const metadata = { ...google.metadata, authorization_response_iss_parameter_supported: true }
  test.each<[string, typeof google, string | undefined, string]>([
    ["ours", google, google.metadata.issuer, "login_cancelled"],
    ["another's", google, "https://evil.example", "callback_invalid"],
    ["announced, and absent", { ...google, metadata }, undefined, "callback_invalid"],
  ])("%s", async (_name, profile, iss, code) => {
    const world = createWorld({ providers: { google: profile } })
    const visitor = world.visitor()
    const answer = world.provider.refuse(await visitor.start(), "access_denied")
    if (iss !== undefined) answer.parameters.set("iss", iss)
    expect(await codeOf(await visitor.comeBack(answer))).toBe(code)
  })
})

test("a JARM answer, which is a response and nothing else, is refused and costs no login", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  const url = await visitor.start()
  const response = await visitor.open("/oauth2callback?response=eyJhbGciOiJub25lIn0.e30.", { crossSite: true })
  expect([response.status, await codeOf(response)]).toEqual([400, "callback_invalid"])
  expect((await visitor.comeBack(world.provider.authorize(url))).status).toBe(302)
})

describe("callbacks that nobody asked for", () => {
  const state = "s".repeat(43)

  test.each([
    ["", "callback_invalid"],
    ["code=c", "callback_invalid"],
    [`state=${state}&code=c`, "transaction_missing"],
    [`state=${state}&state=${state}&code=c`, "callback_invalid"],
    ["state=%00&code=%FF", "callback_invalid"],
    [`state=${"x".repeat(5000)}&code=c`, "callback_invalid"],
    ["state[]=a&code[$ne]=1", "callback_invalid"],
    ["state=__proto__&code=constructor", "callback_invalid"],
  ])("?%s is 400 %s, and touches no transaction", async (query, code) => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.start()
    const response = await visitor.open(`/oauth2callback?${query}`, { crossSite: true })
    expect([response.status, await codeOf(response)]).toEqual([400, code])
    expect(response.headers.getSetCookie()).toEqual([])
    expect(visitor.jar.all().length).toBe(1)
  })

  test("a program reads the same as problem+json", async () => {
    const world = createWorld()
    const headers = { accept: "application/json", "sec-fetch-mode": "cors" }
    const response = await world.visitor().open(`/oauth2callback?state=${state}&code=c`, { headers })
    expect(response.headers.get("content-type")).toBe("application/problem+json")
    const document = await response.json()
    expect(document).toMatchObject({ status: 400, code: "cookies_blocked", login_url: "/auth/login" })
    expect(world.log.at(-1)?.reference).toBe(document.reference)
  })
})
