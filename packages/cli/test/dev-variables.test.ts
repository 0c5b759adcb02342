// Which variables let an application log in at the development provider.
import { createAuth, parseConfig } from "@x/core"
import { parseToml, settingsOf } from "@x/core/inspect"
import { describe, expect, it } from "vitest"
import { placeOf } from "../src/dev/place.js"
import { hurdlesIn, registrationsOf } from "../src/dev/registrations.js"
import { variablesFor } from "../src/dev/variables.js"

type Table = Record<string, unknown>

function authIn(text: string): Table {
  const parsed = parseToml(text)
  if ("fault" in parsed) throw new Error(text)
  return (parsed.table as { auth: Table }).auth
}

describe("where the application listens", () => {
  const cases: [string, Parameters<typeof placeOf>[0], number, string][] = [
    ["nothing is known", { auth: undefined, env: {} }, 8501, "http://localhost:8501/oauth2callback"],
    ["PORT", { auth: undefined, env: { PORT: "3000" } }, 3000, "http://localhost:3000/oauth2callback"],
    [
      "PORT that is no port",
      { auth: undefined, env: { PORT: "/run/s" } },
      8501,
      "http://localhost:8501/oauth2callback",
    ],
    [
      "--app-port beside PORT",
      { auth: undefined, env: { PORT: "3000" }, appPort: 4000 },
      4000,
      "http://localhost:4000/oauth2callback",
    ],
    ["port 80, as browsers write it", { auth: undefined, env: {}, appPort: 80 }, 80, "http://localhost/oauth2callback"],
    ["PORT that is any", { auth: undefined, env: { PORT: "0" } }, 8501, "http://localhost:8501/oauth2callback"],
    [
      "PORT that is too large",
      { auth: undefined, env: { PORT: "65536" } },
      8501,
      "http://localhost:8501/oauth2callback",
    ],
    ["{port}", { auth: { redirect_uri: "http://127.0.0.1:{port}/cb" }, env: {} }, 8501, "http://127.0.0.1:8501/cb"],
    [
      "{port} and PORT",
      { auth: { redirect_uri: "http://localhost:{port}/cb" }, env: { PORT: "1" } },
      1,
      "http://localhost:1/cb",
    ],
    [
      "the file's own port",
      { auth: { redirect_uri: "http://localhost:5000/a/auth/callback" }, env: {} },
      5000,
      "http://localhost:5000/a/auth/callback",
    ],
    [
      "the file's own port and PORT",
      { auth: { redirect_uri: "http://localhost:5000/cb" }, env: { PORT: "3000" } },
      3000,
      "http://localhost:3000/cb",
    ],
    [
      "an address on the web",
      { auth: { redirect_uri: "https://app.example/a/cb" }, env: {} },
      8501,
      "http://localhost:8501/a/cb",
    ],
    [
      "https on this machine",
      { auth: { redirect_uri: "https://localhost:8443/cb" }, env: {} },
      8501,
      "http://localhost:8501/cb",
    ],
    ["IPv6", { auth: { redirect_uri: "http://[::1]:5000/cb" }, env: {} }, 5000, "http://[::1]:5000/cb"],
    [
      "a variable over the file",
      { auth: { redirect_uri: "http://localhost:1/a" }, env: { AUTH__REDIRECT_URI: "http://localhost:2/b" } },
      2,
      "http://localhost:2/b",
    ],
    [
      "a reference",
      { auth: { redirect_uri: { env: "URI" } }, env: { URI: "http://localhost:2/b" } },
      2,
      "http://localhost:2/b",
    ],
    [
      "a reference to nothing",
      { auth: { redirect_uri: { env: "URI" } }, env: {} },
      8501,
      "http://localhost:8501/oauth2callback",
    ],
    ["a file", { auth: { redirect_uri: { file: "uri" } }, env: {} }, 8501, "http://localhost:8501/oauth2callback"],
    ["no URL", { auth: { redirect_uri: "localhost" }, env: {} }, 8501, "http://localhost:8501/oauth2callback"],
  ]
  it.each(cases)("%s", (_, given, port, redirectUri) => {
    expect(placeOf(given)).toEqual({ port, redirectUri })
  })
})

