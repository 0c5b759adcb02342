/** Every rule of a logout token, as a table (OpenID Connect Back-Channel Logout sections 2.4 and 2.6), and what a stranger may send. */
import { describe, expect, test } from "vitest"
import {
  judgeLogoutToken,
  type LogoutTokenFacts,
  logoutTokenAddressee,
  logoutTokenOf,
  mayBeIssuedBy,
  readLogoutTokenParts,
} from "../../src/provider/logout-token.js"

const event = "http://schemas.openid.net/event/backchannel-logout"
const now = 1_900_000_000

const claims = {
  iss: "https://id.example",
  aud: "us",
  iat: now,
  exp: now + 120,
  jti: "1",
  sub: "ada",
  sid: "session",
  events: { [event]: {} },
}

const good: LogoutTokenFacts = {
  header: { alg: "RS256", kid: "1", typ: "logout+jwt" },
  claims,
  clientId: "us",
  issuer: "https://id.example",
  metadataUrl: "https://id.example/.well-known/openid-configuration",
  algorithms: ["RS256", "ES256", "none", "HS256"],
  now,
  tolerance: 30,
}

const withClaims = (change: object) => judgeLogoutToken({ ...good, claims: { ...claims, ...change } })
const withHeader = (change: object) => judgeLogoutToken({ ...good, header: { ...good.header, ...change } })

/** As JSON brings it: an own member of any name. */
const parsed = (json: string) => JSON.parse(json)

describe("a good one", () => {
  test.each<[string, object]>([
    ["with sub and sid", {}],
    ["with sub alone", { sid: undefined }],
    ["with sid alone", { sub: undefined }],
    ["a sub of 255", { sub: "s".repeat(255) }],
    ["a sid of 255", { sid: "s".repeat(255) }],
    ["a jti of 255", { jti: "j".repeat(255) }],
    ["aud as a list of one", { aud: ["us"] }],
    ["more audiences with our azp", { aud: ["us", "them"], azp: "us" }],
    ["iat within the tolerance", { iat: now + 30 }],
    ["iat ten minutes ago, and the tolerance", { iat: now - 629 }],
    ["exp within the tolerance", { exp: now - 29 }],
    ["exp far ahead", { exp: now + 1e9 }],
    ["nbf that has passed", { nbf: now + 30 }],
    ["an event with members", { events: { [event]: { more: 1 }, "urn:other": 1 } }],
    ["a claim that nobody knows", { other: { deep: [1] } }],
    ["a fraction of a second", { iat: now + 0.5, exp: now + 120.5 }],
  ])("%s", (_name, change) => {
    expect(withClaims(change)).toBeUndefined()
  })

  test.each<[string, object]>([
    ["typ absent", { typ: undefined }],
    ["typ JWT", { typ: "JWT" }],
    ["typ jwt", { typ: "jwt" }],
    ["typ application/logout+jwt", { typ: "application/logout+jwt" }],
    ["typ LOGOUT+JWT", { typ: "LOGOUT+JWT" }],
    ["another alg that is announced", { alg: "ES256" }],
    ["no kid", { kid: undefined }],
    ["keys in the header, which count for nothing", { jwk: {}, jku: "https://evil.example", x5u: "x", x5c: ["x"] }],
  ])("%s", (_name, change) => {
    expect(withHeader(change)).toBeUndefined()
  })

  test("says whose sessions end, and until when it must be remembered", () => {
    expect(logoutTokenOf(good)).toEqual({
      issuer: "https://id.example",
      subject: "ada",
      sid: "session",
      tokenId: "1",
      issuedAt: now,
      expiresAt: now + 150,
    })
    const { sub: _, ...onlySid } = claims
    expect(logoutTokenOf({ ...good, claims: onlySid })).not.toHaveProperty("subject")
    const { sid: __, ...onlySub } = claims
    expect(logoutTokenOf({ ...good, claims: onlySub })).not.toHaveProperty("sid")
  })

  test.each([
    [{ exp: now + 120 }],
    [{ exp: now + 1e9 }],
    [{ iat: now - 629, exp: now + 1e9 }],
    [{ iat: now + 0.5, exp: now + 99.3 }],
  ])("it is refused from the moment on at which it may be forgotten, and not before: %j", (change) => {
    const token = { ...good, claims: { ...claims, ...change } }
    const { expiresAt } = logoutTokenOf(token)
    expect(judgeLogoutToken({ ...token, now: expiresAt })).toMatch(/iat|exp/)
    expect(judgeLogoutToken({ ...token, now: expiresAt - 1 })).toBeUndefined()
  })
})

