/** `preset = "okta"`: the address and the ways of a provider, with the owner's values filled in. */
import { generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/config.js"
import { presets } from "../../src/config/presets.js"
import { application, errorOf, faults, issuesOf, provider, settings } from "./example.js"

const client = { client_id: "the-client", client_secret: "the-client-secret" }
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString()
/** Apple's secret is made with a key. */
const clientAt = (preset: string) =>
  preset === "apple" ? { client_id: "the-client", client_private_key: pem } : client
const withPreset = (preset: string, more: object = {}) => ({ ...application, ...clientAt(preset), preset, ...more })
const wellKnown = "/.well-known/openid-configuration"

/** What the owner has to write beside each name: what no default stands for. */
const examples = Object.entries(presets).map(([name, { variables }]) => {
  const needed = Object.entries(variables).filter(
    ([, { default: usual, optional }]) => usual === undefined && !optional,
  )
  return { name, needed: Object.fromEntries(needed.map(([key, { example }]) => [key, example])) }
})

describe("every preset", () => {
  it.each(examples)("$name with what it needs is a provider", ({ name, needed }) => {
    const found = provider(withPreset(name, needed))
    expect(found.label).toBe(presets[name]?.label)
    expect(found.type).toBe(presets[name]?.type ?? "oidc")
    if (found.type === "oauth2") return
    expect(found.metadataUrl).toMatch(/^https:\/\/[^{}]+\/\.well-known\/openid-configuration$/)
    expect(found.metadataUrl).toBe(found.issuer + wellKnown)
  })

  it.each(examples)("$name by a table of its own", ({ name, needed }) => {
    const found = provider({ ...application, login: { ...clientAt(name), preset: name, ...needed } }, "login")
    expect(found).toMatchObject({ name: "login", label: presets[name]?.label })
  })

  it.each(examples)("$name: all that it lacks is told at once, with an example that is taken", ({ name, needed }) => {
    const issues = issuesOf({ auth: withPreset(name) })
    expect(issues.map(({ path, code }) => `${path} ${code}`)).toEqual(
      Object.keys(needed).map((key) => `auth.${key} key_missing`),
    )
    const shown = issues.map(({ hint = "" }) => /"([^"]+)"/.exec(hint)?.[1])
    expect(shown).toEqual(Object.values(needed))
  })

  it.each(examples)("$name: every example is taken, of what may be left out, too", ({ name }) => {
    const all = Object.entries(presets[name]?.variables ?? {}).map(([key, { example }]) => [key, example])
    expect(faults(withPreset(name, Object.fromEntries(all)))).toEqual([])
  })

  it.each(examples)("$name: no variable of its own is left in what it says", ({ name, needed }) => {
    expect(JSON.stringify(provider(withPreset(name, needed)))).not.toMatch(/\{\w+\}/)
  })
})

describe("S33 the address", () => {
  it.each([
    ["google", {}, "https://accounts.google.com"],
    ["microsoft", {}, "https://login.microsoftonline.com/common/v2.0"],
    ["microsoft", { tenant: "organizations" }, "https://login.microsoftonline.com/organizations/v2.0"],
    [
      "microsoft",
      { tenant: "contoso.onmicrosoft.com" },
      "https://login.microsoftonline.com/contoso.onmicrosoft.com/v2.0",
    ],
    ["okta", { domain: "acme.okta.com" }, "https://acme.okta.com"],
    ["auth0", { domain: "acme.eu.auth0.com" }, "https://acme.eu.auth0.com"],
    ["keycloak", { base_url: "https://id.test", realm: "acme" }, "https://id.test/realms/acme"],
    ["keycloak", { base_url: "https://id.test/", realm: "acme" }, "https://id.test/realms/acme"],
    ["keycloak", { base_url: "https://id.test/auth", realm: "acme" }, "https://id.test/auth/realms/acme"],
    ["keycloak", { base_url: "http://localhost:8080", realm: "acme" }, "http://localhost:8080/realms/acme"],
    [
      "cognito",
      { region: "eu-west-1", user_pool_id: "eu-west-1_aB" },
      "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_aB",
    ],
    ["gitlab", {}, "https://gitlab.com"],
    ["gitlab", { base_url: "https://git.test" }, "https://git.test"],
    ["zitadel", { domain: "acme.zitadel.cloud" }, "https://acme.zitadel.cloud"],
  ])("%s %j", (name, variables, issuer) => {
    expect(provider(withPreset(name, variables))).toMatchObject({ issuer, metadataUrl: issuer + wellKnown })
  })

  it("a name with blanks and other letters, as a URL writes it: the provider's metadata know no other spelling", () => {
    const { issuer } = provider(withPreset("keycloak", { base_url: "https://id.test", realm: "my realm ü" }))
    expect(issuer).toBe("https://id.test/realms/my%20realm%20%C3%BC")
  })

  it("an address of the owner's goes before the preset's, which then needs nothing", () => {
    const server_metadata_url = "https://a.test/oidc"
    const found = provider(withPreset("auth0", { server_metadata_url }))
    expect(found).toMatchObject({ issuer: server_metadata_url, label: "Auth0" })
    // Another server has other ways.
    expect(found.quirks).toEqual({})
  })

  it("http where the owner allowed the origin", () => {
    const auth = withPreset("keycloak", { base_url: "http://keycloak:8080", realm: "acme" })
    expect(faults(auth)).toEqual(["auth.base_url http_insecure"])
    const allowed = { ...auth, allow_insecure_http: "http://keycloak:8080" }
    expect(provider(allowed).issuer).toBe("http://keycloak:8080/realms/acme")
  })
})

