/** S57 `allowed_origins`: which entries are taken, as what, and what is said of the others. */
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/config.js"
import { faults, flat, issuesOf, settings } from "./example.js"

const read = (allowed_origins: unknown) => settings({ ...flat, allowed_origins }).application.allowedOrigins

describe("S57 allowed_origins", () => {
  it.each<[unknown, string[]]>([
    ["https://app.preview.test", ["https://app.preview.test"]],
    [
      ["https://one.test", "http://localhost:3000"],
      ["https://one.test", "http://localhost:3000"],
    ],
    [[], []],
    ["https://one.test/", ["https://one.test"]],
    ["HTTPS://One.TEST:443", ["https://one.test"]],
    ["https://one.test:8443", ["https://one.test:8443"]],
    ["http://127.0.0.1:3000", ["http://127.0.0.1:3000"]],
    ["http://[::1]:3000", ["http://[::1]:3000"]],
    ["https://b\u00fccher.test", ["https://xn--bcher-kva.test"]],
    ["https://my_app.one.test", ["https://my_app.one.test"]],
    ["https://*.preview.test", ["https://*.preview.test"]],
    ["https://*.Preview.TEST:443/", ["https://*.preview.test"]],
    ["https://*.preview.test:8443", ["https://*.preview.test:8443"]],
    ["https://shop.*.preview.test", ["https://shop.*.preview.test"]],
    ["https://*.b\u00fccher.test", ["https://*.xn--bcher-kva.test"]],
    // A dot of another script is a dot, and moves no star.
    ["https://a\u3002b.*.preview.test", ["https://a.b.*.preview.test"]],
    ["http://*.localhost:3000", ["http://*.localhost:3000"]],
    // That of redirect_uri is one of them in any case.
    ["https://app.example.test", ["https://app.example.test"]],
  ])("%j: %j", (given, expected) => {
    expect(read(given)).toEqual(expected)
  })

  it("without the key there is none", () => {
    expect(settings(flat).application.allowedOrigins).toEqual([])
  })

  it.each<[unknown, string, RegExp]>([
    ["", "value_type", /a text that is not empty/],
    [3000, "value_type", /a text or a list of texts/],
    [[3000], "value_type", /a text or a list of texts/],
    ["one.test", "url_invalid", /absolute URL/],
    ["localhost:3000", "url_invalid", /absolute URL/],
    ["//one.test", "url_invalid", /absolute URL/],
    ["*", "url_invalid", /absolute URL/],
    ["*.one.test", "url_invalid", /absolute URL/],
    ["null", "url_invalid", /absolute URL/],
    ["ftp://one.test", "url_invalid", /absolute URL/],
    ["*://one.test", "url_invalid", /absolute URL/],
    ["https://one.test:*", "url_invalid", /absolute URL/],
    ["https:\\\\one.test", "url_invalid", /absolute URL/],
    ["https://*.0.0.1", "url_invalid", /absolute URL/],
    ["https://user@one.test", "url_invalid", /no user name/],
    ["https://*@one.test", "url_invalid", /no user name/],
    ["https://one.test#x", "url_invalid", /no fragment/],
    ["http://one.test", "http_insecure", /https/],
    ["http://*.preview.test", "http_insecure", /https/],
    ["http://192.168.0.7:3000", "http_insecure", /https/],
    ["https://{name}.preview.test", "placeholder", /placeholder/],
    [" https://one.test", "white_space", /white space/],
    ["https://one.test/app", "origin_invalid", /no path/],
    ["https://one.test//", "origin_invalid", /no path/],
    ["https://one.test?", "origin_invalid", /no path/],
    ["https://one.test/?x=1", "origin_invalid", /no path/],
    ["https://one.test/*", "origin_invalid", /no path/],
    ["https://*.preview.test/app", "origin_invalid", /no path/],
    ["https://*.*.preview.test", "origin_invalid", /one \* at most/],
    ["https://**.preview.test", "origin_invalid", /one \* at most/],
    ["https://app-*.preview.test", "origin_invalid", /whole label/],
    ["https://*-3000.app.github.dev", "origin_invalid", /whole label/],
    ["https://a*b.preview.test", "origin_invalid", /whole label/],
    ["https://*", "origin_invalid", /too wide/],
    ["https://*:3000", "origin_invalid", /too wide/],
    ["https://*.test", "origin_invalid", /too wide/],
    ["https://preview.*", "origin_invalid", /too wide/],
    ["https://preview.*.test", "origin_invalid", /too wide/],
    ["https://*.com.", "origin_invalid", /no browser shows/],
    ["https://one.test.", "origin_invalid", /no browser shows/],
    ["https://one..test", "origin_invalid", /no browser shows/],
    // They are a * once they are read.
    ["https://%2A.preview.test", "origin_invalid", /no browser shows/],
    ["https://\uff0a.preview.test", "origin_invalid", /no browser shows/],
    ["https://*.\uff0a.preview.test", "origin_invalid", /no browser shows/],
    ["https://a!b.test", "origin_invalid", /no browser shows/],
  ])("%j: %s", (allowed_origins, code, message) => {
    const [issue, ...others] = issuesOf({ auth: { ...flat, allowed_origins } })
    expect(others).toEqual([])
    expect(issue).toMatchObject({ path: "auth.allowed_origins", code, message: expect.stringMatching(message) })
    expect(issue?.hint).not.toBe("")
  })

  it("tells of each entry that is wrong, and quotes it as it was written", () => {
    const issues = issuesOf({
      auth: { ...flat, allowed_origins: ["https://*.test", "https://one.test", "https://x/y"] },
    })
    expect(issues.map(({ message }) => message)).toEqual([
      "is too wide: https://*.test",
      "must be an origin, with no path: https://x/y",
    ])
  })

  it("quotes nothing that came from a variable", () => {
    const [issue] = issuesOf(
      { auth: { ...flat, allowed_origins: { env: "ORIGINS" } } },
      { env: { ORIGINS: "https://*.canary" } },
    )
    expect(JSON.stringify(issue)).not.toContain("canary")
    expect(issue?.code).toBe("origin_invalid")
  })

  it.each(["https://one.test", '["https://one.test", "https://*.two.test"]'])("reads a variable: %s", (value) => {
    const options = { env: { AUTH__ALLOWED_ORIGINS: value } }
    const { allowedOrigins } = settings(flat, options).application
    expect(allowedOrigins[0]).toBe("https://one.test")
    expect(allowedOrigins).toHaveLength(value.startsWith("[") ? 2 : 1)
  })

  it("belongs in [auth] alone", () => {
    const { redirect_uri, cookie_secret, ...registration } = flat
    const google = { ...registration, allowed_origins: "https://one.test" }
    expect(faults({ redirect_uri, cookie_secret, google })).toEqual(["auth.google.allowed_origins key_misplaced"])
  })
})

