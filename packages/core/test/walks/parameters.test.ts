/** What reaches the authorization URL: the call wins over the configuration, which wins over the defaults. */
import { describe, expect, test } from "vitest"
import { ConfigError } from "../../src/index.js"
import { ourParameters } from "../support/our-parameters.js"
import { google, type Profile } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork, type WorldOptions } from "../support/world.js"

useNetwork()

const withKwargs = (client_kwargs: object): WorldOptions => ({ tables: { google: { client_kwargs } } })

async function asked(options: WorldOptions, parameters?: Record<string, string>): Promise<URLSearchParams> {
  const url = await createWorld(options)
    .visitor()
    .start(parameters === undefined ? {} : { parameters })
  return new URL(url).searchParams
}

describe("S46 the defaults", () => {
  test("S46 scope and prompt", async () => {
    const parameters = await asked({})
    expect(parameters.get("scope")).toBe("openid profile email")
    expect(parameters.get("prompt")).toBe("select_account")
  })

  test("S46 the default prompt is left out where the provider does not know it", async () => {
    const knows = (prompt_values_supported: string[]): Profile => ({
      ...google,
      metadata: { ...google.metadata, prompt_values_supported },
    })
    expect((await asked({ providers: { google: knows(["none", "login"]) } })).has("prompt")).toBe(false)
    expect((await asked({ providers: { google: knows(["none", "select_account"]) } })).get("prompt")).toBe(
      "select_account",
    )
    // Who asks for one by name means it.
    const own = { providers: { google: knows(["none"]) }, ...withKwargs({ prompt: "login" }) }
    expect((await asked(own)).get("prompt")).toBe("login")
  })

  test.each([
    ["in client_kwargs", () => createWorld(withKwargs({ scope: "profile email" })), ConfigError],
    ["empty in client_kwargs", () => createWorld(withKwargs({ scope: "" })), ConfigError],
  ])("S46 a scope without openid is an error: %s", (_name, make, error) => {
    expect(make).toThrow(error)
  })

  test.each(["profile email", "", "OpenID", "openidx"])("S46 a call's scope %j is refused", async (scope) => {
    const world = createWorld()
    const call = world.auth.login(world.visitor().request("/"), { parameters: { scope } })
    await expect(call).rejects.toMatchObject({ code: "parameter_refused" })
  })
})

test("S47 every entry of client_kwargs reaches the authorization URL", async () => {
  const client_kwargs = {
    acr_values: "urn:mace:incommon:iap:silver",
    audience: "https://api.example/",
    hd: "example.com",
    max_age: "3600",
    ui_locales: "de-CH de",
    domain_hint: "contoso.example",
    resource: "https://graph.example/",
    claims: '{"id_token":{"email":{"essential":true}}}',
    display: "popup",
    login_hint: "ada+test@example.com",
    scope: "openid email offline_access",
    access_type: "offline",
    "x-vendor": "ä & = ? #",
  }
  const parameters = Object.fromEntries(await asked(withKwargs(client_kwargs)))
  expect(parameters).toMatchObject(client_kwargs)
})

describe("S49 prompt", () => {
  test.each([
    ["login", "login"],
    ["none", "none"],
    ["consent select_account", "consent select_account"],
    ["", null],
  ])("S49 client_kwargs prompt %j", async (prompt, expected) => {
    expect((await asked(withKwargs({ prompt }))).get("prompt")).toBe(expected)
  })
})

