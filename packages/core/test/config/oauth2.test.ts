/** S52 `type = "oauth2"`: a provider without metadata, whose addresses and claims are written down. */
import { describe, expect, it } from "vitest"
import { application, faults, issuesOf, settings } from "./example.js"

const forge = {
  type: "oauth2",
  client_id: "the-client",
  client_secret: "the-client-secret",
  authorization_endpoint: "https://forge.test/authorize",
  token_endpoint: "https://forge.test/token",
  userinfo_endpoint: "https://api.forge.test/user",
  claims_mapping: { sub: "id", name: "login" },
}
const withForge = (more: object = {}) => ({ ...application, forge: { ...forge, ...more } })
const without = (key: string) => ({
  ...application,
  forge: Object.fromEntries(Object.entries(forge).filter(([name]) => name !== key)),
})
const read = (auth: object, name = "forge") => {
  const found = settings(auth).providers.get(name)
  return found?.type === "oauth2" ? found : undefined
}

describe("S52 what is read", () => {
  it("every key", () => {
    expect(read(withForge())).toMatchObject({
      name: "forge",
      label: "forge",
      clientId: "the-client",
      clientSecret: "the-client-secret",
      authorizationEndpoint: forge.authorization_endpoint,
      tokenEndpoint: forge.token_endpoint,
      userinfoEndpoint: forge.userinfo_endpoint,
      claimsMapping: forge.claims_mapping,
      parameters: {},
    })
  })

  it("the flat form", () => {
    expect(read({ ...application, ...forge }, "default")).toMatchObject({ name: "default", clientId: "the-client" })
  })

  it("beside a provider of OpenID Connect", () => {
    const google = { client_id: "a-client", client_secret: "a-secret", preset: "google" }
    const types = [...settings({ ...withForge(), google }).providers.values()].map(({ name, type }) => [name, type])
    expect(types).toEqual([
      ["forge", "oauth2"],
      ["google", "oidc"],
    ])
  })

  it("a scope without openid, a label, a policy, a way to prove who we are", () => {
    const more = {
      client_kwargs: { scope: "read:user" },
      label: "Forge",
      logout: "provider",
      token_endpoint_auth_method: "client_secret_post",
    }
    expect(read(withForge(more))).toMatchObject({
      label: "Forge",
      authMethod: "client_secret_post",
      parameters: { scope: ["read:user"] },
      policy: { logout: "provider" },
    })
  })

  it("a public client has no secret", () => {
    const auth = without("client_secret")
    const found = read({ ...auth, forge: { ...auth.forge, token_endpoint_auth_method: "none" } })
    expect(found).not.toHaveProperty("clientSecret")
  })

  it("S62 the policy of [auth]", () => {
    expect(read({ ...withForge(), allowed_domains: ["a.test"] })?.policy.allowedDomains).toEqual(["a.test"])
  })

  it("names that objects have already are fields like any other", () => {
    const claims_mapping = JSON.parse('{"sub":"id","__proto__":"x","constructor":"y","toString":"z"}')
    const found = read(withForge({ claims_mapping }))?.claimsMapping ?? {}
    expect(Object.entries(found).sort()).toEqual([
      ["__proto__", "x"],
      ["constructor", "y"],
      ["sub", "id"],
      ["toString", "z"],
    ])
  })

  it('type = "oidc" is what is meant without it', () => {
    const google = {
      type: "oidc",
      client_id: "a-client",
      client_secret: "a-secret",
      server_metadata_url: "https://a.test",
    }
    expect([...settings({ ...application, google }).providers.keys()]).toEqual(["google"])
  })
})

