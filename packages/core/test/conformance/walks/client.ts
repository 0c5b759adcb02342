/** How the client proves who it is (OpenID Connect Core section 9). */
import { expect } from "vitest"
import { clientSecret } from "../../support/world.js"
import { accepted, application, suite, type Walk } from "../suite.js"

const basicAlone = {
  ...suite,
  metadata: { ...suite.metadata, token_endpoint_auth_methods_supported: ["client_secret_basic"] },
  ways: { authMethods: ["client_secret_basic"] },
}

export const clientWalks = {
  async "oidcc-client-test-client-secret-basic"(plan) {
    const world = application(plan, { profile: basicAlone })
    await accepted(plan, world)
    const { headers, body = "" } = world.provider.seen.token[0] ?? {}
    expect(headers?.get("authorization")).toBe(`Basic ${btoa(`client-of-suite:${clientSecret}`)}`)
    const form = new URLSearchParams(body)
    expect(form.has("client_secret")).toBe(false)
    expect([null, "client-of-suite"]).toContain(form.get("client_id"))
  },
} satisfies Record<string, Walk>
