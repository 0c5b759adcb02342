/** whyNotAllowed: the owner's lists of e-mail addresses and domains. */
import { describe, expect, test } from "vitest"
import { whyNotAllowed } from "../../src/flow/access.js"
import { codeOf, createWorld, useNetwork } from "../support/world.js"

useNetwork()

const base = { iss: "https://idp.example", sub: "1" }
const emails = { allowedEmails: ["ada@example.com"] }
const domains = { allowedDomains: ["example.com"] }

describe("B10 whyNotAllowed", () => {
  test.each<[string, object, object, RegExp | undefined]>([
    ["no list: everyone", {}, {}, undefined],
    ["no address at all", { email: "example.com", email_verified: true }, domains, /named none of yours/],
    ["a listed address", { email: "ada@example.com", email_verified: true }, emails, undefined],
    ["in other letters", { email: "ADA@Example.COM", email_verified: true }, emails, undefined],
    [
      "a letter that only turns into a listed one: a Kelvin sign, and another mailbox",
      { email: "\u212Aim@example.com", email_verified: true },
      { allowedEmails: ["kim@example.com"] },
      /not allowed/,
    ],
    ["another address", { email: "eve@example.com", email_verified: true }, emails, /eve@example\.com is not allowed/],
    ["a listed domain", { email: "eve@example.com", email_verified: true }, domains, undefined],
    ["a domain that only ends like it", { email: "eve@notexample.com", email_verified: true }, domains, /not allowed/],
    ["a subdomain", { email: "eve@mail.example.com", email_verified: true }, domains, /not allowed/],
    ["a domain in the local part", { email: "example.com@evil.example", email_verified: true }, domains, /not allowed/],
    ["two @: the last counts", { email: '"a@example.com"@evil.example', email_verified: true }, domains, /not allowed/],
    [
      "either list is enough",
      { email: "bob@other.example", email_verified: true },
      { allowedEmails: ["bob@other.example"], ...domains },
      undefined,
    ],
    ["unverified", { email: "ada@example.com", email_verified: false }, emails, /did not vouch/],
    ["nothing said of it", { email: "ada@example.com" }, domains, /did not vouch/],
    ["verified as a text", { email: "ada@example.com", email_verified: "true" }, domains, /did not vouch/],
    ["no e-mail", {}, domains, /named none of yours/],
    ["an e-mail that is no text", { email: ["ada@example.com"], email_verified: true }, emails, /named none of yours/],
    ["an empty list: nobody", { email: "ada@example.com", email_verified: true }, { allowedEmails: [] }, /not allowed/],
  ])("%s", (_name, claims, lists, expected) => {
    const reason = whyNotAllowed({ ...base, ...claims }, lists)
    if (expected === undefined) expect(reason).toBeUndefined()
    else expect(reason).toMatch(expected)
  })
})

describe("B10 allowed_*", () => {
  test("who is not on it gets 403 with the reason, and no session", async () => {
    const world = createWorld({ auth: { allowed_domains: ["example.com"] } })
    const visitor = world.visitor()
    const response = await visitor.login()
    expect([response.status, await codeOf(response)]).toEqual([403, "access_denied"])
    expect(await response.text()).toContain("ada@gmail.com is not allowed here")
    expect(visitor.jar.all()).toEqual([])
  })

  test("a provider's own list wins over [auth]'s", async () => {
    const world = createWorld({
      auth: { allowed_domains: ["example.com"] },
      tables: { google: { allowed_domains: "GMAIL.com" } },
    })
    expect((await world.visitor().login()).status).toBe(302)
  })

  test("UserInfo that vouches for one address does not vouch for another in the ID token", async () => {
    const world = createWorld({ auth: { allowed_domains: ["example.com"], userinfo: "always" } })
    world.provider.faults = {
      claims: ({ email_verified: _, ...claims }) => ({ ...claims, email: "boss@example.com" }),
      userinfo: (claims) => ({ ...claims, email: "eve@evil.example", email_verified: true }),
    }
    const visitor = world.visitor()
    expect(await codeOf(await visitor.login())).toBe("access_denied")
    expect(visitor.jar.all()).toEqual([])
  })
})
