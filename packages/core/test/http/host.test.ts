import { describe, expect, it } from "vitest"
import { foreignHost, isSameMachine } from "../../src/http/host.js"

type Given = Readonly<Record<string, string>>
/** Node's requests say it in a header; a fetch runtime's often have it in the URL alone. */
const asked = (headers: Given, url = "/") => ({ url, headers: new Headers(headers) })

const app = "https://app.example"
const port = "https://app.example:8443"
const local = "http://localhost:8501"
const long = `${"a".repeat(300)}.example`

describe("foreignHost", () => {
  it.each<[string, string, ReturnType<typeof asked>, string | undefined]>([
    // the configured origin, the request, the host that is told
    ["says nothing of itself", app, asked({}), undefined],
    ["an empty Host", app, asked({ host: "" }), undefined],
    ["the configured host", app, asked({ host: "app.example" }), undefined],
    ["in capitals", app, asked({ host: "APP.Example" }), undefined],
    ["with the scheme's port", app, asked({ host: "app.example:443" }), undefined],
    ["with the port behind a proxy that ends TLS", app, asked({ host: "app.example:80" }), undefined],
    ["another host", app, asked({ host: "other.example" }), "other.example"],
    ["another host in capitals", app, asked({ host: "Other.Example:443" }), "other.example"],
    ["a part of the name", app, asked({ host: "example" }), "example"],
    ["a name that begins alike", app, asked({ host: "app.example.evil.test" }), "app.example.evil.test"],
    ["another port", app, asked({ host: "app.example:8080" }), "app.example:8080"],
    ["a port of its own", port, asked({ host: "app.example:8443" }), undefined],
    ["without its port", port, asked({ host: "app.example" }), "app.example"],
    ["another spelling of loopback", local, asked({ host: "127.0.0.1:8501" }), "127.0.0.1:8501"],
    ["a short spelling of loopback", local, asked({ host: "127.1:8501" }), "127.0.0.1:8501"],
    ["IPv6", local, asked({ host: "[0:0:0:0:0:0:0:1]:8501" }), "[::1]:8501"],
    ["the configured IPv6, spelled out", "http://[::1]:8501", asked({ host: "[0:0::1]:8501" }), undefined],
    ["another port of loopback", local, asked({ host: "localhost:3000" }), "localhost:3000"],
    ["by the URL alone", app, asked({}, "https://other.example/auth/login?a"), "other.example"],
    ["by the URL alone, the configured one", app, asked({}, "https://app.example/auth/login?a"), undefined],
    ["Host before URL", app, asked({ host: "app.example" }, "http://10.0.0.7:3000/"), undefined],
    ["a path like an URL", app, asked({}, "//other.example/"), undefined],
    ["a user and a password", app, asked({ host: "app.example@evil.test" }), "app.example@evil.test"],
    ["a path", app, asked({ host: "app.example/x" }), "app.example/x"],
    ["no host at all", app, asked({ host: "<script>" }), "<script>"],
    ["a host that is too long for a name", app, asked({ host: long }), long],
    // The browser's own word
    [
      "a proxy that rewrites Host, and a page of the application",
      local,
      asked({ host: "127.0.0.1:8501", "sec-fetch-site": "same-origin", referer: `${local}/x` }),
      undefined,
    ],
    [
      "a page of another host, of which the proxy knows nothing",
      app,
      asked({ host: "10.0.0.7:3000", "sec-fetch-site": "same-origin", referer: "http://other.example/x" }),
      "other.example",
    ],
    [
      "a tunnel that writes Origin anew",
      app,
      asked({ host: "app.example", "sec-fetch-site": "same-origin", origin: local }),
      undefined,
    ],
    [
      "a tunnel that writes Origin and Host anew",
      app,
      asked({
        host: "localhost:8501",
        "x-forwarded-host": "app.example",
        "sec-fetch-site": "same-origin",
        origin: local,
      }),
      undefined,
    ],
    [
      "another site's link",
      app,
      asked({ host: "app.example", "sec-fetch-site": "cross-site", referer: "https://other.example/" }),
      undefined,
    ],
    [
      "a page without an origin",
      app,
      asked({ host: "other.example", "sec-fetch-site": "same-origin", origin: "null" }),
      "other.example",
    ],
    // X-Forwarded-Host
    ["a proxy that rewrites Host", app, asked({ host: "10.0.0.7:3000", "x-forwarded-host": "app.example" }), undefined],
    ["in capitals", app, asked({ host: "x:1", "x-forwarded-host": "APP.example:443" }), undefined],
    ["two proxies", app, asked({ host: "x:1", "x-forwarded-host": "app.example, inner.example" }), undefined],
    ["two proxies of which one lies", app, asked({ host: "x:1", "x-forwarded-host": "evil, app.example" }), undefined],
    [
      "a proxy that forwards the name alone",
      port,
      asked({ host: "x:1", "x-forwarded-host": "app.example" }),
      undefined,
    ],
    ["a tunnel", local, asked({ host: "localhost:8501", "x-forwarded-host": "a-8501.dev.test" }), "a-8501.dev.test"],
    ["two foreign ones", app, asked({ host: "x:1", "x-forwarded-host": " a.test , b.test" }), "a.test"],
    ["an empty one", app, asked({ host: "other.example", "x-forwarded-host": " , " }), "other.example"],
  ])("%s (%s)", (_name, origin, request, told) => {
    expect(foreignHost(request, origin)).toBe(told)
  })
})

describe("isSameMachine", () => {
  it.each([
    ["127.0.0.1:8501", "localhost:8501", true],
    ["[::1]:8501", "localhost:8501", true],
    ["localhost:8501", "127.0.0.1:8501", true],
    ["LOCALHOST:8501", "[::1]:8501", true],
    ["127.0.0.1", "localhost:80", true],
    ["127.0.0.1:3000", "localhost:8501", false],
    ["127.0.0.1", "localhost:8501", false],
    ["app.localhost:8501", "localhost:8501", false],
    ["127.0.0.2:8501", "localhost:8501", false],
    ["0.0.0.0:8501", "localhost:8501", false],
    ["localhost.evil.test:8501", "localhost:8501", false],
    ["evil.test:8501", "localhost:8501", false],
    ["127.0.0.1:8501@evil.test", "localhost:8501", false],
    ["localhost:8501", "app.example:8501", false],
    ["other.example", "app.example", false],
    ["", "", false],
  ])("%s and %s: %s", (one, other, same) => {
    expect(isSameMachine(one, other)).toBe(same)
  })
})