describe("whose variables are set", () => {
  it.each([
    ["no file", {}, {}, ["AUTH__"]],
    ["a flat one", { client_id: "a" }, {}, ["AUTH__"]],
    ["nothing but the application", { redirect_uri: "a", client_kwargs: { prompt: "login" } }, {}, ["AUTH__"]],
    [
      "named ones",
      { google: { client_id: "a" }, "my.idp": { preset: "okta" } },
      {},
      ["AUTH__GOOGLE__", "AUTH__MY_IDP__"],
    ],
    ["both", { preset: "google", acme: {} }, {}, ["AUTH__", "AUTH__ACME__"]],
    ["references and tables of keys", { client_id: { env: "A" }, claims_mapping: { sub: "id" } }, {}, ["AUTH__"]],
    ["a flat one by variables", {}, { AUTH__CLIENT_ID: "a" }, ["AUTH__"]],
    ["a named one by variables", {}, { AUTH__GOOGLE__CLIENT_ID: "a", AUTH__COOKIE_SECRET: "b" }, ["AUTH__GOOGLE__"]],
    ["the same by both", { google: {} }, { AUTH__GOOGLE__CLIENT_SECRET: "a" }, ["AUTH__GOOGLE__"]],
    ["a parameter by a variable", { google: {} }, { AUTH__CLIENT_KWARGS__PROMPT: "login" }, ["AUTH__GOOGLE__"]],
    ["variables that are empty", {}, { AUTH__GOOGLE__CLIENT_ID: "" }, ["AUTH__"]],
  ])("%s", (_, auth, env, prefixes) => {
    expect([...registrationsOf(auth, env).keys()].sort()).toEqual(prefixes)
  })
})

const client = { id: "development", secret: "dev-secret", issuer: "http://localhost:9" }
const cookieSecret = "zXw3kq9TfP_7aLm2cVb8RdYh5sNj0GeU"

