/** What the provider publishes about itself is read and believed, if it is the provider's (Discovery section 4). */
import { expect } from "vitest"
import type { Profile } from "../../support/profiles.js"
import { codeOf } from "../../support/world.js"
import { accepted, application, misbehave, suite, type Walk } from "../suite.js"

const { metadata } = suite
const elsewhere = (name: "authorization_endpoint" | "token_endpoint" | "userinfo_endpoint") => ({
  [name]: `${metadata[name]}-elsewhere`,
})

/** Nobody could guess these addresses. */
const moved: Profile = {
  ...suite,
  metadata: {
    ...metadata,
    ...elsewhere("authorization_endpoint"),
    ...elsewhere("token_endpoint"),
    ...elsewhere("userinfo_endpoint"),
  },
}

export const discoveryWalks = {
  async "oidcc-client-test-discovery-openid-config"(plan) {
    const world = application(plan, { profile: moved })
    await accepted(plan, world)
    const { seen } = world.provider
    expect(seen.metadata).toBe(1)
    expect(seen.authorize[0]?.pathname).toBe("/test/a/x-auth/authorize-elsewhere")
    expect([seen.token.length, seen.userinfo.length]).toEqual([1, 1])
  },

  async "oidcc-client-test-discovery-jwks-uri-keys"(plan) {
    for (const suffix of ["QkzWmXaBtR", "uHeYpLsNvC"]) {
      const profile = { ...suite, metadata: { ...metadata, jwks_uri: `${metadata.jwks_uri}${suffix}` } }
      const world = application(plan, { profile })
      await accepted(plan, world)
      expect([world.provider.seen.metadata, world.provider.seen.keys]).toEqual([1, 1])
    }
  },

  // By a process that knows nothing of the provider yet: another one goes on with what it read before.
  async "oidcc-client-test-discovery-issuer-mismatch"(plan) {
    const world = application(plan)
    const earlier = await accepted(plan, world)
    misbehave(world, { metadata: (document) => ({ ...document, issuer: `${document.issuer}INVALID` }) })
    const { auth } = world.restart({})
    for (const visitor of [earlier, world.visitor()]) {
      const user = await auth.getUser(visitor.request("/"))
      for (const response of [
        await auth.login(visitor.request("/")),
        await auth.handle(visitor.request("/auth/login?provider=suite")),
      ]) {
        expect(response?.status).toBe(502)
        expect(await codeOf(response as Response)).toBe("issuer_mismatch")
        expect(response?.headers.has("location")).toBe(false)
        expect(response?.headers.getSetCookie()).toEqual([])
      }
      expect(await auth.getUser(visitor.request("/"))).toEqual(user)
    }
    expect((await earlier.user()).isLoggedIn).toBe(true)
    expect(world.provider.seen.authorize.length).toBe(1)
  },
} satisfies Record<string, Walk>
