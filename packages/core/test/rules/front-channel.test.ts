/** Each rule of a logout that comes through the browser: nobody vouches for it, and it mostly comes without a cookie. */
import { expect, test } from "vitest"
import { memoryStore, type SessionStore } from "../../src/index.js"
import { frontChannel, loginAs, nameSessions } from "../support/endings.js"
import { entraCommon, google } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork, type Visitor, type World } from "../support/world.js"

useNetwork()

const iss = google.metadata.issuer
const sameSite = { "sec-fetch-site": "same-site" }

async function given(): Promise<{ world: World; visitor: Visitor }> {
  const world = createWorld()
  return { world, visitor: await loginAs(world, "one") }
}

/** A request with this query, and with the visitor's own cookies: refused, and nothing ends. */
async function refuses(query: string): Promise<void> {
  const { world, visitor } = await given()
  for (const headers of [{}, sameSite]) {
    const response = await frontChannel(world, query, { visitor, headers })
    expect([query, response.status, await codeOf(response)]).toEqual([query, 400, "logout_token_invalid"])
    expect(response.headers.getSetCookie()).toEqual([])
  }
  expect([query, (await visitor.user()).isLoggedIn]).toEqual([query, true])
}

test("front-channel: iss and sid, both or neither", async () => {
  for (const query of [`iss=${iss}`, "sid=one", `iss=${iss}&sid=`, "iss=&sid=one"]) await refuses(query)
})

test("front-channel: each of them once", async () => {
  for (const query of [`iss=${iss}&sid=one&sid=one`, `iss=${iss}&iss=${iss}&sid=one`]) await refuses(query)
})

test("front-channel: iss is a provider's", async () => {
  for (const other of ["https://evil.example", `${iss}.evil.example`]) await refuses(`iss=${other}&sid=one`)
})

test("front-channel: a sid of 255 at most", () => refuses(`iss=${iss}&sid=${"s".repeat(256)}`))

test("front-channel: the sid finds the session", async () => {
  const { world, visitor } = await given()
  const other = await loginAs(world, "two")
  expect((await frontChannel(world, { iss, sid: "one" })).status).toBe(200)
  expect([(await visitor.session()).reason, (await other.session()).reason]).toEqual(["revoked", undefined])
})

test("front-channel: a stranger leaves no mark", async () => {
  const memory = memoryStore()
  let written = 0
  const store: SessionStore = {
    ...memory,
    set(...mark) {
      written += 1
      return memory.set(...mark)
    },
  }
  const world = createWorld({ options: { denyList: { store } } })
  for (let index = 0; index < 20; index++) await frontChannel(world, { iss, sid: `guess ${index}` })
  expect(written).toBe(0)
})

test("front-channel: another site ends nothing by a cookie", async () => {
  const { world, visitor } = await given()
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { referer: "https://evil.example/" }, {}]) {
    const request = new Request(`${world.origin}/auth/frontchannel-logout`, {
      headers: { cookie: visitor.cookies(), ...headers },
    })
    const response = await world.auth.handle(request)
    expect([response?.status, response?.headers.getSetCookie()]).toEqual([200, []])
  }
  expect((await visitor.user()).isLoggedIn).toBe(true)
  await frontChannel(world, "", { visitor, headers: sameSite })
  expect((await visitor.user()).isLoggedIn).toBe(false)
})

test("front-channel: a prefetch ends no session", async () => {
  const { world, visitor } = await given()
  for (const query of ["", `iss=${iss}&sid=one`]) {
    const headers = { ...sameSite, "sec-purpose": "prefetch" }
    expect((await frontChannel(world, query, { visitor, headers })).status).toBe(503)
  }
  expect((await visitor.user()).isLoggedIn).toBe(true)
})

test("front-channel: 200 and empty, so that a frame shows it", async () => {
  const { world, visitor } = await given()
  const queries = ["", `iss=${iss}&sid=unknown`, `iss=${iss}&sid=one`]
  for (const query of queries) {
    const response = await frontChannel(world, query, { visitor, headers: sameSite })
    expect([response.status, await response.text()]).toEqual([200, ""])
    expect(response.headers.get("cache-control")).toBe("no-store")
    for (const name of ["x-frame-options", "content-security-policy"]) expect(response.headers.has(name)).toBe(false)
  }
})

test("front-channel: a sid alone is Entra's, and ends no other's", async () => {
  const world = createWorld({ providers: { google, work: entraCommon } })
  nameSessions(world, "one")
  const visitor = world.visitor()
  await visitor.login("google")
  for (const headers of [{}, sameSite]) {
    expect((await frontChannel(world, "sid=one", { visitor, headers })).status).toBe(200)
  }
  expect((await visitor.user()).isLoggedIn).toBe(true)
})
