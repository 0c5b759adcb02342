/** `AUTH__GOOGLE__CLIENT_ID`: variables that build the table, or override what it says. */
import { describe, expect, it } from "vitest"
import { parseConfig, settingsOf } from "../../src/config/config.js"
import { application, errorOf, flat, issuesOf, registration, secret, settings } from "./example.js"

const inApplication = { AUTH__REDIRECT_URI: application.redirect_uri, AUTH__COOKIE_SECRET: secret }

/** The variables of one provider; without a name of the flat one. */
function variablesOf(name = "", more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const keys = { ...registration, ...more }
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [`AUTH__${name}${key.toUpperCase()}`, value]))
}

const read = (input: string | object, env: Readonly<Record<string, string | undefined>>) => {
  const found = settingsOf(parseConfig(input, { env }))
  if (found === undefined) throw new Error("parseConfig gave no Config")
  return found
}

/** Each as "path code". */
const faultsOf = (input: string | object, env: Readonly<Record<string, string | undefined>>) =>
  issuesOf(input, { env }).map(({ path, code }) => `${path} ${code}`)

describe("B06 a table is built from nothing", () => {
  it("of a flat provider", () => {
    const found = read({}, { ...inApplication, ...variablesOf() })
    expect(found.application).toMatchObject({ redirectUri: application.redirect_uri, secrets: [secret] })
    expect([...found.providers.keys()]).toEqual(["default"])
    expect(found.providers.get("default")).toMatchObject({ clientId: registration.client_id })
  })

  it("of named ones", () => {
    const env = { ...inApplication, ...variablesOf("GOOGLE__"), ...variablesOf("OKTA__", { client_id: "at-okta" }) }
    const found = read({}, env)
    expect([...found.providers.keys()]).toEqual(["google", "okta"])
    expect(found.providers.get("okta")?.clientId).toBe("at-okta")
  })

  it("of both forms", () => {
    const found = read({}, { ...inApplication, ...variablesOf(), ...variablesOf("GOOGLE__") })
    expect([...found.providers.keys()].sort()).toEqual(["default", "google"])
  })

  it("of TOML without the table", () => {
    expect([...read('[other]\nx = "y"', { ...inApplication, ...variablesOf() }).providers.keys()]).toEqual(["default"])
  })

  it("of a provider without ID tokens", () => {
    const found = read(
      {},
      {
        ...inApplication,
        AUTH__FORGE__TYPE: "oauth2",
        AUTH__FORGE__CLIENT_ID: "the-client",
        AUTH__FORGE__CLIENT_SECRET: "the-client-secret",
        AUTH__FORGE__AUTHORIZATION_ENDPOINT: "https://forge.test/authorize",
        AUTH__FORGE__TOKEN_ENDPOINT: "https://forge.test/token",
        AUTH__FORGE__USERINFO_ENDPOINT: "https://forge.test/user",
        AUTH__FORGE__CLAIMS_MAPPING__SUB: "id",
        AUTH__FORGE__CLAIMS_MAPPING__NAME: "login",
      },
    )
    expect(found.providers.get("forge")).toMatchObject({ claimsMapping: { sub: "id", name: "login" } })
  })

  it("lacks what no variable says", () => {
    expect(faultsOf({}, { AUTH__CLIENT_ID: "the-client" }).sort()).toEqual([
      "auth.client_secret key_missing",
      "auth.cookie_secret key_missing",
      "auth.redirect_uri key_missing",
      "auth.server_metadata_url key_missing",
    ])
  })

  it.each([
    ["no variable", {}],
    [
      "other people's",
      { AUTH: "x", AUTH_TOKEN: "x", AUTHOR__NAME: "x", MY_AUTH__CLIENT_ID: "x", auth__client_id: "x" },
    ],
    ["one that is undefined", { AUTH__CLIENT_ID: undefined }],
    ["one that is empty", { AUTH__CLIENT_ID: "" }],
  ])("%s builds none", (_, env) => {
    expect(faultsOf({}, env)).toEqual(["auth auth_missing"])
  })
})

