/** Which client authentication is used, and how basic is written. */
import { describe, expect, test } from "vitest"
import { basicCredentials, chooseAuthMethod } from "../../src/provider/client-authentication.js"

describe("chooseAuthMethod", () => {
  const clientSecret = "s"
  test.each([
    ["no list: Discovery says basic", { clientSecret }, undefined, "client_secret_basic"],
    ["both are known", { clientSecret }, ["client_secret_post", "client_secret_basic"], "client_secret_basic"],
    ["post alone", { clientSecret }, ["client_secret_post"], "client_secret_post"],
    ["configured", { clientSecret, authMethod: "client_secret_post" }, ["client_secret_basic"], "client_secret_post"],
    ["configured as public", { clientSecret, authMethod: "none" }, undefined, "none"],
    ["without a secret", {}, ["client_secret_basic"], "none"],
  ] as const)("%s", (_name, provider, list, expected) => {
    const metadata = list === undefined ? {} : { token_endpoint_auth_methods_supported: [...list] }
    expect(chooseAuthMethod(provider, metadata)).toBe(expected)
  })
})

describe("S58 basicCredentials", () => {
  test.each([
    ["a-b_c.d", "a-b_c.d"],
    ["~+/=:% é", "%7E%2B%2F%3D%3A%25+%C3%A9"],
  ])("%s is sent as %s, and reads as a form does", (text, sent) => {
    const [id = "", secret = ""] = atob(basicCredentials(text, text).slice("Basic ".length)).split(":")
    expect([id, secret]).toEqual([sent, sent])
    expect(new URLSearchParams(`v=${secret}`).get("v")).toBe(text)
  })
})
