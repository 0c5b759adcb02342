/** Providers: one flat, several named, what each of them has and what it never inherits. */
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/config.js"
import { application, faults, flat, issuesOf, provider, registration, settings } from "./example.js"

const namesOf = (auth: object) => [...settings(auth).providers.keys()]

describe("S33, S34, S39 which providers there are", () => {
  it.each([
    ["S33 flat", flat, ["default"]],
    ["S34 one named", { ...application, google: registration }, ["google"]],
    ["S34 several, in the order of the file", { ...application, b: registration, a: registration }, ["b", "a"]],
    ["S34 flat and named", { ...flat, google: registration }, ["default", "google"]],
    ["S39 [auth.default]", { ...application, default: registration }, ["default"]],
    [
      "S11 [auth.default] and named",
      { ...application, google: registration, default: registration },
      ["google", "default"],
    ],
    [
      "S35 names are case-sensitive",
      { ...application, google: registration, Google: registration },
      ["google", "Google"],
    ],
  ])("%s", (_, auth, names) => {
    expect(namesOf(auth)).toEqual(names)
  })

  it("S39 flat and [auth.default] together", () => {
    expect(faults({ ...flat, default: registration })).toEqual(["auth.default default_twice"])
  })

  it("T80 [auth.client_kwargs] are options of the default provider, never a provider", () => {
    const auth = { ...flat, client_kwargs: { prompt: "login" }, google: registration }
    expect(namesOf(auth)).toEqual(["default", "google"])
    expect(provider(auth).parameters).toEqual({ prompt: ["login"] })
    expect(provider(auth, "google").parameters).toEqual({})
  })

  it("T80 [auth.client_kwargs] without a flat provider is half a provider", () => {
    const auth = { ...application, client_kwargs: { prompt: "login" }, google: registration }
    expect(faults(auth)).toEqual([
      "auth.client_id key_missing",
      "auth.client_secret key_missing",
      "auth.server_metadata_url key_missing",
    ])
  })
})

describe("S36 any name works", () => {
  it.each([
    "connection_1",
    "my-idp",
    "my.idp",
    "My Company",
    "Zo\u00eb",
    "\u{1F511}",
    "toString",
    "hasOwnProperty",
    "0",
    "auth",
    "tx",
    " ",
  ])("%j", (name) => {
    expect(namesOf({ ...application, [name]: registration })).toEqual([name])
    expect(provider({ ...application, [name]: registration }, name)).toMatchObject({ name, label: name })
  })

  it.each(["__proto__", "constructor"])("%s is reserved", (name) => {
    const text = `[auth]\nredirect_uri = "${application.redirect_uri}"\ncookie_secret = "${application.cookie_secret}"\n[auth.${name}]\nclient_id = "a"`
    expect(issuesOf(text).map(({ path, code }) => `${path} ${code}`)).toContain(`auth.${name} name_reserved`)
  })

  // The keys of the whole contract, of those too that come later: a provider of that name would break when its key comes.
  it.each([
    "session_idle_timeout",
    "allowed_origins",
    "client_private_key",
    "preset",
    "tenant",
    "allowed_tenants",
    "id_token_signed_response_alg",
    "type",
    "authorization_endpoint",
    "claims_mapping",
    "pushed_authorization_requests",
  ])("the key %s is no provider's name", (name) => {
    expect(issuesOf({ auth: { ...application, [name]: registration } }).map(({ path }) => path)).toContain(
      `auth.${name}`,
    )
  })

  it("the label is the name unless it is given", () => {
    expect(provider({ ...application, google: registration }, "google").label).toBe("google")
    expect(provider({ ...application, google: { ...registration, label: "Google" } }, "google").label).toBe("Google")
  })
})

