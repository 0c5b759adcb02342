/** The ID token of a refresh is of the login that began the session: a table of OpenID Connect Core section 12.2. */
import { describe, expect, test } from "vitest"
import { isOfOtherTime, judgeRefreshedClaims } from "../../src/provider/refreshed-claims.js"

const original = {
  iss: "https://id.example",
  sub: "ada",
  aud: "us",
  azp: "us",
  auth_time: 1000,
  nonce: "the nonce of the login",
  name: "Ada",
}
const { nonce: _, ...good } = original

interface Given {
  /** What the new token says otherwise. */
  readonly now?: object
  /** What the session kept otherwise. */
  readonly kept?: object
  readonly hadNonce?: boolean
}

const judge = ({ now = {}, kept = {}, hadNonce = true }: Given) =>
  judgeRefreshedClaims({ claims: { ...good, ...now }, original: { ...original, ...kept }, hadNonce })

const manyAudiences = { aud: ["us", "api", { odd: true }] }

describe("is of the same login", () => {
  test.each<[string, Given]>([
    ["without a nonce", {}],
    ["with the nonce of the login", { now: { nonce: original.nonce } }],
    ["with a nonce, where the session kept none to compare", { now: { nonce: "any" }, kept: { nonce: undefined } }],
    ["with other times and another name", { now: { iat: 2000, exp: 3000, name: "Ada King" } }],
    ["without auth_time", { now: { auth_time: undefined } }],
    ["with auth_time, where the login had none", { kept: { auth_time: undefined } }],
    ["with our azp, where the session kept none", { kept: { azp: undefined } }],
    ["without azp, where there was none", { now: { azp: undefined }, kept: { azp: undefined } }],
    ["the same aud as a list of one", { now: { aud: ["us"] } }],
    ["the same audiences in another order", { now: { aud: [...manyAudiences.aud].reverse() }, kept: manyAudiences }],
    ["any aud, where the session kept none", { kept: { aud: undefined } }],
  ])("%s", (_name, given) => {
    expect(judge(given)).toBeUndefined()
  })
})

describe("is refused", () => {
  test.each<[string, Given, string]>([
    ["another iss", { now: { iss: "https://id.example/" } }, "iss"],
    ["no iss", { now: { iss: undefined } }, "iss"],
    ["another sub", { now: { sub: "Ada" } }, "sub"],
    ["no sub", { now: { sub: undefined } }, "sub"],
    ["another aud", { now: { aud: "them" } }, "aud"],
    ["one more aud", { now: { aud: ["us", "them"] } }, "aud"],
    ["one aud fewer", { now: { aud: "us" }, kept: manyAudiences }, "aud"],
    ["no aud", { now: { aud: undefined } }, "aud"],
    ["another azp", { now: { azp: "them" } }, "azp"],
    ["no azp, where there was one", { now: { azp: undefined } }, "azp"],
    ["another nonce", { now: { nonce: "another" } }, "nonce"],
    ["null as a nonce", { now: { nonce: null }, kept: { nonce: undefined } }, "nonce"],
    ["a list as a nonce", { now: { nonce: [original.nonce] } }, "nonce"],
    [
      "a nonce, where the login had none",
      { now: { nonce: "x" }, kept: { nonce: undefined }, hadNonce: false },
      "nonce",
    ],
  ])("%s", (_name, given, claim) => {
    expect(judge(given)).toMatch(new RegExp(`\\b${claim}\\b`))
  })
})

test.each<[unknown]>([[[{ toString: 1 }]], [{ toJSON: null }], [null], [[]]])(
  "an aud that nobody means breaks nothing: %j",
  (aud) => {
    expect(judge({ now: { aud } })).toContain("aud")
  },
)

test.each<[string, unknown, unknown, boolean]>([
  ["the same", 1000, 1000, false],
  ["a later one", 1001, 1000, true],
  ["an earlier one", 999, 1000, true],
  ["a text", "1000", 1000, true],
  ["none", undefined, 1000, false],
  ["one, where the login had none", 1000, undefined, false],
])("is of another time of login: %s", (_name, now, then, expected) => {
  const kept = { ...original, auth_time: then }
  expect(isOfOtherTime({ ...good, auth_time: now }, kept)).toBe(expected)
})
