/** The keys of the application as a whole: where it lies, its secrets, its cookies, how long a session lives. */
import { describe, expect, it } from "vitest"
import { faults, flat, issuesOf, secret, settings } from "./example.js"

const at = (redirect_uri: string, more: object = {}) => settings({ ...flat, redirect_uri, ...more }).application

describe("S63 the base path", () => {
  it.each([
    // redirect_uri, base path, callback's path
    ["https://host.test/oauth2callback", "", "/oauth2callback"],
    ["https://host.test/app/oauth2callback", "/app", "/app/oauth2callback"],
    ["https://host.test/app/auth/callback", "/app", "/app/auth/callback"],
    ["https://host.test/auth/callback", "", "/auth/callback"],
    ["https://host.test/auth/auth/callback", "/auth", "/auth/auth/callback"],
    ["https://host.test/a/b/c/cb", "/a/b/c", "/a/b/c/cb"],
    ["https://host.test/oauth/callback", "/oauth", "/oauth/callback"],
    ["https://host.test/caf\u00e9/cb", "/caf%C3%A9", "/caf%C3%A9/cb"],
    ["https://host.test/a/../cb", "", "/cb"],
    ["https://host.test/cb/", "/cb", undefined],
  ])("%s: %j", (redirectUri, basePath, callbackPath) => {
    if (callbackPath === undefined) {
      expect(faults({ ...flat, redirect_uri: redirectUri })).toEqual(["auth.redirect_uri redirect_uri_path"])
      return
    }
    expect(at(redirectUri)).toMatchObject({ basePath, callbackPath, home: `${basePath}/`, origin: "https://host.test" })
  })

  it.each([
    ["/", "https://host.test/app/cb", ""],
    ["/app", "https://host.test/app/x/cb", "/app"],
    ["/app/", "https://host.test/app/x/cb", "/app"],
    ["/app/auth", "https://host.test/app/auth/cb", "/app/auth"],
  ])("base_path %j with %s: %j", (base_path, redirectUri, basePath) => {
    expect(at(redirectUri, { base_path })).toMatchObject({ basePath, home: `${basePath}/` })
  })

  it.each([
    ["/shop", "https://host.test/oauth2callback", "auth.redirect_uri redirect_uri_path"],
    ["/shop", "https://host.test/shopping/cb", "auth.redirect_uri redirect_uri_path"],
    ["shop", "https://host.test/shop/cb", "auth.base_path base_path_invalid"],
    ["//shop", "https://host.test/shop/cb", "auth.base_path base_path_invalid"],
    ["/shop?x", "https://host.test/shop/cb", "auth.base_path base_path_invalid"],
    ["/shop; Domain=evil.test", "https://host.test/shop/cb", "auth.base_path base_path_invalid"],
    ["/a b", "https://host.test/shop/cb", "auth.base_path base_path_invalid"],
    ["https://host.test/shop", "https://host.test/shop/cb", "auth.base_path base_path_invalid"],
  ])("base_path %j with %s is refused", (base_path, redirect_uri, fault) => {
    expect(faults({ ...flat, redirect_uri, base_path })).toEqual([fault])
  })

  it.each([
    ["https://host.test", "https://host.test/oauth2callback"],
    ["https://host.test/", "https://host.test/oauth2callback"],
    ["https://host.test/app/", "https://host.test/app/oauth2callback"],
    ["https://host.test/auth/login", "https://host.test/oauth2callback"],
    ["https://host.test/auth/logout", "https://host.test/oauth2callback"],
    ["https://host.test/auth/backchannel-logout", "https://host.test/oauth2callback"],
    ["https://host.test/auth/frontchannel-logout", "https://host.test/oauth2callback"],
    ["https://host.test/app/auth/login", "https://host.test/app/oauth2callback"],
  ])("%s has another use; suggested is %s", (redirect_uri, suggested) => {
    const [issue, ...others] = issuesOf({ auth: { ...flat, redirect_uri } })
    expect(others).toEqual([])
    expect(issue).toMatchObject({ code: "redirect_uri_path", hint: expect.stringContaining(suggested) })
  })

  it("what is registered stays as it was written", () => {
    expect(at("https://HOST.test:443/cb?x=1")).toMatchObject({
      origin: "https://host.test",
      redirectUri: "https://HOST.test:443/cb?x=1",
      callbackPath: "/cb",
    })
  })
})