describe("S38 registrations are never inherited, S62 policies are", () => {
  const policies = {
    userinfo: "always",
    logout: "provider",
    claims: ["name"],
    expose_tokens: "id",
    http_timeout: "5s",
    clock_tolerance: 10,
    allowed_emails: ["A@Example.test"],
    allowed_domains: "Example.test",
  }
  const read = {
    userinfo: "always",
    logout: "provider",
    claims: ["name"],
    exposeTokens: ["id"],
    httpTimeout: 5000,
    clockTolerance: 10,
    allowedEmails: ["a@example.test"],
    allowedDomains: ["example.test"],
  }

  it("S38 nothing of the flat provider is in a named one", () => {
    const auth = {
      ...flat,
      label: "Flat",
      token_endpoint_auth_method: "client_secret_post",
      client_kwargs: { hd: "x" },
      other: {},
    }
    expect(faults(auth)).toEqual([
      "auth.other.client_id key_missing",
      "auth.other.client_secret key_missing",
      "auth.other.server_metadata_url key_missing",
    ])
    const full = provider({ ...auth, other: { ...registration, client_id: "other" } }, "other")
    expect(full).toMatchObject({ clientId: "other", label: "other", parameters: {} })
    expect(full).not.toHaveProperty("authMethod")
  })

  it("policies in [auth] hold for every provider", () => {
    const auth = { ...flat, ...policies, google: registration }
    for (const name of ["default", "google"]) expect(provider(auth, name).policy).toEqual(read)
  })

  it("a provider's table overrides them, one by one", () => {
    const auth = { ...flat, ...policies, google: { ...registration, userinfo: "never", allowed_domains: [] } }
    expect(provider(auth, "google").policy).toEqual({ ...read, userinfo: "never", allowedDomains: [] })
    expect(provider(auth).policy).toEqual(read)
  })

  it("defaults", () => {
    expect(provider(flat).policy).toEqual({
      userinfo: "missing",
      logout: "local",
      exposeTokens: [],
      httpTimeout: 10_000,
      clockTolerance: 30,
    })
  })

  it("clock_tolerance is 60 seconds at most", () => {
    expect(faults({ ...flat, clock_tolerance: 61 })).toEqual(["auth.clock_tolerance value_range"])
    expect(faults({ ...application, google: { ...registration, clock_tolerance: "2m" } })).toEqual([
      "auth.google.clock_tolerance value_range",
    ])
    expect(provider({ ...flat, clock_tolerance: 60 }).policy.clockTolerance).toBe(60)
  })
})

describe("T73, S76 credentials", () => {
  it.each(["client_id", "client_secret"])("%s", (key) => {
    for (const value of [
      "xxx",
      "XXXX",
      "<your client id>",
      "your-client-id",
      "your_client_secret",
      "changeme",
      "change-me",
      "...",
      "TODO",
    ]) {
      expect([value, faults({ ...flat, [key]: value })]).toEqual([value, [`auth.${key} placeholder`]])
    }
    for (const value of [" a", "a ", "a\n", "\ta", "\u00a0a"]) {
      expect([value, faults({ ...flat, [key]: value })]).toEqual([value, [`auth.${key} white_space`]])
    }
  })

  it.each(["your", "xx", "x-1", "a b", "client-of-your-company", "407408718192-q5v1.apps.googleusercontent.com"])(
    "%j is a client's id",
    (client_id) => {
      expect(provider({ ...flat, client_id }).clientId).toBe(client_id)
    },
  )

  it("T73 one issue a key, all at once", () => {
    const filler = { client_id: "xxx", client_secret: "xxx", server_metadata_url: "https://{tenant}.test/" }
    expect(faults({ ...application, cookie_secret: "xxx", a: filler, b: filler })).toEqual([
      "auth.cookie_secret placeholder",
      "auth.a.client_id placeholder",
      "auth.a.client_secret placeholder",
      "auth.a.server_metadata_url placeholder",
      "auth.b.client_id placeholder",
      "auth.b.client_secret placeholder",
      "auth.b.server_metadata_url placeholder",
    ])
  })
})

it("what the caller gave is not changed", () => {
  const auth = Object.freeze({
    ...flat,
    client_kwargs: Object.freeze({ a: Object.freeze(["b"]) }),
    claims: Object.freeze(["a"]),
  })
  const before = JSON.stringify(auth)
  parseConfig({ auth })
  expect(JSON.stringify(auth)).toBe(before)
})
