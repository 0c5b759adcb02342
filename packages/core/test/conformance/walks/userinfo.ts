/** What UserInfo is asked for, and what of its answer counts (OpenID Connect Core sections 5.3 and 5.4). */
import { expect } from "vitest"
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
} satisfies Record<string, Walk>
