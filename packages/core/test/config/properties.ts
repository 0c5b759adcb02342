/** What holds whatever is given: for the tests that try anything. */
import { inspect } from "node:util"
import fc from "fast-check"
import { afterEach, beforeEach, expect } from "vitest"
import { parseConfig, settingsOf } from "../../src/config/config.js"
import { presets } from "../../src/config/presets.js"
import { applicationKeys, policyKeys, registrationKeys } from "../../src/config/schema.js"
import { ConfigError } from "../../src/errors.js"
import { secret } from "./example.js"
import { scale } from "./runs.js"

export const runs = { numRuns: 200 * scale }
export const slow = { timeout: 20_000 + 10_000 * scale }

type Options = NonNullable<Parameters<typeof parseConfig>[1]>

const prototypes = [Object, Array, Function, String, Number, Boolean, Symbol, Date, Map, Set, RegExp, Error, Promise]
const own = () =>
  prototypes.flatMap(({ prototype }) =>
    Reflect.ownKeys(prototype).map((key) => [key, Object.getOwnPropertyDescriptor(prototype, key)] as const),
  )
/** Holds every test of a file to it: no prototype is changed. */
export function watchPrototypes(): void {
  let before: ReturnType<typeof own> = []
  beforeEach(() => {
    before = own()
  })
  afterEach(() => {
    const after = own()
    expect(after.length).toBe(before.length)
    after.forEach(([key, { value, get } = {}], index) => {
      expect(key).toBe(before[index]?.[0])
      expect(value === before[index]?.[1]?.value && get === before[index]?.[1]?.get).toBe(true)
    })
  })
}

/** What nobody may see again: the value of a secret, of a variable, of a file. */
export const canary = "cAnArY-7"

/** What comes of it, as one text that two equal outcomes share. */
export function outcome(input: unknown, options: Options = {}): string {
  try {
    const config = parseConfig(input as object, options)
    const settings = settingsOf(config)
    expect(settings).toBeDefined()
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain(canary)
    return inspect({ settings, warnings: config.warnings }, { depth: 9 })
  } catch (error) {
    // The error itself, so that a foreign one is seen with its place.
    if (!(error instanceof ConfigError)) throw error
    expect(error.issues.length).toBeGreaterThan(0)
    expect(error.cause).toBeUndefined()
    for (const { code, path, message, hint, line, column } of error.issues) {
      expect(code).toMatch(/^[a-z\d]+(_[a-z\d]+)+$|^unreadable$|^placeholder$/)
      expect(path).toMatch(/^auth(\.|$)/)
      expect(message).not.toMatch(/\[object|^$/)
      expect(hint).toMatch(/./)
      expect(line === undefined).toBe(column === undefined)
      if (typeof input !== "string") expect(line).toBeUndefined()
    }
    return error.message + inspect(error.issues)
  }
}

/** An outcome, and the same one again. */
export function holds(input: unknown, options?: Options): void {
  holdsFor(() => input, options)
}

/** The same for what cannot be looked at twice. */
export function holdsFor(make: () => unknown, options?: Options): void {
  const first = outcome(make(), options)
  expect(outcome(make(), options)).toBe(first)
}

export const keyNames = [applicationKeys, registrationKeys, policyKeys].flatMap((keys) => Object.keys(keys))
const words = [
  "google",
  "my-idp",
  "my.idp",
  "default",
  "auth",
  "env",
  "file",
  "__proto__",
  "constructor",
  "toString",
  "",
]
export const parameters = [
  "scope",
  "prompt",
  "max_age",
  "resource",
  "claims",
  "response_mode",
  "state",
  "nonce",
  "sub",
  "x",
]
export const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...keyNames) },
  { weight: 2, arbitrary: fc.constantFrom(...words, ...parameters) },
  fc.string({ unit: "grapheme", maxLength: 12 }),
)

/** Texts that mean something to one key or another. */
export const meaning = [
  ...["oidc", "oauth2", "none", "id", "access", "never", "always", "local", "provider", "browser", "lax", "strict"],
  ...["12h", "0s", "60d", "https://a.test", "https://a.test/cb", "http://localhost:{port}/cb", "http://a.test", "/app"],
  ...["https://{tenant}.test", "//a.test", "a.test", "@a.test", "me@a.test", "xxx", "<x>", " x ", "{}", "[]", "openid"],
  ...[
    "https://[::1",
    "https://a.test/%zz",
    "http://localhost:99999/cb",
    "https://a.test/cb?a=b#c",
    "https://u:p@a.test",
  ],
  ...[secret, "a".repeat(40), "auth.test", "3f1c9a7e-52b4-4d08-8c6f-e90b71d2a45c", ...Object.keys(presets)],
]
export const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...meaning) },
  fc.string({ unit: "grapheme", maxLength: 30 }),
)
export const scalar = fc.oneof(
  { weight: 5, arbitrary: text },
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.date(),
  fc.bigInt(),
)
