/** A login that was not to bother the visitor, and an error that says it would have to. */
import { expect, test } from "vitest"
import { codeOf, createWorld, useNetwork } from "../support/world.js"

useNetwork()

test.each([
  ["none", "login_required", "login_required"],
  ["none", "interaction_required", "login_required"],
  ["none", "consent_required", "login_required"],
  ["none", "access_denied", "login_cancelled"],
  ["login", "consent_required", "login_cancelled"],
])("B07 prompt=%s and %s: %s", async (prompt, error, code) => {
  const world = createWorld()
  const visitor = world.visitor()
  const url = await visitor.start("google", { parameters: { prompt } })
  expect(await codeOf(await visitor.comeBack(world.provider.refuse(url, error)))).toBe(code)
})