describe("a variable overrides", () => {
  const toml = Object.entries(flat).map(([key, value]) => `${key} = "${value}"`)
  const text = ["[auth]", ...toml].join("\n")

  it.each([
    ["TOML", text],
    ["an object", { auth: flat }],
    ["a reference", { auth: { ...flat, client_id: { env: "OTHER" } } }],
    ["a reference to a variable that is not there", { auth: { ...flat, client_id: { env: "NOPE" } } }],
    ["a reference to a file", { auth: { ...flat, client_id: { file: "/nope" } } }],
    ["a value of another kind", { auth: { ...flat, client_id: 3 } }],
    ["a value that cannot be meant", { auth: { ...flat, client_id: "xxx" } }],
  ])("%s", (_, input) => {
    const found = read(input, { AUTH__CLIENT_ID: "from-a-variable", OTHER: "other" })
    expect(found.providers.get("default")?.clientId).toBe("from-a-variable")
    // What no variable speaks of stays.
    expect(found.providers.get("default")?.clientSecret).toBe(registration.client_secret)
  })

  it("a key of one provider, and no other's", () => {
    const auth = { ...application, google: registration, okta: registration }
    const found = read({ auth }, { AUTH__OKTA__CLIENT_ID: "from-a-variable" })
    const ids = [...found.providers.values()].map(({ clientId }) => clientId)
    expect(ids).toEqual([registration.client_id, "from-a-variable"])
  })

  it("a flat key, which named providers never inherit (S38)", () => {
    const auth = { ...flat, google: registration }
    const found = read({ auth }, { AUTH__CLIENT_ID: "from-a-variable" })
    expect(found.providers.get("google")?.clientId).toBe(registration.client_id)
  })

  it("and leaves the caller's object as it was", () => {
    const auth = { ...application, google: Object.freeze({ ...registration }) }
    const before = structuredClone(auth)
    read(
      { auth: Object.freeze(auth) },
      { AUTH__GOOGLE__CLIENT_ID: "x-y", AUTH__OKTA__CLIENT_ID: "x", ...variablesOf("OKTA__") },
    )
    expect(auth).toEqual(before)
  })

  it("the order of the variables is nothing to go by", () => {
    const env = { ...inApplication, ...variablesOf("GOOGLE__"), ...variablesOf("OKTA__") }
    const reversed = Object.fromEntries(Object.entries(env).reverse())
    expect([...read({}, reversed).providers]).toEqual([...read({}, env).providers])
  })
})

describe("S36 a provider's name is found whatever is in it", () => {
  it.each([
    ["a dash", ["my-idp"], "MY_IDP", "my-idp"],
    ["a dot and upper case", ["My.Idp"], "MY_IDP", "My.Idp"],
    ["an underscore", ["connection_1"], "CONNECTION_1", "connection_1"],
    ["an underscore goes before a dash", ["my-idp", "my_idp"], "MY_IDP", "my_idp"],
    ["upper case", ["GitHub"], "GITHUB", "GitHub"],
    ["lower case goes first", ["Google", "google"], "GOOGLE", "google"],
    ["blanks", ["my idp"], "MY_IDP", "my idp"],
    ["other letters", ["münchen"], "M_NCHEN", "münchen"],
    ["digits", ["2nd"], "2ND", "2nd"],
    ["none of that name yet", ["google"], "MY_IDP", "my_idp"],
  ])("%s: %j, AUTH__%s__CLIENT_ID is of %s", (_, names, part, name) => {
    const auth = { ...application, ...Object.fromEntries(names.map((one) => [one, registration])) }
    const found = read({ auth }, variablesOf(`${part}__`, { client_id: "from-a-variable" }))
    const overridden = [...found.providers.values()].filter(({ clientId }) => clientId === "from-a-variable")
    expect(overridden.map((provider) => provider.name)).toEqual([name])
  })

  it("a key of [auth] is never a provider", () => {
    expect(faultsOf({ auth: flat }, { AUTH__LABEL: "a label" })).toEqual([])
    expect(read({ auth: flat }, { AUTH__LABEL: "a label" }).providers.get("default")?.label).toBe("a label")
  })

  it("one that is reserved is told, with the variable", () => {
    const [issue] = issuesOf({ auth: flat }, { env: { AUTH__CONSTRUCTOR__CLIENT_ID: "x" } })
    expect(issue).toMatchObject({ code: "name_reserved", path: "auth.constructor" })
  })
})

