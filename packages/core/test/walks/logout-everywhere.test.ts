/** A user logs out everywhere: every session of theirs ends, wherever it is kept. */
import { describe, expect, it } from "vitest"
import { keepings, loginAs, nameSessions } from "../support/endings.js"
import { google, okta } from "../support/profiles.js"
import { useNetwork, type Visitor, type World } from "../support/world.js"

useNetwork()

async function reasonsOf({ auth }: World, ...visitors: readonly Visitor[]): Promise<(string | undefined)[]> {
  return Promise.all(visitors.map(async (visitor) => (await auth.getSession(visitor.request("/"))).reason))
}

describe.each(keepings)("sessions $name", ({ open }) => {
  it("B08 B12 logout({ everywhere: true }) ends every session of this user, in every browser", async () => {
    const { here, there, settle } = open()
    const desk = await loginAs(here, "one")
    const [phone, tablet] = [await loginAs(here, "two"), await loginAs(here)]
    const copy = desk.cookies()
    const response = await desk.logout({ everywhere: true, returnTo: "/bye" })
    expect([response.status, response.headers.get("location")]).toEqual([302, "/bye"])
    expect(await reasonsOf(here, desk, phone, tablet)).toEqual(["none", "revoked", "revoked"])
    const taken = desk.request("/", { cookie: copy })
    expect((await here.auth.getSession(taken)).reason).toBe("revoked")
    settle()
    expect(await reasonsOf(there, desk, phone, tablet)).toEqual(["none", "revoked", "revoked"])
    expect((await there.auth.getSession(taken)).reason).toBe("revoked")
  })

  it("B08 without it, the others of this user stay", async () => {
    const { here } = open()
    for (const options of [{}, { everywhere: false }]) {
      const [desk, phone] = [await loginAs(here), await loginAs(here)]
      await desk.logout(options)
      expect(await reasonsOf(here, desk, phone)).toEqual(["none", undefined])
    }
  })

  it("B12 a login after it works at once, and a second time ends that, too", async () => {
    const { here } = open()
    const [desk, phone] = [await loginAs(here), await loginAs(here)]
    for (let round = 0; round < 3; round++) {
      await desk.logout({ everywhere: true })
      expect(await reasonsOf(here, desk, phone)).toEqual(["none", "revoked"])
      await phone.login()
      expect(await reasonsOf(here, phone)).toEqual([undefined])
      await desk.login()
      expect(await reasonsOf(here, desk)).toEqual([undefined])
    }
  })

  it("B12 S32 the same sub at another issuer stays, and so does everybody else", async () => {
    const { here } = open({ providers: { google, okta } })
    const login = async (name: string, sub: string) => {
      const provider = here.providers[name] ?? here.provider
      provider.faults = { claims: (claims) => ({ ...claims, sub }), userinfo: (claims) => ({ ...claims, sub }) }
      const visitor = here.visitor()
      await visitor.login(name)
      expect((await visitor.user()).isLoggedIn).toBe(true)
      return visitor
    }
    const [ada, grace, elsewhere] = [
      await login("google", "ada"),
      await login("google", "grace"),
      await login("okta", "ada"),
    ]
    await ada.logout({ everywhere: true })
    expect(await reasonsOf(here, ada, grace, elsewhere)).toEqual(["none", undefined, undefined])
  })

  it("B12 who is not logged in ends nothing", async () => {
    const { here } = open()
    const [desk, stranger] = [await loginAs(here), here.visitor()]
    await stranger.logout({ everywhere: true })
    expect(await reasonsOf(here, desk)).toEqual([undefined])
  })

  it("B12 the provider's own session can end with it", async () => {
    const { here } = open({ providers: { okta }, auth: { logout: "provider" } })
    const [desk, phone] = [await loginAs(here), await loginAs(here)]
    const response = await desk.logout({ everywhere: true })
    expect(response.headers.get("location")).toContain(okta.metadata.end_session_endpoint)
    expect(await reasonsOf(here, desk, phone)).toEqual(["none", "revoked"])
  })

  it("B12 onLogout is told once, of the session that asked", async () => {
    const told: { user: object; request?: Request }[] = []
    const { here } = open({ options: { onLogout: (logout) => void told.push(logout) } })
    nameSessions(here, undefined)
    const [desk] = [await loginAs(here), await loginAs(here)]
    const user = await desk.user()
    await desk.logout({ everywhere: true })
    expect(told).toEqual([{ user, provider: "google", request: expect.any(Request) }])
  })
})

describe("processes whose clocks differ", () => {
  it.each([-2000, 2000])("B12 by %i ms: what had begun ends, and a login after it works at once", async (ahead) => {
    for (const { open } of keepings.slice(1)) {
      const { here, options } = open()
      const there = here.restart({ options: { ...options, runtime: { now: () => here.clock.now() + ahead } } })
      const [desk, phone] = [await loginAs(here), await loginAs(here)]
      here.clock.pass(3)
      await there.auth.logout(desk.request("/"), { everywhere: true })
      here.clock.pass(1)
      expect(await reasonsOf(here, phone)).toEqual(["revoked"])
      await phone.login()
      here.clock.pass(6)
      expect(await reasonsOf(here, phone)).toEqual([undefined])
      expect(await reasonsOf(there, phone)).toEqual([undefined])
    }
  })
})
