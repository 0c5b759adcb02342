/** The JSON Schema for editors says what parseConfig says, as far as a schema can. */
import { readdirSync, readFileSync } from "node:fs"
import { Ajv } from "ajv"
import { parse } from "smol-toml"
import { describe, expect, it } from "vitest"
import { type Json, jsonSchema } from "../../build/json-schema.js"
import { presets } from "../../src/config/presets.js"
import { applicationKeys, policyKeys, registrationKeys } from "../../src/config/schema.js"
import { application, errorOf, flat, registration } from "./example.js"

const schema = jsonSchema() as Json & {
  properties: { auth: { properties: Record<string, Json> } }
  definitions: { provider: { properties: Record<string, Json> } }
}
const isValid = new Ajv({ allErrors: true }).compile(schema)
const keysOf = (...shapes: object[]) => shapes.flatMap(Object.keys).sort()

describe("it is in step with the reader", () => {
  it("has every key, where it belongs, with the sentence of the documentation", () => {
    const { auth } = schema.properties
    const { provider } = schema.definitions
    expect(Object.keys(auth.properties).sort()).toEqual(keysOf(applicationKeys, registrationKeys, policyKeys))
    expect(Object.keys(provider.properties).sort()).toEqual(keysOf(registrationKeys, policyKeys))
    const silent = Object.entries(auth.properties).filter(([, { description }]) => typeof description !== "string")
    expect(silent.map(([key]) => key)).toEqual([])
  })

  it("says of every value what it is", () => {
    const vague = Object.entries(schema.properties.auth.properties).filter(([, { anyOf, type }]) =>
      Array.isArray(anyOf) ? anyOf.some((one: Json) => Object.keys(one).length === 0) : type === undefined,
    )
    expect(vague.map(([key]) => key)).toEqual([])
  })
})

const folder = new URL("../cases/toml/", import.meta.url)
const valid = readdirSync(folder).filter((name) => name.startsWith("valid-"))

describe("it accepts what the reader accepts", () => {
  it.each(valid)("%s", (name) => {
    expect([isValid(parse(readFileSync(new URL(name, folder), "utf8"))), isValid.errors]).toEqual([true, null])
  })

  it.each<[string, object]>([
    ["references", { ...flat, cookie_secret: [{ env: "A" }, { file: "/run/b" }], client_secret: { file: "/run/c" } }],
    ["spans of time", { ...flat, session_max_age: "browser", http_timeout: 5, clock_tolerance: "0s" }],
    ["lists or texts", { ...flat, allowed_emails: "a@b.test", allowed_domains: ["b.test"], expose_tokens: ["id"] }],
    ["parameters", { ...application, google: { ...registration, client_kwargs: { max_age: 5, claims: { a: null } } } }],
    [
      "every preset",
      { ...application, ...Object.fromEntries(Object.keys(presets).map((preset) => [preset, { preset }])) },
    ],
    ["type = oauth2", { ...application, hub: { type: "oauth2", claims_mapping: { sub: "id" } } }],
  ])("%s", (_, auth) => {
    expect([isValid({ auth, other: 1 }), isValid.errors]).toEqual([true, null])
  })
})

describe("it refuses what the reader refuses", () => {
  it.each<[string, object]>([
    ["an unknown key", { ...flat, cleint_id: "a" }],
    ["an unknown key of a provider", { ...application, google: { ...registration, cleint_id: "a" } }],
    ["an application's key in a provider's table", { ...application, google: { ...registration, cookie_name: "a" } }],
    ["a number for a text", { ...flat, client_id: 5 }],
    ["an empty text", { ...flat, client_id: "" }],
    ["another word", { ...flat, userinfo: "sometimes" }],
    ["a span that is none", { ...flat, session_max_age: "1 day" }],
    ["a preset that is none", { ...application, google: { ...registration, preset: "gogle" } }],
    ["a flag in a text", { ...flat, session_follows_id_token: "true" }],
    ["a list of providers", { ...application, google: [registration] }],
  ])("%s", (_, auth) => {
    expect(isValid({ auth })).toBe(false)
    expect(errorOf({ auth })).toBeDefined()
  })
})
