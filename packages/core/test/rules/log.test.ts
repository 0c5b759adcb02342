/** What the owner is told, and what the owner may configure. */
import { HttpResponse } from "msw"
import { expect, test } from "vitest"
import { parseConfig } from "../../src/index.js"
import type { Faults } from "../support/mock-provider.js"
import { google } from "../support/profiles.js"
import { codeOf, cookieSecret, createWorld, expectNoSecret, useNetwork } from "../support/world.js"
import { login, sentForm } from "./support.js"

useNetwork()

/** A provider that says an error in its own words. */
const saying = (error_description: string): Faults => ({
  tokens: () => HttpResponse.json({ error: "server_error", error_description }, { status: 400 }),
})

test("log: no secret", async () => {
  // One that repeats whatever it was sent.
  const world = createWorld({ tables: { google: { token_endpoint_auth_method: "client_secret_post" } } })
  const repeating: Faults = {
    tokens: () => {
      const sent = [...sentForm(world.provider).values()].join(" ")
      return HttpResponse.json({ error: "invalid_grant", error_description: `not found: ${sent}` }, { status: 400 })
    },
  }
  world.provider.faults = repeating
  const visitor = world.visitor()
  const url = await visitor.start()
  const [attempt] = visitor.jar.all()
  const response = await visitor.comeBack(world.provider.authorize(url))
  expect(await codeOf(response)).toBe("code_rejected")
  const form = sentForm(world.provider)
  const secrets = ["code", "code_verifier", "client_secret"].map((name) => form.get(name) ?? "")
  const told = JSON.stringify(world.log)
  expect(told).toContain("not found")
  for (const secret of [...secrets, attempt?.value ?? ""]) {
    expect(secret.length).toBeGreaterThan(10)
    expect(told).not.toContain(secret.slice(0, 10))
  }
  expectNoSecret(world, await response.text())
})

test.each(["code=c", `state=${"s".repeat(43)}&code=canary-code`, `state=${"s".repeat(43)}&state=x&code=canary-code`])(
  "log: no callback URL (%s)",
  async (query) => {
    const world = createWorld()
    await world.visitor().open(`/oauth2callback?${query}`, { crossSite: true, headers: { cookie: "a=b" } })
    expect(world.log.length).toBe(1)
    const told = JSON.stringify(world.log)
    for (const part of [query, "oauth2callback", "canary", "ssss"]) expect(told).not.toContain(part)
  },
)

test("log: 200 characters of a provider's words", async () => {
  const { world } = await login(saying("word ".repeat(200)))
  const { cause = "" } = world.log.at(-1) ?? {}
  expect(cause).toContain("word word")
  expect(cause.length).toBeLessThanOrEqual(200)
})

test("log: no control characters", async () => {
  const { world } = await login(saying("first\r\nsecond\u0000\u001b[31m\u2028third\u202e\u0085"))
  const { cause = "" } = world.log.at(-1) ?? {}
  expect(cause).toContain("third")
  expect(cause).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u)
})

test("config: secrets are rotated by a list", async () => {
  const [older, newer] = ["an-older-secret-0123456789-abcdefgh", "a-newer-secret-0123456789-abcdefghi"]
  const world = createWorld({ auth: { cookie_secret: older } })
  const visitor = world.visitor()
  await visitor.login()
  const rotated = world.restart({ auth: { cookie_secret: [newer, older] } })
  expect((await rotated.auth.getUser(visitor.request("/"))).isLoggedIn).toBe(true)
  const later = rotated.visitor()
  await later.login()
  const without = rotated.restart({ auth: { cookie_secret: [newer] } })
  expect((await without.auth.getUser(later.request("/"))).isLoggedIn).toBe(true)
  expect((await without.auth.getUser(visitor.request("/"))).isLoggedIn).toBe(false)
})

/** The codes of what is wrong with a table. */
function issues(auth: object): string[] {
  const provider = { client_id: "c", client_secret: "s0me-other", server_metadata_url: google.metadataUrl }
  const whole = { redirect_uri: "https://app.example/oauth2callback", cookie_secret: cookieSecret, google: provider }
  try {
    parseConfig({ auth: { ...whole, ...auth } })
    return []
  } catch (error) {
    return (error as { issues: { code: string }[] }).issues.map(({ code }) => code)
  }
}

test("config: a secret of 32 characters", () => {
  const secret = "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7-_xY0"
  expect(issues({ cookie_secret: secret })).toEqual([])
  expect(issues({ cookie_secret: secret.slice(1) })).toEqual(["secret_too_short"])
  expect(issues({ cookie_secret: [secret, secret.slice(1)] })).toEqual(["secret_too_short"])
})

test("config: http on loopback alone", () => {
  expect(issues({ redirect_uri: "http://app.example/oauth2callback" })).toContain("http_insecure")
  expect(issues({ redirect_uri: "http://localhost.evil.example/oauth2callback" })).toContain("http_insecure")
  const provider = { client_id: "c", client_secret: "s0me-other", server_metadata_url: "http://id.example/x" }
  expect(issues({ google: provider })).toContain("http_insecure")
  for (const host of ["localhost:8501", "127.0.0.1", "[::1]:8501"]) {
    expect(issues({ redirect_uri: `http://${host}/oauth2callback` })).toEqual([])
  }
})
