/** The provider ends a session, server to server: whose sessions end, and whose do not, wherever they are kept. */
import { HttpResponse } from "msw"
import { describe, expect, it, test } from "vitest"
import { type AuthOptions, memoryStore, type SessionStore } from "../../src/index.js"
import { hours, minutes } from "../support/clock.js"
import { backChannel, endByToken, keepings, loginAs, logoutToken, nameSessions } from "../support/endings.js"
import { entraCommon, entraConsumers, google, keycloak, okta, tenant } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork, type Visitor, type World } from "../support/world.js"

useNetwork()

/** What each visitor is told, by each process. */
async function reasons(worlds: readonly World[], ...visitors: readonly Visitor[]): Promise<(string | undefined)[][]> {
  return Promise.all(
    worlds.map(({ auth }) =>
      Promise.all(visitors.map(async (visitor) => (await auth.getSession(visitor.request("/"))).reason)),
    ),
  )
}

describe.each(keepings)("sessions $name", ({ open }) => {
  it("B12 a sid ends the sessions of that name, and no others of the same person", async () => {
    const { here, there, settle } = open()
    const [one, other, nameless] = [await loginAs(here, "one"), await loginAs(here, "two"), await loginAs(here)]
    expect(await reasons([here, there], one, other, nameless)).toEqual(Array(2).fill([undefined, undefined, undefined]))
    expect(await endByToken(here, { sid: "one" })).toBe(200)
    expect(await reasons([here], one, other, nameless)).toEqual([["revoked", undefined, undefined]])
    settle()
    expect(await reasons([there], one, other, nameless)).toEqual([["revoked", undefined, undefined]])
  })

  it("B12 all sessions with one sid end, in every browser", async () => {
    const { here } = open()
    const visitors = [await loginAs(here, "one"), await loginAs(here, "one"), await loginAs(here, "one")]
    expect(await endByToken(here, { sub: undefined, sid: "one" })).toBe(200)
    expect(await reasons([here], ...visitors)).toEqual([["revoked", "revoked", "revoked"]])
  })

  it("B12 without a sid, all sessions of the sub end, with or without a sid of their own", async () => {
    const { here, there, settle } = open()
    const visitors = [await loginAs(here, "one"), await loginAs(here, "two"), await loginAs(here)]
    expect(await endByToken(here)).toBe(200)
    settle()
    expect(await reasons([here, there], ...visitors)).toEqual(Array(2).fill(["revoked", "revoked", "revoked"]))
  })

  it.each([
    ["its sid", { sid: "one" }],
    ["its sub", {}],
  ])("B12 a login that is still on its way ends, too, by %s", async (_, named) => {
    const onLogin = async () => {
      here.clock.pass(1)
      expect(await endByToken(here, named)).toBe(200)
      here.clock.pass(1)
    }
    const { here, there, settle } = open({ options: { onLogin } })
    const visitor = await loginAs(here, "one")
    settle()
    expect(await reasons([here, there], visitor)).toEqual([["revoked"], ["revoked"]])
  })

  it("B12 what ended while UserInfo was asked has ended to the last second of its session", async () => {
    const { here, settle } = open({ auth: { userinfo: "always", session_max_age: "1h" } })
    nameSessions(here, "one")
    const userinfo = async (claims: object) => {
      expect(await endByToken(here, { sid: "one" })).toBe(200)
      here.clock.pass(8)
      return claims
    }
    here.provider.faults = { ...here.provider.faults, userinfo }
    const visitor = here.visitor()
    await visitor.login()
    settle()
    expect(await reasons([here], visitor)).toEqual([["revoked"]])
    here.clock.pass(hours - 20)
    for (let second = 0; second < 30; second++) {
      here.clock.pass(1)
      expect(await reasons([here], visitor)).not.toContainEqual([undefined])
    }
  })

  it("B12 somebody else stays, and so does the same sub or sid at another issuer", async () => {
    const { here } = open({ providers: { google, okta }, tables: {} })
    const claims = (sub: string) => (given: object) => ({ ...given, sub, sid: "one" })
    const { google: first, okta: second } = here.providers
    if (first === undefined || second === undefined) throw new Error("there are two")
    const login = async (provider: typeof first, name: string, sub: string) => {
      provider.faults = { claims: claims(sub), userinfo: (given) => ({ ...given, sub }) }
      const visitor = here.visitor()
      await visitor.login(name)
      expect((await visitor.user()).isLoggedIn).toBe(true)
      return visitor
    }
    const ada = await login(first, "google", "ada")
    const grace = await login(first, "google", "grace")
    const elsewhere = await login(second, "okta", "ada")
    expect(await endByToken(here, { sub: "ada" }, first)).toBe(200)
    expect(await reasons([here], ada, grace, elsewhere)).toEqual([["revoked", undefined, undefined]])
    expect(await endByToken(here, { sub: undefined, sid: "one" }, second)).toBe(200)
    expect(await reasons([here], ada, grace, elsewhere)).toEqual([["revoked", undefined, "revoked"]])
  })

  it("B12 a login after it works at once, also in the same millisecond", async () => {
    const { here, there, settle } = open()
    const visitor = await loginAs(here, "one")
    for (let round = 0; round < 3; round++) {
      expect(await endByToken(here, round === 1 ? {} : { sid: "one" })).toBe(200)
      expect(await reasons([here], visitor)).toEqual([["revoked"]])
      await visitor.login()
      expect(await reasons([here], visitor)).toEqual([[undefined]])
    }
    settle()
    expect(await reasons([here, there], visitor)).toEqual([[undefined], [undefined]])
  })

  it("B12 a token that comes late ends no login that was made since", async () => {
    const { here } = open()
    const [early, late] = [await loginAs(here, "one"), here.visitor()]
    const token = await logoutToken(here.provider, {})
    here.clock.pass(2 * minutes)
    await late.login()
    expect((await backChannel(here, { logout_token: token })).status).toBe(200)
    expect(await reasons([here], early, late)).toEqual([["revoked", undefined]])
  })

  it("B12 a token that comes late brings nothing back that has ended since", async () => {
    const { here } = open()
    const first = await loginAs(here, "one")
    const token = await logoutToken(here.provider, {})
    here.clock.pass(1 * minutes)
    const second = await loginAs(here, "two")
    expect(await endByToken(here)).toBe(200)
    expect((await backChannel(here, { logout_token: token })).status).toBe(200)
    expect(await reasons([here], first, second)).toEqual([["revoked", "revoked"]])
  })

  it("B12 it holds as long as the session would have lived", async () => {
    const { here } = open({ auth: { session_max_age: "12h" } })
    const visitor = await loginAs(here, "one")
    expect(await endByToken(here, { sid: "one" })).toBe(200)
    const cookie = visitor.cookies()
    const reason = async () => (await here.auth.getSession(visitor.request("/", { cookie }))).reason
    here.clock.pass(12 * hours - 1)
    expect(await reason()).toBe("revoked")
    here.clock.pass(1)
    expect(await reason()).toBe("expired")
  })

  it("B12 a jti works once, whichever process it comes to, until the token itself is too old", async () => {
    const { here, there } = open()
    const visitor = await loginAs(here, "one")
    const token = await logoutToken(here.provider, { sid: "one" })
    expect((await backChannel(here, { logout_token: token })).status).toBe(200)
    await visitor.login()
    for (const world of [here, there]) {
      const again = await backChannel(world, { logout_token: token })
      expect([again.status, await codeOf(again)]).toEqual([400, "logout_token_invalid"])
    }
    for (let passed = 0; passed < 12 * minutes; passed += 10) {
      here.clock.pass(10)
      expect((await backChannel(here, { logout_token: token })).status).toBe(400)
    }
    expect(await reasons([here], visitor)).toEqual([[undefined]])
  })

  it("B12 a jti that comes twice at once ends the session, and is told once", async () => {
    const told: unknown[] = []
    const { here } = open({ options: { onLogout: ({ user }) => void told.push(user) } })
    const visitor = await loginAs(here, "one")
    const token = await logoutToken(here.provider, { sid: "one" })
    const both = await Promise.all([0, 1].map(() => backChannel(here, { logout_token: token })))
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400])
    expect(told).toHaveLength(1)
    expect(await reasons([here], visitor)).toEqual([["revoked"]])
  })

  it("B12 the same jti of another issuer is another one", async () => {
    const { here } = open({ providers: { google, okta } })
    for (const provider of Object.values(here.providers)) {
      expect(await endByToken(here, { jti: "the same", sid: "x" }, provider)).toBe(200)
      expect(await endByToken(here, { jti: "the same", sid: "y" }, provider)).toBe(400)
    }
  })

  it("B12 S22 it holds for every tab at its next request, and a guard sends to a login", async () => {
    const { here } = open()
    const visitor = await loginAs(here, "one")
    expect(await endByToken(here, { sid: "one" })).toBe(200)
    for (const _tab of [1, 2, 3]) {
      const access = await here.auth.requireUser(visitor.request("/private"))
      expect(access).toMatchObject({ ok: false, response: { status: 302 } })
    }
    const api = await here.auth.requireUser(visitor.request("/api", { headers: { "sec-fetch-mode": "cors" } }))
    expect(api).toMatchObject({ ok: false, response: { status: 401 } })
  })

  it("B12 onLogout is told whom the provider named, and with which of its words", async () => {
    const told: unknown[] = []
    const { here } = open({ options: { onLogout: (logout) => void told.push(logout) } })
    const { issuer } = google.metadata
    const { sub } = google.idToken
    for (const change of [{ sid: "one" }, { sub: undefined, sid: "two" }, {}]) await endByToken(here, change)
    const users = [
      { isLoggedIn: true, iss: issuer, sub, sid: "one" },
      { isLoggedIn: true, iss: issuer, sid: "two" },
      { isLoggedIn: true, iss: issuer, sub },
    ]
    expect(told).toEqual(users.map((user) => ({ user, provider: "google" })))
  })

  it("B12 by the time that onLogout is told, the session has ended", async () => {
    const seen: unknown[] = []
    const onLogout: AuthOptions["onLogout"] = async () => {
      seen.push(...(await reasons([here], visitor)))
    }
    const { here } = open({ options: { onLogout } })
    const visitor = await loginAs(here, "one")
    await endByToken(here, { sid: "one" })
    expect(seen).toEqual([["revoked"]])
  })
})