describe("client_kwargs and claims_mapping", () => {
  const parametersOf = (
    env: Readonly<Record<string, string>>,
    client_kwargs: object = { prompt: "login", hd: "a.test" },
  ) => read({ auth: { ...flat, client_kwargs } }, env).providers.get("default")?.parameters

  it.each([
    ["an entry is overridden", { AUTH__CLIENT_KWARGS__PROMPT: "none" }, { prompt: ["none"], hd: ["a.test"] }],
    [
      "an entry is added",
      { AUTH__CLIENT_KWARGS__MAX_AGE: "60" },
      { prompt: ["login"], hd: ["a.test"], max_age: ["60"] },
    ],
    ["the empty text leaves one out", { AUTH__CLIENT_KWARGS__PROMPT: "" }, { prompt: [], hd: ["a.test"] }],
    ["the table as a whole", { AUTH__CLIENT_KWARGS: '{ prompt = "none" }' }, { prompt: ["none"] }],
    ["the empty table", { AUTH__CLIENT_KWARGS: "{}" }, {}],
    ["an empty table variable counts for nothing", { AUTH__CLIENT_KWARGS: "" }, { prompt: ["login"], hd: ["a.test"] }],
    [
      "an entry is always text",
      { AUTH__CLIENT_KWARGS__PROMPT: "true", AUTH__CLIENT_KWARGS__HD: '["a", "b"]' },
      { prompt: ["true"], hd: ['["a", "b"]'] },
    ],
    [
      "whose name is a key elsewhere",
      { AUTH__CLIENT_KWARGS__CLAIMS: '["a"]' },
      { prompt: ["login"], hd: ["a.test"], claims: ['["a"]'] },
    ],
  ])("%s", (_, env, expected) => {
    expect(parametersOf(env)).toEqual(expected)
  })

  it("T79 the names of entries are those of the table, upper case and all", () => {
    const parameters = parametersOf({ AUTH__CLIENT_KWARGS__X_TENANT: "new" }, { "X-Tenant": "old" })
    expect(parameters).toEqual({ "X-Tenant": ["new"] })
  })

  it("of a named provider", () => {
    const auth = { ...application, google: registration }
    const found = read({ auth }, { AUTH__GOOGLE__CLIENT_KWARGS__HD: "example.com" })
    expect(found.providers.get("google")?.parameters).toEqual({ hd: ["example.com"] })
  })

  it("a table as a whole and one of its entries are one too many", () => {
    const env = { AUTH__CLIENT_KWARGS: "{}", AUTH__CLIENT_KWARGS__HD: "example.com" }
    const [issue, ...others] = issuesOf({ auth: flat }, { env })
    expect(others).toEqual([])
    expect(issue).toMatchObject({ code: "variable_invalid", path: "auth.client_kwargs.hd" })
    expect(issue?.message).toMatch(/AUTH__CLIENT_KWARGS__HD .*AUTH__CLIENT_KWARGS$/)
  })
})

