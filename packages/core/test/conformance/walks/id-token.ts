/** What the ID token says, and what it leaves out (OpenID Connect Core sections 2 and 3.1.3.7). */
import { expect } from "vitest"
import type { Faults } from "../../support/mock-provider.js"
import { accepted, application, refused, type Walk } from "../suite.js"

/** A login whose ID token has these claims changed. */
const changed =
  (claims: NonNullable<Faults["claims"]>): Walk =>
  (plan) =>
    refused(plan, application(plan), { claims })

export const idTokenWalks = {
  async "oidcc-client-test"(plan) {
    const world = application(plan)
    await accepted(plan, world)
    const { seen } = world.provider
    const asked = seen.authorize[0]?.searchParams
    expect(asked?.get("response_type")).toBe("code")
    expect(asked?.get("response_mode")).toBe(plan.responseMode === "form_post" ? "form_post" : null)
    expect(asked?.get("client_id")).toBe("client-of-suite")
    expect(asked?.get("redirect_uri")).toBe("https://app.example/oauth2callback")
    expect(asked?.get("scope")?.split(" ")).toContain("openid")
    // As the suite looks at it: characters that need no encoding, and no more than 43 of them.
    expect(asked?.get("nonce")).toMatch(/^[\w.~-]{1,43}$/)
    expect(asked?.get("code_challenge")).toMatch(/^[\w-]{43}$/)
    // Its token at UserInfo stands in the header, and never in the address.
    expect(seen.userinfo.map(({ headers }) => headers.get("authorization"))).toEqual([
      expect.stringMatching(/^Bearer canary-access-/),
    ])
    expect(world.log).toEqual([])
  },
  "oidcc-client-test-invalid-iss": changed(({ iss, ...claims }) => ({ ...claims, iss: `${iss}1` })),
  "oidcc-client-test-missing-sub": changed(({ sub: _, ...claims }) => claims),
  "oidcc-client-test-invalid-aud": changed(({ aud, ...claims }) => ({ ...claims, aud: `${aud}1` })),
  "oidcc-client-test-missing-aud": changed(({ aud: _, ...claims }) => claims),
  "oidcc-client-test-missing-iat": changed(({ iat: _, ...claims }) => claims),
  // Outside the code flow alone for the suite.
  "oidcc-client-test-invalid-athash": changed(({ at_hash, ...claims }) => ({ ...claims, at_hash: `${at_hash}1` })),
  "oidcc-client-test-nonce-invalid": changed(({ nonce, ...claims }) => ({ ...claims, nonce: `${nonce}1` })),
} satisfies Record<string, Walk>