describe("is refused", () => {
  test.each<[string, object, string]>([
    ["another iss", { iss: "https://evil.example" }, "iss"],
    ["iss with a slash more", { iss: "https://id.example/" }, "iss"],
    ["no iss", { iss: undefined }, "iss"],
    ["iss as a list", { iss: ["https://id.example"] }, "iss"],
    ["another aud", { aud: "them" }, "aud"],
    ["no aud", { aud: undefined }, "aud"],
    ["an empty list of aud", { aud: [] }, "aud"],
    ["aud in a list in a list", { aud: [["us"]] }, "aud"],
    ["more audiences without azp", { aud: ["us", "them"] }, "azp"],
    ["azp of another, with more audiences", { aud: ["us", "them"], azp: "them" }, "azp"],
    ["azp of another, alone", { azp: "them" }, "azp"],
    ["iat in the future", { iat: now + 31 }, "iat"],
    ["iat longer ago than ten minutes", { iat: now - 630 }, "iat"],
    ["no iat", { iat: undefined }, "iat"],
    ["iat as a text", { iat: String(now) }, "iat"],
    ["exp past", { exp: now - 30 }, "exp"],
    ["no exp", { exp: undefined }, "exp"],
    ["exp as a text", { exp: String(now + 60) }, "exp"],
    ["nbf in the future", { nbf: now + 31 }, "nbf"],
    ["nbf as a text", { nbf: "1" }, "nbf"],
    ["no jti", { jti: undefined }, "jti"],
    ["an empty jti", { jti: "" }, "jti"],
    ["jti as a number", { jti: 1 }, "jti"],
    ["a jti of 256", { jti: "j".repeat(256) }, "jti"],
    ["neither sub nor sid", { sub: undefined, sid: undefined }, "sub nor sid"],
    ["an empty sub", { sub: "" }, "sub"],
    ["sub as a number, beside a sid", { sub: 5 }, "sub"],
    ["sub null, beside a sid", { sub: null }, "sub"],
    ["a sub of 256", { sub: "s".repeat(256) }, "sub"],
    ["an empty sid", { sid: "" }, "sid"],
    ["sid as a list, beside a sub", { sid: ["session"] }, "sid"],
    ["a sid of 256", { sid: "s".repeat(256) }, "sid"],
    ["no events", { events: undefined }, "events"],
    ["events null", { events: null }, "events"],
    ["events as a list", { events: [event] }, "events"],
    ["events as a text", { events: event }, "events"],
    ["another event", { events: { "http://schemas.openid.net/event/other": {} } }, "events"],
    ["the event as true", { events: { [event]: true } }, "events"],
    ["the event as null", { events: { [event]: null } }, "events"],
    ["the event as a list", { events: { [event]: [] } }, "events"],
    ["an event that is inherited", { events: Object.create({ [event]: {} }) }, "events"],
    ["an event below __proto__", { events: parsed(`{"__proto__":{"${event}":{}}}`) }, "events"],
    ["a nonce", { nonce: "x" }, "nonce"],
    ["a nonce of null", { nonce: null }, "nonce"],
  ])("%s", (_name, change, word) => {
    expect(withClaims(change)).toMatch(new RegExp(`\\b${word}\\b`))
  })

  test.each<[string, object, string]>([
    ["alg none", { alg: "none" }, "alg"],
    ["alg None", { alg: "None" }, "alg"],
    ["alg HS256, though it is announced", { alg: "HS256" }, "alg"],
    ["an alg that is not announced", { alg: "PS256" }, "alg"],
    ["no alg", { alg: undefined }, "alg"],
    ["alg as a list", { alg: ["RS256"] }, "alg"],
    ["crit", { crit: ["b64"], b64: true }, "crit"],
    ["an empty crit", { crit: [] }, "crit"],
    ["crit null", { crit: null }, "crit"],
    ["typ at+jwt", { typ: "at+jwt" }, "typ"],
    ["typ secevent+jwt", { typ: "secevent+jwt" }, "typ"],
    ["an empty typ", { typ: "" }, "typ"],
    ["typ null", { typ: null }, "typ"],
    ["typ as a list", { typ: ["JWT"] }, "typ"],
  ])("%s", (_name, change, word) => {
    expect(withHeader(change)).toMatch(new RegExp(`\\b${word}\\b`))
  })

  test("without a list in the metadata, any alg but RS256", () => {
    expect(judgeLogoutToken({ ...good, algorithms: undefined })).toBeUndefined()
    const header = { ...good.header, alg: "ES256" }
    expect(judgeLogoutToken({ ...good, header, algorithms: undefined })).toContain("alg")
  })
})

