/** The provider ends sessions: by the back channel, and by the front channel (Back-Channel and Front-Channel Logout 1.0). */
import { expect } from "vitest"
import { compactJws, type Json, unsecured } from "../../support/compact-jws.js"
import { backChannel, frontChannel } from "../../support/endings.js"
import { signingKey } from "../../support/keys.js"
import type { LogoutTokenFaults } from "../../support/mock-provider.js"
import { codeOf, expectNoSecret, type World } from "../../support/world.js"
import type { Plan } from "../modules.js"
import { accepted, suite, type Walk } from "../suite.js"
import { leave, type Setting, sid, welcomesBack } from "./logout.js"

/** As the suite makes its logout tokens (GenerateLogoutTokenClaims), and posts them (CallRPBackChannelLogoutEndpoint). */
async function send({ provider, ...world }: World, { claims, ...faults }: LogoutTokenFaults): Promise<Response> {
  const token = await provider.logoutToken({
    ...faults,
    claims(given) {
      const honest = { ...given, sid, ignored_claim: "a claim that is not understood" }
      return claims?.(honest) ?? honest
    },
  })
  return backChannel(
    { provider, ...world },
    { logout_token: token, ignored_parameter: "a value that is not understood" },
  )
}

/** Our own session ended before; what tells is a second browser, in the same session at the provider. */
async function ends(plan: Plan, faults: LogoutTokenFaults = {}, setting: Setting = {}): Promise<void> {
  const departure = await leave(plan, setting, async ({ world, elsewhere }) => {
    const response = await send(world, faults)
    expect([response.status, await response.text()]).toEqual([200, ""])
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect((await elsewhere.session()).reason).toBe("revoked")
    expectNoSecret(world)
  })
  await welcomesBack(plan, departure)
}

async function refuses(plan: Plan, faults: LogoutTokenFaults, setting: Setting = {}): Promise<void> {
  await leave(plan, setting, async ({ world, elsewhere }) => {
    const response = await send(world, faults)
    expect([response.status, await codeOf(response)]).toEqual([400, "logout_token_invalid"])
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect((await elsewhere.user()).isLoggedIn).toBe(true)
    // Whoever left is as free to come back as after a good one.
    await accepted(plan, world)
    expectNoSecret(world)
  })
}

const changed = (change: (claims: Json) => Json): LogoutTokenFaults => ({
  claims: (claims) => ({ ...claims, ...change(claims) }),
})

export const channelWalks = {
  "oidcc-client-test-rp-backchannel-rpinitlogout": (plan) => ends(plan),

  "oidcc-client-test-rp-backchannel-rpinitlogout-alg-none": (plan) =>
    refuses(plan, { token: (header, claims) => unsecured({ ...header, alg: "none" }, claims) }),

  "oidcc-client-test-rp-backchannel-rpinitlogout-no-event": (plan) =>
    refuses(plan, { claims: ({ events: _events, ...claims }) => claims }),

  "oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce": (plan) =>
    refuses(
      plan,
      changed(() => ({ nonce: "logout_tokens_must_not_contain_a_nonce" })),
    ),

  async "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg"(plan) {
    const key = await signingKey("another of the suite's", "ES256")
    const faults: LogoutTokenFaults = {
      token: (header, claims) => compactJws({ ...header, alg: "ES256", kid: key.kid }, claims, "ES256", key.privateKey),
    }
    const published = { keys: (keys: object[]) => [...keys, key.jwk] }
    // The suite announces ES256, too: what tells is what the client was registered for.
    await refuses(plan, faults, { published, registered: "RS256" })
    // Whoever announces RS256 alone has signed nothing with ES256.
    await refuses(plan, faults, { published, algorithms: ["RS256"] })
    // Where nothing is said of it, what is accepted for ID tokens is accepted here.
    await ends(plan, faults, { published })
  },

  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud": (plan) =>
    refuses(
      plan,
      changed(({ aud }) => ({ aud: `${aud}INVALID` })),
    ),

  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event": (plan) =>
    refuses(
      plan,
      changed(() => ({ events: { "http://schemas.openid.net/event/foobar": {} } })),
    ),

  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss": (plan) =>
    refuses(
      plan,
      changed(({ iss }) => ({ iss: `${iss}INVALID` })),
    ),

  async "oidcc-client-test-rp-frontchannel-rpinitlogout"(plan) {
    const departure = await leave(plan, {}, async ({ world, elsewhere }) => {
      await frame(world)
      expect((await elsewhere.session()).reason).toBe("revoked")
    })
    await welcomesBack(plan, departure)
  },

  async "oidcc-client-test-rp-frontchannel-opinitlogout"(plan) {
    await leave(plan, {}, async ({ world, elsewhere }) => {
      expect((await elsewhere.user()).isLoggedIn).toBe(true)
      await frame(world)
      expect((await elsewhere.session()).reason).toBe("revoked")
    })
  },
} satisfies Record<string, Walk>

/** The suite's page has it in a frame, and looks whether that is loaded (oidccFrontChannelLogout.html). */
async function frame(world: World): Promise<void> {
  const response = await frontChannel(world, { iss: suite.metadata.issuer, sid })
  expect([response.status, await response.text()]).toEqual([200, ""])
  for (const name of ["x-frame-options", "content-security-policy"]) expect(response.headers.has(name)).toBe(false)
}
