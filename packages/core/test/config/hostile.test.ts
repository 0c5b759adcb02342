/** Objects and texts that nobody should give: each ends in a Config or a ConfigError, and changes nothing. */
import fc from "fast-check"
import { afterEach, describe, expect, it } from "vitest"
import { parseConfig, settingsOf } from "../../src/config/config.js"
import { ConfigError } from "../../src/errors.js"
import { errorOf, flat, issuesOf, registration } from "./example.js"

const prototypes = () =>
  [Object, Array, Function, String].map(({ prototype }) => Reflect.ownKeys(prototype).length).join()
const before = prototypes()

afterEach(() => {
  expect(prototypes()).toBe(before)
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

function ends(input: unknown): void {
  try {
    expect(settingsOf(parseConfig(input as object))).toBeDefined()
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    expect((error as ConfigError).issues.length).toBeGreaterThan(0)
  }
}

const cyclicRoot: { auth?: unknown } = {}
cyclicRoot.auth = cyclicRoot
const cyclicKwargs: { self?: unknown } = {}
cyclicKwargs.self = cyclicKwargs
const cyclicList: unknown[] = []
cyclicList.push(cyclicList)
const deepList = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`)
const deepTable = JSON.parse(`${'{"auth":'.repeat(20_000)}1${"}".repeat(20_000)}`)
const revoked = Proxy.revocable({}, {})
revoked.revoke()
class Settings {
  auth = flat
}
const boom = () => {
  throw new Error("boom")
}

describe("hostile objects", () => {
  it.each<[string, unknown]>([
    ["null", null],
    ["undefined", undefined],
    ["a number", 3],
    ["true", true],
    ["a symbol", Symbol("a")],
    ["a function", () => flat],
    ["a list", [{ auth: flat }]],
    ["a date", new Date()],
    ["a map", new Map([["auth", flat]])],
    ["an instance of a class", new Settings()],
    ["an [auth] that is an instance of a class", { auth: new Settings() }],
    ["an [auth] without a prototype", { auth: Object.assign(Object.create(null), flat) }],
    ["an [auth] that is inherited", Object.create({ auth: flat })],
    ["keys that are inherited", { auth: Object.create(flat) }],
    [
      "an own __proto__",
      JSON.parse('{"auth":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}'),
    ],
    ["an own __proto__ at the root", JSON.parse('{"__proto__":{"auth":{},"polluted":1}}')],
    [
      "an own __proto__ in client_kwargs",
      { auth: { ...flat, client_kwargs: JSON.parse('{"__proto__":{"polluted":1}}') } },
    ],
    [
      "an own __proto__ in a provider",
      { auth: { ...flat, google: JSON.parse('{"__proto__":{"polluted":1},"client_id":"a"}') } },
    ],
    ["a cycle at the root", cyclicRoot],
    ["cyclic client_kwargs", { auth: { ...flat, client_kwargs: cyclicKwargs } }],
    [
      "client_kwargs that hold the table",
      { auth: Object.assign({ ...flat }, { client_kwargs: { claims: cyclicKwargs } }) },
    ],
    [
      "a cyclic list",
      { auth: { ...flat, cookie_secret: cyclicList, claims: cyclicList, client_kwargs: { a: cyclicList } } },
    ],
    ["a deep list", { auth: { ...flat, claims: deepList, client_kwargs: { a: deepList } } }],
    ["a deep table", deepTable],
    ["a deep table as client_kwargs", { auth: { ...flat, client_kwargs: deepTable, google: deepTable } }],
    [
      "a getter",
      {
        auth: {
          ...flat,
          get label() {
            return "a"
          },
        },
      },
    ],
    [
      "a getter that throws",
      {
        auth: {
          ...flat,
          get label() {
            return boom()
          },
        },
      },
    ],
    [
      "a getter that throws at the root",
      {
        get auth() {
          return boom()
        },
      },
    ],
    [
      "a getter that throws in client_kwargs",
      {
        auth: {
          ...flat,
          client_kwargs: {
            get a() {
              return boom()
            },
          },
        },
      },
    ],
    [
      "a getter that throws deep in client_kwargs",
      {
        auth: {
          ...flat,
          client_kwargs: {
            claims: {
              get a() {
                return boom()
              },
            },
          },
        },
      },
    ],
    ["a proxy that throws", { auth: new Proxy({ ...flat }, { ownKeys: boom }) }],
    ["a revoked proxy", revoked.proxy],
    ["a revoked proxy in the table", { auth: { ...flat, google: revoked.proxy } }],
    ["symbols as keys", { auth: { ...flat, [Symbol("a")]: 1 } }],
    ["every value null", { auth: Object.fromEntries(Object.keys(flat).map((key) => [key, null])) }],
    ["a sparse list", { auth: { ...flat, cookie_secret: new Array(3) } }],
    ["boxed texts", { auth: { ...flat, client_id: new String("a") } }],
    ["env as a list", { auth: { ...flat, client_id: { env: ["PATH"] } } }],
  ])("%s", (_, input) => {
    ends(input)
  })

  it("a getter's value is read once: what was checked is what is used", () => {
    let reads = 0
    const auth = {
      ...flat,
      get client_id() {
        reads += 1
        return reads === 1 ? "first" : 3
      },
    }
    expect(settingsOf(parseConfig({ auth }))?.providers.get("default")?.clientId).toBe("first")
  })

  it("an own __proto__ is a key like any other: it is told", () => {
    const auth = JSON.parse(JSON.stringify(flat).replace("{", '{"__proto__":{"client_id":"evil"},'))
    expect(issuesOf({ auth }).map(({ path }) => path)).toEqual(["auth.__proto__"])
    const google = JSON.parse(JSON.stringify(registration).replace("{", '{"__proto__":{"label":"evil"},'))
    expect(issuesOf({ auth: { ...flat, google } }).map(({ path }) => path)).toEqual(["auth.google.__proto__"])
  })

  it("in TOML too", () => {
    const text =
      '[auth]\n__proto__ = { polluted = 1 }\n"constructor" = { prototype = { polluted = 1 } }\n[auth.__proto__.x]\n'
    ends(text)
    ends("[__proto__]\npolluted = 1\n[auth]\n[auth.constructor.prototype]\npolluted = 1")
  })
})

// Any text: any-text.test.ts.
describe("any object", () => {
  const key = fc.oneof(
    fc.constantFrom(
      ...Object.keys(flat),
      "client_kwargs",
      "google",
      "claims",
      "__proto__",
      "constructor",
      "env",
      "default",
    ),
    fc.string(),
  )
  const anything = fc.object({
    key,
    maxDepth: 4,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
  })

  it("the keys of a table, with any value", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.anything({ withBigInt: true, withDate: true })), (auth) =>
        ends({ auth: { ...flat, ...auth } }),
      ),
    )
  })

  it("an object", { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(anything, (object) => {
        ends(object)
        ends({ auth: object })
        ends({ auth: { ...flat, client_kwargs: object } })
      }),
    )
  })

  it("a text in the place of each value gives a Config, or issues at its own key alone", { timeout: 30_000 }, () => {
    const names = fc.constantFrom(
      "redirect_uri",
      "cookie_secret",
      "client_id",
      "client_secret",
      "server_metadata_url",
      "label",
      "cookie_name",
      "base_path",
    )
    fc.assert(
      fc.property(names, fc.string({ unit: "grapheme" }), (name, text) => {
        const found = errorOf({ auth: { ...flat, [name]: text } })?.issues ?? []
        // A base path that the redirect_uri does not lie below is told at redirect_uri.
        const own = name === "base_path" ? ["auth.base_path", "auth.redirect_uri"] : [`auth.${name}`]
        expect(found.filter(({ path }) => !own.includes(path))).toEqual([])
      }),
    )
  })
})
