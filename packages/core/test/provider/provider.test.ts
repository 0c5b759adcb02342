/** chooseProvider: which configured provider a call means. */
import { describe, expect, test } from "vitest"
import type { ProviderSettings } from "../../src/config/settings.js"
import { chooseProvider } from "../../src/provider/provider.js"

const of = (...names: string[]) => new Map(names.map((name) => [name, { name } as ProviderSettings]))

describe("chooseProvider", () => {
  test.each<[string[], string | undefined, string | undefined]>([
    [["google"], undefined, "google"],
    [["google", "okta"], undefined, undefined],
    [["google", "default", "okta"], undefined, "default"],
    [["google", "okta"], "okta", "okta"],
    [["default"], "default", "default"],
    [["Google", "google"], "Google", "Google"],
    [["connection_1", "my.idp", "日本"], "日本", "日本"],
  ])("of %j, %j means %j", (names, name, expected) => {
    expect(chooseProvider(of(...names), name)?.name).toBe(expected)
  })

  test.each<[string[], string, RegExp]>([
    [["google"], "Google", /no provider "Google"\. Configured: "google"\. Did you mean "google"\?/],
    [["default"], "google", /Configured: "default"\.$/],
    [["google", "okta"], "github", /Configured: "google", "okta"/],
    [["google"], "__proto__", /no provider "__proto__"/],
    [["google"], "toString", /no provider "toString"/],
    [["google"], "x".repeat(500), /no provider "x{59}…"/],
  ])("of %j there is no %j", (names, name, message) => {
    expect(() => chooseProvider(of(...names), name)).toThrow(
      expect.objectContaining({ code: "provider_unknown", status: 400, message: expect.stringMatching(message) }),
    )
  })
})
