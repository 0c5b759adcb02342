/** Each rule of a logout token that comes by the back channel: what breaks it ends nobody's session. */
import { HttpResponse } from "msw"
import { expect, test } from "vitest"
import { memoryStore, type SessionStore } from "../../src/index.js"
import { compactJws, unsecured, withBitsChanged } from "../support/compact-jws.js"
import { backChannel, loginAs, logoutToken } from "../support/endings.js"
import { signingKey } from "../support/keys.js"
import type { LogoutTokenFaults } from "../support/mock-provider.js"
import { google, okta } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork, type World } from "../support/world.js"

useNetwork()

/** What becomes of a session when a token comes: `"ended"`, or the code of the refusal. */
async function verdict(faults: LogoutTokenFaults, world = createWorld()): Promise<string> {
  const visitor = await loginAs(world, "one")
  const response = await backChannel(world, { logout_token: await world.provider.logoutToken(faults) })
  const stays = (await visitor.user()).isLoggedIn
  const code = (await codeOf(response)) ?? `${response.status}`
  if (response.status === 200) return stays ? "200, and nothing ended" : "ended"
  return stays ? code : `${code}, and yet ended`
}

const saying = (change: object): LogoutTokenFaults => ({ claims: (claims) => ({ ...claims, ...change }) })
const headed = (change: object): LogoutTokenFaults => ({ header: (header) => ({ ...header, ...change }) })
const refused = "logout_token_invalid"
const event = "http://schemas.openid.net/event/backchannel-logout"

async function all(...faults: readonly LogoutTokenFaults[]): Promise<void> {
  for (const one of faults) expect(await verdict(one)).toBe(refused)
  expect(await verdict({})).toBe("ended")
}

async function ofSession(world: World, form: string, type = "application/x-www-form-urlencoded") {
  const { status } = await backChannel(world, form, { headers: { "content-type": type } })
  return status
}

test("back-channel: a form and nothing else", async () => {
  const world = createWorld()
  const token = await logoutToken(world.provider)
  const form = `logout_token=${token}`
  expect(await ofSession(world, JSON.stringify({ logout_token: token }), "application/json")).toBe(415)
  expect(await ofSession(world, form, "text/plain")).toBe(415)
  expect(await ofSession(world, `${form}&x=${"x".repeat(64 * 1024)}`)).toBe(413)
  expect(await ofSession(world, form)).toBe(200)
})

test("back-channel: by POST alone", async () => {
  const world = createWorld()
  const token = await logoutToken(world.provider)
  for (const method of ["GET", "HEAD", "PUT"]) {
    const request = new Request(`${world.origin}/auth/backchannel-logout?logout_token=${token}`, { method })
    expect((await world.auth.handle(request))?.status).toBe(405)
  }
  expect(await ofSession(world, `logout_token=${token}`)).toBe(200)
})

test("back-channel: one logout_token", async () => {
  const world = createWorld()
  const visitor = await loginAs(world, "one")
  const [first, second] = [await logoutToken(world.provider), await logoutToken(world.provider)]
  for (const form of [`logout_token=${first}&logout_token=${second}`, `logout_token=${first}&logout_token=`, ""]) {
    expect(await ofSession(world, form)).toBe(400)
  }
  expect((await visitor.user()).isLoggedIn).toBe(true)
})

test("back-channel: the signature is always checked", async () => {
  const stranger = await signingKey("a stranger's")
  const kid = "accounts.google.com 1"
  await all(
    {
      token: async (header, claims, { privateKey }) =>
        withBitsChanged(await compactJws(header, claims, "RS256", privateKey)),
    },
    { token: (header, claims) => compactJws({ ...header, kid }, claims, "RS256", stranger.privateKey) },
  )
})

test("back-channel: none in no spelling", async () => {
  const spellings = ["none", "None", "NONE", "nOnE"]
  await all(
    ...spellings.map(
      (alg): LogoutTokenFaults => ({ token: (header, claims) => unsecured({ ...header, alg }, claims) }),
    ),
  )
  // With a signature behind it, too.
  await all(...spellings.map((alg): LogoutTokenFaults => headed({ alg })))
})

