/** The preset apple: a secret that is signed for each login, an answer by POST, and what nobody has signed. */
import { decodeJwt, decodeProtectedHeader } from "jose"
import { describe, expect, test } from "vitest"
import { clientKey } from "../support/client-keys.js"
import { days } from "../support/clock.js"
import { apple, appleClient } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork, type World } from "../support/world.js"

useNetwork()

function worldOf(table: Record<string, unknown> = {}): World {
  const own = { preset: "apple", client_secret: undefined, ...appleClient, ...table }
  return createWorld({ providers: { apple }, tables: { apple: own } })
}

function secretOf(world: World, index = 0): string {
  return new URLSearchParams(world.provider.seen.token[index]?.body).get("client_secret") ?? ""
}

describe("the client secret", () => {
  test("is a JWT with what Apple names, and nothing else", async () => {
    const world = worldOf()
    await world.visitor().login()
    expect(decodeProtectedHeader(secretOf(world))).toEqual({ alg: "ES256", kid: appleClient.key_id })
    expect(decodeJwt(secretOf(world))).toEqual({
      iss: appleClient.team_id,
      sub: "client-of-apple",
      aud: "https://appleid.apple.com",
      iat: world.clock.seconds(),
      exp: world.clock.seconds() + 60,
    })
    const form = new URLSearchParams(world.provider.seen.token[0]?.body)
    expect([form.has("client_assertion"), form.has("client_assertion_type")]).toEqual([false, false])
    expectNoSecret(world)
  })

  test("is made anew each time: it never runs out", async () => {
    const world = worldOf()
    for (let login = 0; login < 3; login++) {
      expect((await world.visitor().login()).status).toBe(303)
      world.clock.pass(200 * days)
    }
    expect(new Set([0, 1, 2].map((index) => secretOf(world, index))).size).toBe(3)
  })

  test("another's key is client_rejected, and stands nowhere", async () => {
    const other = await clientKey("ES256", "other")
    const world = worldOf({ client_private_key: other.pem })
    const response = await world.visitor().login()
    expect([response.status, await codeOf(response)]).toEqual([502, "client_rejected"])
    expectNoSecret(world, await response.text())
  })

  test("another team's is client_rejected", async () => {
    const world = worldOf({ team_id: "ZZZZZZZZZZ" })
    expect(await codeOf(await world.visitor().login())).toBe("client_rejected")
  })
})

describe("the answer", () => {
  test("comes by POST, with the transaction's cookie alone", async () => {
    const world = worldOf()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    expect(answer.method).toBe("POST")
    expect((await visitor.comeBack(answer)).status).toBe(303)
    expect(world.log).toEqual([])
  })

  test("the form field user is unsigned, and whoever sits at the browser can write it: nothing of it is used", async () => {
    const world = worldOf()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    expect(answer.parameters.get("user")).toContain("mallory@example.com")
    await visitor.comeBack(answer)
    const { claims } = await visitor.session()
    expect(claims).toMatchObject({ email: "d7xk2m9q4z@privaterelay.appleid.com" })
    expect(JSON.stringify(claims)).not.toMatch(/mallory|Lovelace/)
  })

  test.each(["{", "x".repeat(60_000), "\u0000", '{"__proto__":{}}'])("nor does it harm: user=%.20s", async (user) => {
    const world = worldOf()
    world.provider.faults = { callback: (parameters) => parameters.set("user", user) }
    expect((await world.visitor().login()).status).toBe(303)
  })
})

describe("email_verified", () => {
  const allowed = { allowed_emails: "d7xk2m9q4z@privaterelay.appleid.com" }
  test.each<[unknown, boolean]>([
    ["true", true],
    [true, true],
    ["false", false],
    [false, false],
    ["TRUE", false],
    [1, false],
    [["true"], false],
    [undefined, false],
  ])("%j lets in: %s", async (email_verified, isIn) => {
    const world = worldOf(allowed)
    world.provider.faults = { claims: (claims) => ({ ...claims, email_verified }) }
    const visitor = world.visitor()
    expect((await visitor.login()).status).toBe(isIn ? 303 : 403)
    expect((await visitor.user()).isLoggedIn).toBe(isIn)
  })

  test("is a boolean in the claims, and so is is_private_email", async () => {
    const world = worldOf()
    world.provider.faults = {
      claims: (claims) => ({ ...claims, is_private_email: "false", real_user_status: "true" }),
    }
    const visitor = world.visitor()
    await visitor.login()
    const told = { email_verified: true, is_private_email: false, real_user_status: "true" }
    expect(await visitor.user()).toMatchObject(told)
  })

  test("a text is a text at any other provider", async () => {
    const world = createWorld({ tables: { google: { allowed_emails: "ada@gmail.com" } } })
    world.provider.faults = { claims: (claims) => ({ ...claims, email_verified: "true" }) }
    expect((await world.visitor().login()).status).toBe(403)
  })
})
