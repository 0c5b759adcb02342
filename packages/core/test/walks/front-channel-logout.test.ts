/** The provider ends a session through the browser, in a frame, mostly without a cookie. */
import { describe, expect, it, test } from "vitest"
import { type LogEvent, memoryStore, type SessionStore } from "../../src/index.js"
import { frontChannel, keepings, loginAs, nameSessions } from "../support/endings.js"
import { entraCommon, google, okta, tenant } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork, type Visitor, type World } from "../support/world.js"

useNetwork()

const iss = google.metadata.issuer
const sameSite = { "sec-fetch-site": "same-site" }

async function reasonsOf({ auth }: World, ...visitors: readonly Visitor[]): Promise<(string | undefined)[]> {
  return Promise.all(visitors.map(async (visitor) => (await auth.getSession(visitor.request("/"))).reason))
}

describe.each(keepings)("sessions $name", ({ open }) => {
  it("B12 iss and sid end the session of that name, though no cookie comes along", async () => {
    const { here, there, settle } = open()
    const [one, two] = [await loginAs(here, "one"), await loginAs(here, "two")]
    const response = await frontChannel(there, { iss, sid: "one" })
    expect([response.status, await response.text(), response.headers.getSetCookie()]).toEqual([200, "", []])
    expect(await reasonsOf(there, one, two)).toEqual(["revoked", undefined])
    settle()
    expect(await reasonsOf(here, one, two)).toEqual(["revoked", undefined])
  })

  it("B12 where its own cookies come along, they end, too", async () => {
    const { here } = open()
    const [visitor, elsewhere] = [await loginAs(here, "one"), await loginAs(here, "one")]
    const cookie = visitor.cookies()
    const response = await frontChannel(here, { iss, sid: "one" }, { visitor, headers: sameSite })
    expect([response.status, await response.text()]).toEqual([200, ""])
    expect((await visitor.session()).reason).toBe("none")
    expect((await here.auth.getSession(visitor.request("/", { cookie }))).reason).toBe("revoked")
    expect(await reasonsOf(here, elsewhere)).toEqual(["revoked"])
  })

  it("B12 a session that came along under another name stays", async () => {
    const { here } = open()
    const [one, two] = [await loginAs(here, "one"), await loginAs(here, "two")]
    const response = await frontChannel(here, { iss, sid: "one" }, { visitor: two, headers: sameSite })
    expect(response.headers.getSetCookie()).toEqual([])
    expect(await reasonsOf(here, one, two)).toEqual(["revoked", undefined])
  })

  it("B12 the same sid at another issuer stays", async () => {
    const { here } = open({ providers: { google, okta } })
    for (const provider of Object.values(here.providers)) nameSessions({ ...here, provider }, "one")
    const [ours, theirs] = [here.visitor(), here.visitor()]
    await ours.login("google")
    await theirs.login("okta")
    expect((await frontChannel(here, { iss: okta.metadata.issuer, sid: "one" })).status).toBe(200)
    expect(await reasonsOf(here, ours, theirs)).toEqual([undefined, "revoked"])
  })

  it("B12 a login after it works at once", async () => {
    const { here } = open()
    const visitor = await loginAs(here, "one")
    for (let round = 0; round < 3; round++) {
      await frontChannel(here, { iss, sid: "one" })
      expect(await reasonsOf(here, visitor)).toEqual(["revoked"])
      await visitor.login()
      expect(await reasonsOf(here, visitor)).toEqual([undefined])
    }
  })

  it("B12 onLogout is told: whom the provider named, or whose session came along", async () => {
    const told: { user: object; provider?: string; request?: Request }[] = []
    const { here } = open({ options: { onLogout: (logout) => void told.push(logout) } })
    const visitor = await loginAs(here, "one")
    await frontChannel(here, { iss, sid: "one" })
    expect(told).toEqual([{ user: { isLoggedIn: true, iss, sid: "one" }, provider: "google" }])
    await visitor.login()
    const user = await visitor.user()
    await frontChannel(here, { iss, sid: "one" }, { visitor, headers: sameSite })
    expect(told[1]).toEqual({ user, provider: "google", request: expect.any(Request) })
    expect(told).toHaveLength(2)
  })

  it("B12 with neither, the session whose cookies came along ends, unless another site asks", async () => {
    const { here } = open()
    const [visitor, other] = [await loginAs(here, "one"), await loginAs(here, "one")]
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-purpose": "prefetch", ...sameSite }]) {
      // As if the cookies did come along.
      const request = visitor.request("/auth/frontchannel-logout", { headers })
      const response = (await here.auth.handle(request)) as Response
      expect(response.headers.getSetCookie()).toEqual([])
    }
    expect(await reasonsOf(here, visitor)).toEqual([undefined])
    const response = await frontChannel(here, "", { visitor, headers: sameSite })
    expect([response.status, await response.text()]).toEqual([200, ""])
    expect((await visitor.session()).reason).toBe("none")
    expect(await reasonsOf(here, other)).toEqual([undefined])
  })

  it("B12 after it, nothing logs in by itself", async () => {
    const { here } = open()
    const visitor = await loginAs(here, "one")
    await frontChannel(here, "", { visitor, headers: sameSite })
    const access = await here.auth.requireUser(visitor.request("/"))
    expect(access).toMatchObject({ ok: false, response: { status: 200 } })
  })
})

