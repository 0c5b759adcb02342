/** judgeIdToken: the rules that the protocol library leaves to its caller. */
import { describe, expect, test } from "vitest"
import { hashOf, type IdTokenFacts, isUnusable, judgeIdToken } from "../../src/provider/id-token.js"

const now = 1_800_000_000

function judge(header: object = {}, claims: object = {}, facts: Partial<IdTokenFacts> = {}) {
  return judgeIdToken({
    header: { alg: "RS256", ...header },
    claims: { sub: "1", iat: now, ...claims },
    clientId: "me",
    now,
    tolerance: 30,
    ...facts,
  })
}

describe("judgeIdToken", () => {
  test.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"])(
    "alg %s is accepted",
    (alg) => {
      expect(judge({ alg })).toBeUndefined()
    },
  )

  test.each([
    "none",
    "None",
    "NONE",
    "nOnE",
    "",
    "HS256",
    "HS384",
    "HS512",
    "RS1",
    "RS257",
    "ES256K",
    "RS256 ",
    " RS256",
    "dir",
    undefined,
    null,
    5,
    ["RS256 "],
  ])("alg %j is not", (alg) => {
    expect(judge({ alg })).toMatch(/alg/)
  })

  test.each(["logout+jwt", "at+jwt", "LOGOUT+JWT", "application/at+jwt", "application/logout+jwt"])(
    "typ %s is another kind of token",
    (typ) => {
      expect(judge({ typ })).toMatch(/typ/)
    },
  )

  test.each(["JWT", "jwt", undefined, "id_token+jwt"])("typ %j is fine", (typ) => {
    expect(judge({ typ })).toBeUndefined()
  })

  test.each<[string, object, boolean]>([
    ["iat now", {}, true],
    ["iat long ago", { iat: 1 }, true],
    ["iat within the tolerance", { iat: now + 30 }, true],
    ["iat in the future", { iat: now + 31 }, false],
    ["no iat", { iat: undefined }, false],
    ["iat as a text", { iat: String(now) }, false],
    ["azp ours", { azp: "me" }, true],
    ["azp another's", { azp: "you" }, false],
    ["azp null", { azp: null }, false],
    ["azp a list with us", { azp: ["me"] }, false],
    ["azp another's, aud ours alone", { azp: "you", aud: "me" }, false],
    ["sub of 255", { sub: "s".repeat(255) }, true],
    ["sub of 256", { sub: "s".repeat(256) }, false],
    ["sub empty", { sub: "" }, false],
    ["sub a number", { sub: 1 }, false],
    ["no sub", { sub: undefined }, false],
  ])("%s", (_name, claims, isGood) => {
    expect(judge({}, claims) === undefined).toBe(isGood)
  })

  test("the tolerance is what the policy says", () => {
    expect(judge({}, { iat: now + 1 }, { tolerance: 0 })).toMatch(/iat/)
    expect(judge({}, { iat: now + 60 }, { tolerance: 60 })).toBeUndefined()
  })
})

test.each([
  ["RS256", "SHA-256"],
  ["ES384", "SHA-384"],
  ["PS512", "SHA-512"],
  ["EdDSA", "SHA-512"],
])("hashOf %s is %s", (alg, hash) => {
  expect(hashOf(alg)).toBe(hash)
})

describe("isUnusable", () => {
  const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 1)

  test.each([
    ["plain values", { a: 1, b: "x", c: null }, false],
    ["a very large number", { a: 1e300 }, false],
    ["a number too large to be one, which JSON.parse makes of 1e400", { a: [JSON.parse("1e400")] }, true],
    ["64 levels", nested(64), false],
    ["65 levels", nested(65), true],
    ["50 000 levels, as a hostile provider may send them", nested(50_000), true],
    ["limits: 3000 values", { groups: Array(2999).fill("g") }, false],
    ["limits: 3001 values", { groups: Array(3000).fill("g") }, true],
    ["limits: 3001 values, in many lists", { groups: Array(30).fill(Array(99).fill("g")), sub: "ada" }, true],
  ])("%s", (_name, value, expected) => {
    expect(isUnusable(value)).toBe(expected)
  })

  test("an ID token with claims that deep is refused", () => {
    expect(judge({}, { address: nested(65) })).toMatch(/nested/)
  })

  test("so is one with a number that no session can hold", () => {
    expect(judge({}, { karma: Number.POSITIVE_INFINITY })).toMatch(/number/)
  })
})