describe("a value has one spelling: text, or what TOML writes for a key that wants more", () => {
  const applicationOf = (env: Readonly<Record<string, string>>) => read({ auth: flat }, env).application
  const policyOf = (env: Readonly<Record<string, string>>) => read({ auth: flat }, env).providers.get("default")?.policy
  const other = `${secret}-2`

  it.each([
    ["a list", { AUTH__COOKIE_SECRET: `["${other}", "${secret}"]` }, { secrets: [other, secret] }],
    ["a list over lines", { AUTH__COOKIE_SECRET: `[\n  '${other}',\n]` }, { secrets: [other] }],
    ["one text where a list may stand", { AUTH__COOKIE_SECRET: other }, { secrets: [other] }],
    [
      "true",
      { AUTH__SESSION_FOLLOWS_ID_TOKEN: "true" },
      { session: expect.objectContaining({ followsIdToken: true }) },
    ],
    [
      "false",
      { AUTH__SESSION_FOLLOWS_ID_TOKEN: "false" },
      { session: expect.objectContaining({ followsIdToken: false }) },
    ],
    ["a number", { AUTH__SESSION_MAX_AGE: "3600" }, { session: expect.objectContaining({ maxAge: 3600 }) }],
    ["a span of time", { AUTH__SESSION_MAX_AGE: "12h" }, { session: expect.objectContaining({ maxAge: 43_200 }) }],
    ["a word", { AUTH__SESSION_MAX_AGE: "browser" }, { session: expect.objectContaining({ endsWithBrowser: true }) }],
    ["a name that looks like a number", { AUTH__COOKIE_NAME: "1234" }, { cookie: { name: "1234", sameSite: "lax" } }],
    ["a name that looks like a flag", { AUTH__COOKIE_NAME: "true" }, { cookie: { name: "true", sameSite: "lax" } }],
  ])("application: %s", (_, env, expected) => {
    expect(applicationOf(env)).toMatchObject(expected)
  })

  it.each([
    ["a list", { AUTH__CLAIMS: '["name", "email"]' }, { claims: ["name", "email"] }],
    ["an empty list", { AUTH__CLAIMS: "[]" }, { claims: [] }],
    ["a list of words", { AUTH__EXPOSE_TOKENS: '["id", "access"]' }, { exposeTokens: ["id", "access"] }],
    ["one word", { AUTH__EXPOSE_TOKENS: "id" }, { exposeTokens: ["id"] }],
    ["nought", { AUTH__CLOCK_TOLERANCE: "0" }, { clockTolerance: 0 }],
    ["a list of domains", { AUTH__ALLOWED_DOMAINS: '["a.test"]' }, { allowedDomains: ["a.test"] }],
    [
      "one domain that begins with a digit",
      { AUTH__ALLOWED_DOMAINS: "1and1.test" },
      { allowedDomains: ["1and1.test"] },
    ],
  ])("policy: %s", (_, env, expected) => {
    expect(policyOf(env)).toMatchObject(expected)
  })

  it.each([
    "12345678",
    "0x1234",
    "true",
    "[a]",
    '["a", "b"]',
    "{ a = 1 }",
    "1979-05-27",
    "a = b",
    '"quoted"',
    "# no comment",
  ])("a secret is the very text: %s", (text) => {
    const found = read({ auth: flat }, { AUTH__CLIENT_SECRET: text })
    expect(found.providers.get("default")?.clientSecret).toBe(text)
  })

  it.each([
    ["a list that does not end", "AUTH__CLAIMS", '["name"', "auth.claims value_type"],
    ["names with commas", "AUTH__CLAIMS", "name,email", "auth.claims value_type"],
    ["a flag in upper case", "AUTH__SESSION_FOLLOWS_ID_TOKEN", "TRUE", "auth.session_follows_id_token value_type"],
    ["a flag as a number", "AUTH__SESSION_FOLLOWS_ID_TOKEN", "1", "auth.session_follows_id_token value_type"],
    ["more than a value", "AUTH__CLAIMS", '["name"]\nlabel = "x"', "auth.claims value_type"],
    ["a table that is none", "AUTH__CLIENT_KWARGS", "prompt=login", "auth.client_kwargs value_type"],
    ["a provider as a table", "AUTH__GOOGLE", '{ client_id = "a" }', "auth.google key_unknown"],
  ])("%s is told: %s", (_, name, text, fault) => {
    expect(faultsOf({ auth: flat }, { [name]: text })).toEqual([fault])
  })
})