describe("S52 what is wrong", () => {
  it.each([
    "client_id",
    "client_secret",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "claims_mapping",
  ])("%s is missing", (key) => {
    expect(faults(without(key))).toEqual([`auth.forge.${key} key_missing`])
  })

  it("all of it is missing: told at once", () => {
    expect(faults({ ...application, forge: { type: "oauth2" } }).sort()).toEqual(
      [
        "authorization_endpoint",
        "claims_mapping",
        "client_id",
        "client_secret",
        "token_endpoint",
        "userinfo_endpoint",
      ].map((key) => `auth.forge.${key} key_missing`),
    )
  })

  it.each([
    ["without sub", { name: "login" }, ["auth.forge.claims_mapping.sub key_missing"]],
    ["empty", {}, ["auth.forge.claims_mapping.sub key_missing"]],
    ["a sub of an empty text", { sub: "" }, ["auth.forge.claims_mapping.sub value_type"]],
    ["a sub of a number", { sub: 3 }, ["auth.forge.claims_mapping.sub value_type"]],
    ["a list", { sub: "id", name: ["a", "b"] }, ["auth.forge.claims_mapping.name value_type"]],
    ["a table", { sub: "id", name: { a: "b" } }, ["auth.forge.claims_mapping.name value_type"]],
    ["no table", "sub", ["auth.forge.claims_mapping value_type"]],
    ["a variable that is not there", { sub: { env: "NOPE" } }, ["auth.forge.claims_mapping.sub variable_missing"]],
    [
      "all of them",
      { sub: 1, name: 2, email: 3 },
      ["email", "name", "sub"].map((key) => `auth.forge.claims_mapping.${key} value_type`),
    ],
  ])("claims_mapping: %s", (_, claims_mapping, expected) => {
    expect(faults(withForge({ claims_mapping })).sort()).toEqual(expected)
  })

  it.each(["authorization_endpoint", "token_endpoint", "userinfo_endpoint"])("%s: a URL like every other", (key) => {
    const wrong: readonly (readonly [unknown, string])[] = [
      ["http://forge.test/x", "http_insecure"],
      ["forge.test/x", "url_invalid"],
      ["https://forge.test/{tenant}", "placeholder"],
      ["https://forge.test/x#y", "url_invalid"],
      ["https://user:password@forge.test/x", "url_invalid"],
      [" https://forge.test/x", "white_space"],
      ["", "value_type"],
      [3, "value_type"],
    ]
    for (const [value, code] of wrong)
      expect(faults(withForge({ [key]: value }))).toEqual([`auth.forge.${key} ${code}`])
    const http = withForge({ [key]: "http://forge:8080/x" })
    expect(faults({ ...http, allow_insecure_http: "http://forge:8080" })).toEqual([])
    expect(faults(withForge({ [key]: "http://localhost:8080/x?a=b" }))).toEqual([])
  })

  it.each([
    ["server_metadata_url", "https://forge.test"],
    ["preset", "google"],
    ["allowed_tenants", ["3f1c9a7e-52b4-4d08-8c6f-e90b71d2a45c"]],
    ["id_token_signed_response_alg", "RS256"],
    ["domain", "acme.okta.com"],
    ["tenant", "common"],
    ["base_url", "https://a.test"],
  ])("%s belongs to OpenID Connect", (key, value) => {
    expect(faults(withForge({ [key]: value }))).toEqual([`auth.forge.${key} key_misplaced`])
  })

  it.each(["authorization_endpoint", "token_endpoint", "userinfo_endpoint", "claims_mapping"] as const)(
    '%s belongs to type = "oauth2"',
    (key) => {
      const oidc = {
        client_id: "a-client",
        client_secret: "a-secret",
        server_metadata_url: "https://a.test",
        [key]: forge[key],
      }
      expect(faults({ ...application, google: oidc })).toEqual([`auth.google.${key} key_misplaced`])
    },
  )

  it.each(["OAuth2", "oauth", "", 2, true])("type = %j is none", (type) => {
    const issues = issuesOf({ auth: withForge({ type }) })
    expect(issues[0]).toMatchObject({ path: "auth.forge.type", code: "value_type" })
    // Of which kind it is nobody can say: nothing of either kind is asked for.
    expect(issues).toHaveLength(1)
  })

  it("the parameters of a login are not to be set", () => {
    expect(faults(withForge({ client_kwargs: { state: "x" } }))).toEqual([
      "auth.forge.client_kwargs.state parameter_refused",
    ])
  })
})
