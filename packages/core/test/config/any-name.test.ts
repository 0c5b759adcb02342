/** S36 any name works, for a provider and for a parameter. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { parseConfig, settingsOf } from "../../src/config/config.js"
import { reservedNames } from "../../src/config/keys.js"
import { refusal } from "../../src/config/parameters.js"
import { application, flat, registration } from "./example.js"
import { keyNames, runs, slow, watchPrototypes } from "./properties.js"

watchPrototypes()

describe("S36 any name", () => {
  const reserved = [...keyNames, ...reservedNames, "default"]
  const name = fc
    .oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: "binary" }),
      fc.constantFrom("my idp", "a.b", "x".repeat(300), "toString", "auth"),
    )
    .filter((text) => !reserved.includes(text))
  const quoted = (text: string) => JSON.stringify(text).replaceAll("\u007f", "\\u007f")

  it("is a provider's, in an object and in TOML", slow, () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 4, minLength: 1 }), (names) => {
        const auth = { ...application, ...Object.fromEntries(names.map((one) => [one, registration])) }
        const rows = (table: object) => Object.entries(table).map(([key, value]) => `${key} = ${quoted(String(value))}`)
        const tables = names.flatMap((one) => [`[auth.${quoted(one)}]`, ...rows(registration)])
        for (const input of [{ auth }, ["[auth]", ...rows(application), ...tables].join("\n")]) {
          const found = settingsOf(parseConfig(input))?.providers
          expect([...(found?.keys() ?? [])].sort()).toEqual([...names].sort())
        }
      }),
      runs,
    )
  })

  it("is a parameter's, with any text", slow, () => {
    const free = name.filter(
      (text) => refusal(text, "", "oidc") === undefined && !["scope", "max_age", "response_mode"].includes(text),
    )
    fc.assert(
      fc.property(fc.dictionary(free, fc.string({ minLength: 1, unit: "grapheme" })), (client_kwargs) => {
        const found = settingsOf(parseConfig({ auth: { ...flat, client_kwargs } }))?.providers.get(
          "default",
        )?.parameters
        expect(Object.entries(found ?? {})).toEqual(Object.entries(client_kwargs).map(([key, text]) => [key, [text]]))
      }),
      runs,
    )
  })
})