test("back-channel: an announced algorithm", async () => {
  const key = await signingKey("another", "ES256")
  const es256: LogoutTokenFaults = {
    token: (header, claims) => compactJws({ ...header, alg: "ES256", kid: key.kid }, claims, "ES256", key.privateKey),
  }
  const announcing = (algorithms: string[]) => {
    const metadata = { ...google.metadata, id_token_signing_alg_values_supported: algorithms }
    const world = createWorld({ providers: { google: { ...google, metadata } } })
    world.provider.faults = { keys: (keys) => [...keys, key.jwk] }
    return world
  }
  expect(await verdict(es256, announcing(["RS256"]))).toBe(refused)
  expect(await verdict(es256, announcing(["RS256", "ES256"]))).toBe("ended")
})

test("back-channel: the registered algorithm", async () => {
  const key = await signingKey("another", "ES256")
  const es256: LogoutTokenFaults = {
    token: (header, claims) => compactJws({ ...header, alg: "ES256", kid: key.kid }, claims, "ES256", key.privateKey),
  }
  const metadata = { ...google.metadata, id_token_signing_alg_values_supported: ["RS256", "ES256"] }
  const tables = { google: { id_token_signed_response_alg: "RS256" } }
  const world = createWorld({ providers: { google: { ...google, metadata } }, tables })
  world.provider.faults = { keys: (keys) => [...keys, key.jwk] }
  expect(await verdict(es256, world)).toBe(refused)
  expect(await verdict({}, world)).toBe("ended")
})

test("back-channel: a crit is refused", () => all(headed({ crit: ["exp"], exp: 1 }), headed({ crit: [] })))

test("back-channel: its typ is a logout token's", async () => {
  await all(headed({ typ: "at+jwt" }), headed({ typ: "id_token+jwt" }), headed({ typ: "dpop+jwt" }), headed({ typ: 1 }))
  for (const typ of [undefined, "JWT", "logout+jwt"]) expect(await verdict(headed({ typ }))).toBe("ended")
})

test("back-channel: iss is the provider's", () =>
  all(
    saying({ iss: "https://evil.example" }),
    saying({ iss: `${google.metadata.issuer}/` }),
    saying({ iss: undefined }),
  ))

test("back-channel: aud holds our client_id", () =>
  all(saying({ aud: "somebody-else" }), saying({ aud: [] }), saying({ aud: undefined })))

test("back-channel: iat lies behind, and not far", async () => {
  const at = (seconds: number): LogoutTokenFaults => ({
    claims: (claims) => ({ ...claims, iat: Number(claims.iat) + seconds }),
  })
  await all(at(31), at(-630), saying({ iat: undefined }), saying({ iat: "1" }))
  expect(await verdict(at(30))).toBe("ended")
})

test("back-channel: exp lies ahead", async () => {
  const at = (seconds: number): LogoutTokenFaults => ({
    claims: (claims) => ({ ...claims, exp: Number(claims.iat) + seconds }),
  })
  await all(at(-30), saying({ exp: undefined }), saying({ exp: "9999999999" }))
  expect(await verdict(at(-29))).toBe("ended")
})

test("back-channel: events say that it is a logout", () =>
  all(
    saying({ events: undefined }),
    saying({ events: { "http://schemas.openid.net/event/other": {} } }),
    saying({ events: { [event]: true } }),
    saying({ events: JSON.parse(`{"__proto__":{"${event}":{}}}`) }),
  ))

test("back-channel: no nonce, not even null", () =>
  all(saying({ nonce: "x" }), saying({ nonce: null }), saying({ nonce: "" })))

test("back-channel: sub or sid, as texts", () =>
  all(
    saying({ sub: undefined }),
    saying({ sub: 1 }),
    saying({ sid: ["one"] }),
    saying({ sid: null }),
    saying({ sub: "" }),
  ))

test("back-channel: a jti is there", () => all(saying({ jti: undefined }), saying({ jti: "" }), saying({ jti: 1 })))

test("back-channel: a used jti is refused", async () => {
  const world = createWorld()
  const token = await logoutToken(world.provider)
  expect(await ofSession(world, `logout_token=${token}`)).toBe(200)
  world.clock.pass(1)
  const visitor = await loginAs(world, "one")
  expect(await ofSession(world, `logout_token=${token}`)).toBe(400)
  expect((await visitor.user()).isLoggedIn).toBe(true)
})

test("back-channel: of two at once, one is told", async () => {
  let told = 0
  const world = createWorld({
    options: {
      onLogout: () => {
        told += 1
      },
    },
  })
  const token = await logoutToken(world.provider)
  const both = await Promise.all([0, 1].map(() => ofSession(world, `logout_token=${token}`)))
  expect([both.sort(), told]).toEqual([[200, 400], 1])
})