describe("a preset whose secret is made with a key", () => {
  const ids = { team_id: "A1B2C3D4E5", key_id: "ABC123DEFG" }
  const auth = withPreset("apple", ids)
  const p384 = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey.export({ type: "pkcs8", format: "pem" })
  it.each<[string, object, string[]]>([
    ["with the key", {}, []],
    ["without it", { client_private_key: undefined }, ["client_private_key key_missing"]],
    [
      "with a secret in its place",
      { client_private_key: undefined, client_secret: "x-y-z" },
      ["client_private_key key_missing", "client_secret key_misplaced"],
    ],
    ["with a secret beside it", { client_secret: "x-y-z" }, ["client_secret key_misplaced"]],
    ["with another kind of key", { client_private_key: p384.toString() }, ["client_private_key value_invalid"]],
    [
      "with a secret that the owner makes",
      {
        client_private_key: undefined,
        key_id: undefined,
        client_secret: "x-y-z",
        token_endpoint_auth_method: "client_secret_basic",
      },
      ["key_id key_missing"],
    ],
    [
      "at another address",
      { client_private_key: undefined, client_secret: "x-y-z", server_metadata_url: "https://a.test" },
      [],
    ],
  ])("%s", (_, more, expected) => {
    expect(faults({ ...auth, ...more })).toEqual(expected.map((fault) => `auth.${fault}`))
  })

  it("the team is in what is signed", () => {
    expect(provider(auth).quirks).toMatchObject({ signedSecret: { issuer: "A1B2C3D4E5" } })
    expect(provider(auth).privateKey?.names).toEqual({ kid: "ABC123DEFG" })
  })
})

describe("what the owner writes goes before the preset", () => {
  it("the label, the client authentication, parameters", () => {
    const own = { label: "Work", token_endpoint_auth_method: "client_secret_basic", client_kwargs: { prompt: "login" } }
    const found = provider(withPreset("linkedin", own))
    expect(found).toMatchObject({ label: "Work", authMethod: "client_secret_basic", parameters: { prompt: ["login"] } })
  })

  it("a parameter beside the preset's own", () => {
    const own = { client_kwargs: { hd: "a.test" } }
    const { parameters } = presets.linkedin ?? {}
    expect(provider(withPreset("linkedin", own)).parameters).toEqual({ ...parameters, hd: ["a.test"] })
  })

  it("S38 a named provider has nothing of the flat one's preset", () => {
    const auth = { ...withPreset("linkedin"), other: { ...client, server_metadata_url: "https://a.test" } }
    const found = settings(auth).providers.get("other")
    expect(found).toMatchObject({ label: "other", parameters: {}, quirks: {} })
    expect(found).not.toHaveProperty("authMethod")
  })
})

describe("a preset that does not exist", () => {
  it.each([
    ["gogle", "google"],
    ["Google", "google"],
    ["azure", undefined],
    ["toString", undefined],
    ["__proto__", undefined],
    ["constructor", undefined],
    ["x".repeat(300), undefined],
  ])("%s", (name, near) => {
    const [issue, ...others] = issuesOf({ auth: withPreset(name, { domain: "acme.okta.com" }) })
    // Whether the domain is one of its keys, nobody can say.
    expect(others).toEqual([])
    expect(issue).toMatchObject({ code: "preset_unknown", path: "auth.preset" })
    if (near !== undefined) expect(issue?.hint).toBe(`Did you mean ${near}?`)
    else for (const known of Object.keys(presets)) expect(issue?.hint).toContain(known)
    expect(issue?.message).not.toMatch(/x{61}/)
  })

  it.each([
    ["a number", 3, ["auth.preset value_type"]],
    ["empty", "", ["auth.preset value_type"]],
    ["of a variable that is not there", { env: "NOPE" }, ["auth.preset variable_missing"]],
  ])("%s is told, and nothing that follows from it", (_, preset, expected) => {
    expect(faults({ ...application, ...client, preset, domain: "acme.okta.com" })).toEqual(expected)
  })

  it("from a variable", () => {
    const auth = { ...application, ...client, preset: { env: "PRESET" } }
    expect(settings(auth, { env: { PRESET: "google" } }).providers.get("default")?.label).toBe("Google")
    const error = errorOf({ auth }, { env: { PRESET: "cAnArY" } })
    expect(error?.issues).toMatchObject([{ code: "preset_unknown" }])
    expect(error?.message).not.toContain("cAnArY")
  })
})