describe("S57 a domain where anybody gets a host", () => {
  const warningsOf = (allowed_origins: unknown, options = {}) =>
    parseConfig({ auth: { ...flat, allowed_origins } }, options).warnings

  it.each([
    ["https://*.app.github.dev", "app.github.dev"],
    ["https://*.vercel.app", "vercel.app"],
    ["https://*.euw.devtunnels.ms", "euw.devtunnels.ms"],
    ["https://my-app.*.vercel.app", "vercel.app"],
  ])("%s is warned of", (entry, domain) => {
    const [warning, ...others] = warningsOf([entry, entry])
    expect(others).toEqual([])
    expect(warning).toMatch(/^allowed_origins: /)
    expect(warning).toContain(` ${domain}.`)
  })

  it.each([
    "https://quiet-fox-3000.app.github.dev",
    "https://*.preview.example.test",
    "https://*.my-project.pages.dev",
    "https://*.notvercel.app.test",
    "http://*.localhost:3000",
  ])("%s is not: its hosts have an owner", (entry) => {
    expect(warningsOf(entry)).toEqual([])
  })

  it("shows nothing of a variable", () => {
    const [warning] = warningsOf({ env: "ORIGIN" }, { env: { ORIGIN: "https://*.vercel.app" } })
    expect(warning).toMatch(/^allowed_origins: /)
    expect(warning).not.toContain("vercel")
  })
})