describe("{port} in redirect_uri", () => {
  const auth = { ...flat, redirect_uri: "http://localhost:{port}/oauth2callback" }
  it.each([
    [{ port: 8501 }, "http://localhost:8501"],
    [{ env: { PORT: "3000" } }, "http://localhost:3000"],
    [{ port: 8501, env: { PORT: "3000" } }, "http://localhost:8501"],
    [{ port: 80 }, "http://localhost"],
  ])("%j: %s", (options, origin) => {
    expect(settings(auth, options).application.origin).toBe(origin)
  })

  it.each([
    [{}],
    [{ env: {} }],
    [{ env: { PORT: "" } }],
    [{ env: { PORT: "8501/x" } }],
    [{ env: { PORT: "eighty" } }],
    [{ port: Number.NaN }],
  ])("%j: nobody knows the port", (options) => {
    expect(faults(auth, options)).toEqual(["auth.redirect_uri port_missing"])
  })

  it("a port that is none", () => {
    expect(faults(auth, { port: 99_999 })).toEqual(["auth.redirect_uri port_missing"])
  })

  it("without {port} nothing is asked of the port", () => {
    expect(settings(flat, { port: 1 }).application.origin).toBe("https://app.example.test")
  })
})

describe("S43 the cookie secret", () => {
  const command = /node -e .*randomBytes\(32\)/
  it.each([
    ["", "value_type"],
    ["short", "secret_too_short"],
    ["a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p", "secret_too_short"],
    ["\u{1F511}".repeat(31), "secret_too_short"],
    ["a".repeat(64), "secret_too_simple"],
    ["0123456".repeat(9), "secret_too_simple"],
    ["xxx", "placeholder"],
    ["xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "placeholder"],
    ["<put 32 characters of random text here>", "placeholder"],
    ["your-cookie-secret-of-32-characters-or-more", "placeholder"],
    ["change-me-change-me-change-me-1234567890", "placeholder"],
    ["replace-me-with-a-random-string-of-text!", "placeholder"],
    [` ${secret}`, "white_space"],
    [`${secret}\n`, "white_space"],
  ])("%j: %s", (cookie_secret, code) => {
    const [issue, ...others] = issuesOf({ auth: { ...flat, cookie_secret } })
    expect(others).toEqual([])
    expect(issue).toMatchObject({ path: "auth.cookie_secret", code })
    if (code !== "value_type") expect(issue?.hint).toMatch(command)
  })

  it.each([
    ["32 characters", "abcdefghijklmnopqrstuvwxyz012345"],
    ["8 different ones", "abcdefgh".repeat(4)],
    ["what the printed command makes", Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url")],
  ])("%s are enough", (_, cookie_secret) => {
    expect(settings({ ...flat, cookie_secret }).application.secrets).toEqual([cookie_secret])
  })

  it("B13 a list: the first seals, so its order is kept", () => {
    const list = [secret, "another-secret-that-is-long-enough-too"]
    expect(settings({ ...flat, cookie_secret: list }).application.secrets).toEqual(list)
  })

  it("each of a list must be good", () => {
    expect(faults({ ...flat, cookie_secret: [secret, "short"] })).toEqual(["auth.cookie_secret secret_too_short"])
  })
})

describe("cookies and sessions", () => {
  it("defaults", () => {
    expect(settings(flat).application).toMatchObject({
      cookie: { name: "auth", sameSite: "lax" },
      session: { maxAge: 2_592_000, endsWithBrowser: false, followsIdToken: false },
      postLogoutRedirectUri: "https://app.example.test/",
    })
    expect(settings(flat).application.cookie).not.toHaveProperty("domain")
  })

  it.each([
    [3600, 3600, false],
    ["90s", 90, false],
    ["5m", 300, false],
    ["12h", 43_200, false],
    ["30d", 2_592_000, false],
    ["browser", 2_592_000, true],
  ])("session_max_age = %j: %d seconds", (session_max_age, maxAge, endsWithBrowser) => {
    expect(settings({ ...flat, session_max_age }).application.session).toMatchObject({ maxAge, endsWithBrowser })
  })

  it("names, SameSite, domain, the ID token's lifetime", () => {
    const auth = {
      ...flat,
      cookie_name: "shop",
      cookie_same_site: "strict",
      cookie_domain: "example.test",
      session_follows_id_token: true,
    }
    expect(settings(auth).application).toMatchObject({
      cookie: { name: "shop", sameSite: "strict", domain: "example.test" },
      session: { followsIdToken: true },
    })
  })

  it.each(["a; Secure", "a\r\nb", "", " example.test", "other.test", "xample.test", "https://example.test"])(
    "cookie_domain = %j cannot be the domain of a cookie of app.example.test",
    (cookie_domain) => {
      expect(issuesOf({ auth: { ...flat, cookie_domain } }).map(({ path }) => path)).toEqual(["auth.cookie_domain"])
    },
  )
})
