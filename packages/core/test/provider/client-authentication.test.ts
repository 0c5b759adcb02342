/** Which client authentication is used, and how basic is written. */
import { describe, expect, test } from "vitest"
import type { PrivateKey, ProviderSettings } from "../../src/config/settings.js"
import {
  assertionAudience,
  basicCredentials,
  chooseAlgorithm,
  chooseAuthMethod,
} from "../../src/provider/client-authentication.js"

describe("chooseAuthMethod", () => {
  const clientSecret = "s"
  const longSecret = { clientSecret: "s".repeat(32) }
  const privateKey: PrivateKey = { material: { jwk: {} }, algorithms: ["ES256"], names: {} }
  const key = { privateKey }
  const both = { clientSecret, privateKey }
  test.each([
    ["no list: Discovery says basic", { clientSecret }, undefined, "client_secret_basic"],
    ["both are known", { clientSecret }, ["client_secret_post", "client_secret_basic"], "client_secret_basic"],
    ["post alone", { clientSecret }, ["client_secret_post"], "client_secret_post"],
    ["configured", { clientSecret, authMethod: "client_secret_post" }, ["client_secret_basic"], "client_secret_post"],
    ["configured as public", { clientSecret, authMethod: "none" }, undefined, "none"],
    ["without a secret", {}, ["client_secret_basic"], "none"],
    ["a key, and no list", key, undefined, "private_key_jwt"],
    ["a key that the provider does not announce", key, ["client_secret_basic"], "private_key_jwt"],
    ["a key before a secret", both, ["client_secret_basic", "private_key_jwt"], "private_key_jwt"],
    ["the secret where keys are not known", both, ["client_secret_basic"], "client_secret_basic"],
    ["the secret where nothing is said", both, undefined, "client_secret_basic"],
    [
      "configured over the key",
      { ...both, authMethod: "client_secret_post" },
      ["private_key_jwt"],
      "client_secret_post",
    ],
    ["configured as a key", { ...both, authMethod: "private_key_jwt" }, ["client_secret_basic"], "private_key_jwt"],
    ["configured as public, with a key", { ...key, authMethod: "none" }, undefined, "none"],
    ["the secret signs where nothing else is known", longSecret, ["client_secret_jwt"], "client_secret_jwt"],
    ["a secret that is too short to sign", { clientSecret }, ["client_secret_jwt"], "client_secret_post"],
    ["post before signing", longSecret, ["client_secret_jwt", "client_secret_post"], "client_secret_post"],
    ["configured to sign", { ...longSecret, authMethod: "client_secret_jwt" }, undefined, "client_secret_jwt"],
    ["a list of nothing that is known", { clientSecret }, ["tls_client_auth", 5], "client_secret_post"],
  ] as const)("%s", (_name, provider, list, expected) => {
    const metadata = list === undefined ? {} : { token_endpoint_auth_methods_supported: [...list] }
    expect(chooseAuthMethod(provider, metadata)).toBe(expected)
  })
})

describe("chooseAlgorithm", () => {
  const rsa = ["RS256", "PS256", "RS384"]
  test.each([
    ["no list", rsa, undefined, "RS256"],
    ["one that both know", rsa, ["ES256", "PS256"], "PS256"],
    ["the usual one of several", rsa, ["PS256", "RS384", "RS256"], "RS256"],
    ["none that both know", rsa, ["ES256"], "RS256"],
    ["none at all", ["ES256"], [], "ES256"],
    ["the older name of Ed25519 where nothing is said", ["EdDSA", "Ed25519"], undefined, "EdDSA"],
    ["the newer one where it is asked for", ["EdDSA", "Ed25519"], ["Ed25519"], "Ed25519"],
    ["no text", ["ES256"], [5, null], "ES256"],
  ])("%s", (_name, algorithms, list, expected) => {
    const announced = list === undefined ? {} : { token_endpoint_auth_signing_alg_values_supported: list }
    expect(chooseAlgorithm({ algorithms }, announced)).toBe(expected)
  })
})

describe("assertionAudience", () => {
  const server = { issuer: "https://id.test", token_endpoint: "https://id.test/token" }
  const openId = { type: "oidc", metadataUrl: "https://id.test/.well-known/openid-configuration", quirks: {} }
  test.each([
    ["the issuer", openId, server.issuer],
    [
      "the endpoint where a preset says so",
      { ...openId, quirks: { assertionAudience: "token_endpoint" } },
      server.token_endpoint,
    ],
    [
      "the endpoint at Entra, preset or not",
      { ...openId, metadataUrl: "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration" },
      server.token_endpoint,
    ],
    ["the endpoint where no issuer is known", { ...openId, type: "oauth2" }, server.token_endpoint],
  ])("%s", (_name, provider, expected) => {
    expect(assertionAudience(provider as unknown as ProviderSettings, server)).toBe(expected)
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
