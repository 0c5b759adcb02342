import { describe, expect, it } from "vitest"
import { callbackError, createHostWatch, wayToLogin } from "../../src/flow/origin.js"
import type { LogEvent } from "../../src/log.js"

const person = {
  accept: "text/html",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
  "sec-fetch-site": "none",
}
const rules = { name: "auth-8501", path: "/", secure: false, sameSite: "lax" } as const
const origin = "http://localhost:8501"

const request = (host: string, { method = "GET", url = "/", headers = {} } = {}) => ({
  method,
  url,
  headers: new Headers({ ...person, host, ...headers }),
})

function watch(application = { origin }) {
  const log: LogEvent[] = []
  return { log, ...createHostWatch({ application, rules, log: (event) => log.push(event) }) }
}

describe("S40 wayToLogin", () => {
  const facts = { isSameMachine: true, isNavigation: true, hasPlace: true, wasSent: false, isSure: false }
  it.each<[string, Partial<typeof facts>, ReturnType<typeof wayToLogin>]>([
    ["a person", {}, "by the configured origin"],
    ["a person whose browser says where it is", { isSure: true }, "by the configured origin"],
    ["who was sent a moment ago", { wasSent: true }, "from here"],
    ["who was sent, and clicked once more on the page", { wasSent: true, isSure: true }, "by the configured origin"],
    ["another host", { isSameMachine: false }, "from here"],
    ["another host, by its browser's word", { isSameMachine: false, isSure: true }, "from here"],
    ["a login that has no address", { hasPlace: false }, "from here"],
    ["a program", { isNavigation: false }, "from here"],
  ])("%s", (_name, change, way) => {
    expect(wayToLogin({ ...facts, ...change })).toBe(way)
  })
})

describe("S40 before a login", () => {
  it.each([
    ["/auth/login?provider=a&return_to=%2Fx%3Fy", "/auth/login?provider=a&return_to=%2Fx%3Fy"],
    ["/", "/"],
    ["/reports?q=%zz&'", "/reports?q=%zz&%27"],
    ["http://127.0.0.1:8501/reports?q=1", "/reports?q=1"],
    // Whatever the path looks like, the browser stays on the configured origin.
    ["//evil.test/x", "//evil.test/x"],
    ["/\\evil.test", "//evil.test"],
    ["/@evil.test", "/@evil.test"],
    ["/../../x", "/x"],
    ["/\u00e4?\u00e4", "/%C3%A4?%C3%A4"],
  ])("the address %s", async (url, place) => {
    const reply = await watch().beforeLogin(request("127.0.0.1:8501", { url }), "/auth/login")
    expect(reply).toMatchObject({ status: 302, headers: { location: origin + place } })
    expect(new URL(reply?.headers?.location ?? "").origin).toBe(origin)
  })

  it.each(["*", ".evil.test/", "@evil.test/", ""])("the request target %j is no address to go to", async (url) => {
    expect(await watch().beforeLogin(request("127.0.0.1:8501", { url }), "/auth/login")).toBeUndefined()
  })

  it("a form is answered with 303 to the link of the same login", async () => {
    const posted = request("[::1]:8501", { method: "POST", url: "/enter" })
    const { beforeLogin } = watch()
    expect(await beforeLogin(posted, "/auth/login?provider=a")).toMatchObject({
      status: 303,
      headers: { location: `${origin}/auth/login?provider=a` },
    })
    expect(await beforeLogin(posted, undefined)).toBeUndefined()
    expect(await beforeLogin({ ...posted, method: "PUT" }, "/auth/login?provider=a")).toBeUndefined()
  })

  it("the mark lives for seconds, and holds for one address of one host", async () => {
    const { beforeLogin } = watch()
    const [mark = ""] = (await beforeLogin(request("127.0.0.1:8501", { url: "/a?b" }), "/"))?.cookies ?? []
    expect(mark).toMatch(/^auth-8501\.moved=[\w-]{43}; Max-Age=3; Path=\/; HttpOnly; SameSite=Lax$/)
    const cookie = mark.slice(0, mark.indexOf(";"))
    const again = async (host: string, url: string, headers = {}) =>
      (await beforeLogin(request(host, { url, headers: { cookie: `a=b; ${cookie}`, ...headers } }), "/"))?.headers
    const there = { location: `${origin}/a?b` }
    expect(await again("127.0.0.1:8501", "/a?b")).toBeUndefined()
    expect(await again("127.0.0.1:8501", "/a?c")).toEqual({ location: `${origin}/a?c` })
    expect(await again("[::1]:8501", "/a?b")).toEqual(there)
    expect(await again("127.0.0.1:8501", "/a?b", { cookie: cookie.replace("8501", "3000") })).toEqual(there)
    // A second click, before the browser has left the page.
    const clicked = { "sec-fetch-site": "same-origin", referer: "http://127.0.0.1:8501/" }
    expect(await again("127.0.0.1:8501", "/a?b", clicked)).toEqual(there)
  })

  it("each host is told once, and no more hosts than an owner reads", async () => {
    const { beforeLogin, log } = watch({ origin: "https://app.example" })
    for (let round = 0; round < 3; round++) {
      for (let host = 0; host < 100; host++) await beforeLogin(request(`h${host}.test`), "/")
    }
    expect(log.length).toBe(20)
    expect(log[0]).toEqual({
      level: "warning",
      event: "origin_mismatch",
      message:
        "A login was started on h0.test, and redirect_uri leads to https://app.example: the cookies of the one never come to the other.",
    })
    expect(log[19]?.message).toMatch(/ No other host is told of from now on\.$/)
  })

  it("a host is cut, and has no control characters in the log", async () => {
    const { beforeLogin, log } = watch()
    // Not a Headers: those of Node may hold what no Headers would take.
    const headers = { get: (name: string) => (name === "host" ? `a\u009b31m\u0000b${"c".repeat(5000)}` : null) }
    await beforeLogin({ method: "GET", url: "/", headers }, "/")
    expect(log[0]?.message.length).toBeLessThan(250)
    expect(log[0]?.message).toMatch(/^A login was started on a 31m bc+…, and /)
  })
})

describe("S40 callbackError", () => {
  it.each([
    ["transaction_missing", "other.example", true],
    ["cookies_blocked", "other.example", true],
    ["transaction_missing", "app.example", false],
    // Here the cookies did come, or nobody knows of any: another host explains nothing.
    ["transaction_expired", "other.example", false],
    ["callback_invalid", "other.example", false],
    ["provider_unknown", "other.example", false],
  ] as const)("%s on %s: %s", (code, host, told) => {
    const { message } = callbackError(code, request(host), "https://app.example")
    expect(message.includes("other.example")).toBe(told)
    expect(message.includes("app.example")).toBe(told)
  })
})
