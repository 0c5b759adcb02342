/** What a refresh may change, and what ends with it. */
import { inspect } from "node:util"
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { hours, minutes } from "../support/clock.js"
import { createWorld, useNetwork, type Visitor, type World } from "../support/world.js"

useNetwork()

/** Somebody whose access token has run out. */
async function expired(auth: object = {}) {
  const world = createWorld({ auth: { expose_tokens: ["id", "access"], session_max_age: "12h", ...auth } })
  const visitor = world.visitor()
  await visitor.login()
  const { access } = (await visitor.session()).tokens
  world.clock.pass(2 * hours)
  return { world, visitor, access }
}

/** A request that asks for a token; what came of it, and how its answer is delivered. */
async function ask(world: World, visitor: Visitor) {
  const context = await world.auth.context(visitor.request("/"))
  const token = await context.getAccessToken().catch(({ code }) => ({ code }))
  const answer = new Response(null, { headers: context.headers })
  return { context, token, deliver: () => visitor.jar.take(answer) }
}

/** What becomes of a refresh whose ID token says something else. */
async function refreshedWith(claims: object): Promise<unknown> {
  const { world, visitor, access } = await expired()
  world.provider.faults = { claims: (honest) => ({ ...honest, ...claims }) }
  const { token, deliver } = await ask(world, visitor)
  deliver()
  const session = await visitor.session()
  expect(session.user).toMatchObject({ isLoggedIn: true, sub: world.provider.profile.idToken.sub })
  if (typeof token === "string") {
    expect(token).not.toBe(access)
    return "refreshed"
  }
  // Nothing of it is kept.
  expect(session.tokens.access).toBe(access)
  return token.code
}

describe("the new ID token", () => {
  test("refresh: the signature is checked", async () => {
    const { world, visitor } = await expired()
    const nobodys = (header: object, claims: object) =>
      [header, claims, "x"].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")
    world.provider.faults = { idToken: nobodys }
    expect((await ask(world, visitor)).token).toEqual({ code: "id_token_invalid" })
  })

  test("refresh: the same iss", async () => {
    expect(await refreshedWith({ iss: "https://other.example" })).toBe("id_token_invalid")
    const { judgeRefreshedClaims } = await import("../../src/provider/refreshed-claims.js")
    const [original, claims] = ["https://one.example", "https://other.example"].map((iss) => ({ iss, sub: "ada" }))
    expect(judgeRefreshedClaims({ claims: claims ?? {}, original: original as never, hadNonce: true })).toContain("iss")
  })

  test("refresh: the same sub", async () => {
    expect(await refreshedWith({ sub: "somebody else" })).toBe("id_token_invalid")
    expect(await refreshedWith({})).toBe("refreshed")
  })

  test("refresh: the same aud", async () => {
    expect(await refreshedWith({ aud: ["client-of-google", "another"], azp: "client-of-google" })).toBe(
      "id_token_invalid",
    )
  })

  test("refresh: the same auth_time", async () => {
    const world = createWorld({
      auth: { expose_tokens: ["id", "access"], session_max_age: "12h" },
      tables: { google: { client_kwargs: { max_age: 600 } } },
    })
    const visitor = world.visitor()
    await visitor.login()
    const { claims, tokens } = await visitor.session()
    world.clock.pass(2 * hours)
    world.provider.faults = { claims: (honest) => ({ ...honest, auth_time: world.clock.seconds() }) }
    const { token, context, deliver } = await ask(world, visitor)
    deliver()
    // The visitor has logged in anew elsewhere: the access token is good, and the ID token counts for nothing.
    const session = await visitor.session()
    expect(session.tokens).toEqual({ id: tokens.id, access: token })
    expect(token).not.toBe(tokens.access)
    expect(session.claims).toEqual(claims)
    expect((await context.requireUser({ maxAge: 600 })).ok).toBe(false)
  })

  test("refresh: no other nonce", async () => {
    expect(await refreshedWith({ nonce: "of another login" })).toBe("id_token_invalid")
    expect(await refreshedWith({ nonce: undefined })).toBe("refreshed")
  })
})

