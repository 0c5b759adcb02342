/** What UserInfo is asked for, and what of its answer counts (OpenID Connect Core sections 5.3 and 5.4). */
import { expect } from "vitest"
import { compactJws, unsecured, withBitsChanged } from "../../support/compact-jws.js"
import { signingKey } from "../../support/keys.js"
import { accepted, application, misbehave, refused, suite, type Walk } from "../suite.js"

const another = { userinfo: ({ sub, ...claims }: Record<string, unknown>) => ({ ...claims, sub: `${sub}invalid` }) }

export const userinfoWalks = {
  // Either nothing of it is used, or the login ends: the owner decides.
  async "oidcc-client-test-userinfo-invalid-sub"(plan) {
    const world = application(plan)
    const visitor = world.visitor()
    misbehave(world, another)
    await visitor.login()
    expect(world.provider.seen.userinfo.length).toBe(1)
    const user = await visitor.user()
    expect(user).toMatchObject({ isLoggedIn: true, sub: suite.idToken.sub })
    for (const name of Object.keys(suite.userinfo)) expect(user).not.toHaveProperty(name)
    expect(world.log).toEqual([expect.objectContaining({ level: "warning", provider: "suite" })])

    await refused(plan, application(plan, { auth: { userinfo: "always" } }), another, "userinfo_invalid")
  },

  async "oidcc-client-test-scope-userinfo-claims"(plan) {
    const world = application(plan, { scope: "openid profile email phone address" })
    const visitor = await accepted(plan, world)
    expect(world.provider.seen.authorize[0]?.searchParams.get("scope")).toBe("openid profile email phone address")
    expect(await visitor.user()).toMatchObject(suite.userinfo)

    const thrifty = application(plan, { scope: "openid email" })
    const other = thrifty.visitor()
    await other.login()
    expect(await other.user()).toMatchObject({ email: "user@example.com", email_verified: false })
    expect(await other.user()).not.toHaveProperty("name")

    const curious = application(plan, { scope: "openid phone address", auth: { userinfo: "always" } })
    const third = curious.visitor()
    await third.login()
    const { address, phone_number } = suite.userinfo
    expect(await third.user()).toMatchObject({ address, phone_number })
  },

  async "oidcc-client-test-userinfo-bearer-header"(plan) {
    const { fetch, asked } = recordedFetch()
    const world = application(plan, { fetch })
    await accepted(plan, world)
    expect(world.provider.seen.userinfo[0]?.headers.get("authorization")).toMatch(/^Bearer canary-access-/)
    const { userinfo_endpoint = "" } = suite.metadata
    expect(asked.filter(({ url }) => url.startsWith(userinfo_endpoint))).toEqual([
      { url: userinfo_endpoint, method: "GET" },
    ])
  },

  async "oidcc-client-test-userinfo-signed"(plan) {
    const audience = { iss: suite.metadata.issuer, aud: "client-of-suite", ...suite.idToken }
    const { kid, privateKey } = await signingKey("suite.example 1")
    const signed = await compactJws({ alg: "RS256", kid }, { ...audience, ...suite.userinfo }, "RS256", privateKey)
    const world = application(plan)
    misbehave(world, { userinfo: () => asJwt(signed) })
    await accepted(plan, world)

    for (const token of [withBitsChanged(signed), unsecured({ alg: "none" }, audience)]) {
      const strict = application(plan, { auth: { userinfo: "always" } })
      await refused(plan, strict, { userinfo: () => asJwt(token) }, "userinfo_invalid")
    }
  },

  // What happens instead: what nobody has signed is no claim of the user's.
  async "oidcc-client-test-aggregated-claims"(plan) {
    const token = unsecured({ alg: "none" }, { address: { country: "US" }, phone_number: "+1 (310) 123-4567" })
    const sources = {
      _claim_names: { address: "src1", phone_number: "src1" },
      _claim_sources: { src1: { JWT: token } },
    }
    const world = application(plan)
    misbehave(world, { userinfo: ({ sub }) => ({ sub, ...sources }) })
    const visitor = world.visitor()
    await visitor.login()
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true, sub: suite.idToken.sub, ...sources })
    for (const name of ["address", "phone_number"]) expect(await visitor.user()).not.toHaveProperty(name)
  },

  // What happens instead: nobody asks there.
  async "oidcc-client-test-distributed-claims"(plan) {
    const source = { endpoint: `${suite.metadata.issuer}claims_endpoint`, access_token: "rPMn3Xq7" }
    const sources = { _claim_names: { credit_score: "src1" }, _claim_sources: { src1: source } }
    const { fetch, asked } = recordedFetch()
    const world = application(plan, { fetch })
    misbehave(world, { userinfo: ({ sub }) => ({ sub, ...sources }) })
    const visitor = world.visitor()
    await visitor.login()
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true, sub: suite.idToken.sub, ...sources })
    expect(await visitor.user()).not.toHaveProperty("credit_score")
    const { userinfo_endpoint, token_endpoint, jwks_uri } = suite.metadata
    const addresses = [suite.metadataUrl, token_endpoint, jwks_uri, userinfo_endpoint]
    expect(asked.map(({ url }) => url)).toEqual(addresses)
  },
} satisfies Record<string, Walk>

function asJwt(token: string): Response {
  return new Response(token, { headers: { "content-type": "application/jwt" } })
}

/** The network, and what was asked of it. */
function recordedFetch(): { fetch: typeof globalThis.fetch; asked: { url: string; method: string }[] } {
  const asked: { url: string; method: string }[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { url, method } = new Request(input, init)
    asked.push({ url, method })
    return globalThis.fetch(input, init)
  }
  return { fetch, asked }
}