test("back-channel: the session ends before its jti is used up", async () => {
  const memory = memoryStore()
  let isDown = false
  const store: SessionStore = {
    ...memory,
    async set(key, value, seconds, options) {
      if (isDown) throw new Error("connection refused")
      return memory.set(key, value, seconds, options)
    },
  }
  const world = createWorld({ options: { denyList: { store, remember: 0 } } })
  const visitor = await loginAs(world, "one")
  const token = await logoutToken(world.provider)
  isDown = true
  expect(await ofSession(world, `logout_token=${token}`)).toBe(503)
  isDown = false
  // The store fails between the two: whatever was written first, the provider's second try must end the session.
  const failing: SessionStore = {
    ...memory,
    async set(...given) {
      isDown = !isDown
      if (!isDown) throw new Error("connection refused")
      return memory.set(...given)
    },
  }
  const half = world.restart({ options: { denyList: { store: failing, remember: 0 } } })
  expect(await ofSession(half, `logout_token=${token}`)).toBe(503)
  isDown = false
  expect(await ofSession(world, `logout_token=${token}`)).toBe(200)
  expect((await visitor.session()).reason).toBe("revoked")
})

test("back-channel: 200 though nobody is known", async () => {
  const world = createWorld()
  const response = await backChannel(world, { logout_token: await logoutToken(world.provider, { sub: "nobody" }) })
  expect([response.status, await response.text()]).toEqual([200, ""])
})

test("back-channel: nobody keeps the answer", async () => {
  const world = createWorld()
  const good = await backChannel(world, { logout_token: await logoutToken(world.provider) })
  const bad = await backChannel(world, { logout_token: "garbage" })
  for (const { headers } of [good, bad]) expect(headers.get("cache-control")).toBe("no-store")
})

test("back-channel: of this issuer alone", async () => {
  const world = createWorld({ providers: { google, okta } })
  const visitors = []
  for (const name of ["google", "okta"]) {
    const provider = world.providers[name] ?? world.provider
    provider.faults = {
      claims: (claims) => ({ ...claims, sub: "ada", sid: "one" }),
      userinfo: (claims) => ({ ...claims, sub: "ada" }),
    }
    const visitor = world.visitor()
    await visitor.login(name)
    visitors.push(visitor)
  }
  for (const change of [{ sub: "ada" }, { sub: undefined, sid: "one" }]) {
    const token = await logoutToken(world.provider, change)
    expect(await ofSession(world, `logout_token=${token}`)).toBe(200)
  }
  const reasons = await Promise.all(visitors.map(async (visitor) => (await visitor.session()).reason))
  expect(reasons).toEqual(["revoked", undefined])
})

test("back-channel: by sid, else by sub", async () => {
  const world = createWorld()
  const [one, two] = [await loginAs(world, "one"), await loginAs(world, "two")]
  const reasons = async () => [(await one.session()).reason, (await two.session()).reason]
  await backChannel(world, { logout_token: await logoutToken(world.provider, { sid: "one" }) })
  expect(await reasons()).toEqual(["revoked", undefined])
  await backChannel(world, { logout_token: await logoutToken(world.provider) })
  expect(await reasons()).toEqual(["revoked", "revoked"])
})

test("back-channel: a late token ends no newer login", async () => {
  const world = createWorld()
  const token = await logoutToken(world.provider)
  world.clock.pass(60)
  const visitor = await loginAs(world, "one")
  expect(await ofSession(world, `logout_token=${token}`)).toBe(200)
  expect((await visitor.user()).isLoggedIn).toBe(true)
})

test("back-channel: a late token brings nothing back", async () => {
  const world = createWorld()
  const late = await logoutToken(world.provider)
  world.clock.pass(60)
  const visitor = await loginAs(world, "one")
  for (const token of [await logoutToken(world.provider), late]) await ofSession(world, `logout_token=${token}`)
  expect((await visitor.session()).reason).toBe("revoked")
})

test("back-channel: an outage is no bad token", async () => {
  const world = createWorld()
  world.provider.faults = { keys: () => new HttpResponse(null, { status: 503 }) }
  const token = await logoutToken(world.provider)
  expect(await ofSession(world, `logout_token=${token}`)).toBe(504)
})
