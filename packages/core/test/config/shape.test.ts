/** What the `[auth]` table must be, key by key: every problem at once, with its path and its fix. */
import { describe, expect, it } from "vitest"
import { ConfigError } from "../../src/errors.js"
import { application, errorOf, faults, flat, issuesOf, registration, settings } from "./example.js"

describe("S31 what is missing, and what stands in the wrong place", () => {
  it.each([
    [
      "nothing at all",
      {},
      ["auth.cookie_secret key_missing", "auth.redirect_uri key_missing", "auth provider_missing"],
    ],
    ["no provider", application, ["auth provider_missing"]],
    [
      "S39 half a provider",
      { ...application, client_id: "a" },
      ["auth.client_secret key_missing", "auth.server_metadata_url key_missing"],
    ],
    [
      "S39 half a flat provider beside a named one",
      { ...application, client_id: "a", google: registration },
      ["auth.client_secret key_missing", "auth.server_metadata_url key_missing"],
    ],
    [
      "redirect_uri in a provider's table",
      { cookie_secret: application.cookie_secret, google: { ...registration, redirect_uri: application.redirect_uri } },
      ["auth.redirect_uri key_missing", "auth.google.redirect_uri key_misplaced"],
    ],
    [
      "cookie_secret in a provider's table",
      { redirect_uri: application.redirect_uri, google: { ...registration, cookie_secret: application.cookie_secret } },
      ["auth.cookie_secret key_missing", "auth.google.cookie_secret key_misplaced"],
    ],
    [
      "both problems of both providers",
      { ...application, a: { client_id: "x" }, b: {} },
      [
        "auth.a.client_secret key_missing",
        "auth.a.server_metadata_url key_missing",
        "auth.b.client_id key_missing",
        "auth.b.client_secret key_missing",
        "auth.b.server_metadata_url key_missing",
      ],
    ],
  ])("%s", (_, auth, expected) => {
    expect(faults(auth)).toEqual(expected)
  })

  it.each(["redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url"])(
    "a key that is not there, or has no value, is missing: %s",
    (key) => {
      const others = Object.fromEntries(Object.entries(flat).filter(([name]) => name !== key))
      expect(faults(others)).toEqual([`auth.${key} key_missing`])
      expect(faults({ ...flat, [key]: undefined })).toEqual([`auth.${key} key_missing`])
    },
  )

  it("a client without a secret says so", () => {
    const { client_secret: _, ...open } = flat
    expect(faults(open)).toEqual(["auth.client_secret key_missing"])
    expect(faults({ ...open, token_endpoint_auth_method: "none" })).toEqual([])
  })

  it("the hint of a misplaced key names the right place", () => {
    const [issue] = issuesOf({ auth: { ...application, google: { ...registration, cookie_name: "a" } } })
    expect(issue).toMatchObject({ path: "auth.google.cookie_name", message: expect.stringContaining("[auth]") })
  })
})

describe("T87 shapes", () => {
  it.each([
    ["[[auth]]", [["auth value_type"], "a list"]],
    ["auth = 3", [["auth value_type"], "a number"]],
    ["auth = []", [["auth value_type"], "a list"]],
    ['auth = ""', [["auth value_type"], "an empty text"]],
    ["auth = 2020-01-01", [["auth value_type"], "a date"]],
    ["", [["auth auth_missing"], "no [auth]"]],
    ["[Auth]", [["auth auth_missing"], "no [auth]"]],
  ])("%s", (text, [expected, word]) => {
    const issues = issuesOf(text as string)
    expect(issues.map(({ path, code }) => `${path} ${code}`)).toEqual(expected)
    expect(issues[0]?.message).toContain(word)
  })

  it('google = ["a"] is no provider', () => {
    const [issue, ...others] = issuesOf({ auth: { ...flat, google: ["a"] } })
    expect(others).toEqual([])
    expect(issue).toMatchObject({
      path: "auth.google",
      code: "key_unknown",
      message: expect.stringContaining("a list"),
    })
  })

  it("[auth.my.idp] suggests quoting", () => {
    const issue = issuesOf({ auth: { ...application, my: { idp: registration } } }).find(
      ({ path }) => path === "auth.my.idp",
    )
    expect(issue?.hint).toContain('[auth."my.idp"]')
  })

  it("a path is dotted as TOML writes it", () => {
    expect(faults({ ...application, "my.idp": { ...registration, label: 3 } })).toEqual([
      'auth."my.idp".label value_type',
    ])
    expect(faults({ ...application, "Zoë's": { ...registration, label: 3 } })).toEqual([
      'auth."Zoë\'s".label value_type',
    ])
  })
})

describe("unknown keys name the nearest that is known", () => {
  it.each([
    ["redirect_url", "redirect_uri"],
    ["Redirect_URI", "redirect_uri"],
    ["cookie_secrets", "cookie_secret"],
    ["clientid", "client_id"],
    ["server_metadata_uri", "server_metadata_url"],
    ["sever_metadata_url", "server_metadata_url"],
    ["client_kwarg", "client_kwargs"],
    ["expose_token", "expose_tokens"],
    ["zzzzzz", undefined],
  ])("%s: %s", (key, near) => {
    const [issue, ...others] = issuesOf({ auth: { ...flat, [key]: "a" } })
    expect(others).toEqual([])
    expect(issue).toMatchObject({ code: "key_unknown", path: `auth.${key}` })
    expect(issue?.hint).toMatch(near === undefined ? /^Remove it/ : `Did you mean ${near}?`)
  })

  it("in a provider's table", () => {
    const [issue] = issuesOf({ auth: { ...application, google: { ...registration, lable: "a" } } })
    expect(issue).toMatchObject({ path: "auth.google.lable", code: "key_unknown", hint: "Did you mean label?" })
  })

  it("S74 what stands beside [auth] draws no word", () => {
    expect(issuesOf({ auth: flat, database: { redirect_url: 1 }, redirect_uri: 3 })).toEqual([])
  })
})

