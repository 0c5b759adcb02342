/** Any text gives a Config or a ConfigError, and changes nothing. */
import { readdirSync, readFileSync } from "node:fs"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { flat } from "./example.js"
import { canary, holds, key, outcome, runs, slow, text, watchPrototypes } from "./properties.js"

watchPrototypes()

describe("any text", () => {
  it("of any characters", slow, () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme-ascii" })),
        (toml) => holds(toml),
      ),
      runs,
    )
  })

  it("of pieces of the language", slow, () => {
    const signs = [
      "[auth]",
      "[[auth]]",
      "[auth.a]",
      "\n",
      "\r\n",
      "=",
      '"',
      "'",
      '"""',
      "'''",
      "{",
      "}",
      "[",
      "]",
      ".",
      "#",
      ",",
    ]
    const more = [
      "client_id",
      "client_kwargs",
      " ",
      "\\",
      "\\u",
      "\u0000",
      "1979-05-27",
      "0x",
      "env",
      "(",
      ")",
      "\uFEFF",
      "\u201c",
      "__proto__",
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...signs, ...more)), (pieces) => holds(pieces.join(""))),
      runs,
    )
  })

  const inToml = (value: unknown): string => {
    if (typeof value === "string") return JSON.stringify(value).replaceAll("\u007f", "\\u007f")
    if (typeof value === "number" && Number.isFinite(value)) return value.toExponential()
    return value instanceof Date ? value.toISOString() : String(value).toLowerCase()
  }
  const dated = fc.date({ min: new Date("1900-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  const scalarOfToml = fc.oneof(
    { weight: 5, arbitrary: text },
    fc.integer().map(BigInt),
    fc.double({ noDefaultInfinity: true }),
    fc.boolean(),
    dated,
  )
  const tomlValue = fc.letrec<{ value: string; leaf: string }>((tie) => ({
    leaf: fc.oneof(
      { weight: 6, arbitrary: scalarOfToml.map(inToml) },
      fc.constantFrom(
        '{ env = "HAS" }',
        '{ env = "NOPE" }',
        '{ file = "x" }',
        "{ env = 3 }",
        "{ env = {} }",
        "{}",
        "[]",
      ),
    ),
    value: fc.oneof(
      { maxDepth: 3, depthIdentifier: "toml" },
      { weight: 5, arbitrary: tie("leaf") },
      fc.array(tie("value"), { maxLength: 3 }).map((values) => `[${values.join(", ")}]`),
      fc
        .uniqueArray(fc.tuple(key, tie("value")), { maxLength: 3, selector: ([name]) => name })
        .map((pairs) => `{ ${pairs.map(([name, value]) => `${inToml(name)} = ${value}`).join(", ")} }`),
    ),
  })).value
  const body = fc
    .uniqueArray(fc.tuple(key, tomlValue), { maxLength: 8, selector: ([name]) => name })
    .map((pairs) => pairs.map(([name, value]) => `${inToml(name)} = ${value}`).join("\n"))
  const grammatical = fc
    .tuple(fc.boolean(), body, fc.uniqueArray(fc.tuple(key, body), { maxLength: 3, selector: ([name]) => name }))
    .map(([isRight, auth, tables]) => {
      const base = isRight ? Object.entries(flat).map(([name, value]) => `${name} = "${value}"`) : []
      const known = isRight
        ? auth.split("\n").filter((line) => !Object.keys(flat).some((name) => line.startsWith(`"${name}"`)))
        : [auth]
      return ["[auth]", ...base, ...known, ...tables.map(([name, inner]) => `[auth.${inToml(name)}]\n${inner}`)].join(
        "\n",
      )
    })

  it("that is TOML, or nearly", slow, () => {
    let read = 0
    fc.assert(
      fc.property(grammatical, (toml) => {
        if (!outcome(toml, { env: { HAS: canary } }).includes("toml_")) read += 1
        holds(toml, { env: { HAS: canary } })
        expect(outcome(toml, { env: { HAS: canary } })).not.toMatch(new RegExp(`problem[\\s\\S]*${canary}`))
      }),
      runs,
    )
    // Most are TOML: otherwise nothing but its parser would be looked at.
    expect(read).toBeGreaterThan(runs.numRuns / 2)
  })

  it("that people have written, damaged", slow, () => {
    const folder = new URL("../cases/toml/", import.meta.url)
    const texts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), "utf8"))
    const damage = fc.tuple(
      fc.nat(2000),
      fc.nat(12),
      fc.oneof(
        fc.constant(""),
        fc.string({ unit: "binary", maxLength: 3 }),
        fc.constantFrom('"', "\n", "[", "]", "=", "{", "}", "#"),
      ),
    )
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(damage, { minLength: 1, maxLength: 6 }), (toml, damages) =>
        holds(
          damages.reduce(
            (now, [at, length, piece]) => now.slice(0, at % now.length) + piece + now.slice((at % now.length) + length),
            toml,
          ),
        ),
      ),
      runs,
    )
  })
})
