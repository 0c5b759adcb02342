/** Nothing gets through: any text, any object and any variables give a Config or a ConfigError, and change nothing. */
import { readdirSync, readFileSync } from "node:fs"
import { inspect } from "node:util"
import fc from "fast-check"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { parseConfig, settingsOf } from "../../src/config/config.js"
import { presets } from "../../src/config/presets.js"
import { applicationKeys, policyKeys, registrationKeys } from "../../src/config/schema.js"
import { ConfigError } from "../../src/errors.js"
import { flat, secret } from "./example.js"

/** `RUNS=100` makes every run a hundred. */
const scale = Number(process.env.RUNS ?? 1)
const runs = { numRuns: 250 * scale }
const slow = { timeout: 20_000 + 10_000 * scale }

type Options = NonNullable<Parameters<typeof parseConfig>[1]>

const prototypes = [Object, Array, Function, String, Number, Boolean, Symbol, Date, Map, Set, RegExp, Error, Promise]
const own = () =>
  prototypes.flatMap(({ prototype }) =>
    Reflect.ownKeys(prototype).map((key) => [key, Object.getOwnPropertyDescriptor(prototype, key)] as const),
  )
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

/** What nobody may see again: the value of a secret, of a variable, of a file. */
const canary = "cAnArY-7"

/** What comes of it, as one text that two equal outcomes share. */
function outcome(input: unknown, options: Options = {}): string {
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

/** An outcome, and the same one again, without a canary in it. */
function holds(input: unknown, options?: Options): void {
  const first = outcome(input, options)
  expect(outcome(input, options)).toBe(first)
}

const keyNames = [applicationKeys, registrationKeys, policyKeys].flatMap((keys) => Object.keys(keys))
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
const parameters = ["scope", "prompt", "max_age", "resource", "claims", "response_mode", "state", "nonce", "sub", "x"]
const key = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...keyNames) },
  { weight: 2, arbitrary: fc.constantFrom(...words, ...parameters) },
  fc.string({ unit: "grapheme", maxLength: 12 }),
)

/** Texts that mean something to one key or another. */
const meaning = [
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
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...meaning) },
  fc.string({ unit: "grapheme", maxLength: 30 }),
)
const scalar = fc.oneof({ weight: 5, arbitrary: text }, fc.integer(), fc.double(), fc.boolean(), fc.date(), fc.bigInt())

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

