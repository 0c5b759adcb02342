/** S52 the preset github, beside a provider whose addresses are written down. */
import { describe, expect, it } from "vitest"
import { application, faults, provider } from "./example.js"

const client = { client_id: "the-client", client_secret: "the-client-secret" }
const endpoints = {
  authorization_endpoint: "https://forge.example.test/authorize",
  token_endpoint: "https://forge.example.test/token",
  userinfo_endpoint: "https://api.forge.example.test/me",
}
const written = { type: "oauth2", ...client, ...endpoints, claims_mapping: { sub: "id", name: "login" } }
const github = { preset: "github", ...client }

const of = (forge: object, more: object = {}) => faults({ ...application, ...more, forge })
const settingsOf = (forge: object) => provider({ ...application, forge }, "forge")

describe("written down", () => {
  it("S52 has all of it, and its own address for a name", () => {
    expect(settingsOf(written)).toMatchObject({
      type: "oauth2",
      label: "forge",
      issuer: endpoints.userinfo_endpoint,
      authorizationEndpoint: endpoints.authorization_endpoint,
      tokenEndpoint: endpoints.token_endpoint,
      userinfoEndpoint: endpoints.userinfo_endpoint,
      claimsMapping: { sub: "id", name: "login" },
      parameters: {},
      quirks: {},
    })
    expect(settingsOf(written)).not.toHaveProperty("namesItself")
  })

  it("S52 directly in [auth]", () => {
    expect(provider({ ...application, ...written })).toMatchObject({ type: "oauth2", name: "default" })
  })

  it('S52 userinfo = "never" cannot be meant: nothing else says who somebody is', () => {
    expect(of({ ...written, userinfo: "never" })).toEqual(["auth.forge.userinfo value_invalid"])
  })

  it.each(["iss", "aud", "exp", "iat", "nbf", "auth_time"])(
    "S52 no field can be %s, which the login itself says",
    (claim) => {
      const claims_mapping = { sub: "id", [claim]: "x" }
      expect(of({ ...written, claims_mapping })).toEqual([`auth.forge.claims_mapping.${claim} key_misplaced`])
    },
  )

  it('S52 userinfo = "never" for all providers is said to the others', () => {
    expect(of(written, { userinfo: "never" })).toEqual([])
  })

  it("S52 a scope needs no openid", () => {
    expect(settingsOf({ ...written, client_kwargs: { scope: "read_user" } }).parameters).toEqual({
      scope: ["read_user"],
    })
  })
})

describe("S52 one iss and sub are one person", () => {
  const other = { ...written, claims_mapping: { sub: "login" } }

  it.each<[string, object, string[]]>([
    ["one userinfo_endpoint, two fields for sub", other, ["auth.other.claims_mapping.sub value_invalid"]],
    ["one userinfo_endpoint, one field", { ...written, label: "Other" }, []],
    ["another userinfo_endpoint", { ...other, userinfo_endpoint: "https://api.other.example.test/me" }, []],
  ])("%s", (_, table, expected) => {
    expect(faults({ ...application, forge: written, other: table })).toEqual(expected)
  })
})

describe("S52 what only an ID token can vouch for", () => {
  it.each(["max_age", "acr_values", "claims", "id_token_hint"])("%s in client_kwargs", (name) => {
    const expected = [`auth.forge.client_kwargs.${name} parameter_refused`]
    expect(of({ ...written, client_kwargs: { [name]: "60" } })).toEqual(expected)
    expect(of({ ...github, client_kwargs: { [name]: "60" } })).toEqual(expected)
    expect(of({ ...written, client_kwargs: { [name]: "" } })).toEqual([])
  })
})

describe("the preset github", () => {
  const known = {
    type: "oauth2",
    label: "GitHub",
    issuer: "https://github.com/login/oauth",
    namesItself: "https://github.com/login/oauth",
    userinfoEndpoint: "https://api.github.com/user",
    authMethod: "client_secret_post",
    parameters: { scope: ["read:user user:email"], prompt: ["select_account"] },
  }

  it.each<[string, object, object]>([
    ["alone", github, known],
    ["with its type", { ...github, type: "oauth2" }, known],
    [
      "with parameters",
      { ...github, client_kwargs: { prompt: "" } },
      { parameters: { scope: ["read:user user:email"], prompt: [] } },
    ],
    [
      "with claims of the owner's own",
      { ...github, claims_mapping: { handle: "login" } },
      { claimsMapping: { sub: "id", handle: "login" } },
    ],
    ["with its own sub once more", { ...github, claims_mapping: { sub: "id" } }, { claimsMapping: { sub: "id" } }],
    [
      "with a label and an authentication",
      { ...github, label: "Hub", token_endpoint_auth_method: "client_secret_basic" },
      { label: "Hub", authMethod: "client_secret_basic" },
    ],
  ])("S52 %s", (_, table, expected) => {
    expect(settingsOf(table)).toMatchObject(expected)
  })

  it("S52 an address of the owner's own takes its place, its type and its keys", () => {
    const own = settingsOf({ ...github, claims_mapping: { sub: "id" }, server_metadata_url: "https://id.example.test" })
    expect(own).toMatchObject({
      type: "oidc",
      label: "GitHub",
      issuer: "https://id.example.test",
      parameters: {},
      quirks: {},
    })
    expect(own).not.toHaveProperty("authMethod")
    expect(own).not.toHaveProperty("claimsMapping")
  })

  it.each<[string, object, string[]]>([
    ["another type", { ...github, type: "oidc" }, ["auth.forge.preset key_misplaced"]],
    [
      "its type beside an address that is not its own",
      { ...github, type: "oauth2", server_metadata_url: "https://a.test" },
      ["auth.forge.server_metadata_url key_misplaced"],
    ],
    [
      "an endpoint",
      { ...github, token_endpoint: endpoints.token_endpoint },
      ["auth.forge.token_endpoint key_misplaced"],
    ],
    [
      "another field for sub, in which one person's name can be another's number",
      { ...github, claims_mapping: { sub: "login" } },
      ["auth.forge.claims_mapping.sub value_invalid"],
    ],
    [
      "an address of the profile, which nobody has verified",
      { ...github, claims_mapping: { email: "email", email_verified: "two_factor_authentication" } },
      ["auth.forge.claims_mapping.email value_invalid", "auth.forge.claims_mapping.email_verified value_invalid"],
    ],
    ["userinfo that shall not be asked", { ...github, userinfo: "never" }, ["auth.forge.userinfo value_invalid"]],
    ["no secret", { preset: "github", client_id: "a" }, ["auth.forge.client_secret key_missing"]],
    ["a variable", { ...github, base_url: "https://a.test" }, ["auth.forge.base_url key_misplaced"]],
  ])("S52 %s", (_, table, expected) => {
    expect(of(table)).toEqual(expected)
  })
})
