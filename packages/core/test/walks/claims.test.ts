/** What the user is made of: the claims, and nothing else. */
import { describe, expect, test } from "vitest"
import { AuthError, type AuthOptions, type Tokens } from "../../src/index.js"
import { google } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork, type WorldOptions } from "../support/world.js"

useNetwork()

async function userWith(claims: object, options: WorldOptions = {}) {
  const world = createWorld(options)
  world.provider.faults = { claims: (honest) => ({ ...honest, ...claims }) }
  const visitor = world.visitor()
  await visitor.login()
  return { user: (await visitor.user()) as Record<string, unknown>, session: await visitor.session(), world, visitor }
}

describe("S07 the user is exactly the claims", () => {
  test("S07 logged out, no claim key exists", async () => {
    const user = await createWorld().visitor().user()
    expect(Object.keys(user)).toEqual(["isLoggedIn"])
    expect("email" in user).toBe(false)
    expect((user as Record<string, unknown>).constructor).toBeUndefined()
  })

  test("S07 logged in, exactly the ID token's claims", async () => {
    const { user, world } = await userWith({})
    const now = world.clock.seconds()
    const { nonce, at_hash, ...rest } = user
    expect(rest).toEqual({
      isLoggedIn: true,
      iss: "https://accounts.google.com",
      aud: "client-of-google",
      azp: "client-of-google",
      iat: now,
      exp: now + 3600,
      ...google.idToken,
    })
    expect([typeof nonce, typeof at_hash]).toEqual(["string", "string"])
  })

  test("S07 a claim named like our own word changes nothing, and stays readable in session.claims", async () => {
    const { user, session } = await userWith({
      isLoggedIn: false,
      user: "x",
      provider: "evil",
      reason: "none",
      login: 1,
    })
    expect(user.isLoggedIn).toBe(true)
    expect(session.user.isLoggedIn).toBe(true)
    expect(session.claims?.isLoggedIn).toBe(false)
    expect(session.provider).toBe("google")
    expect(session.reason).toBeUndefined()
    expect(user).toMatchObject({ user: "x", provider: "evil", login: 1 })
  })

  test("S07 claims named __proto__ and constructor work no magic", async () => {
    const world = createWorld()
    const { SignedClaims } = { SignedClaims: '"__proto__":{"isAdmin":true},"constructor":"x"' }
    world.provider.faults = {
      idToken: async (header, claims, key) => {
        const { compactJws } = await import("../support/compact-jws.js")
        return compactJws(header, `{${SignedClaims},${JSON.stringify(claims).slice(1)}`, "RS256", key.privateKey)
      },
    }
    const visitor = world.visitor()
    expect((await visitor.login()).status).toBe(302)
    const user = (await visitor.user()) as Record<string, unknown>
    expect(user.isAdmin).toBeUndefined()
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
    expect(user.constructor).toBe("x")
  })
})

test("S54 claims keep their names, JSON types and nesting", async () => {
  const claims = {
    given_name: "Ada",
    "https://acme/roles": ["admin", "user"],
    "urn:x:y": null,
    address: { country: "CH", lines: ["a", { b: [1, 2.5, -0.001, 1e21] }] },
    email_verified: true,
    is_staff: false,
    updated_at: 1311280970,
    empty: "",
    none: [],
    nothing: {},
    名前: "アダ 🎈",
  }
  const { user, session } = await userWith(claims)
  expect(user).toMatchObject(claims)
  expect(session.claims).toMatchObject(claims)
  expect(Object.keys(user)).toEqual(expect.arrayContaining(Object.keys(claims)))
})

test("S05 the user is read-only, in nested values too", async () => {
  const { user } = await userWith({ address: { lines: ["a"] } })
  expect(() => {
    user.name = "Eve"
  }).toThrow(TypeError)
  expect(() => {
    ;(user.address as { lines: string[] }).lines.push("b")
  }).toThrow(TypeError)
  expect(user.name).toBe("Ada Lovelace")
  expect({ ...user }.email).toBe("ada@gmail.com")
  expect("email" in user && JSON.parse(JSON.stringify(user)).isLoggedIn).toBe(true)
})