describe("what becomes of the session", () => {
  const over = { beforeRefresh: () => HttpResponse.json({ error: "invalid_grant" }, { status: 400 }) }

  test("refresh: invalid_grant ends the session", async () => {
    const { world, visitor } = await expired()
    world.provider.faults = over
    const { token, context, deliver } = await ask(world, visitor)
    expect(token).toEqual({ code: "access_token_unavailable" })
    expect((await context.requireUser()).ok).toBe(false)
    deliver()
    expect((await visitor.user()).isLoggedIn).toBe(false)
  })

  test("refresh: a late answer brings back nothing", async () => {
    const { world, visitor } = await expired({ session_idle_timeout: "4h" })
    const slid = await world.auth.context(visitor.request("/"))
    expect(slid.headers.getSetCookie()).toHaveLength(1)
    world.provider.faults = over
    ;(await ask(world, visitor)).deliver()
    visitor.jar.take(new Response(null, { headers: slid.headers }))
    expect(await visitor.session()).toMatchObject({ user: { isLoggedIn: false }, reason: "revoked" })
  })

  test.each<[string, () => Response]>([
    ["503", () => new HttpResponse(null, { status: 503 })],
    ["429", () => new HttpResponse(null, { status: 429 })],
    ["503 that says invalid_grant", () => HttpResponse.json({ error: "invalid_grant" }, { status: 503 })],
    ["no connection", () => HttpResponse.error()],
  ])("refresh: a failure changes nothing (%s)", async (_, beforeRefresh) => {
    const world = createWorld({ auth: { expose_tokens: "access" } })
    const visitor = world.visitor()
    await visitor.login()
    const { access } = (await visitor.session()).tokens
    world.provider.faults = { beforeRefresh }
    // It could be fresher, and lives.
    world.clock.pass(hours - 20)
    const early = await ask(world, visitor)
    expect([early.token, [...early.context.headers]]).toEqual([access, []])
    world.clock.pass(minutes)
    const late = await ask(world, visitor)
    expect([late.token, [...late.context.headers]]).toEqual([{ code: "provider_unreachable" }, []])
    expect((await visitor.user()).isLoggedIn).toBe(true)
    world.provider.faults = {}
    expect((await ask(world, visitor)).token).toEqual(expect.any(String))
  })
})

describe("the refresh token", () => {
  test("refresh: one at a time", async () => {
    const { world, visitor } = await expired()
    const tokens = await Promise.all(Array.from({ length: 10 }, async () => (await ask(world, visitor)).token))
    expect(new Set(tokens).size).toBe(1)
    expect(tokens[0]).toEqual(expect.any(String))
    expect(world.provider.seen.refresh).toHaveLength(1)
  })

  test("refresh: a rotated token is kept", async () => {
    const { world, visitor } = await expired()
    for (let round = 0; round < 3; round++) {
      const { token, deliver } = await ask(world, visitor)
      expect([round, typeof token]).toEqual([round, "string"])
      deliver()
      world.clock.pass(2 * hours)
    }
    const shown = world.provider.seen.refresh.map(({ body }) => new URLSearchParams(body).get("refresh_token"))
    expect(new Set(shown).size).toBe(3)
  })

  test("refresh: its token is shown nowhere", async () => {
    const { world, visitor } = await expired()
    const { context, deliver } = await ask(world, visitor)
    deliver()
    const access = await world.auth.requireUser(visitor.request("/"))
    const printed = [context, access, await visitor.session(), world.auth, world.log].map(
      (value) => `${inspect(value, { depth: 20, showHidden: true, getters: true })} ${JSON.stringify(value)}`,
    )
    const secret = [...world.provider.secrets].filter((one) => one.includes("refresh"))
    expect(secret.length).toBeGreaterThanOrEqual(2)
    for (const one of secret) expect(printed.join("\n")).not.toContain(one)
  })
})
