import { describe, expect, it } from "vitest"
import {
  type Claims,
  deepFreeze,
  filterClaims,
  lacksRequested,
  mergeClaims,
  plainObject,
} from "../../src/session/claims.js"

const always = { iss: "https://a.test", sub: "ada", aud: "client", exp: 2, iat: 1, auth_time: 1 }
const all: Claims = { ...always, name: "Ada", email: "ada@example.test", "https://acme/roles": ["a"] }
const proto: Claims = JSON.parse('{"iss":"i","sub":"s","__proto__":{"evil":1},"constructor":"c"}')

describe("S27 the filter of claims", () => {
  it.each<[string[] | undefined, object]>([
    [undefined, all],
    [[], always],
    [["name"], { ...always, name: "Ada" }],
    [["https://acme/roles"], { ...always, "https://acme/roles": ["a"] }],
    [["nobody", "__proto__", "toString"], always],
    [Object.keys(all), all],
  ])("%j", (names, expected) => {
    expect({ ...filterClaims(all, names) }).toEqual(expected)
  })

  it("a claim __proto__ is kept when it is named, and works no magic", () => {
    const kept = filterClaims(proto, ["__proto__"])
    expect(Object.keys(kept)).toEqual(["iss", "sub", "__proto__"])
    expect(Object.getPrototypeOf(kept)).toBeNull()
    expect(Object.keys(filterClaims(proto, ["constructor"]))).toEqual(["iss", "sub", "constructor"])
  })
})

describe("claims of UserInfo", () => {
  it.each<[string, object, Readonly<Record<string, unknown>>, object]>([
    ["add", {}, { name: "Ada" }, { name: "Ada" }],
    ["never replace those of the ID token", { email: "signed" }, { email: "other", sub: "other" }, { email: "signed" }],
    ["do not replace null either", { name: null }, { name: "Ada" }, { name: null }],
    ["say nothing of the login", {}, { auth_time: 2, acr: "mfa", amr: ["otp"], name: "Ada" }, { name: "Ada" }],
    ["keep their types", {}, { a: [1, { b: null }] }, { a: [1, { b: null }] }],
  ])("%s", (_, idToken, userinfo, expected) => {
    expect({ ...mergeClaims({ ...always, ...idToken }, userinfo) }).toEqual({ ...always, ...expected })
  })

  const mine = "ada@example.test"
  const other = "other@example.test"
  it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, unknown[]]>([
    ["UserInfo's, both", {}, { email: mine, email_verified: true }, [mine, true]],
    ["the ID token's, both", { email: mine, email_verified: true }, {}, [mine, true]],
    [
      "the ID token's, against UserInfo",
      { email: mine, email_verified: false },
      { email: mine, email_verified: true },
      [mine, false],
    ],
    ["UserInfo's, of the same address", { email: mine }, { email: mine, email_verified: true }, [mine, true]],
    ["UserInfo's, of another address", { email: mine }, { email: other, email_verified: true }, [mine, undefined]],
    ["UserInfo's, of no address", { email: mine }, { email_verified: true }, [mine, undefined]],
    [
      "the ID token's, of no address",
      { email_verified: true },
      { email: other, email_verified: false },
      [other, false],
    ],
  ])("B10 email_verified is said of the address beside it: %s", (_, idToken, userinfo, expected) => {
    const merged = mergeClaims({ ...always, ...idToken }, { sub: "ada", ...userinfo })
    expect([merged.email, merged.email_verified]).toEqual(expected)
  })

  it("__proto__ in either is a claim like any other", () => {
    for (const merged of [mergeClaims(proto, {}), mergeClaims(always, proto)]) {
      expect(Object.getPrototypeOf(merged)).toBeNull()
      expect(Object.getOwnPropertyDescriptor(merged, "__proto__")?.value).toEqual({ evil: 1 })
      expect((merged as { evil?: unknown }).evil).toBeUndefined()
    }
  })

  it("neither is changed", () => {
    const idToken = deepFreeze({ ...always })
    const userinfo = deepFreeze({ name: "Ada", sub: "ada" })
    expect(mergeClaims(idToken, userinfo).name).toBe("Ada")
  })
})

it.each<[string, object, string[], boolean]>([
  ["all there", { name: "Ada", email: "a" }, ["openid", "profile", "email"], false],
  ["no e-mail", { name: "Ada" }, ["openid", "profile", "email"], true],
  ["no e-mail, and none was asked for", { name: "Ada" }, ["openid", "profile"], false],
  ["no name", { email: "a" }, ["openid", "profile", "email"], true],
  ["no name, and none was asked for", { email: "a" }, ["openid", "email"], false],
  ["another name", { preferred_username: "ada", email: "a" }, ["openid", "profile", "email"], false],
  ["a nickname", { nickname: "ada" }, ["profile"], false],
  ["a family name", { family_name: "L" }, ["profile"], false],
  ["a given name", { given_name: "Ada" }, ["profile"], false],
  ["a picture is no name", { picture: "https://a.test/p" }, ["profile"], true],
  ["openid alone", {}, ["openid"], false],
  ["no scope", {}, [], false],
])("S59 whether the ID token lacks what was asked for: %s", (_, claims, scope, expected) => {
  expect(lacksRequested({ ...always, ...claims }, scope)).toBe(expected)
})

describe("plain objects", () => {
  it("have their entries and nothing else", () => {
    const object = plainObject([
      ["a", 1],
      ["__proto__", 2],
      ["a", 3],
    ])
    expect(Object.entries(object)).toEqual([
      ["a", 3],
      ["__proto__", 2],
    ])
    expect(Object.getPrototypeOf(object)).toBeNull()
  })
})

describe("deep freezing", () => {
  it.each([[undefined], [null], [3], ["a"], [true]])("leaves %j", (value) => {
    expect(deepFreeze(value)).toBe(value)
  })

  it("goes to the bottom, also below what is frozen already", () => {
    const value = { a: [{ b: { c: 1 } }], d: Object.freeze({ e: { f: 1 } }) }
    expect(deepFreeze(value)).toBe(value)
    expect(Object.isFrozen(value.a[0]?.b)).toBe(true)
    expect(Object.isFrozen(value.d.e)).toBe(true)
  })
})