describe("a variable that is empty or undefined is not there", () => {
  it.each(["", undefined])("%j overrides nothing", (value) => {
    const env = { AUTH__CLIENT_ID: value, AUTH__LABEL: value, AUTH__GOOGLE__CLIENT_ID: value, AUTH__NO_SUCH_KEY: value }
    const found = read({ auth: { ...flat, label: "a label" } }, env)
    expect([...found.providers.values()]).toMatchObject([{ clientId: registration.client_id, label: "a label" }])
  })

  it("white space is not nothing", () => {
    expect(faultsOf({ auth: flat }, { AUTH__CLIENT_ID: " " })).toEqual(["auth.client_id white_space"])
  })
})

describe("names that say nothing", () => {
  it.each(["AUTH__", "AUTH____X", "AUTH__GOOGLE__", "AUTH__A____B", "AUTH____PROTO____CLIENT_ID", "AUTH____proto__"])(
    "%s is told by its name",
    (name) => {
      const issues = issuesOf({ auth: flat }, { env: { [name]: "cAnArY" } })
      expect(issues).toMatchObject([
        { code: "variable_invalid", path: "auth", hint: expect.stringContaining("AUTH__CLIENT_ID") },
      ])
      expect(issues[0]?.message).toContain(name)
    },
  )

  it.each([
    ["a slip of the pen", "AUTH__CLIENT_IDD", "auth.client_idd", "client_id"],
    ["one underscore too few", "AUTH__GOOGLE_CLIENT_ID", "auth.google_client_id", ""],
    ["one in a provider", "AUTH__GOOGLE__CLINT_ID", "auth.google.clint_id", "client_id"],
  ])("%s is an unknown key: %s", (_, name, path, near) => {
    const issues = issuesOf({ auth: { ...flat, google: registration } }, { env: { [name]: "cAnArY" } })
    expect(issues).toMatchObject([{ code: "key_unknown", path, hint: expect.stringContaining(near) }])
    expect(issues[0]?.message).toContain(name)
  })

  it("changes no prototype, whatever it is called", () => {
    const names = [
      "__proto__",
      "AUTH____proto____polluted",
      "AUTH__constructor__prototype__polluted",
      "AUTH__CONSTRUCTOR__POLLUTED",
    ]
    const env = Object.fromEntries(names.map((name) => [name, "polluted"]))
    expect(errorOf({ auth: flat }, { env })?.issues.length).toBeGreaterThan(0)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false)
  })

  it("an env without a prototype will do, and one with an own __proto__", () => {
    const env = Object.assign(Object.create(null), { ...inApplication, ...variablesOf() })
    expect(read({}, env).providers.size).toBe(1)
    const own = JSON.parse('{"__proto__":{"AUTH__CLIENT_ID":"evil"}}')
    expect(settings(flat, { env: own }).providers.get("default")?.clientId).toBe(registration.client_id)
  })
})

describe("thousands of variables", () => {
  const names = Array.from({ length: 1500 }, (_, index) => `P${index}__`)
  const env = Object.assign({ ...inApplication }, ...names.map((name) => variablesOf(name)))

  it("are read in about a second", { timeout: 60_000 }, () => {
    let providers = 0
    let best = Number.POSITIVE_INFINITY
    // The best of three, since machines that run tests are seldom free.
    for (let run = 0; run < 3 && best > 1000; run++) {
      const start = performance.now()
      providers = read({}, env).providers.size
      best = Math.min(best, performance.now() - start)
    }
    expect(providers).toBe(1500)
    expect(best).toBeLessThan(1500)
  })
})
