import { describe, expect, it } from "vitest"
import type { Claims } from "../../src/session/claims.js"
import { expiryOf, noSession, type Reason, toSession, type User, whyEnded } from "../../src/session/session.js"
import { begin, claims, day, record } from "./example.js"

describe("S24, S37 whether a session is alive", () => {
  const thirty = 30 * day
  const has = (...names: string[]) => ({
    maxAge: thirty,
    hasProvider: ({ provider }: { provider: string }) => names.includes(provider),
  })

  it.each<[string, Parameters<typeof record>[0], number, number, Reason | undefined]>([
    // record, seconds since it began, configured lifetime
    ["as it begins", {}, 0, thirty, undefined],
    ["S24 after 29 days 23:59:59", {}, thirty - 1, thirty, undefined],
    ["S24 after 30 days", {}, thirty, thirty, "expired"],
    ["S24 long after", {}, 300 * day, thirty, "expired"],
    ["before it began, by another server's clock", {}, -30, thirty, undefined],
    ["S26 the ID token is long past", { claims: { ...claims, exp: begin + 300 } }, 29 * day, thirty, undefined],
    ["a shorter life inside the seal", { expiresAt: begin + 60 }, 60, thirty, "expired"],
    ["a shorter life inside the seal, still", { expiresAt: begin + 60 }, 59, thirty, undefined],
    ["a configuration that became stricter", {}, day, day, "expired"],
    ["a configuration that became stricter, still", {}, day - 1, day, undefined],
    ["a configuration that became laxer", { expiresAt: begin + day }, day, thirty, "expired"],
  ])("%s", (_, more, after, maxAge, expected) => {
    expect(whyEnded(record(more), { ...has("default"), maxAge }, begin + after)).toBe(expected)
  })

  it.each<[string, string[], number, Reason | undefined]>([
    ["there", ["a", "b"], 0, undefined],
    ["gone", ["b"], 0, "revoked"],
    ["spelt otherwise", ["A"], 0, "revoked"],
    ["gone, and past its life", [], 31 * day, "revoked"],
  ])("S37 its provider is %s", (_, names, after, expected) => {
    expect(whyEnded(record({ provider: "a" }), has(...names), begin + after)).toBe(expected)
  })
})

it.each([
  // follows the ID token, its exp, the end
  [false, undefined, begin + 100],
  [false, begin + 10, begin + 100],
  [true, begin + 10, begin + 10],
  [true, begin + 1000, begin + 100],
  [true, undefined, begin + 100],
  [true, begin + 10.5, begin + 10],
])("S26 a session that follows the ID token: %s, exp %s: ends at %s", (followsIdToken, exp, end) => {
  expect(expiryOf(begin, { maxAge: 100, followsIdToken }, exp)).toBe(end)
})

