import { describe, expect, test } from "vitest"
import { createCookieJar, siteOf } from "../src/cookie-jar.js"

const names = (cookies: readonly { name: string }[]) => cookies.map(({ name }) => name)

describe("which cookies go where", () => {
  test.each([
    // set at, Set-Cookie, asked at, sent?
    ["http://localhost:8501/", "a=1", "http://localhost:3000/", true], // cookies know no ports
    ["http://localhost/", "a=1", "http://127.0.0.1/", false],
    ["https://example.com/", "a=1", "https://www.example.com/", false], // host-only
    ["https://www.example.com/", "a=1; Domain=example.com", "https://app.example.com/", true],
    ["https://www.example.com/", "a=1; Domain=.EXAMPLE.com", "https://example.com/", true],
    ["https://www.example.com/", "a=1; Domain=other.com", "https://other.com/", false],
    ["https://www.example.com/", "a=1; Domain=com", "https://example.com/", false],
    ["https://xample.com/", "a=1; Domain=example.com", "https://example.com/", false],
    ["https://example.com/", "a=1; Path=/app", "https://example.com/app", true],
    ["https://example.com/", "a=1; Path=/app", "https://example.com/app/x", true],
    ["https://example.com/", "a=1; Path=/app", "https://example.com/application", false],
    ["https://example.com/app/login", "a=1", "https://example.com/app/other", true], // the directory is the default
    ["https://example.com/app/login", "a=1", "https://example.com/", false],
    ["https://example.com/", "a=1; Secure", "http://example.com/", false],
    ["http://example.com/", "a=1; Secure", "https://example.com/", false],
    ["http://localhost:1/", "a=1; Secure", "http://localhost:2/", true], // loopback is trusted
    ["http://127.0.0.1/", "a=1; Secure", "http://127.0.0.1/", true],
    ["https://example.com/", "a=1; SameSite=None", "https://example.com/", false],
    ["https://example.com/", "__Host-a=1; Secure; Path=/", "https://example.com/", true],
    ["https://example.com/x/y", "__Host-a=1; Secure", "https://example.com/x/y", false],
    ["https://example.com/", "__Host-a=1; Secure; Path=/; Domain=example.com", "https://example.com/", false],
    ["https://example.com/", "__Secure-a=1", "https://example.com/", false],
    ["https://example.com/", `a=${"x".repeat(4095)}`, "https://example.com/", true],
    ["https://example.com/", `a=${"x".repeat(4096)}`, "https://example.com/", false],
    ["https://example.com/", "a=1; Max-Age=0", "https://example.com/", false],
    ["https://example.com/", "a=1; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://example.com/", true],
    ["https://example.com/", "a=1; expires=Thu, 01 Jan 1970 00:00:00 GMT", "https://example.com/", false],
  ])("at %s: %.60s; at %s: %s", (at, setCookie, asked, sent) => {
    const jar = createCookieJar()
    jar.set(at, setCookie)
    expect(jar.header(asked) !== "").toBe(sent)
  })

  test.each([
    ["a=1; SameSite=Strict", "GET", false],
    ["a=1; SameSite=Lax", "GET", true],
    ["a=1; SameSite=Lax", "POST", false],
    ["a=1", "POST", false],
    ["a=1; SameSite=None; Secure", "POST", true],
  ])("from another site: %s by %s: %s", (setCookie, method, sent) => {
    const jar = createCookieJar()
    jar.set("https://example.com/", setCookie)
    expect(jar.header("https://example.com/", { method, crossSite: true }) !== "").toBe(sent)
    expect(jar.header("https://example.com/", { method })).toBe("a=1")
  })
})

describe("the jar", () => {
  test("longer paths come first, then older cookies; a new value keeps the place", () => {
    let time = 0
    const jar = createCookieJar(() => ++time)
    const url = "https://example.com/app/x"
    for (const cookie of ["a=1; Path=/", "b=2; Path=/", "c=3; Path=/app", "a=4; Path=/"]) jar.set(url, cookie)
    expect(jar.header(url)).toBe("c=3; a=4; b=2")
  })

  test("time passes", () => {
    let time = 1_000_000
    const jar = createCookieJar(() => time)
    jar.set("https://example.com/", "short=1; Max-Age=60")
    jar.set("https://example.com/", "session=1")
    time += 59_999
    expect(names(jar.cookies())).toEqual(["short", "session"])
    time += 1
    expect(names(jar.cookies())).toEqual(["session"])
  })

  test("a cookie is taken out by an expiry for the same path only, or by hand", () => {
    const jar = createCookieJar()
    const url = "https://example.com/app/x"
    jar.set(url, "a=1; Path=/app")
    jar.set(url, "a=; Path=/; Max-Age=0")
    expect(jar.value(url, "a")).toBe("1")
    jar.set(url, "a=; Path=/app; Max-Age=0")
    expect(jar.value(url, "a")).toBeUndefined()

    jar.set(url, "b=1")
    jar.set(url, "c=1")
    jar.delete(url, "b")
    expect(jar.header(url)).toBe("c=1")
    jar.delete(url)
    expect(jar.cookies()).toEqual([])
  })

  test("a copy lives on its own", () => {
    const jar = createCookieJar()
    jar.set("https://example.com/", "a=1")
    const copy = jar.copy()
    jar.set("https://example.com/", "a=2")
    copy.set("https://example.com/", "b=1")
    expect(jar.header("https://example.com/")).toBe("a=2")
    expect(copy.header("https://example.com/")).toBe("a=1; b=1")
  })

  test("attributes are kept", () => {
    const jar = createCookieJar(() => 5000)
    jar.set("http://localhost:8501/x/y", "n=v=w; HttpOnly; SameSite=strict; Max-Age=1")
    expect(jar.cookies()).toEqual([
      {
        name: "n",
        value: "v=w",
        domain: "localhost",
        hostOnly: true,
        path: "/x",
        secure: false,
        httpOnly: true,
        sameSite: "strict",
        createdAt: 5000,
        expiresAt: 6000,
      },
    ])
  })

  test("garbage is refused", () => {
    const jar = createCookieJar()
    for (const setCookie of ["", "=", "; Path=/", "a=\u0000"])
      expect(jar.set("https://example.com/", setCookie)).toBe(false)
  })
})

test.each([
  ["https://a.example.com:1/", "https://b.example.com/", true],
  ["http://example.com/", "https://example.com/", false],
  ["http://localhost:1/", "http://localhost:2/", true],
  ["http://localhost/", "http://127.0.0.1/", false],
  ["http://127.0.0.1/", "http://126.0.0.1/", false],
])("%s and %s are one site: %s", (a, b, same) => {
  expect(siteOf(a) === siteOf(b)).toBe(same)
})