describe("any object", () => {
  class Settings {
    client_id = "inherited"
    get label() {
      return "a getter of a class"
    }
  }
  const boom = (): never => {
    throw new Error(`boom ${canary}`)
  }
  const throwing = { get: boom, has: boom, ownKeys: boom, getPrototypeOf: boom, getOwnPropertyDescriptor: boom }
  const every = {
    get: () => every,
    has: () => true,
    ownKeys: () => ["a", "env"],
    getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }),
  }
  const deep = (levels: number, isList: boolean) => {
    let value: unknown = canary
    for (let level = 0; level < levels; level++) value = isList ? [value] : { a: value }
    return value
  }
  const cycle = (isList: boolean) => {
    const round: Record<string, unknown> = {}
    round.self = isList ? [round] : round
    return round
  }
  const revoked = (target: object) => {
    const { proxy, revoke } = Proxy.revocable(target, {})
    revoke()
    return proxy
  }
  const hostile: Readonly<Record<string, () => unknown>> = {
    "a proxy that throws": () => new Proxy({}, throwing),
    "a list's proxy that throws": () => new Proxy([], throwing),
    "a function's proxy that throws": () => new Proxy(() => 0, throwing),
    "a date's proxy that throws": () => new Proxy(new Date(0), throwing),
    "a class's proxy that throws": () => new Proxy(new Settings(), throwing),
    "a proxy whose get throws": () => new Proxy({ a: 1 }, { get: boom }),
    "a proxy that has everything": () => new Proxy({}, every),
    "a proxy of patterns": () => new Proxy({}, { has: () => true, get: () => /a/ }),
    "a proxy of symbols": () => new Proxy({}, { has: () => true, get: () => Symbol("a") }),
    "a proxy of keys that are not there": () => new Proxy({}, { ownKeys: () => ["client_id", "env"] }),
    "a proxy with a prototype of its own": () => new Proxy({}, { getPrototypeOf: () => new Proxy({}, throwing) }),
    "a revoked table": () => revoked({}),
    "a revoked list": () => revoked([]),
    "a revoked function": () => revoked(() => 0),
    "a getter": () => ({ get client_id() { return "a" } }), // biome-ignore format: one line each
    "a getter that throws": () => ({ get client_id() { return boom() } }), // biome-ignore format: one line each
    "a getter that throws no error": () => ({ get client_id() { throw canary } }), // biome-ignore format: one line each
    "toString that throws": () => ({ toString: boom, valueOf: boom, [Symbol.toPrimitive]: boom }),
    "toJSON that throws": () => ({ toJSON: boom }),
    "toJSON that gives a secret": () => ({ toJSON: () => canary }),
    "an instance of a class": () => new Settings(),
    "an instance with toString": () => Object.assign(new Settings(), { toString: boom }),
    "an error": () => new Error(canary),
    "a cycle": () => cycle(false),
    "a cycle of lists": () => cycle(true),
    "a deep table": () => deep(5000, false),
    "a deep list": () => deep(5000, true),
    "a long list": () => Array.from({ length: 1000 }, () => ({})),
    "a sparse list": () => new Array(1000),
    "a list with a key": () => Object.assign([], { client_id: "a" }),
    "an own __proto__": () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    "no prototype": () => Object.assign(Object.create(null), { client_id: "a", env: "HAS" }),
    "a symbol as a key": () => ({ [Symbol("a")]: 1, [Symbol.toStringTag]: "x" }),
    "a symbol": () => Symbol("a"),
    "a function": () => boom,
    "a big number": () => 2n ** 64n,
    "a date": () => new Date(0),
    "no date": () => new Date(Number.NaN),
    "a pattern": () => /a/,
    "a map": () => new Map([["client_id", "a"]]),
    bytes: () => new Uint8Array(8),
    "a buffer": () => Buffer.from(canary),
    "a boxed text": () => new String("a"),
    "a weak map": () => new WeakMap(),
    "a promise": () => Promise.resolve("a"),
    "a URL": () => new URL("https://a.test/cb"),
    null: () => null,
    undefined: () => undefined,
    nan: () => Number.NaN,
    "{ env } that is there": () => ({ env: "HAS" }),
    "{ env } that is not": () => ({ env: "NOPE" }),
    "{ env } of nothing": () => ({ env: null }),
    "{ env } of itself": () => Object.assign({}, { env: cycle(false) }),
    "{ file }": () => ({ file: "x" }),
  }
  const names = Object.keys(hostile)
  const env = { HAS: canary }

  /** In the place of a hostile value while fast-check works with it: it would stumble over one itself. */
  class Hostile {
    constructor(readonly name: string) {}
  }
  const made = (value: unknown): unknown => {
    if (value instanceof Hostile) return hostile[value.name]?.()
    if (Array.isArray(value)) return value.map(made)
    if (typeof value !== "object" || value === null) return value
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== null && prototype !== Object.prototype) return value
    // By definition: an own `__proto__` stays one.
    const copy = Object.create(prototype)
    for (const [name, inner] of Object.entries(value)) {
      Object.defineProperty(copy, name, { value: made(inner), enumerable: true, configurable: true, writable: true })
    }
    return copy
  }

  it.each(names)("%s anywhere in the table", (name) => {
    const make = hostile[name] ?? boom
    const parents: readonly ((value: unknown) => unknown)[] = [
      (value) => value,
      (value) => ({ auth: value }),
      ...[...keyNames, "google", "__proto__"].map((parent) => (value: unknown) => ({
        auth: { ...flat, [parent]: value },
      })),
      ...[...keyNames].map((parent) => (value: unknown) => ({ auth: { ...flat, [parent]: [value] } })),
      ...keyNames.map((parent) => (value: unknown) => ({ auth: { ...flat, google: { [parent]: value } } })),
      ...parameters.map((parent) => (value: unknown) => ({ auth: { ...flat, client_kwargs: { [parent]: value } } })),
      ...parameters.map((parent) => (value: unknown) => ({
        auth: { ...flat, client_kwargs: { [parent]: [value, value] } },
      })),
      ...parameters.map((parent) => (value: unknown) => ({
        auth: { ...flat, client_kwargs: { [parent]: { a: value } } },
      })),
      ...parameters.map((parent) => (value: unknown) => ({
        auth: { ...flat, type: "oauth2", claims_mapping: { [parent]: value } },
      })),
    ]
    for (const parent of parents) {
      const found = outcome(parent(make()), { env })
      if (found.startsWith("The configuration has")) expect(found).not.toContain(canary)
    }
  })

  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, depthIdentifier: "object" },
      { weight: 4, arbitrary: scalar },
      {
        weight: 2,
        arbitrary: fc.constantFrom(...names.filter((name) => !/deep|long/.test(name))).map((name) => new Hostile(name)),
      },
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      fc.anything({
        withBigInt: true,
        withDate: true,
        withMap: true,
        withSet: true,
        withTypedArray: true,
        withNullPrototype: true,
        withSparseArray: true,
        withObjectString: true,
        maxDepth: 2,
      }),
    ),
  })).value

  it("of any values, below the keys that there are", slow, () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, value, { maxKeys: 6 }),
        fc.dictionary(key, value, { maxKeys: 4 }),
        (auth, google) => {
          for (const table of [auth, { ...flat, ...auth }, { ...flat, google: { ...auth, ...google } }].map(made))
            holds({ auth: table }, { env })
        },
      ),
      runs,
    )
  })

  it("of any shape", slow, () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }), value),
        (input) => {
          holds(made(input), { env })
          holds({ auth: made(input) }, { env })
        },
      ),
      runs,
    )
  })

  it("is left as it was", slow, () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.jsonValue()), (auth) => {
        const [input, before] = [{ auth }, structuredClone({ auth })]
        holds(input, { env: { AUTH__GOOGLE__CLIENT_ID: "a", AUTH__LABEL: "b" } })
        expect(input).toEqual(before)
      }),
      runs,
    )
  })
})

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
