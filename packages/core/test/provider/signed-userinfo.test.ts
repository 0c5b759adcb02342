/** A signed UserInfo answer: signature, issuer and audience are checked (OpenID Connect Core section 5.3.4). */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { compactJws, hmacJws, type Json, unsecured } from "../support/compact-jws.js"
import { type SigningKey, signingKey } from "../support/keys.js"
import { okta } from "../support/profiles.js"
import { clientSecret, codeOf, createWorld, expectNoSecret, useNetwork } from "../support/world.js"

useNetwork()

const metadata = { ...okta.metadata, userinfo_signing_alg_values_supported: ["RS256"] }
const good = { iss: metadata.issuer, aud: "client-of-okta", sub: okta.idToken.sub, email: "ada@example.com" }

type Make = (claims: Json, key: SigningKey) => string | Promise<string>
const honest: Make = (claims, { kid, privateKey }) => compactJws({ alg: "RS256", kid }, claims, "RS256", privateKey)

async function login(claims: Json, make: Make = honest) {
  const world = createWorld({ providers: { okta: { ...okta, metadata } }, auth: { userinfo: "always" } })
  const key = await signingKey(`${new URL(metadata.issuer).hostname} 1`)
  const token = await make(claims, key)
  world.provider.faults = {
    userinfo: () => new HttpResponse(token, { headers: { "content-type": "application/jwt" } }),
  }
  const visitor = world.visitor()
  const response = await visitor.login()
  expectNoSecret(world, await response.clone().text())
  return { code: await codeOf(response), user: await visitor.user() }
}

describe("a signed UserInfo answer", () => {
  test("is used when all is well", async () => {
    const { code, user } = await login(good)
    expect(code).toBeUndefined()
    expect(user).toMatchObject({ isLoggedIn: true, email: "ada@example.com" })
  })

  test.each<[string, Json, Make | undefined]>([
    ["another's iss", { ...good, iss: "https://evil.example" }, undefined],
    ["another's aud", { ...good, aud: "other" }, undefined],
    ["another's sub", { ...good, sub: "other" }, undefined],
    ["no sub", { iss: good.iss, aud: good.aud }, undefined],
    [
      "a stranger's key",
      good,
      async (claims, { kid }) =>
        compactJws({ alg: "RS256", kid }, claims, "RS256", (await signingKey("stranger")).privateKey),
    ],
    ["alg none", good, (claims) => unsecured({ alg: "none" }, claims)],
    ["HS256 with the client secret", good, (claims) => hmacJws({ alg: "HS256" }, claims, clientSecret)],
    ["garbage", good, () => "a.b.c"],
  ])("%s is refused", async (_name, claims, make) => {
    const { code, user } = await login(claims, make)
    expect(code).toBe("userinfo_invalid")
    expect(user).toEqual({ isLoggedIn: false })
  })
})
