// What `init` writes is what the parser takes, for every preset there is.
import { parseConfig, presets } from "@x/core"
import { describe, expect, it } from "vitest"
import { type Answers, optionFor, referencesOf, variableKeys } from "../src/init/answers.js"
import { faultsOf } from "../src/init/faults.js"
import { renderTable } from "../src/init/table.js"
import { newSecret } from "../src/secret/new-secret.js"

const redirectUri = "http://localhost:8501/oauth2callback"
const cookieSecret = newSecret()

function parse(answers: Answers): void {
  const env = Object.fromEntries(Object.values(referencesOf(answers)).map((name) => [name, newSecret()]))
  expect(parseConfig(renderTable(answers, { cookieSecret }), { env }).warnings).toEqual([])
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
    parse({ name, preset: name, variables: examples, redirectUri, clientId: "a", clientSecret: "b" }))
})

it("has an option for every variable, and none twice", () => {
  expect(variableKeys.map(optionFor)).toEqual(expect.arrayContaining(["--tenant", "--domain", "--base-url", "--realm"]))
  expect(new Set(variableKeys).size).toBe(variableKeys.length)
})

it.each([
  [
    "a flat one",
    { variables: {}, url: "https://id.example.com", redirectUri },
    { clientId: "CLIENT_ID", clientSecret: "CLIENT_SECRET" },
  ],
  [
    "its own name",
    { name: "acme", variables: {}, url: "https://id.example.com", redirectUri },
    { clientId: "ACME_CLIENT_ID", clientSecret: "ACME_CLIENT_SECRET" },
  ],
  [
    "a name that wants quotes",
    { name: 'my "idp"', variables: {}, url: "https://id.example.com", redirectUri },
    { clientId: "MY__IDP__CLIENT_ID", clientSecret: "MY__IDP__CLIENT_SECRET" },
  ],
  [
    "a name that begins with a digit",
    { name: "1und1", variables: {}, url: "https://id.example.com", redirectUri },
    { clientId: "_1UND1_CLIENT_ID", clientSecret: "_1UND1_CLIENT_SECRET" },
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
