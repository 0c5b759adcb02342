/** `client_kwargs`: what an owner may add to the authorization request. */
import { describe, expect, it } from "vitest"
import { ourParameters } from "../support/our-parameters.js"
import { application, faults, flat, issuesOf, provider, registration } from "./example.js"

const parametersOf = (client_kwargs: object) => provider({ ...flat, client_kwargs }).parameters

describe("S47, S49, S69 values", () => {
  it.each([
    ["prompt", "login", ["login"]],
    ["prompt", "", []],
    ["acr_values", "a b", ["a b"]],
    ["max_age", 3600, ["3600"]],
    ["max_age", 0, ["0"]],
    ["max_age", 10n, ["10"]],
    ["x", true, ["true"]],
    ["x", false, ["false"]],
    ["ui_locales", ["de", "en"], ["de en"]],
    ["x", ["a", 1, true], ["a 1 true"]],
    ["resource", ["https://a.test", "https://b.test"], ["https://a.test", "https://b.test"]],
    ["resource", "https://a.test", ["https://a.test"]],
    ["claims", { id_token: { email: null } }, ['{"id_token":{"email":null}}']],
    ["claims", {}, ["{}"]],
    ["scope", "openid email", ["openid email"]],
    ["scope", ["openid", "email"], ["openid email"]],
    ["response_mode", "form_post", ["form_post"]],
    ["response_mode", "query", ["query"]],
    ["__proto__", "a", ["a"]],
    ["constructor", "a", ["a"]],
    ["with space & =", "a&b=c", ["a&b=c"]],
  ])("%s = %o: %j", (name, value, expected) => {
    const kwargs = Object.defineProperty({}, name, { value, enumerable: true })
    const parameters = parametersOf(kwargs)
    expect(Object.entries(parameters)).toEqual([[name, expected]])
  })

  it.each(["audience", "hd", "domain_hint", "display", "login_hint", "anything"])("%s is passed on", (name) => {
    expect(parametersOf({ [name]: "a" })).toEqual({ [name]: ["a"] })
  })

  it("S46 the defaults are not the owner's", () => {
    expect(provider(flat).parameters).toEqual({})
  })
})

const cyclic: { self?: unknown } = {}
cyclic.self = cyclic
const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`)

describe("what no request can say", () => {
  it.each([
    ["a date", new Date(0)],
    ["null", null],
    ["NaN", Number.NaN],
    ["infinity", Number.POSITIVE_INFINITY],
    ["a function", () => 1],
    ["a symbol", Symbol("a")],
    ["a class instance", new Map()],
    ["a list with a table", [{}]],
    ["a list in a list", [["a"]]],
    ["a list with a date", [new Date(0)]],
    ["a table with a date", { a: { b: new Date(0) } }],
    ["a table with a function", { a: () => 1 }],
    ["a table with NaN", { a: [Number.NaN] }],
    ["a table with a bigint", { a: 1n }],
  ])("%s", (_, value) => {
    expect(faults({ ...flat, client_kwargs: { x: value } })).toEqual(["auth.client_kwargs.x value_type"])
  })
})

it.each([
  ["goes round in a circle", cyclic],
  ["is very deep", deep],
])("a table that %s cannot be a value", (_, value) => {
  const found = issuesOf({ auth: { ...flat, client_kwargs: { x: value } } })
  expect(found.length).toBeGreaterThan(0)
  expect(found.filter(({ path }) => !path.startsWith("auth.client_kwargs.x"))).toEqual([])
})

describe("S48 what is ours", () => {
  it.each(ourParameters)("%s cannot be set by hand", (name) => {
    for (const value of ["a", "", 1, ["a"]]) {
      expect(faults({ ...flat, client_kwargs: { [name]: value } })).toEqual([
        `auth.client_kwargs.${name} parameter_refused`,
      ])
    }
  })

  it.each(["fragment", "jwt", "FORM_POST", 1, ["query"]])("response_mode = %j is refused", (response_mode) => {
    expect(faults({ ...flat, client_kwargs: { response_mode } })).toEqual([
      "auth.client_kwargs.response_mode parameter_refused",
    ])
  })

  it("in a named provider's table, all at once", () => {
    const auth = {
      ...application,
      google: { ...registration, client_kwargs: { state: "a", nonce: "b", prompt: "login" } },
    }
    expect(faults(auth)).toEqual([
      "auth.google.client_kwargs.state parameter_refused",
      "auth.google.client_kwargs.nonce parameter_refused",
    ])
  })
})

describe("S46 a scope asks for a login", () => {
  it.each([
    ["openid", []],
    ["email openid", []],
    [["profile", "openid"], []],
    ["email", ["auth.client_kwargs.scope scope_without_openid"]],
    ["openid2", ["auth.client_kwargs.scope scope_without_openid"]],
    ["", ["auth.client_kwargs.scope scope_without_openid"]],
    [[], ["auth.client_kwargs.scope scope_without_openid"]],
  ])("%j: %j", (scope, expected) => {
    expect(faults({ ...flat, client_kwargs: { scope } })).toEqual(expected)
  })
})
