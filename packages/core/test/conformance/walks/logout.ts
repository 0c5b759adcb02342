/** The visitor leaves, here and at the provider, and comes back (RP-Initiated Logout sections 2 and 3). */
import { expect } from "vitest"
import { backChannel, frontChannel, logoutToken } from "../../support/endings.js"
import type { Faults } from "../../support/mock-provider.js"
import type { Profile } from "../../support/profiles.js"
import { expectNoSecret, type Visitor, type World } from "../../support/world.js"
import type { Plan } from "../modules.js"
import { accepted, application, misbehave, suite, type Walk } from "../suite.js"

const goodbye = "https://app.example/goodbye"

/** The name of the suite's session. */
export const sid = "a-session-at-the-suite"

const withLogout: Profile = {
  ...suite,
  metadata: {
    ...suite.metadata,
    end_session_endpoint: "https://suite.example/test/a/x-auth/end_session_endpoint",
    check_session_iframe: "https://suite.example/test/a/x-auth/check_session_iframe",
    frontchannel_logout_supported: true,
    frontchannel_logout_session_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
  },
}

interface Departure {
  readonly world: World
  readonly visitor: Visitor
  /** In another browser, in the same session at the provider. */
  readonly elsewhere: Visitor
  /** Where the provider sends the visitor. */
  readonly back: URL
}

export interface Setting {
  readonly published?: Pick<Faults, "keys">
  readonly algorithms?: readonly string[]
  readonly registered?: string
}

/**
 * Logs in and out: our session is over at once, and the provider is told whose session it is to end.
 *
 * @param setting what the provider publishes besides, which algorithms it announces, and which the client is registered for
 * @param meanwhile what the provider sends us before the visitor comes back
 */
export async function leave(
  plan: Plan,
  { published = {}, algorithms, registered }: Setting,
  meanwhile: (departure: Omit<Departure, "back">) => Promise<void>,
): Promise<Departure> {
  const auth = { logout: "provider", post_logout_redirect_uri: goodbye }
  const announced = algorithms === undefined ? {} : { id_token_signing_alg_values_supported: algorithms }
  const profile = { ...withLogout, metadata: { ...withLogout.metadata, ...announced } }
  const table = registered === undefined ? {} : { id_token_signed_response_alg: registered }
  const world = application(plan, { profile, auth, table })
  misbehave(world, {
    ...published,
    claims: (claims) => ({ ...claims, sid }),
    // As the suite's provider adds it (Session Management section 2).
    callback: (parameters) => parameters.set("session_state", "0f1e2d.c3b4a5"),
  })
  const [visitor, elsewhere] = [await accepted(plan, world), await accepted(plan, world)]
  const response = await visitor.logout()
  expect(response.status).toBe(302)
  expect(await visitor.user()).toEqual({ isLoggedIn: false })
  const url = new URL(response.headers.get("location") ?? "")
  expect(url.origin + url.pathname).toBe(withLogout.metadata.end_session_endpoint)
  expect(url.searchParams.get("id_token_hint")).toBe(world.provider.seen.idTokens.at(-2))
  expect(url.searchParams.getAll("post_logout_redirect_uri")).toEqual([goodbye])
  expect(url.searchParams.get("state")).toMatch(/^[\w-]{43}$/)
  const back = new URL(world.provider.logout(url.href))
  await meanwhile({ world, visitor, elsewhere })
  expect(back.searchParams.get("state")).toBe(url.searchParams.get("state"))
  expectNoSecret(world)
  return { world, visitor, elsewhere, back }
}

/** The page at `post_logout_redirect_uri` is the application's: nobody is logged in there, and anybody can log in again. */
export async function welcomesBack(plan: Plan, { world, visitor, back }: Departure): Promise<void> {
  const open = () => visitor.request(back.pathname + back.search, { crossSite: true })
  expect(back.origin + back.pathname).toBe(goodbye)
  expect(await world.auth.handle(open())).toBeUndefined()
  const { user, session } = await world.auth.context(open())
  expect([user, session.reason]).toEqual([{ isLoggedIn: false }, "none"])
  await accepted(plan, world, visitor)
  // Opened once more, the address ends nothing: whoever may have made it.
  expect(await world.auth.handle(open())).toBeUndefined()
  expect((await world.auth.context(open())).user.isLoggedIn).toBe(true)
  expect(world.log.filter(({ level }) => level !== "info")).toEqual([])
}

/** The suite sends a logout by one of the channels, as the client was registered. */
async function bothChannels({ world, elsewhere }: Omit<Departure, "back">): Promise<void> {
  const response = await backChannel(world, { logout_token: await logoutToken(world.provider, { sid }) })
  expect(response.status).toBe(200)
  expect((await elsewhere.session()).reason).toBe("revoked")
  expect((await frontChannel(world, { iss: world.provider.profile.metadata.issuer, sid })).status).toBe(200)
}

export const logoutWalks = {
  async "oidcc-client-test-rp-init-logout"(plan) {
    await welcomesBack(plan, await leave(plan, {}, bothChannels))
  },

  async "oidcc-client-test-rp-init-logout-other-state"(plan) {
    const departure = await leave(plan, {}, bothChannels)
    departure.back.searchParams.set("state", `${departure.back.searchParams.get("state")}_INVALID`)
    await welcomesBack(plan, departure)
  },

  async "oidcc-client-test-rp-init-logout-no-state"(plan) {
    const departure = await leave(plan, {}, bothChannels)
    departure.back.searchParams.delete("state")
    await welcomesBack(plan, departure)
  },
} satisfies Record<string, Walk>
