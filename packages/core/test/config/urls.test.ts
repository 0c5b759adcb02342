/** Which URLs may stand in a configuration. */
import { describe, expect, it } from "vitest"
import { faults, flat, issuesOf, provider, settings } from "./example.js"

const keys = ["redirect_uri", "server_metadata_url", "post_logout_redirect_uri"] as const

describe.each(keys)("S42, S76, T72 %s", (key) => {
  it.each([
    ["https://host.test/path", undefined],
    ["https://host.test:8443/path", undefined],
    ["http://localhost:8501/path", undefined],
    ["http://app.localhost:8501/path", undefined],
    ["http://127.0.0.1:8501/path", undefined],
    ["http://127.255.0.9/path", undefined],
    ["http://[::1]:8501/path", undefined],
    ["http://host.test/path", "http_insecure"],
    ["http://192.168.0.1/path", "http_insecure"],
    ["http://0.0.0.0:8501/path", "http_insecure"],
    ["http://128.0.0.1/path", "http_insecure"],
    ["http://localhost.evil.test/path", "http_insecure"],
    ["http://notlocalhost/path", "http_insecure"],
    ["http://127.0.0.1.evil.test/path", "http_insecure"],
    ["http://[::2]/path", "http_insecure"],
    ["/path", "url_invalid"],
    ["//host.test/path", "url_invalid"],
    ["host.test/path", "url_invalid"],
    ["localhost:8501/path", "url_invalid"],
    ["https://", "url_invalid"],
    ["ftp://host.test/path", "url_invalid"],
    ["javascript:alert(1)", "url_invalid"],
    ["file:///etc/passwd", "url_invalid"],
    ["data:text/plain,x", "url_invalid"],
    ["https:host.test/path", "url_invalid"],
    ["https:/host.test/path", "url_invalid"],
    ["https:\\\\host.test\\path", "url_invalid"],
    ["https://host.te\tst/path", "url_invalid"],
    ["https://host.test/pa\nth", "url_invalid"],
    ["https://host.test/path#fragment", "url_invalid"],
    ["https://host.test/path#", "url_invalid"],
    ["https://user:pass@host.test/path", "url_invalid"],
    ["https://user@host.test/path", "url_invalid"],
    [" https://host.test/path", "white_space"],
    ["https://host.test/path ", "white_space"],
    ["https://host.test/path\n", "white_space"],
    ["https://host.test/{tenant}/path", "placeholder"],
    ["https://{subdomain}.host.test/path", "placeholder"],
    ["<your url>", "placeholder"],
    ["xxx", "placeholder"],
  ])("%j: %s", (url, code) => {
    expect(faults({ ...flat, [key]: url })).toEqual(code === undefined ? [] : [`auth.${key} ${code}`])
  })
})

describe("T72 placeholders", () => {
  it.each([
    ["https://{tenant}.host.test/", "{tenant}"],
    ["https://{account}.{region}.auth0.com/", "{account}"],
  ])("%s: the message names %s", (server_metadata_url, name) => {
    const [issue] = issuesOf({ auth: { ...flat, server_metadata_url } })
    expect(issue?.message).toContain(name)
  })

  it("{port} is ours in redirect_uri alone", () => {
    const auth = { ...flat, server_metadata_url: "http://localhost:{port}/" }
    expect(faults(auth, { port: 8501 })).toEqual(["auth.server_metadata_url placeholder"])
  })
})

describe("allow_insecure_http", () => {
  const keycloak = { ...flat, server_metadata_url: "http://keycloak:8080/realms/x" }
  it.each([
    ["http://keycloak:8080", []],
    ["http://keycloak:8080/", []],
    [["http://other:1", "http://keycloak:8080"], []],
    ["http://keycloak", ["auth.server_metadata_url http_insecure"]],
    ["http://keycloak:8080.evil.test", ["auth.allow_insecure_http", "auth.server_metadata_url"]],
    ["nonsense", ["auth.allow_insecure_http", "auth.server_metadata_url"]],
    ["keycloak:8080", ["auth.allow_insecure_http", "auth.server_metadata_url"]],
  ])("%j: %j", (allow_insecure_http, expected) => {
    const issues = issuesOf({ auth: { ...keycloak, allow_insecure_http } })
    const found = issues.map(({ path, code }) => (String(expected).includes(" ") ? `${path} ${code}` : path))
    expect(found.sort()).toEqual(expected)
  })

  it("S42 is about what is asked, not about the application's own address", () => {
    const auth = { ...flat, redirect_uri: "http://intranet:8501/cb", allow_insecure_http: "http://intranet:8501" }
    expect(faults(auth)).toEqual(["auth.redirect_uri http_insecure"])
  })
})

describe("server_metadata_url", () => {
  it.each([
    [
      "https://host.test/.well-known/openid-configuration",
      "https://host.test",
      "https://host.test/.well-known/openid-configuration",
    ],
    [
      "https://host.test/a/.well-known/openid-configuration",
      "https://host.test/a",
      "https://host.test/a/.well-known/openid-configuration",
    ],
    ["https://host.test", "https://host.test", "https://host.test/.well-known/openid-configuration"],
    ["https://host.test/a", "https://host.test/a", "https://host.test/a/.well-known/openid-configuration"],
    ["https://host.test/a/", "https://host.test/a/", "https://host.test/a/.well-known/openid-configuration"],
  ])("%s: issuer %s", (server_metadata_url, issuer, metadataUrl) => {
    expect(provider({ ...flat, server_metadata_url })).toMatchObject({ issuer, metadataUrl })
  })

  it("S44 two providers may share one", () => {
    const { redirect_uri, cookie_secret, ...registration } = flat
    const { providers } = settings({
      redirect_uri,
      cookie_secret,
      a: registration,
      b: { ...registration, client_id: "other" },
    })
    expect(
      new Set([...providers.values()].map((provider) => "metadataUrl" in provider && provider.metadataUrl)).size,
    ).toBe(1)
    expect([...providers.keys()]).toEqual(["a", "b"])
  })
})
