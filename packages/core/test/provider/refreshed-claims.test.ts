/** The ID token of a refresh is of the login that began the session: a table of OpenID Connect Core section 12.2. */
import { describe, expect, test } from "vitest"
import { judgeRefreshedClaims } from "../../src/provider/refreshed-claims.js"

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
    ["a later auth_time", { now: { auth_time: 1001 } }, "auth_time"],
    ["an earlier auth_time", { now: { auth_time: 999 } }, "auth_time"],
    ["auth_time as a text", { now: { auth_time: "1000" } }, "auth_time"],
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
