import { expect, it } from "vitest"
import { nearest } from "../../src/config/nearest.js"

it.each([
  ["Google", ["google", "microsoft"], "google"],
  ["gogle", ["google", "microsoft"], "google"],
  ["googel", ["google", "microsoft"], "google"],
  ["connection_1", ["connection_2", "connection_11"], "connection_2"],
  ["lable", ["label", "logout"], "label"],
  ["okta", ["google", "microsoft"], undefined],
  ["", ["google"], undefined],
  ["google", [], undefined],
])("%s among %j: %s", (name, candidates, expected) => {
  expect(nearest(name, candidates)).toBe(expected)
})

it("a name of any length", () => {
  expect(nearest("g".repeat(100_000), ["google"])).toBeUndefined()
})
