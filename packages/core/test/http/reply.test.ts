import { describe, expect, it } from "vitest"
import { problem, redirect, show, toResponse } from "../../src/http/reply.js"

describe("redirects", () => {
  it.each([
    ["GET", 302],
    ["POST", 303],
  ])("after %s: %i", (method, status) => {
    const response = toResponse(redirect(method, "/reports?a=b#c", ["a=1"]))
    expect(response.status).toBe(status)
    expect(response.headers.get("location")).toBe("/reports?a=b#c")
    expect(response.headers.getSetCookie()).toEqual(["a=1"])
    expect(response.body).toBeNull()
  })
})

const page = { body: "<p>", headers: { "content-type": "text/html; charset=utf-8", "x-own": "1" } }

it.each([
  ["a redirect", redirect("GET", "/")],
  ["a page", show(page, 200)],
  ["a problem", problem(400, {})],
  ["a bare status", { status: 503 }],
  ["one that would like to be kept", { status: 200, headers: { "cache-control": "public, max-age=60" } }],
  ["the same in other letters", { status: 200, headers: { "Cache-Control": "public" } }],
])("no cache keeps %s", (_, reply) => {
  expect(toResponse(reply).headers.get("cache-control")).toBe("no-store")
})

it("each cookie is a Set-Cookie line of its own", () => {
  const lines = ["a=1; Path=/", "b=2; Path=/, x", "a=; Max-Age=0"]
  const response = toResponse(redirect("GET", "/", lines))
  expect(response.headers.getSetCookie()).toEqual(lines)
})

it("a page keeps its headers and its status", async () => {
  const response = toResponse(show(page, 403, ["a=1"]))
  expect(response.status).toBe(403)
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8")
  expect(response.headers.get("x-own")).toBe("1")
  expect(await response.text()).toBe("<p>")
})

it("a problem is JSON for programs", async () => {
  const response = toResponse(problem(401, { code: "login_required", detail: '"<\u2028' }))
  expect(response.status).toBe(401)
  expect(response.headers.get("content-type")).toBe("application/problem+json")
  expect(await response.json()).toEqual({ code: "login_required", detail: '"<\u2028' })
})

it.each(["/a\r\nSet-Cookie: b=c", "/a\nb"])("%j is no header: it throws rather than being sent", (location) => {
  expect(() => toResponse(redirect("GET", location))).toThrow(TypeError)
})