describe("onLogin", () => {
  test("is told of user, tokens, provider and request, never of the refresh token", async () => {
    const told: Record<string, unknown>[] = []
    const onLogin = (login: object) => {
      told.push(login as Record<string, unknown>)
    }
    const { user } = await userWith({}, { options: { onLogin } })
    expect(user.isLoggedIn).toBe(true)
    expect(told.length).toBe(1)
    const { tokens, provider, request } = told[0] as { tokens: object; provider: string; request: Request }
    expect(provider).toBe("google")
    expect(request.url).toContain("/oauth2callback")
    expect(Object.keys(tokens).sort()).toEqual(["access", "expiresAt", "id", "scope"])
    expect(JSON.stringify(tokens)).not.toContain("canary-refresh")
  })

  test("may refuse: 403, its words, no session", async () => {
    const onLogin = () => {
      throw new AuthError("access_denied", { message: "Only members may come in." })
    }
    const world = createWorld({ options: { onLogin } })
    const visitor = world.visitor()
    const response = await visitor.login()
    expect([response.status, await codeOf(response)]).toEqual([403, "access_denied"])
    expect(await response.text()).toContain("Only members may come in.")
    expect(visitor.jar.all()).toEqual([])
  })

  test("fails beside a refresh token with half a letter: on_login_failed all the same", async () => {
    const onLogin = () => {
      throw new Error("theirs")
    }
    const world = createWorld({ options: { onLogin } })
    world.provider.faults = { tokens: (answer) => ({ ...answer, refresh_token: "canary-\ud800-refresh" }) }
    expect(await codeOf(await world.visitor().login())).toBe("on_login_failed")
    expect(world.log.at(-1)?.cause).toBe("theirs")
  })

  test("fails: 500, no session, and the visitor reads nothing of why", async () => {
    const onLogin = () => {
      throw new Error("SELECT * FROM canary")
    }
    const world = createWorld({ options: { onLogin } })
    const visitor = world.visitor()
    const response = await visitor.login()
    expect([response.status, await codeOf(response)]).toEqual([500, "on_login_failed"])
    expect(await response.text()).not.toContain("SELECT")
    expect(world.log.at(-1)).toMatchObject({ level: "error", event: "on_login_failed", cause: "SELECT * FROM canary" })
    expect(visitor.jar.all()).toEqual([])
    expectNoSecret(world)
  })

  test.each<[string, (login: { tokens: Tokens; request: Request }) => unknown, string | undefined]>([
    ["a text", ({ tokens }) => `nobody answers to ${tokens.access}`, "nobody answers to …"],
    ["an error whose cause is a text", ({ tokens }) => new Error("no", { cause: tokens.id }), "no – …"],
    [
      "a refusal whose cause is a text",
      ({ tokens }) => new AuthError("access_denied", { cause: `not ${tokens.access}` }),
      "not …",
    ],
    ["a number", () => 404, "404"],
    ["what makes a text of itself", ({ tokens }) => [tokens.access], undefined],
    [
      "an error with the address that was asked for",
      ({ request }) => new Error(`cannot parse ${request.url}`),
      "cannot parse https://app.example/oauth2callback?code=…&state=…",
    ],
  ])("throws %s: no token, code or state of it is in the log", async (_name, thrown, cause) => {
    const onLogin: NonNullable<AuthOptions["onLogin"]> = async (login) => {
      throw thrown(login)
    }
    const world = createWorld({ options: { onLogin } })
    await world.visitor().login()
    expect(world.log.at(-1)?.cause).toBe(cause)
    expectNoSecret(world)
  })
})

test("claims that do not fit are session_too_large, and the log lists the biggest", async () => {
  const world = createWorld()
  world.provider.faults = {
    claims: (claims) => ({
      ...claims,
      groups: Array.from({ length: 900 }, (_, i) => `group ${i}`),
      big: "x".repeat(300),
    }),
  }
  const visitor = world.visitor()
  const response = await visitor.login()
  expect([response.status, await codeOf(response)]).toEqual([500, "session_too_large"])
  expect(world.log.at(-1)?.cause).toMatch(/groups \(\d+\), big \(302\)/)
  expect(visitor.jar.all()).toEqual([])
})

test.each([
  [[], undefined],
  ["id", undefined],
  ["access", "string"],
])(
  "a session keeps no access token that expose_tokens does not name when it begins: %j",
  async (expose_tokens, kind) => {
    const world = createWorld({ auth: { expose_tokens } })
    const visitor = world.visitor()
    await visitor.login()
    // Named later, it would be shown: if it had been sealed.
    const later = world.restart({ auth: { expose_tokens: ["id", "access"] } })
    const { tokens } = await later.auth.getSession(visitor.request("/"))
    expect(typeof tokens.access === "string" ? "string" : undefined).toBe(kind)
  },
)