describe("the answer", () => {
  it.each<[string, Record<string, string>]>([
    ["a session that is known", { iss, sid: "one" }],
    ["a session that nobody knows", { iss, sid: "unknown" }],
    ["no session at all", {}],
  ])("to %s is 200 and empty, may be framed, and is kept by nobody", async (_name, query) => {
    const world = createWorld()
    await loginAs(world, "one")
    const response = await frontChannel(world, query)
    expect([response.status, await response.text()]).toEqual([200, ""])
    expect(Object.fromEntries(response.headers)).toEqual({ "cache-control": "no-store" })
  })

  test.each<[string, string]>([
    ["iss alone", `iss=${iss}`],
    ["sid alone", "sid=one"],
    ["sid twice", `iss=${iss}&sid=one&sid=one`],
    ["iss twice", `iss=${iss}&iss=${iss}&sid=one`],
    ["an empty sid", `iss=${iss}&sid=`],
    ["another issuer", "iss=https://evil.example&sid=one"],
    ["a sid that is too long", `iss=${iss}&sid=${"s".repeat(256)}`],
  ])("to %s is 400, and nothing ends", async (_name, query) => {
    const world = createWorld()
    const visitor = await loginAs(world, "one")
    const response = await frontChannel(world, query, { visitor, headers: sameSite })
    expect([response.status, await codeOf(response)]).toEqual([400, "logout_token_invalid"])
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(response.headers.getSetCookie()).toEqual([])
    expect((await visitor.user()).isLoggedIn).toBe(true)
    expectNoSecret(world)
  })

  test.each(["POST", "HEAD", "PUT", "DELETE", "OPTIONS"])("to %s is 405, and nothing ends", async (method) => {
    const world = createWorld()
    const visitor = await loginAs(world, "one")
    const request = visitor.request(`/auth/frontchannel-logout?${new URLSearchParams({ iss, sid: "one" })}`, { method })
    const response = (await world.auth.handle(request)) as Response
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET"])
    expect((await visitor.user()).isLoggedIn).toBe(true)
  })

  it("to a prefetch is 503, and nothing ends", async () => {
    const world = createWorld()
    const visitor = await loginAs(world, "one")
    const response = await frontChannel(world, { iss, sid: "one" }, { headers: { "sec-purpose": "prefetch" } })
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "1"])
    expect((await visitor.user()).isLoggedIn).toBe(true)
  })

  it("stands in the log as news when something ended, and names nobody", async () => {
    const world = createWorld()
    await loginAs(world, "one")
    const event: LogEvent = {
      level: "info",
      event: "front_channel_logout",
      message: "The provider has ended a session, through the browser",
      provider: "google",
    }
    await frontChannel(world, { iss, sid: "unknown" })
    await frontChannel(world, {})
    expect(world.log).toEqual([])
    await frontChannel(world, { iss, sid: "one" })
    expect(world.log).toEqual([event])
  })
})

