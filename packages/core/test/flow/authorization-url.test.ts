/** authorizationUrl: parameters are set on the endpoint, not appended. */
import { describe, expect, test } from "vitest"
import { authorizationUrl } from "../../src/flow/authorization-url.js"

type Facts = Parameters<typeof authorizationUrl>[0]

function build(endpoint: string, change: Partial<Facts> = {}, metadata: object = {}): URL {
  return authorizationUrl({
    metadata: { authorization_endpoint: endpoint, ...metadata },
    provider: { type: "oidc", clientId: "me", parameters: {} },
    parameters: {},
    redirectUri: "https://app.example/cb",
    state: "STATE",
    nonce: "NONCE",
    challenge: "CHALLENGE",
    ...change,
  })
}

const ours = {
  response_type: "code",
  client_id: "me",
  redirect_uri: "https://app.example/cb",
  state: "STATE",
  nonce: "NONCE",
  code_challenge: "CHALLENGE",
  code_challenge_method: "S256",
  scope: "openid profile email",
  prompt: "select_account",
}

describe("authorizationUrl", () => {
  test("the endpoint's own query survives", () => {
    const url = build("https://b2c.example/authorize?p=B2C_1_signin&x=1&x=2")
    expect(url.searchParams.get("p")).toBe("B2C_1_signin")
    expect(url.searchParams.getAll("x")).toEqual(["1", "2"])
    expect(Object.fromEntries(url.searchParams)).toMatchObject(ours)
  })

  test("its own state, client_id and the like do not, however often they stand there", () => {
    const evil = Object.keys(ours).map((name) => `${name}=evil&${name}=evil`)
    const url = build(`https://idp.example/authorize?${evil.join("&")}&response_type=token`)
    for (const [name, value] of Object.entries(ours))
      expect([name, url.searchParams.getAll(name)]).toEqual([name, [value]])
    expect(url.href).not.toContain("evil")
  })

  test("what is omitted does not come in by the endpoint's query either", () => {
    const url = build("https://idp.example/authorize?prompt=none", { parameters: { prompt: [] } })
    expect(url.searchParams.has("prompt")).toBe(false)
  })

  test("neither configuration nor call overrules what is ours", () => {
    const bad = { state: ["evil"], nonce: ["evil"], client_id: ["evil"], code_challenge_method: ["plain"] }
    const url = build("https://idp.example/authorize", {
      parameters: bad,
      provider: { type: "oidc", clientId: "me", parameters: bad },
    })
    expect(Object.fromEntries(url.searchParams)).toEqual(ours)
  })

  test.each<[string, Facts["parameters"], Facts["parameters"], string | null]>([
    ["default", {}, {}, "select_account"],
    ["configured", { prompt: ["login"] }, {}, "login"],
    ["called", { prompt: ["login"] }, { prompt: ["none"] }, "none"],
    ["omitted by the configuration", { prompt: [] }, {}, null],
    ["omitted by the call", { prompt: ["login"] }, { prompt: [] }, null],
  ])("prompt: %s", (_name, configured, called, expected) => {
    const url = build("https://idp.example/a", {
      provider: { type: "oidc", clientId: "me", parameters: configured },
      parameters: called,
    })
    expect(url.searchParams.get("prompt")).toBe(expected)
  })

  test.each([
    [["none", "login"], null],
    [["select_account"], "select_account"],
    [[], null],
    ["select_account", "select_account"],
    [undefined, "select_account"],
    [5, "select_account"],
  ])("prompt_values_supported %j gives the default prompt %j", (prompt_values_supported, expected) => {
    expect(build("https://idp.example/a", {}, { prompt_values_supported }).searchParams.get("prompt")).toBe(expected)
  })

  test("a fragment of the endpoint does not swallow the parameters", () => {
    const url = build("https://idp.example/authorize#x")
    expect(url.searchParams.get("state")).toBe("STATE")
  })
})