describe("S05, S06, S07 the user", () => {
  const userOf = (more: object): User & Record<string, unknown> =>
    toSession<Claims>(record({ claims: { ...claims, ...more } }), []).user as User & Record<string, unknown>

  it("is what the provider says, at the top level, and isLoggedIn", () => {
    const user = userOf({ given_name: "Ada" })
    expect({ ...user }).toEqual({ isLoggedIn: true, ...claims, given_name: "Ada" })
    expect(Object.keys(user)).toEqual(["isLoggedIn", "iss", "sub", "name", "email", "given_name"])
    expect(JSON.parse(JSON.stringify(user))).toEqual({ isLoggedIn: true, ...claims, given_name: "Ada" })
    expect("email" in user).toBe(true)
    expect(user.name).toBe("Ada")
  })

  it("S07 logged out, it is isLoggedIn alone", () => {
    const { user } = noSession("none")
    expect(Object.entries(user)).toEqual([["isLoggedIn", false]])
    expect(JSON.stringify(user)).toBe('{"isLoggedIn":false}')
    expect(Object.getPrototypeOf(user)).toBeNull()
    expect(() => Object.assign(user, { isLoggedIn: true })).toThrow(TypeError)
  })

  it("S15 what is absent reads undefined, whatever its name", () => {
    for (const user of [userOf({}), noSession("expired").user as unknown as Record<string, unknown>]) {
      for (const name of [
        "picture",
        "constructor",
        "toString",
        "hasOwnProperty",
        "__proto__",
        "valueOf",
        "then",
        "toJSON",
      ]) {
        expect([name, user[name], name in user]).toEqual([name, undefined, false])
      }
    }
  })

  it("S54 claims keep their names, types and nesting", () => {
    const more = {
      "https://acme/roles": ["a", "b"],
      address: { country: "UK", geo: [1, 2.5] },
      email_verified: false,
      age: 36,
      nothing: null,
      "": "empty",
    }
    expect(userOf(more)).toMatchObject(more)
  })

  it.each([
    ["isLoggedIn", false],
    ["isLoggedIn", { valueOf: "x" }],
    ["__proto__", { isAdmin: true }],
    ["constructor", "evil"],
    ["toJSON", "evil"],
    ["then", "evil"],
    ["user", "evil"],
    ["session", "evil"],
    ["claims", "evil"],
  ])("S07, S27 a claim %s = %j works no magic, and is in session.claims", (name, value) => {
    const all = JSON.parse(JSON.stringify(claims).replace("{", `{${JSON.stringify(name)}:${JSON.stringify(value)},`))
    const session = toSession<Claims>(record({ claims: all }), [])
    expect(session.user.isLoggedIn).toBe(true)
    expect((session.user as { isAdmin?: unknown }).isAdmin).toBeUndefined()
    expect(Object.getPrototypeOf(session.user)).toBeNull()
    expect(Object.getOwnPropertyDescriptor(session.claims, name)?.value).toEqual(value)
    if (name !== "isLoggedIn") expect(Object.getOwnPropertyDescriptor(session.user, name)?.value).toEqual(value)
    expect(Object.keys(session)).not.toContain("reason")
    expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined()
  })

  it("cannot be written, at any depth", () => {
    const session = toSession<Claims>(
      record({ claims: { ...claims, address: { geo: [{ lat: 1 }] } }, idToken: "id" }),
      ["id"],
    )
    const user = session.user as unknown as { name: string; address: { geo: { lat: number }[] } }
    const writes: (() => unknown)[] = [
      () => Object.assign(session, { user: 1 }),
      () => Object.assign(session.tokens, { id: "evil" }),
      () => Object.assign(session.claims ?? {}, { sub: "evil" }),
      () => Object.assign(user, { isLoggedIn: false }),
      () => {
        user.name = "evil"
      },
      () => Object.assign(user, { role: "admin" }),
      () => Reflect.deleteProperty(user, "name") || fail(),
      () => Object.setPrototypeOf(user, { role: "admin" }),
      () => user.address.geo.push({ lat: 2 }),
      () => Object.assign(user.address.geo[0] ?? {}, { lat: 2 }),
      () => Object.defineProperty(user.address, "geo", { value: 1 }),
    ]
    for (const write of writes) expect(write).toThrow(TypeError)
    expect(JSON.parse(JSON.stringify(user))).toEqual({ isLoggedIn: true, ...claims, address: { geo: [{ lat: 1 }] } })
  })

  it("every property is its own and enumerable", () => {
    const described = Object.values(Object.getOwnPropertyDescriptors(userOf({ given_name: "Ada" })))
    expect(described.map(({ enumerable, writable, configurable }) => [enumerable, writable, configurable])).toEqual(
      described.map(() => [true, false, false]),
    )
  })

  it("is what onLogin made of it, when it made something", () => {
    const session = toSession<{ role: string }>(
      record({ user: { role: "admin", isLoggedIn: "x", nested: { a: 1 } } }),
      [],
    )
    expect({ ...session.user }).toEqual({ isLoggedIn: true, role: "admin", nested: { a: 1 } })
    expect(session.claims).toEqual(claims)
    expect(Object.isFrozen((session.user as unknown as { nested: object }).nested)).toBe(true)
  })
})

function fail(): never {
  throw new TypeError("it was not deleted")
}

describe("the session", () => {
  it("says who, from whom, since when and until when", () => {
    const { provider, issuedAt, expiresAt, tokens, reason } = toSession(record(), [])
    expect({ provider, issuedAt, expiresAt, tokens, reason }).toEqual({
      provider: "default",
      issuedAt: begin,
      expiresAt: begin + 30 * day,
      tokens: {},
      reason: undefined,
    })
  })

  it.each<[("id" | "access")[], object]>([
    [[], {}],
    [["id"], { id: "i" }],
    [["access"], { access: "a" }],
    [["id", "access"], { id: "i", access: "a" }],
  ])("only exposed tokens are there: %j", (exposed, tokens) => {
    expect(toSession(record({ idToken: "i", accessToken: "a" }), exposed).tokens).toEqual(tokens)
    expect(toSession(record(), exposed).tokens).toEqual({})
  })

  it("its id is nobody's business", () => {
    expect(JSON.stringify(toSession(record({ id: "cAnArY" }), ["id", "access"]))).not.toContain("cAnArY")
  })

  it.each<Reason>(["none", "expired", "incomplete", "unreadable", "revoked"])("nobody, because %s", (reason) => {
    const session = noSession(reason)
    expect(session).toEqual({ user: { isLoggedIn: false }, tokens: {}, reason })
    expect(() => Object.assign(session, { reason: "none" })).toThrow(TypeError)
    expect(() => Object.assign(session.tokens, { id: "a" })).toThrow(TypeError)
  })
})