describe("no value is coerced", () => {
  it.each([
    ["redirect_uri", 3],
    ["redirect_uri", ""],
    ["redirect_uri", ["https://app.example.test/cb"]],
    ["cookie_secret", 3],
    ["cookie_secret", true],
    ["cookie_secret", [3]],
    ["cookie_secret", []],
    ["cookie_secret", {}],
    ["cookie_name", 1],
    ["cookie_name", ""],
    ["cookie_name", "a b"],
    ["cookie_name", "a;b"],
    ["cookie_name", "a.b"],
    ["cookie_same_site", "none"],
    ["cookie_same_site", "Lax"],
    ["cookie_domain", 1],
    ["session_max_age", "forever"],
    ["session_max_age", "30 d"],
    ["session_max_age", 0],
    ["session_max_age", -1],
    ["session_max_age", 1.5],
    ["session_max_age", "0d"],
    ["session_follows_id_token", "true"],
    ["session_follows_id_token", 1],
    ["base_path", 1],
    ["client_id", 1],
    ["client_id", ""],
    ["client_secret", false],
    ["server_metadata_url", 1],
    ["token_endpoint_auth_method", "client_secret_Basic"],
    ["id_token_signed_response_alg", "none"],
    ["id_token_signed_response_alg", "HS256"],
    ["id_token_signed_response_alg", ["RS256"]],
    ["client_kwargs", "scope=openid"],
    ["client_kwargs", []],
    ["client_kwargs", new Date()],
    ["label", 1],
    ["expose_tokens", "refresh"],
    ["expose_tokens", ["id", "refresh"]],
    ["expose_tokens", true],
    ["userinfo", true],
    ["userinfo", "sometimes"],
    ["claims", "name"],
    ["claims", [1]],
    ["allowed_emails", [1]],
    ["allowed_domains", 1],
    ["logout", "both"],
    ["logout", true],
    ["http_timeout", "10"],
    ["http_timeout", "10ms"],
    ["clock_tolerance", true],
  ])("%s = %j", (key, value) => {
    expect(faults({ ...flat, [key]: value })).toEqual([`auth.${key} value_type`])
  })

  it.each(["label", "userinfo", "claims", "logout", "client_id"])("%s in a provider's table", (key) => {
    expect(faults({ ...application, google: { ...registration, [key]: 3 } })).toEqual([`auth.google.${key} value_type`])
  })

  it("the message says what was expected and what came, not the value", () => {
    const [issue] = issuesOf({ auth: { ...flat, cookie_same_site: "cAnArY" } })
    expect(issue?.message).toMatch(/^must be "lax" or "strict"/)
    expect(issue?.message).not.toContain("cAnArY")
    expect(issuesOf({ auth: { ...flat, cookie_same_site: 3 } })[0]?.message).toBe(
      'must be "lax" or "strict", not a number',
    )
  })
})

describe("everything at once", () => {
  const wrong = {
    redirect_uri: "http://app.example.com/",
    cookie_secret: "changeme",
    cookie_same_site: "none",
    redirect_url: "x",
    userinfo: 1,
    google: {
      client_id: " a",
      client_secret: "xxx",
      server_metadata_url: "https://{tenant}/",
      client_kwargs: { state: "a", scope: "email" },
    },
    constructor: registration,
  }

  it("every problem is listed, each with path, code and words", () => {
    const issues = issuesOf({ auth: wrong })
    expect(issues.map(({ path, code }) => `${path} ${code}`).sort()).toEqual([
      "auth.constructor name_reserved",
      "auth.cookie_same_site value_type",
      "auth.cookie_secret placeholder",
      "auth.google.client_id white_space",
      "auth.google.client_kwargs.scope scope_without_openid",
      "auth.google.client_kwargs.state parameter_refused",
      "auth.google.client_secret placeholder",
      "auth.google.server_metadata_url placeholder",
      "auth.redirect_uri http_insecure",
      "auth.redirect_url key_unknown",
      "auth.userinfo value_type",
    ])
    for (const { message } of issues) expect(message).not.toBe("")
  })

  it("the message counts them and names the file", () => {
    const error = errorOf({ auth: wrong }, { file: "secrets.toml" })
    expect(error).toBeInstanceOf(ConfigError)
    expect(error?.message).toContain("in secrets.toml has 11 problems")
    for (const { path, message } of error?.issues ?? []) expect(error?.message).toContain(`${path}: ${message}`)
  })

  it("an object has no lines", () => {
    for (const issue of issuesOf({ auth: wrong })) expect([issue.line, issue.column]).toEqual([undefined, undefined])
  })
})

describe("an object says the same as a text", () => {
  it("T79 both forms of client_kwargs", () => {
    const kwargs = { prompt: "login" }
    expect(
      settings({ ...application, auth0: { ...registration, client_kwargs: kwargs } }).providers.get("auth0")
        ?.parameters,
    ).toEqual({
      prompt: ["login"],
    })
  })
})