describe("at Entra", () => {
  const tid = "72f988bf-86f1-41af-91ab-2d7cd011db47"
  const tenant = (change: object, configured = "organizations") =>
    judgeLogoutToken({
      ...good,
      issuer: "https://login.microsoftonline.com/{tenantid}/v2.0",
      metadataUrl: `https://login.microsoftonline.com/${configured}/v2.0/.well-known/openid-configuration`,
      claims: { ...claims, tid, iss: `https://login.microsoftonline.com/${tid}/v2.0`, ...change },
    })
  const consumers = "9188040d-6c67-4c5b-b112-36a304b66dad"

  test.each<[string, object, string | undefined]>([
    ["the template filled with the token's tid", {}, undefined],
    ["without tid nobody knows whose it is", { tid: undefined }, "iss"],
    ["another tenant's iss", { iss: `https://login.microsoftonline.com/${consumers}/v2.0` }, "iss"],
    ["tid that is no GUID", { tid: "x", iss: "https://login.microsoftonline.com/x/v2.0" }, "iss"],
    ["the template itself", { iss: "https://login.microsoftonline.com/{tenantid}/v2.0" }, "iss"],
    [
      "a personal account, where the address is that of organizations",
      { tid: consumers, iss: `https://login.microsoftonline.com/${consumers}/v2.0` },
      "tenant",
    ],
  ])("%s", (_name, change, word) => {
    if (word === undefined) expect(tenant(change)).toBeUndefined()
    else expect(tenant(change)).toContain(word)
  })
})

const encoded = (text: string) => Buffer.from(text).toString("base64url")
const jwt = (payload: string, header = '{"alg":"RS256"}') => `${encoded(header)}.${encoded(payload)}.c2ln`

/** What must be read as nothing at all, and quickly. */
const nonsense: readonly [string, string][] = [
  ["nothing", ""],
  ["no dots", "abc"],
  ["two parts", "e30.e30"],
  ["no signature", `${encoded("{}")}.${encoded("{}")}.`],
  ["four parts", `${jwt("{}")}.x`],
  ["five parts, as of an encrypted one", "a.b.c.d.e"],
  ["characters of no base64url", `${encoded("{}")}.e3 0.c2ln`],
  ["base64 with + and /", `${encoded("{}")}.+/+/.c2ln`],
  ["padding", `${encoded("{}")}=.${encoded("{}")}.c2ln`],
  ["a length that no base64 has", `${encoded("{}")}.aaaaa.c2ln`],
  [
    "bytes that are no UTF-8",
    `${encoded("{}")}.${Buffer.from('{"iss":"\xff","aud":"us"}', "latin1").toString("base64url")}.c2ln`,
  ],
  ["no JSON", jwt("{iss:1}")],
  ["a payload of null", jwt("null")],
  ["a payload that is a list", jwt("[]")],
  ["a payload that is a text", jwt('"x"')],
  ["a header that is a list", jwt("{}", "[]")],
  ["a header that is no JSON", jwt("{}", "x")],
  ["nesting without end", jwt(`{"iss":"x","aud":"us","a":${"[".repeat(5000)}${"]".repeat(5000)}}`)],
  ["nesting without end, in the header", jwt("{}", `{"a":${"[".repeat(5000)}${"]".repeat(5000)}}`)],
  ["brackets that nobody closes", jwt("[".repeat(10_000))],
  ["a number that is none", jwt('{"iss":"x","aud":"us","iat":1e400}')],
  ["more than 16 KiB", jwt(JSON.stringify({ iss: "x", aud: "us", padding: "x".repeat(16 * 1024) }))],
  ["a line break at the end", `${jwt('{"iss":"x","aud":"us"}')}\n`],
]