describe("the answer", () => {
  it("is 200 and empty, also when nobody is known, and is kept by nobody", async () => {
    const world = createWorld()
    const response = await backChannel(world, { logout_token: await logoutToken(world.provider, { sid: "nobody's" }) })
    expect([response.status, await response.text()]).toEqual([200, ""])
    expect(Object.fromEntries(response.headers)).toEqual({ "cache-control": "no-store" })
  })

  it("stands in the log as news, and names nobody", async () => {
    const world = createWorld()
    await endByToken(world, { sid: "canary-sid", sub: "canary-sub" })
    const message = "The provider has ended a session"
    expect(world.log).toEqual([{ level: "info", event: "back_channel_logout", message, provider: "google" }])
  })

  test.each<[string, (token: string) => Parameters<typeof backChannel>[1], Parameters<typeof backChannel>[2], number]>([
    ["no logout_token", () => ({ other: "x" }), {}, 400],
    ["an empty body", () => "", {}, 400],
    ["an empty logout_token", () => "logout_token=", {}, 400],
    ["garbage", () => "logout_token=garbage", {}, 400],
    ["two of them", (token) => `logout_token=${token}&logout_token=${token}`, {}, 400],
    ["one of them empty", (token) => `logout_token=${token}&logout_token=`, {}, 400],
    ["in the query alone", () => "", { query: "?logout_token=TOKEN" }, 400],
    [
      "JSON",
      (token) => JSON.stringify({ logout_token: token }),
      { headers: { "content-type": "application/json" } },
      415,
    ],
    ["text", (token) => `logout_token=${token}`, { headers: { "content-type": "text/plain" } }, 415],
    ["too much", (token) => `logout_token=${token}&x=${"x".repeat(64 * 1024)}`, {}, 413],
    ["something beside it", (token) => `logout_token=${token}&more=1&more=2`, {}, 200],
    ["a query that was registered", (token) => `logout_token=${token}`, { query: "?tenant=1" }, 200],
    [
      "a charset",
      (token) => `logout_token=${token}`,
      { headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" } },
      200,
    ],
  ])("to %s", async (_name, body, { query = "", ...options } = {}, status) => {
    const world = createWorld()
    const visitor = await loginAs(world, "one")
    const token = await logoutToken(world.provider, { sid: "one" })
    const response = await backChannel(world, body(token), { ...options, query: query.replace("TOKEN", token) })
    expect(response.status).toBe(status)
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect((await visitor.user()).isLoggedIn).toBe(status !== 200)
    if (status === 200) return
    expect(response.headers.get("content-type")).toBe("application/problem+json")
    const code = { 400: "logout_token_invalid", 413: "body_too_large", 415: "unsupported_media_type" }[status]
    expect(await response.json()).toMatchObject({ status, code })
    expect(world.log.filter(({ level }) => level === "warning")).toHaveLength(1)
    expectNoSecret(world)
  })

  test.each(["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])("to %s is 405, and the token stays good", async (method) => {
    const world = createWorld()
    const token = await logoutToken(world.provider, { sid: "one" })
    const path = `/auth/backchannel-logout?logout_token=${token}`
    const response = (await world.auth.handle(new Request(world.origin + path, { method }))) as Response
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"])
    expect((await backChannel(world, { logout_token: token })).status).toBe(200)
  })

  test.each<[string, object]>([
    ["another issuer's", { iss: "https://evil.example" }],
    ["for another client", { aud: "somebody-else" }],
    ["with a nonce", { nonce: "x" }],
    ["without events", { events: undefined }],
    ["too old", { iat: 1 }],
  ])("to a token that is %s: nothing ends, and it is called bad", async (_name, change) => {
    const world = createWorld()
    const visitor = await loginAs(world, "one")
    const response = await backChannel(world, { logout_token: await logoutToken(world.provider, change) })
    expect([response.status, await codeOf(response)]).toEqual([400, "logout_token_invalid"])
    expect((await visitor.user()).isLoggedIn).toBe(true)
  })
})

describe("whose token it is", () => {
  it("is found among several, by iss and aud", async () => {
    const world = createWorld({ providers: { google, okta, keycloak } })
    const asked = () => Object.values(world.providers).map(({ seen }) => seen.keys)
    expect(await endByToken(world, {}, world.providers.okta)).toBe(200)
    expect(asked()).toEqual([0, 1, 0])
  })

  it("is that of any of two that share an issuer", async () => {
    const told: unknown[] = []
    const world = createWorld({
      providers: { staff: google, guests: google },
      options: { onLogout: ({ provider }) => void told.push(provider) },
    })
    for (const name of ["staff", "guests"]) expect(await endByToken(world, { aud: `client-of-${name}` })).toBe(200)
    expect(told).toEqual(["staff", "guests"])
  })

  it("is a tenant's of Entra, and ends that tenant's session alone", async () => {
    const other = "11111111-2222-3333-4444-555555555555"
    const issuerOf = (tid: string) => `https://login.microsoftonline.com/${tid}/v2.0`
    const world = createWorld({ providers: { entra: entraCommon } })
    const visitorOf = async (tid: string) => {
      const visitor = world.visitor()
      world.provider.faults = { claims: (claims) => ({ ...claims, tid, iss: issuerOf(tid), sid: "one" }) }
      await visitor.login()
      expect((await visitor.user()).isLoggedIn).toBe(true)
      return visitor
    }
    const [ours, theirs] = [await visitorOf(tenant), await visitorOf(other)]
    expect(await endByToken(world, { tid: tenant, iss: issuerOf(tenant), sid: "one" })).toBe(200)
    expect(await reasons([world], ours, theirs)).toEqual([["revoked", undefined]])
  })

  it("cannot be told while the provider does not answer: 504, and the same token works later", async () => {
    const world = createWorld()
    const visitor = await loginAs(world, "one")
    const token = await logoutToken(world.provider, { sid: "one" })
    const later = world.restart({})
    later.provider.faults = { ...later.provider.faults, keys: () => new HttpResponse(null, { status: 503 }) }
    const response = await backChannel(later, { logout_token: token })
    expect([response.status, await codeOf(response)]).toEqual([504, "provider_unreachable"])
    expect(response.headers.get("cache-control")).toBe("no-store")
    later.provider.faults = {}
    later.clock.pass(minutes)
    expect((await backChannel(later, { logout_token: token })).status).toBe(200)
    expect((await later.auth.getSession(visitor.request("/"))).reason).toBe("revoked")
  })

  it("is not called bad while another provider that may have issued it cannot be asked", async () => {
    const us = { client_id: "us" }
    const world = createWorld({
      providers: { work: entraCommon, personal: entraConsumers },
      tables: { work: us, personal: us },
      options: unanswered(entraConsumers.metadataUrl),
    })
    expect(await endByToken(world, { exp: 1 })).toBe(504)
    expect(await endByToken(world)).toBe(200)
    expect(await endByToken(world, { aud: "somebody-else" })).toBe(400)
  })
})

/** At one address nobody answers. */
function unanswered(address: string): AuthOptions {
  const ask: typeof globalThis.fetch = async (input, init) => {
    if (String(input) === address) throw new TypeError("nobody answers")
    return fetch(input, init)
  }
  return { runtime: { fetch: ask } }
}

describe("a store that cannot be asked", () => {
  /** Fails at one call after another. */
  function failingAt(call: number): { store: SessionStore; calls: () => number } {
    const memory = memoryStore()
    let calls = 0
    const reached = async () => {
      calls += 1
      if (calls === call) throw new Error("connection refused")
    }
    const store: SessionStore = {
      get: (key) => reached().then(() => memory.get(key)),
      set: (...given) => reached().then(() => memory.set(...given)),
      delete: (key) => reached().then(() => memory.delete(key)),
    }
    return { store, calls: () => calls }
  }

  it("is 503 with Retry-After at each step, and the same token then ends the session", async () => {
    let steps = 0
    for (let step = 1; step < 50; step++) {
      const world = createWorld()
      const token = await logoutToken(world.provider, { sid: "one" })
      const { store, calls } = failingAt(step)
      const later = world.restart({ options: { denyList: { store, remember: 0 } } })
      const response = await backChannel(later, { logout_token: token })
      if (calls() < step) break
      steps = step
      expect([step, response.status, response.headers.get("retry-after")]).toEqual([step, 503, "5"])
      expect((await backChannel(later, { logout_token: token })).status).toBe(200)
      expect((await backChannel(later, { logout_token: token })).status).toBe(400)
    }
    // Was it used, when did it end before, that it ends, that it was used.
    expect(steps).toBe(4)
  })
})
