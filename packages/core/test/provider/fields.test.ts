/** mappedClaims, verifiedAddress: what of a provider's fields becomes a claim. */
import { describe, expect, test } from "vitest"
import { mappedClaims, verifiedAddress } from "../../src/provider/fields.js"

describe("mappedClaims", () => {
  test.each<[string, object, Record<string, string>, object | undefined]>([
    [
      "our claim by their field",
      { id: "1", login: "ada", admin: true },
      { sub: "id", name: "login" },
      { sub: "1", name: "ada" },
    ],
    ["one field for two claims", { id: "1" }, { sub: "id", name: "id" }, { sub: "1", name: "1" }],
    ["a number for sub, and numbers elsewhere", { id: 7, age: 36 }, { sub: "id", age: "age" }, { sub: "7", age: 36 }],
    ["null and what is missing", { id: "1", name: null }, { sub: "id", name: "name", email: "email" }, { sub: "1" }],
    [
      "false and the empty text are values",
      { id: "1", a: false, b: "" },
      { sub: "id", a: "a", b: "b" },
      { sub: "1", a: false, b: "" },
    ],
    ["no sub", { id: null }, { sub: "id" }, undefined],
    ["a list has no fields by name", ["1"], { sub: "id" }, undefined],
    ["what every object has is no field", {}, { sub: "toString" }, undefined],
  ])("%s", (_name, fields, mapping, expected) => {
    expect(mappedClaims(fields, mapping)).toEqual(expected)
  })
})

describe("verifiedAddress", () => {
  const ada = { email: "ada@example.com", primary: true, verified: true }

  test.each<[string, object, object]>([
    [
      "primary and verified",
      [{ ...ada, email: "x@y.example", primary: false }, ada],
      { email: ada.email, email_verified: true },
    ],
    ["primary alone", [{ ...ada, verified: false }], {}],
    ["verified alone", [{ ...ada, primary: false }], {}],
    ["nothing", [], {}],
    ["no list", { 0: ada, length: 1 }, {}],
  ])("%s", (_name, list, expected) => {
    expect(verifiedAddress(list)).toEqual(expected)
  })
})
