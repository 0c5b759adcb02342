/** What UserInfo may add to an ID token. */
import { HttpResponse } from "msw"
import { expect, test } from "vitest"
import { compactJws, hmacJws, type Json, unsecured } from "../support/compact-jws.js"
import { signingKey } from "../support/keys.js"
import type { Faults } from "../support/mock-provider.js"
import { forge, google, okta } from "../support/profiles.js"
import { clientSecret, useNetwork } from "../support/world.js"
import { login } from "./support.js"

useNetwork()

const metadata = { ...okta.metadata, userinfo_signing_alg_values_supported: ["RS256"] }
const atOkta = { providers: { okta: { ...okta, metadata } } }

/**
 * Of an answer that must not be used: a login that needs it is refused, and one that can do without has nothing of it.
 */
async function unused(userinfo: NonNullable<Faults["userinfo"]>): Promise<void> {
  const marked: Faults["userinfo"] = (claims) => userinfo({ ...claims, nickname: "of UserInfo" })
  const needed = await login({ userinfo: marked }, { ...atOkta, auth: { userinfo: "always" } })
  expect([needed.code, needed.status, needed.isLoggedIn]).toEqual(["userinfo_invalid", 502, false])
  const optional = await login({ userinfo: marked }, { ...atOkta, auth: { userinfo: "missing" } })
  expect(optional.isLoggedIn).toBe(true)
  expect(optional.world.provider.seen.userinfo.length).toBe(1)
  expect(await optional.visitor.user()).not.toHaveProperty("nickname")
  expect(optional.world.log).toEqual([expect.objectContaining({ level: "warning", event: "provider" })])
}

const used = async (userinfo: NonNullable<Faults["userinfo"]>) => {
  const marked: Faults["userinfo"] = (claims) => userinfo({ ...claims, nickname: "of UserInfo" })
  const { visitor } = await login({ userinfo: marked }, { ...atOkta, auth: { userinfo: "always" } })
  expect(await visitor.user()).toMatchObject({ isLoggedIn: true, nickname: "of UserInfo" })
}

test.each(["another", "", undefined, 5, null])("userinfo: the same sub (%j)", async (sub) => {
  await used((claims) => claims)
  await unused((claims) => ({ ...claims, sub }))
})

test("userinfo: claims of the ID token win", async () => {
  const faults: Faults = {
    claims: (claims) => ({ ...claims, name: "of the ID token" }),
    userinfo: (claims) => ({ ...claims, name: "of UserInfo", iss: "https://evil.example", nickname: "more" }),
  }
  const { visitor } = await login(faults, { ...atOkta, auth: { userinfo: "always" } })
  expect(await visitor.user()).toMatchObject({ name: "of the ID token", iss: okta.metadata.issuer, nickname: "more" })
})

test.each([201, 206, 403, 500])("userinfo: 200 and nothing else (%i)", async (status) => {
  await unused((claims) => HttpResponse.json(claims, { status }))
})

test.each(["text/html", "text/plain", "application/octet-stream", ""])(
  "userinfo: JSON or JWT by its content type (%j)",
  async (type) => {
    await unused((claims) => new HttpResponse(JSON.stringify(claims), { headers: { "content-type": type } }))
  },
)

type Sign = (claims: Json) => string | Promise<string>

const signedBy = (sign: Sign, change: Json = {}): NonNullable<Faults["userinfo"]> => {
  const { issuer: iss } = metadata
  return (claims) => {
    const stream = new ReadableStream<Uint8Array>({
      async start(controller) {
        const token = await sign({ ...claims, iss, aud: "client-of-okta", ...change })
        controller.enqueue(new TextEncoder().encode(token))
        controller.close()
      },
    })
    return new Response(stream, { headers: { "content-type": "application/jwt" } })
  }
}

const kid = `${new URL(metadata.issuer).hostname} 1`
const honest: Sign = async (claims) =>
  compactJws({ alg: "RS256", kid }, claims, "RS256", (await signingKey(kid)).privateKey)

test("userinfo: a signature is checked", async () => {
  await used(signedBy(honest))
  const byAnother: Sign = async (claims) =>
    compactJws({ alg: "RS256", kid }, claims, "RS256", (await signingKey("stranger")).privateKey)
  await unused(signedBy(byAnother))
  await unused(signedBy((claims) => unsecured({ alg: "none", kid }, claims)))
  await unused(signedBy((claims) => hmacJws({ alg: "HS256", kid }, claims, clientSecret)))
})

test("userinfo: iss of a signed answer", async () => {
  await unused(signedBy(honest, { iss: "https://evil.example" }))
})

test("userinfo: aud of a signed answer", async () => {
  await unused(signedBy(honest, { aud: "another" }))
  await unused(signedBy(honest, { aud: ["another"] }))
})

test.each(["text/html", "text/plain", "application/jwt", ""])(
  "userinfo: plain OAuth answers in JSON too (%j)",
  async (type) => {
    const userinfo: Faults["userinfo"] = (fields) =>
      new HttpResponse(JSON.stringify(fields), { headers: { "content-type": type } })
    const { code, isLoggedIn } = await login({ userinfo }, { providers: { forge } })
    expect([code, isLoggedIn]).toEqual(["userinfo_invalid", false])
  },
)

test("userinfo: a verified address belongs to it", async () => {
  const faults: Faults = {
    claims: ({ email_verified: _left, ...claims }) => ({ ...claims, email: "typed@example.com" }),
    userinfo: (claims) => ({ ...claims, email: "other@example.com", email_verified: true }),
  }
  const { visitor } = await login(faults, { providers: { google }, auth: { userinfo: "always" } })
  const user = await visitor.user()
  expect(user).toMatchObject({ email: "typed@example.com" })
  expect(user).not.toHaveProperty("email_verified", true)
})
