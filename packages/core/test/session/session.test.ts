import { describe, expect, it } from "vitest"
import type { Claims } from "../../src/session/claims.js"
import {
  expiryOf,
  nextStep,
  noSession,
  type Reason,
  type SessionRecord,
  type SessionRules,
  toSession,
  type User,
} from "../../src/session/session.js"
import { begin, claims, day, record } from "./example.js"

const minute = 60
const hour = 60 * minute
const thirty = 30 * day

describe("S24, S26, B04 what a request does to its session", () => {
  type Row = [string, Partial<SessionRecord>, Partial<SessionRules>, number, ReturnType<typeof nextStep>]
  const exp = (seconds: number) => ({ claims: { ...claims, exp: begin + seconds } })

  it.each<Row>([
    // record, rules, seconds since it began
    ["as it begins", {}, {}, 0, "keep"],
    ["S24 after 29 days 23:59:59", {}, {}, thirty - 1, "keep"],
    ["S24 after 30 days", {}, {}, thirty, "end"],
    ["S24 long after", {}, {}, 300 * day, "end"],
    ["before it began, by another server's clock", {}, {}, -30, "keep"],
    ["a shorter life inside the seal", { expiresAt: begin + 60 }, {}, 60, "end"],
    ["a shorter life inside the seal, still", { expiresAt: begin + 60 }, {}, 59, "keep"],
    ["a configuration that became stricter", {}, { maxAge: day }, day, "end"],
    ["a configuration that became stricter, still", {}, { maxAge: day }, day - 1, "keep"],
    ["a configuration that became laxer", { expiresAt: begin + day }, {}, day, "end"],
    ["S26 the ID token is long past", exp(300), {}, 29 * day, "keep"],
    ["B04 it follows the ID token, still", exp(300), { followsIdToken: true }, 299, "keep"],
    ["B04 it follows the ID token", exp(300), { followsIdToken: true }, 300, "end"],
    ["B04 it follows an ID token that ends within a second", exp(300.9), { followsIdToken: true }, 300, "end"],
    ["B04 it follows an ID token that tells no end", {}, { followsIdToken: true }, day, "keep"],
    ["B04 it follows an ID token that outlives it", exp(31 * day), { followsIdToken: true }, thirty, "end"],
    [
      "B04 it follows the ID token of a refresh",
      { ...exp(300), tokens: { idExpiresAt: begin + 600 } },
      { followsIdToken: true },
      599,
      "keep",
    ],
    [
      "B04 it follows the ID token of a refresh, to its end",
      { ...exp(300), tokens: { idExpiresAt: begin + 600 } },
      { followsIdToken: true },
      600,
      "end",
    ],
    ["B04 the ceiling of a refresh, still", { tokens: { ceiling: begin + 600 } }, {}, 599, "keep"],
    ["B04 the ceiling of a refresh", { tokens: { ceiling: begin + 600 } }, {}, 600, "end"],
    ["B04 a ceiling that is none", { tokens: { ceiling: begin + 31 * day } }, {}, thirty, "end"],
    ["B04 idle, still", {}, { idleTimeout: hour }, hour - 1, "slide"],
    ["B04 idle", {}, { idleTimeout: hour }, hour, "end"],
    ["B04 used since", { usedAt: begin + hour - 1 }, { idleTimeout: hour }, hour, "keep"],
    ["B04 idle since its last use", { usedAt: begin + hour - 1 }, { idleTimeout: hour }, 2 * hour - 1, "end"],
    ["B04 less than a tenth of the idle time has passed", {}, { idleTimeout: hour }, 6 * minute - 1, "keep"],
    ["B04 a tenth of the idle time has passed", {}, { idleTimeout: hour }, 6 * minute, "slide"],
    [
      "B04 a tenth has passed, and there is nothing to gain before its end",
      { expiresAt: begin + hour },
      { idleTimeout: hour },
      30 * minute,
      "keep",
    ],
    [
      "B04 a tenth has passed, and a minute is to gain before its end",
      { expiresAt: begin + hour + minute },
      { idleTimeout: hour },
      30 * minute,
      "slide",
    ],
    ["B04 a use in the future, by another server's clock", { usedAt: begin + 99 }, { idleTimeout: hour }, 0, "keep"],
    ["B04 use does not make it live for ever", { usedAt: begin + thirty - 1 }, { idleTimeout: hour }, thirty, "end"],
  ])("%s", (_, more, rules, after, expected) => {
    expect(nextStep(record(more), { maxAge: thirty, followsIdToken: false, ...rules }, begin + after)).toBe(expected)
  })
})

describe("B04 when a session that begins now ends", () => {
  it.each([
    // the provider's ceiling, the end
    [undefined, begin + 100],
    [begin + 10, begin + 10],
    [begin + 1000, begin + 100],
    [begin + 10.5, begin + 10],
    [String(begin + 10), begin + 100],
    [Number.NaN, begin + 100],
    [null, begin + 100],
  ])("session_expiry %j: %s", (ceiling, end) => {
    expect(expiryOf(begin, 100, ceiling)).toBe(end)
  })
})

const viewOf = <C = Claims>(more: Partial<SessionRecord> = {}, exposed: ("id" | "access")[] = []) =>
  toSession<C>(record(more), { exposed, expiresAt: begin + 30 * day })

describe("S05, S06, S07 the user", () => {
  const userOf = (more: object): User & Record<string, unknown> =>
    viewOf({ claims: { ...claims, ...more } }).user as User & Record<string, unknown>

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
    const session = viewOf({ claims: all })
    expect(session.user.isLoggedIn).toBe(true)
    expect((session.user as { isAdmin?: unknown }).isAdmin).toBeUndefined()
    expect(Object.getPrototypeOf(session.user)).toBeNull()
    expect(Object.getOwnPropertyDescriptor(session.claims, name)?.value).toEqual(value)
    if (name !== "isLoggedIn") expect(Object.getOwnPropertyDescriptor(session.user, name)?.value).toEqual(value)
    expect(Object.keys(session)).not.toContain("reason")
    expect(({} as { isAdmin?: unknown }).isAdmin).toBeUndefined()
  })

  it("cannot be written, at any depth", () => {
    const session = viewOf({ claims: { ...claims, address: { geo: [{ lat: 1 }] } }, tokens: { id: "id" } }, ["id"])
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
    const session = viewOf<{ role: string }>({ user: { role: "admin", isLoggedIn: "x", nested: { a: 1 } } })
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
    const { provider, issuedAt, expiresAt, tokens, reason } = viewOf()
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
    expect(viewOf({ tokens: { id: "i", access: "a", refresh: "r" } }, exposed).tokens).toEqual(tokens)
    expect(viewOf({}, exposed).tokens).toEqual({})
  })

  it("its id is nobody's business", () => {
    expect(JSON.stringify(viewOf({ id: "cAnArY" }, ["id", "access"]))).not.toContain("cAnArY")
  })

  it.each<Reason>(["none", "expired", "incomplete", "unreadable", "revoked"])("nobody, because %s", (reason) => {
    const session = noSession(reason)
    expect(session).toEqual({ user: { isLoggedIn: false }, tokens: {}, reason })
    expect(() => Object.assign(session, { reason: "none" })).toThrow(TypeError)
    expect(() => Object.assign(session.tokens, { id: "a" })).toThrow(TypeError)
  })
})
