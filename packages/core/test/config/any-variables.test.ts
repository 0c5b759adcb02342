/** Any variables and any port give a Config or a ConfigError, and no value of one is shown. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { flat } from "./example.js"
import { canary, holds, keyNames, meaning, outcome, runs, slow, watchPrototypes } from "./properties.js"

watchPrototypes()

describe("any variables", () => {
  const part = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .constantFrom(...keyNames, "google", "my_idp", "max_age", "prompt")
        .map((name) => name.toUpperCase()),
    },
    fc.constantFrom("", "_", "__proto__", "constructor", "PROTO", "google", "My-Idp", "M.D"),
    fc.string({ unit: "grapheme", maxLength: 6 }),
  )
  const name = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => `AUTH__${parts.join("__")}`)
  const shapes = [
    "",
    "X",
    '["X"]',
    '["X", 3]',
    '["X',
    "{ a = 'X' }",
    "{ state = 'X' }",
    "{ max_age = {}, x = 'X' }",
    "https://a.test/X",
    "https://{X}.test",
    "@X",
    " X",
  ]
  const value = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...shapes).map((shape) => shape.replace("X", canary)) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(...meaning, "true", "3600", "[]", '["id"]', "[[[[]]]]", "nan", "1979-05-27"),
    },
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constant(undefined),
  )
  const env = fc.dictionary(fc.oneof({ weight: 5, arbitrary: name }, fc.string()), value, { maxKeys: 8 })
  const inputs = [
    {},
    { auth: flat },
    { auth: { ...flat, client_kwargs: { max_age: 3 } } },
    "",
    "[auth]",
    '[auth]\nx = 1\n[auth.google]\nlabel = 3\n[auth."my.idp"]',
  ]

  it("give a Config or a ConfigError, and are never shown", slow, () => {
    fc.assert(
      fc.property(env, fc.constantFrom(...inputs), (variables, input) => {
        holds(input, { env: variables })
        const found = outcome(input, { env: variables })
        if (found.startsWith("The configuration has")) expect(found).not.toContain(canary)
      }),
      { numRuns: 3 * runs.numRuns },
    )
  })

  it("with any port", slow, () => {
    const redirect_uri = "http://localhost:{port}/cb"
    fc.assert(
      fc.property(
        fc.oneof(fc.integer(), fc.double(), fc.nat(70_000)),
        fc.option(value, { nil: undefined }),
        (port, PORT) => {
          holds({ auth: { ...flat, redirect_uri } }, { port, env: { PORT } })
          holds({ auth: { ...flat, redirect_uri } }, { env: { PORT } })
        },
      ),
      runs,
    )
  })
})
