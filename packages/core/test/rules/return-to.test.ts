/** The only way a visitor's wish becomes a redirect. */
import { expect, test } from "vitest"
import { safeReturnTo } from "../../src/http/return-to.js"
import { createWorld, useNetwork } from "../support/world.js"

useNetwork()

const place = (wish: unknown) => safeReturnTo(wish, { origin: "https://app.example", home: "/home" })

test("return_to: one slash", () => {
  expect(place("/reports?a=1#b")).toBe("/reports?a=1#b")
  for (const wish of [
    "reports",
    "",
    "https://app.example/x",
    "//app.example/x",
    "//evil.example",
    "///x",
    "?x",
    "#x",
  ]) {
    expect([wish, place(wish)]).toEqual([wish, "/home"])
  }
  for (const wish of [undefined, null, 5, ["/x"], {}]) expect(place(wish)).toBe("/home")
})

test("return_to: no control character, no backslash", () => {
  for (const wish of [
    "/a\tb",
    "/a\nb",
    "/a\rb",
    "/a\u0000b",
    "/a\u007fb",
    "/a\u0085b",
    "/\\app.example",
    "/a\\b",
    "/\t/evil.example",
  ]) {
    expect([wish, place(wish)]).toEqual([wish, "/home"])
  }
})

test("return_to: 2 KiB at most", () => {
  const wish = (length: number) => `/${"x".repeat(length - 1)}`
  expect(place(wish(2048))).toBe(wish(2048))
  expect(place(wish(2049))).toBe("/home")
  // What is shorter once it is resolved was too long all the same.
  expect(place(`/${"./".repeat(1500)}x`)).toBe("/home")
})

test("return_to: 2 KiB as it is sent", () => {
  expect(place(`/${"ä".repeat(300)}`)).toBe(`/${"%C3%A4".repeat(300)}`)
  expect(place(`/${"ä".repeat(400)}`)).toBe("/home")
})

test("return_to: the origin is compared", () => {
  for (const wish of [
    "//evil.example",
    "//evil.example:443/x",
    "//user@evil.example",
    "/\\evil.example",
    "//evil.example/../x",
  ]) {
    expect([wish, place(wish)]).toEqual([wish, "/home"])
  }
})

test("return_to: judged again as it is sent", () => {
  for (const wish of ["/..//evil.example", "/.//evil.example", "/a/..//evil.example", "/%2e%2e//evil.example"]) {
    expect([wish, place(wish)]).toEqual([wish, "/home"])
  }
})

const hostile = [
  "https://evil.example/",
  "//evil.example",
  "/..//evil.example",
  "/\\evil.example",
  "javascript:alert(1)",
]

test.each(hostile)("return_to: for login() too (%s)", async (returnTo) => {
  const visitor = createWorld().visitor()
  expect((await visitor.login({ returnTo })).headers.get("location")).toBe("/")
  const world = createWorld()
  const other = world.visitor()
  const begun = await other.open(`/auth/login?${new URLSearchParams({ return_to: returnTo })}`)
  const back = await other.comeBack(world.provider.authorize(begun.headers.get("location") ?? ""))
  expect(back.headers.get("location")).toBe("/")
})

test.each(hostile)("return_to: for a logout too (%s)", async (returnTo) => {
  const visitor = createWorld().visitor()
  await visitor.login()
  expect((await visitor.logout({ returnTo })).headers.get("location")).toBe("/")
  await visitor.login()
  const response = await visitor.open(`/auth/logout?${new URLSearchParams({ return_to: returnTo })}`, {
    method: "POST",
  })
  expect(response.headers.get("location")).toBe("/")
  await visitor.login()
  expect((await visitor.logout({ returnTo: "/bye" })).headers.get("location")).toBe("/bye")
})