describe("what nobody has logged in with here", () => {
  it("fills no memory: a stranger leaves no mark", async () => {
    const memory = memoryStore()
    let written = 0
    const store: SessionStore = {
      ...memory,
      set(...given) {
        written += 1
        return memory.set(...given)
      },
    }
    const world = createWorld({ options: { denyList: { store } } })
    await loginAs(world, "one")
    written = 0
    for (let index = 0; index < 50; index++) {
      expect((await frontChannel(world, { iss, sid: `guess ${index}` })).status).toBe(200)
    }
    expect(written).toBe(0)
    await frontChannel(world, { iss, sid: "one" })
    expect(written).toBe(1)
  })

  it("is known from the cookie, to a process that has not seen the login", async () => {
    const world = createWorld()
    const visitor = await loginAs(world, "one")
    const copy = visitor.cookies()
    const another = world.restart({})
    expect((await frontChannel(another, { iss, sid: "one" })).status).toBe(200)
    expect(await reasonsOf(another, visitor)).toEqual([undefined])
    const request = visitor.request(`/auth/frontchannel-logout?${new URLSearchParams({ iss, sid: "one" })}`)
    visitor.jar.take((await another.auth.handle(request)) as Response)
    expect((await visitor.session()).reason).toBe("none")
    expect((await another.auth.getSession(visitor.request("/", { cookie: copy }))).reason).toBe("revoked")
  })
})

describe("Entra, which names no issuer", () => {
  const issuerOf = (tid: string) => `https://login.microsoftonline.com/${tid}/v2.0`

  async function loggedIn(world: World, tid = tenant, sid = "one"): Promise<Visitor> {
    const { work = world.provider } = world.providers
    work.faults = { claims: (claims) => ({ ...claims, tid, iss: issuerOf(tid), sid }) }
    const visitor = world.visitor()
    await visitor.login(world.providers.work && "work")
    expect((await visitor.user()).isLoggedIn).toBe(true)
    return visitor
  }

  it("ends the session by its sid alone, whichever tenant it is of", async () => {
    const told: unknown[] = []
    const world = createWorld({
      providers: { entra: entraCommon },
      options: { onLogout: ({ user }) => void told.push(user) },
    })
    const other = "11111111-2222-3333-4444-555555555555"
    const [ours, theirs] = [await loggedIn(world), await loggedIn(world, other, "two")]
    expect((await frontChannel(world, { sid: "two" })).status).toBe(200)
    expect(await reasonsOf(world, ours, theirs)).toEqual([undefined, "revoked"])
    expect((await frontChannel(world, { sid: "one" }, { visitor: ours, headers: sameSite })).status).toBe(200)
    expect((await ours.session()).reason).toBe("none")
    expect(told).toMatchObject([{ iss: issuerOf(other), sid: "two" }, { iss: issuerOf(tenant) }])
  })

  it("ends it by both, where it should learn to send both, and by no other tenant's", async () => {
    const world = createWorld({ providers: { entra: entraCommon } })
    const visitor = await loggedIn(world)
    const other = issuerOf("11111111-2222-3333-4444-555555555555")
    for (const headers of [{}, sameSite]) {
      expect((await frontChannel(world, { iss: other, sid: "one" }, { visitor, headers })).status).toBe(200)
    }
    expect(await reasonsOf(world, visitor)).toEqual([undefined])
    await frontChannel(world, { iss: issuerOf(tenant), sid: "one" })
    expect(await reasonsOf(world, visitor)).toEqual(["revoked"])
  })

  it("ends no other provider's session by a sid alone", async () => {
    const world = createWorld({ providers: { google, work: entraCommon } })
    nameSessions(world, "one")
    const visitor = world.visitor()
    await visitor.login("google")
    for (const headers of [{}, sameSite]) {
      expect((await frontChannel(world, { sid: "one" }, { visitor, headers })).status).toBe(200)
    }
    expect(await reasonsOf(world, visitor)).toEqual([undefined])
  })
})

test("while the store cannot be asked it is 503 with Retry-After, and works later", async () => {
  let isDown = false
  const memory = memoryStore()
  const reached = async () => {
    if (isDown) throw new Error("connection refused")
  }
  const store: SessionStore = {
    get: (key) => reached().then(() => memory.get(key)),
    set: (...given) => reached().then(() => memory.set(...given)),
    delete: (key) => reached().then(() => memory.delete(key)),
  }
  for (const options of [{ store }, { denyList: { store, remember: 0 } }]) {
    const world = createWorld({ options })
    const visitor = await loginAs(world, "one")
    isDown = true
    const response = await frontChannel(world, { iss, sid: "one" })
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"])
    isDown = false
    expect(await reasonsOf(world, visitor)).toEqual([undefined])
    expect((await frontChannel(world, { iss, sid: "one" })).status).toBe(200)
    expect(await reasonsOf(world, visitor)).toEqual(["revoked"])
  }
})