describe("S68 who wins", () => {
  test.each([
    ["the default", {}, undefined, "select_account"],
    ["client_kwargs over the default", { prompt: "login" }, undefined, "login"],
    ["the call over both", { prompt: "login" }, { prompt: "consent" }, "consent"],
    ["the call over the default", {}, { prompt: "none" }, "none"],
    ["the call's empty text omits", { prompt: "login" }, { prompt: "" }, null],
    ["the configuration's empty text omits", { prompt: "" }, undefined, null],
    ["the call over an omission", { prompt: "" }, { prompt: "login" }, "login"],
  ])("S68 %s", async (_name, kwargs, call, expected) => {
    expect((await asked(withKwargs(kwargs), call)).get("prompt")).toBe(expected)
  })

  test("S68 parameters of a call stand once, beside those of the configuration", async () => {
    const parameters = await asked(withKwargs({ hd: "a.example", resource: ["https://a/", "https://b/"] }), {
      login_hint: "ada",
      resource: "https://c/",
    })
    expect(parameters.get("hd")).toBe("a.example")
    expect(parameters.get("login_hint")).toBe("ada")
    expect(parameters.getAll("resource")).toEqual(["https://c/"])
  })

  test.each(ourParameters)(
    "S48 S68 %s is refused everywhere: in client_kwargs and in a call, also as empty text",
    async (name) => {
      for (const value of ["x", ""]) {
        expect(() => createWorld(withKwargs({ [name]: value }))).toThrow(ConfigError)
        const world = createWorld()
        const visitor = world.visitor()
        const call = world.auth.login(visitor.request("/"), "google", { parameters: { [name]: value } })
        await expect(call).rejects.toMatchObject({ code: "parameter_refused", status: 400 })
        await expect(world.auth.login(visitor.request("/"), { parameters: { [name]: value } })).rejects.toMatchObject({
          code: "parameter_refused",
        })
        expect(world.provider.seen.metadata).toBe(0)
      }
    },
  )

  test.each(["fragment", "query.jwt", "web_message"])("S68 response_mode %j is refused everywhere", async (mode) => {
    expect(() => createWorld(withKwargs({ response_mode: mode }))).toThrow(ConfigError)
    const world = createWorld()
    const call = world.auth.login(world.visitor().request("/"), { parameters: { response_mode: mode } })
    await expect(call).rejects.toMatchObject({ code: "parameter_refused" })
  })

  test("a call's parameter that is no text is a wrong call", async () => {
    const world = createWorld()
    const parameters = { max_age: 5 } as unknown as Record<string, string>
    const call = world.auth.login(world.visitor().request("/"), { parameters })
    await expect(call).rejects.toMatchObject({ code: "invalid_argument" })
  })
})

describe("S69 values of client_kwargs", () => {
  test.each<[string, string, unknown, string[]]>([
    ["an integer", "max_age", 3600, ["3600"]],
    ["zero", "max_age", 0, ["0"]],
    ["true", "x", true, ["true"]],
    ["false", "x", false, ["false"]],
    ["a list", "ui_locales", ["de-CH", "de", "en"], ["de-CH de en"]],
    ["a list of scopes", "scope", ["openid", "email"], ["openid email"]],
    ["resource repeated", "resource", ["https://a/", "https://b/"], ["https://a/", "https://b/"]],
    [
      "a table as JSON",
      "claims",
      { id_token: { email: { essential: true }, acr: { values: ["a", "b"] }, name: null } },
      ['{"id_token":{"email":{"essential":true},"acr":{"values":["a","b"]},"name":null}}'],
    ],
  ])("S69 %s", async (_name, key, value, expected) => {
    expect((await asked(withKwargs({ [key]: value }))).getAll(key)).toEqual(expected)
  })
})

describe("max_age asks for a recent login", () => {
  const age = { tables: { google: { client_kwargs: { max_age: 600 } } } }

  test.each<[string, (now: number) => object, string | undefined]>([
    ["recent", (now) => ({ auth_time: now - 599 }), undefined],
    ["too old", (now) => ({ auth_time: now - 700 }), "id_token_invalid"],
    ["missing", () => ({ auth_time: undefined }), "id_token_invalid"],
    ["in milliseconds, and so in the future", (now) => ({ auth_time: now * 1000 }), "id_token_invalid"],
    ["no number", (now) => ({ auth_time: String(now) }), "id_token_invalid"],
  ])("an auth_time that is %s", async (_name, change, code) => {
    const world = createWorld(age)
    world.provider.faults = { claims: (claims) => ({ ...claims, ...change(world.clock.seconds()) }) }
    const response = await world.visitor().login()
    expect(await codeOf(response)).toBe(code)
    expect(response.status).toBe(code === undefined ? 302 : 502)
  })

  test("also when a call asks for it", async () => {
    const world = createWorld()
    world.provider.faults = { claims: (claims) => ({ ...claims, auth_time: world.clock.seconds() - 90 }) }
    const response = await world.visitor().login({ parameters: { max_age: "0" } })
    expect(await codeOf(response)).toBe("id_token_invalid")
  })
})