describe("a variable that cannot be meant", () => {
  it.each([
    ["okta", { domain: "https://acme.okta.com" }, "auth.domain value_invalid"],
    ["okta", { domain: "acme.okta.com/" }, "auth.domain value_invalid"],
    ["okta", { domain: "acme.okta.com/oauth2/default" }, "auth.domain value_invalid"],
    ["okta", { domain: "acme.okta.com?a=b" }, "auth.domain value_invalid"],
    ["okta", { domain: "user@acme.okta.com" }, "auth.domain value_invalid"],
    ["okta", { domain: "acme okta" }, "auth.domain value_invalid"],
    ["okta", { domain: "acme.okta.com:99999" }, "auth.domain value_invalid"],
    ["okta", { domain: ".okta.com" }, "auth.domain value_invalid"],
    ["okta", { domain: "acme..okta.com" }, "auth.domain value_invalid"],
    ["okta", { domain: "{subdomain}.okta.com" }, "auth.domain value_invalid"],
    ["okta", { domain: "your-domain.okta.com" }, "auth.domain placeholder"],
    ["okta", { domain: " acme.okta.com" }, "auth.domain white_space"],
    ["okta", { domain: 3 }, "auth.domain value_type"],
    ["okta", { domain: "" }, "auth.domain value_type"],
    ["microsoft", { tenant: "a/b" }, "auth.tenant value_invalid"],
    ["microsoft", { tenant: ".." }, "auth.tenant value_invalid"],
    ["microsoft", { tenant: "{tenant}" }, "auth.tenant value_invalid"],
    ["microsoft", { tenant: "<tenant>" }, "auth.tenant placeholder"],
    ["microsoft", { tenant: "a%2fb" }, "auth.tenant value_invalid"],
    ["keycloak", { base_url: "id.test", realm: "acme" }, "auth.base_url url_invalid"],
    ["keycloak", { base_url: "http://id.test", realm: "acme" }, "auth.base_url http_insecure"],
    ["keycloak", { base_url: "https://{host}", realm: "acme" }, "auth.base_url placeholder"],
    ["keycloak", { base_url: "https://id.test?a=b", realm: "acme" }, "auth.base_url url_invalid"],
    ["keycloak", { base_url: "https://id.test#a", realm: "acme" }, "auth.base_url url_invalid"],
    ["keycloak", { base_url: "https://id.test", realm: "my/realm" }, "auth.realm value_invalid"],
  ])("%s %j", (name, variables, fault) => {
    const issues = issuesOf({ auth: withPreset(name, variables) })
    expect(issues.map(({ path, code }) => `${path} ${code}`)).toEqual([fault])
    expect(issues[0]?.hint).toMatch(/./)
  })

  it.each([
    ["okta", { domain: "acme.okta.com", tenant: "a" }, "auth.tenant", "microsoft"],
    ["google", { domain: "acme.okta.com" }, "auth.domain", "okta"],
    ["microsoft", { realm: "acme" }, "auth.realm", "keycloak"],
  ])("%s %j: one of another preset", (name, variables, path, other) => {
    const issues = issuesOf({ auth: withPreset(name, variables) })
    expect(issues).toMatchObject([{ code: "key_misplaced", path }])
    expect(issues[0]?.message).toContain(name)
    expect(issues[0]?.hint).toContain(other)
  })

  it("without a preset", () => {
    const auth = { ...application, ...client, server_metadata_url: "https://a.test", domain: "acme.okta.com" }
    expect(issuesOf({ auth })).toMatchObject([{ code: "key_misplaced", path: "auth.domain" }])
  })

  it("at its own key, in a table of its own", () => {
    const text = `[auth]\nredirect_uri = "https://a.test/cb"\ncookie_secret = "${application.cookie_secret}"\n[auth.okta]\nclient_id = "a-client"\nclient_secret = "a-secret"\npreset = "okta"\ndomain = "https://acme.okta.com"`
    expect(issuesOf(text)).toMatchObject([{ path: "auth.okta.domain", line: 8, column: 1 }])
  })
})

it("two providers of one preset have each their own values", () => {
  const auth = {
    ...application,
    one: { ...client, preset: "auth0", domain: "one.auth0.com" },
    two: { ...client, preset: "auth0", domain: "two.auth0.com" },
  }
  const found = [...settings(auth).providers.values()]
  expect(found.map(({ issuer }) => issuer)).toEqual(["https://one.auth0.com", "https://two.auth0.com"])
  expect(JSON.stringify(found[0])).not.toContain("two.")
  // Nothing is written into the row that all of them share.
  expect(JSON.stringify(presets.auth0)).not.toContain("one.")
  expect(parseConfig({ auth }).warnings).toEqual([])
})
