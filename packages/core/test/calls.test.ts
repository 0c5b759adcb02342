/** Wrong calls of the application's code: each an invalid_argument that says what was expected. */
import { describe, expect, test } from "vitest"
import type { AuthError, LoginOptions } from "../src/index.js"
import { createWorld, useNetwork } from "./support/world.js"

useNetwork()

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => "no error",
    (error: AuthError) => `${error.name} ${error.code}`,
  )

describe("S09 login", () => {
  test.each<[string, unknown, unknown?]>([
    ["an Event", new Event("click")],
    ["a Request", new Request("https://app.example/")],
    ["a number", 5],
    ["null", null],
    ["a list", ["google"]],
    ["an option that does not exist", { return_to: "/" }],
    ["a provider that is no text", { provider: 5 }],
    ["parameters that are a text", "google", { parameters: "prompt=none" }],
    ["a parameter that is no text", "google", { parameters: { max_age: 5 } }],
  ])("%s", async (_name, first, second) => {
    const world = createWorld()
    const call = world.auth.login(world.visitor().request("/"), first as string, second as LoginOptions)
    expect(await codeOf(call)).toBe("AuthError invalid_argument")
  })
})

test.each<[string, unknown]>([
  ["an Event", new Event("click")],
  ["a text", "/"],
  ["a mode that does not exist", { mode: "everywhere" }],
])("S09 logout: %s", async (_name, options) => {
  const world = createWorld()
  const call = world.auth.logout(world.visitor().request("/"), options as object)
  expect(await codeOf(call)).toBe("AuthError invalid_argument")
})

test.each<[string, unknown]>([
  ["null", null],
  ["a list", []],
  ["a function", () => false],
  ["a rule that does not exist", { roles: ["admin"] }],
])("requireUser lets nobody in by %s", async (_name, rule) => {
  const world = createWorld()
  const visitor = world.visitor()
  await visitor.login()
  expect(await codeOf(world.auth.requireUser(visitor.request("/"), rule as object))).toBe("AuthError invalid_argument")
})

test.each(["5m", "-1", "1.5", "soon"])("S47 max_age %s would be sent and never held: refused", async (value) => {
  const world = createWorld()
  const call = world.auth.login(world.visitor().request("/"), "google", { parameters: { max_age: value } })
  expect(await codeOf(call)).toBe("AuthError parameter_refused")
})