describe("the configuration that comes of it", () => {
  const complete = (name: string) => `${name}\nclient_id = { env = "UNSET" }\nclient_secret = { env = "UNSET" }\n`
  const named = complete("[auth.acme]")
  const cases: [string, string, Record<string, string>, string[]][] = [
    ["no file", "[auth]", {}, ["default"]],
    ["a flat one", `[auth]\n${complete("preset = 'okta'")}`, {}, ["default"]],
    [
      "presets",
      complete("[auth.google]\npreset = 'google'") + complete("[auth.'my.idp']\npreset = 'okta'"),
      {},
      ["google", "my.idp"],
    ],
    [
      "secrets that are not here",
      `[auth]\ncookie_secret = { env = "UNSET" }\nredirect_uri = { file = "none" }\n${named}`,
      {},
      ["acme"],
    ],
    [
      "an application on the web",
      `[auth]\nredirect_uri = "https://a.example/app/cb"\ncookie_domain = "a.example"\npost_logout_redirect_uri = "https://a.example/app/bye"\n${named}`,
      {},
      ["acme"],
    ],
    ["another client authentication", `${named}token_endpoint_auth_method = "none"\n`, {}, ["acme"]],
    ["a key that is not here", `${named}client_private_key = { file = "none" }\n`, {}, ["acme"]],
    [
      "a key alone",
      `[auth.acme]\nclient_id = "a"\nclient_private_key = "broken"\ntoken_endpoint_auth_method = "private_key_jwt"\n`,
      {},
      ["acme"],
    ],
    ["a key by a variable", named, { AUTH__ACME__CLIENT_PRIVATE_KEY: "broken" }, ["acme"]],
    ["variables", "[auth]", { AUTH__ACME__CLIENT_ID: "a", AUTH__ACME__PRESET: "google" }, ["acme"]],
  ]
  it.each(cases)("%s", (_, text, env, names) => {
    const variables = variablesFor({ auth: authIn(text), env }, { client, cookieSecret })
    const config = parseConfig(text, { env: { ...env, ...variables } })
    expect(config.warnings).toEqual([])
    expect(createAuth(config).providers.map(({ name }) => name)).toEqual(names)
  })

  it("a client with a key has a secret here: the development provider knows no key of it", () => {
    const text = `${named}client_private_key = { env = "UNSET" }\n`
    const env = variablesFor({ auth: authIn(text), env: {} }, { client, cookieSecret })
    const provider = settingsOf(parseConfig(text, { env }))?.providers.get("acme")
    expect(provider).toMatchObject({ authMethod: "client_secret_basic", clientSecret: "dev-secret" })
  })

  it("moves the application's addresses to this machine", () => {
    const auth = {
      redirect_uri: "https://a.example/app/cb",
      cookie_domain: "a.example",
      post_logout_redirect_uri: "https://a.example/app/bye?x=1",
    }
    expect(variablesFor({ auth, env: {}, appPort: 3000 }, { client, cookieSecret })).toEqual({
      PORT: "3000",
      AUTH__REDIRECT_URI: "http://localhost:3000/app/cb",
      AUTH__COOKIE_SECRET: cookieSecret,
      AUTH__COOKIE_DOMAIN: "localhost",
      AUTH__POST_LOGOUT_REDIRECT_URI: "http://localhost:3000/app/bye?x=1",
      AUTH__CLIENT_ID: "development",
      AUTH__CLIENT_SECRET: "dev-secret",
      AUTH__SERVER_METADATA_URL: "http://localhost:9/.well-known/openid-configuration",
    })
  })

  it("points a provider without ID tokens to the endpoints", () => {
    const text = `[auth.hub]
type = "oauth2"
authorization_endpoint = "https://hub.example/authorize"
token_endpoint = "https://hub.example/token"
userinfo_endpoint = "https://api.hub.example/user"
claims_mapping = { sub = "id", login = "login" }
client_id = "a"
client_secret = "b"
`
    const env = variablesFor({ auth: authIn(text), env: {} }, { client, cookieSecret })
    expect(env).toMatchObject({
      AUTH__HUB__TOKEN_ENDPOINT: "http://localhost:9/token",
      AUTH__HUB__CLAIMS_MAPPING: '{ "sub" = "sub", "name" = "name", "email" = "email", "login" = "login" }',
    })
    expect(env).not.toHaveProperty("AUTH__HUB__SERVER_METADATA_URL")
    expect(parseConfig(text, { env }).warnings).toEqual([])
  })
})

describe("S52 a preset without ID tokens becomes OpenID Connect at the development provider", () => {
  it.each<[string, string, Record<string, string>]>([
    ["as it is", 'preset = "github"', {}],
    ["with its type", 'preset = "github"\ntype = "oauth2"', {}],
    ["with a scope of its own", 'preset = "github"\nclient_kwargs = { scope = "read:user", prompt = "" }', {}],
    ["with claims of its own", 'preset = "github"\nclaims_mapping = { sub = "id", company = "company" }', {}],
    ["by a variable", "", { AUTH__HUB__PRESET: "github" }],
  ])("%s", (_, lines, env) => {
    const text = `[auth.hub]\nclient_id = "a"\nclient_secret = "b"\n${lines}\n`
    const variables = variablesFor({ auth: authIn(text), env }, { client, cookieSecret })
    const config = parseConfig(text, { env: { ...env, ...variables } })
    expect(config.warnings).toEqual([])
    expect(settingsOf(config)?.providers.get("hub")).toMatchObject({
      type: "oidc",
      label: "GitHub",
      metadataUrl: "http://localhost:9/.well-known/openid-configuration",
      quirks: {},
    })
    expect(createAuth(config).providers).toMatchObject([{ name: "hub", label: "GitHub" }])
  })
})

it.each([
  [undefined, []],
  [{ client_id: "a" }, []],
  [{ allowed_emails: "a@b", google: { allowed_domains: "b" } }, ["allowed_emails", "allowed_domains"]],
])("keys that may turn people away: %j", (auth, keys) => {
  expect(hurdlesIn(auth)).toEqual(keys)
})