describe("what anybody may send", () => {
  test.each(nonsense)("%s is read as nothing", (_name, token) => {
    expect(readLogoutTokenParts(token)).toBeUndefined()
    expect(logoutTokenAddressee(token)).toBeUndefined()
  })

  test("a large one is not even looked into", () => {
    const began = performance.now()
    for (let round = 0; round < 1000; round++) logoutTokenAddressee("a.".repeat(500_000))
    expect(performance.now() - began).toBeLessThan(1000)
  })

  test("up to 16 KiB it is read", () => {
    const room = 16 * 1024 - jwt(JSON.stringify({ iss: "x", aud: "us", padding: "" })).length
    const padding = "x".repeat(Math.floor((room * 3) / 4) - 2)
    const token = jwt(JSON.stringify({ iss: "x", aud: "us", padding }))
    expect(token.length).toBeGreaterThan(16 * 1024 - 8)
    expect(logoutTokenAddressee(token)).toEqual({ issuer: "x", audiences: ["us"] })
  })

  test("members work no magic", () => {
    const parts = readLogoutTokenParts(jwt('{"__proto__":{"iss":"x","aud":"us"},"constructor":1}'))
    expect(parts?.claims.iss).toBeUndefined()
    expect(logoutTokenAddressee(jwt('{"__proto__":{"iss":"x","aud":"us"}}'))).toBeUndefined()
    expect(({} as Record<string, unknown>).iss).toBeUndefined()
  })
})

describe("whom it addresses, says it", () => {
  test.each<[string, object, unknown]>([
    ["a text", { iss: "x", aud: "us" }, { issuer: "x", audiences: ["us"] }],
    ["a list", { iss: "x", aud: ["us", "them"] }, { issuer: "x", audiences: ["us", "them"] }],
    ["what is no text is left out", { iss: "x", aud: [1, null, "us", ["them"]] }, { issuer: "x", audiences: ["us"] }],
    ["nobody", { iss: "x", aud: [] }, undefined],
    ["no aud", { iss: "x" }, undefined],
    ["no iss", { aud: "us" }, undefined],
    ["iss of no text", { iss: {}, aud: "us" }, undefined],
  ])("%s", (_name, payload, expected) => {
    expect(logoutTokenAddressee(jwt(JSON.stringify(payload)))).toEqual(expected)
  })

  const settings = { clientId: "us", issuer: "https://id.example", metadataUrl: "https://id.example/x" }
  const entra = {
    clientId: "us",
    issuer: "https://login.microsoftonline.com/common/v2.0",
    metadataUrl: "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration",
  }
  const ofTenant = "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0"

  test.each<[string, typeof settings, string, string[], boolean]>([
    ["its issuer and our client", settings, "https://id.example", ["us"], true],
    ["one final slash more", settings, "https://id.example/", ["them", "us"], true],
    ["another client", settings, "https://id.example", ["them"], false],
    ["another issuer", settings, "https://evil.example", ["us"], false],
    ["what begins alike", settings, "https://id.example.evil", ["us"], false],
    ["a tenant of Entra", entra, ofTenant, ["us"], true],
    ["a tenant of Entra, for a provider elsewhere", settings, ofTenant, ["us"], false],
    ["somebody else, for a provider at Entra", entra, "https://id.example", ["us"], false],
    ["no URL, for a provider at Entra", entra, "x", ["us"], false],
  ])("%s: may it be this provider's? %#", (_name, provider, issuer, audiences, expected) => {
    expect(mayBeIssuedBy(provider, { issuer, audiences })).toBe(expected)
  })
})
