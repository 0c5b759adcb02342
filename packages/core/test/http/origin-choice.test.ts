import { describe, expect, it } from "vitest"
import { createOriginChoice } from "../../src/http/origin-choice.js"

type Given = Readonly<Record<string, string>>

const tunnel = "https://fox-3000.tunnel.test"
const wide = "https://*.preview.test"
const local = "http://localhost:3000"

const choose = (origin: string, allowedOrigins: readonly string[], headers: Given, url = "/") =>
  // Not a Headers: Node's may hold what no Headers would take.
  createOriginChoice({ origin, allowedOrigins })({ url, headers: { get: (name) => headers[name] ?? null } })

const forwarded = (host: string, proto = "https"): Given => ({
  host: "localhost:3000",
  "x-forwarded-host": host,
  "x-forwarded-proto": proto,
})

describe("S57 Host, or X-Forwarded-Host with -Proto, chooses among the listed origins only", () => {
  it.each<[string, Given, string]>([
    ["nothing is said", {}, local],
    ["the configured one", { host: "localhost:3000" }, local],
    ["Host", { host: "fox-3000.tunnel.test" }, tunnel],
    ["Host in capitals", { host: "Fox-3000.Tunnel.TEST" }, tunnel],
    ["Host with the port that needs no saying", { host: "fox-3000.tunnel.test:443" }, tunnel],
    ["Host where TLS ends at a proxy", { host: "fox-3000.tunnel.test", "x-forwarded-proto": "http" }, tunnel],
    ["Host with the proxy's own port", { host: "fox-3000.tunnel.test:80" }, tunnel],
    ["Host with another port", { host: "fox-3000.tunnel.test:8443" }, local],
    ["Host that is not listed", { host: "evil.test" }, local],
    ["Host with a dot at its end", { host: "fox-3000.tunnel.test." }, local],
    ["Host that begins alike", { host: "fox-3000.tunnel.test.evil.test" }, local],
    ["Host that ends alike", { host: "evil-fox-3000.tunnel.test" }, local],
    ["Host with a user", { host: "fox-3000.tunnel.test@evil.test" }, local],
    ["Host with a path", { host: "fox-3000.tunnel.test/x" }, local],
    ["Host in percents", { host: "fox%2D3000.tunnel.test" }, local],
    ["two Hosts", { host: "fox-3000.tunnel.test, localhost:3000" }, local],
    ["an origin in the place of Host", { host: tunnel }, local],
    ["the pattern itself", { host: "*.preview.test" }, local],
    ["X-Forwarded-Host with -Proto", forwarded("fox-3000.tunnel.test"), tunnel],
    ["X-Forwarded-Host with its port", forwarded("fox-3000.tunnel.test:443"), tunnel],
    ["X-Forwarded-Host without -Proto", { host: "localhost:3000", "x-forwarded-host": "fox-3000.tunnel.test" }, tunnel],
    ["X-Forwarded-Host of a WebSocket", forwarded("fox-3000.tunnel.test", "wss"), tunnel],
    ["a -Proto that is none", forwarded("fox-3000.tunnel.test", "gopher"), tunnel],
    ["with http it is another origin, and not listed", forwarded("fox-3000.tunnel.test", "http"), local],
    ["X-Forwarded-Host that is not listed", forwarded("evil.test"), local],
    [
      "several proxies: the first spoke to the browser",
      forwarded("fox-3000.tunnel.test, inner.test", "https, http"),
      tunnel,
    ],
    ["several proxies, the first not listed", forwarded("evil.test, fox-3000.tunnel.test"), local],
    ["an empty X-Forwarded-Host", { host: "fox-3000.tunnel.test", "x-forwarded-host": "" }, tunnel],
    [
      "what is not listed counts for nothing: Host does",
      { host: "fox-3000.tunnel.test", "x-forwarded-host": "evil.test", "x-forwarded-proto": "https" },
      tunnel,
    ],
    [
      "X-Forwarded-Host before Host",
      { host: "a.preview.test", "x-forwarded-host": "fox-3000.tunnel.test", "x-forwarded-proto": "https" },
      tunnel,
    ],
    ["Forwarded is not read", { host: "localhost:3000", forwarded: "host=fox-3000.tunnel.test;proto=https" }, local],
    ["X-Original-Host is not read", { host: "localhost:3000", "x-original-host": "fox-3000.tunnel.test" }, local],
    ["Origin and Referer are not read", { host: "localhost:3000", origin: tunnel, referer: `${tunnel}/` }, local],
    ["a host without end", { host: `${"a".repeat(100_000)}.preview.test` }, local],
    ["a text without end", forwarded(`${"a.".repeat(100_000)}preview.test`), local],
  ])("%s", (_name, headers, expected) => {
    expect(choose(local, [tunnel, wide], headers)).toBe(expected)
  })

  it.each<[string, string | undefined]>([
    ["a.preview.test", "https://a.preview.test"],
    ["A-1.Preview.Test", "https://a-1.preview.test"],
    ["xn--bcher-kva.preview.test", "https://xn--bcher-kva.preview.test"],
    [`${"a".repeat(63)}.preview.test`, `https://${"a".repeat(63)}.preview.test`],
    [`${"a".repeat(64)}.preview.test`, undefined],
    ["preview.test", undefined],
    [".preview.test", undefined],
    ["a.b.preview.test", undefined],
    ["-a.preview.test", undefined],
    ["a-.preview.test", undefined],
    ["a_b.preview.test", undefined],
    ["b\u00fccher.preview.test", undefined],
    ["apreview.test", undefined],
    ["a.preview.test.evil.test", undefined],
    ["evil.test/a.preview.test", undefined],
    ["evil.test#.preview.test", undefined],
    ["evil.test\\.preview.test", undefined],
    ["a.preview.test:8443", undefined],
    ["a.preview.test:443", "https://a.preview.test"],
    ["a b.preview.test", undefined],
    ["a\r\nb.preview.test", undefined],
    ["*.preview.test", undefined],
    // No URL can have these.
    ["xn--a.preview.test", undefined],
    ["xn--0.preview.test", undefined],
  ])("the * of %j is one label", (host, expected) => {
    expect(choose(local, [wide], { host })).toBe(expected ?? local)
    expect(choose(local, [wide], forwarded(host))).toBe(expected ?? local)
  })

  it.each<[string, string, string, string]>([
    ["a label in the middle", "https://shop.*.preview.test", "shop.a.preview.test", "https://shop.a.preview.test"],
    ["a label too many in the middle", "https://shop.*.preview.test", "shop.a.b.preview.test", local],
    ["none in the middle", "https://shop.*.preview.test", "shop.preview.test", local],
    ["what stands before and behind may not overlap", "https://a.b.*.b.test", "a.b.test", local],
    ["a port", "https://*.preview.test:8443", "a.preview.test:8443", "https://a.preview.test:8443"],
    ["a port that is missing", "https://*.preview.test:8443", "a.preview.test", local],
    ["below localhost", "http://*.localhost:3000", "a.localhost:3000", "http://a.localhost:3000"],
    ["IPv6", "http://[::1]:3000", "[::1]:3000", "http://[::1]:3000"],
    ["IPv6, spelled out", "http://[::1]:3000", "[0:0::1]:3000", local],
    ["an address, spelled short", "http://127.0.0.1:3000", "127.1:3000", local],
  ])("%s", (_name, entry, host, expected) => {
    expect(choose(local, [entry], { host })).toBe(expected)
  })

  it("with both schemes listed, -Proto decides, then the URL, then the configured one", () => {
    const both = ["https://localhost:3000"]
    const host = "localhost:3000"
    expect(choose(local, both, { host, "x-forwarded-proto": "https" })).toBe("https://localhost:3000")
    expect(choose(local, both, { host, "x-forwarded-proto": "http" })).toBe(local)
    expect(choose(local, both, { host }, "https://inner.test/")).toBe("https://localhost:3000")
    expect(choose(local, both, { host })).toBe(local)
  })

  it("a runtime that has the host in the URL alone", () => {
    expect(choose(local, [tunnel], {}, `${tunnel}/auth/login?x`)).toBe(tunnel)
    expect(choose(local, [tunnel], {}, "https://evil.test/auth/login")).toBe(local)
    expect(choose(local, [tunnel], {}, "//fox-3000.tunnel.test/")).toBe(local)
  })

  it("whatever is sent, it is the configured origin or one of the list", () => {
    const hosts = ["evil.test", "fox-3000.tunnel.test", "a.preview.test", "localhost:3000", "", "\u0000", ",,,", "a,b"]
    for (const host of hosts)
      for (const name of hosts)
        for (const proto of ["https", "http", "", "ws", "evil", "https,http"]) {
          const chosen = choose(local, [tunnel, wide], { host, "x-forwarded-host": name, "x-forwarded-proto": proto })
          expect([local, tunnel, "https://a.preview.test"]).toContain(chosen)
        }
  })
})
