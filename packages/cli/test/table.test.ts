// What `init` writes is what the parser takes, for every preset there is.
import { parseConfig, presets } from "@x/core"
import { describe, expect, it } from "vitest"
import { type Answers, credentialOf, optionFor, referencesOf, variableKeys } from "../src/init/answers.js"
import { faultsOf } from "../src/init/faults.js"
import { renderTable } from "../src/init/table.js"
import { newPrivateKey } from "../src/secret/new-private-key.js"
import { newSecret } from "../src/secret/new-secret.js"

const redirectUri = "http://localhost:8501/oauth2callback"
const cookieSecret = newSecret()

function parse(answers: Answers): void {
  const { clientId = "", credential = "" } = referencesOf(answers)
  const env = { [clientId]: newSecret(), [credential]: credentialIn(answers) }
  expect(parseConfig(renderTable(answers, { cookieSecret }), { env }).warnings).toEqual([])
}

function credentialIn(answers: Pick<Answers, "preset">): string {
  return credentialOf(answers) === "client_secret" ? newSecret() : newPrivateKey()
}

describe.each(Object.entries(presets))("%s", (name, { variables }) => {
  const examples = Object.fromEntries(Object.entries(variables).map(([key, { example }]) => [key, example]))
  const needed = Object.fromEntries(
    Object.entries(variables).flatMap(([key, { default: otherwise, optional, example }]) =>
      otherwise === undefined && !optional ? [[key, example]] : [],
    ),
  )

  it("is accepted with the least that it needs", () => parse({ name, preset: name, variables: needed, redirectUri }))

  it("is accepted with every variable, and the client's credentials", () =>
    parse({
      name,
      preset: name,
      variables: examples,
      redirectUri,
      clientId: "a",
      clientSecret: credentialIn({ preset: name }),
    }))
})

it("asks for a key where the secret is made with one", () => {
  const variables = { team_id: "A1B2C3D4E5", key_id: "ABC123DEFG" }
  const answers = { name: "apple", preset: "apple", variables, redirectUri }
  expect(referencesOf(answers)).toEqual({ clientId: "APPLE_CLIENT_ID", credential: "APPLE_CLIENT_PRIVATE_KEY" })
  const table = renderTable(answers, { cookieSecret })
  expect(table).toContain('client_private_key = { env = "APPLE_CLIENT_PRIVATE_KEY" }')
  expect(table).not.toContain("client_secret")
})

it("has an option for every variable, and none twice", () => {
  expect(variableKeys.map(optionFor)).toEqual(expect.arrayContaining(["--tenant", "--domain", "--base-url", "--realm"]))
  expect(new Set(variableKeys).size).toBe(variableKeys.length)
})

it.each([
  [
    "a flat one",
    { variables: {}, url: "https://id.example.com", redirectUri },
    { clientId: "CLIENT_ID", credential: "CLIENT_SECRET" },
  ],
  [
    "its own name",
    { name: "acme", variables: {}, url: "https://id.example.com", redirectUri },
    { clientId: "ACME_CLIENT_ID", credential: "ACME_CLIENT_SECRET" },
  ],
  [
    "a name that wants quotes",
    { name: 'my "idp"', variables: {}, url: "https://id.example.com", redirectUri },
    { clientId: "MY__IDP__CLIENT_ID", credential: "MY__IDP__CLIENT_SECRET" },
  ],
  [
    "a name that begins with a digit",
    { name: "1und1", variables: {}, url: "https://id.example.com", redirectUri },
    { clientId: "_1UND1_CLIENT_ID", credential: "_1UND1_CLIENT_SECRET" },
  ],
  [
    "a secret with every quote",
    { variables: {}, url: "https://id.example.com", redirectUri, clientId: `a"'\\b`, clientSecret: 'é"""' },
    {},
  ],
])("%s is accepted", (_, answers, references) => {
  expect(referencesOf(answers)).toEqual(references)
  parse(answers)
})

it("is a file with comments and a schema", async () => {
  const answers = {
    name: "okta",
    preset: "okta",
    variables: { domain: "acme.okta.com" },
    redirectUri,
    clientId: "0oa1",
  }
  const schema = "./node_modules/@x/core/dist/secrets.schema.json"
  const text = renderTable(answers, { cookieSecret: "(random)", schema })
  await expect(text).toMatchFileSnapshot("golden/secrets.toml")
})

it.each([
  [{ variables: {}, url: "http://id.example.com", redirectUri }, "server_metadata_url", /^must be https/],
  [
    { variables: {}, url: "https://id.example.com", redirectUri: "localhost" },
    "redirect_uri",
    /^must be an absolute URL/,
  ],
  [{ variables: {}, url: "https://id.example.com", redirectUri, clientId: "<your id>" }, "client_id", /placeholder/],
  [
    { variables: {}, url: "https://id.example.com", redirectUri, name: "client_id" },
    "client_id",
    /^cannot be client_id/,
  ],
  [{ variables: {}, url: "https://id.example.com", redirectUri, name: "constructor" }, "constructor", /name/],
  [{ variables: { domain: "https://x" }, preset: "okta", name: "okta", redirectUri }, "domain", /^must be a host/],
  [
    { variables: { realm: "x" }, preset: "google", name: "google", redirectUri },
    "realm",
    /no key of the preset google/,
  ],
])("refuses what the parser would refuse: %j", (answers, key, message) => {
  expect(faultsOf(answers)).toEqual([{ key, message: expect.stringMatching(message) }])
})
