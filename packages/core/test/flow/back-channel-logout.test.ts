/** candidatesFor and judgeEnd as tables. */
import { describe, expect, test } from "vitest"
import { settingsOf } from "../../src/config/config.js"
import { candidatesFor, judgeEnd } from "../../src/flow/back-channel-logout.js"
import { parseConfig } from "../../src/index.js"

describe("judgeEnd", () => {
  const now = 1_900_000_000_000
  const issuedAt = now / 1000
  const issuer = "https://id.example"
  const at = (token: object) => judgeEnd({ issuer, issuedAt, ...token }, { now, tolerance: 30 })

  test.each<[string, object, object]>([
    ["a sid", { sid: "one" }, { issuer, sid: "one" }],
    ["a sub", { subject: "ada" }, { issuer, subject: "ada" }],
    ["both: the sid alone", { sid: "one", subject: "ada" }, { issuer, sid: "one" }],
  ])("by %s", (_name, token, whose) => {
    expect(at(token).whose).toEqual(whose)
  })

  test.each<[string, number, number]>([
    ["of this moment", 0, now],
    ["a little in the future", 20, now],
    ["ten seconds old", -10, now],
    ["as old as the tolerance", -30, now],
    ["older: what began after it stays", -31, now - 1000],
    ["ten minutes old", -600, now - 570_000],
    ["of a fraction of a second", -31.5, now - 1500],
  ])("%s", (_name, age, before) => {
    expect(at({ sid: "one", issuedAt: issuedAt + age }).before).toBe(before)
  })
})

describe("candidatesFor", () => {
  const openId = (issuer: string, client_id = "us") => ({
    client_id,
    client_secret: "a-client-secret-of-some-length",
    server_metadata_url: `${issuer}/.well-known/openid-configuration`,
  })
  const settings = settingsOf(
    parseConfig({
      auth: {
        redirect_uri: "https://app.example/oauth2callback",
        cookie_secret: "C_4D_ktY3rlQgDm7fqnrGA2d5MFcoODyjU7kgy4P_80",
        one: openId("https://id.example"),
        two: openId("https://id.example", "other"),
        three: openId("https://else.example"),
        work: openId("https://login.microsoftonline.com/common/v2.0"),
        github: { preset: "github", client_id: "us", client_secret: "a-client-secret-of-some-length" },
      },
    }),
  )
  if (settings === undefined) throw new Error("it is a Config")
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const token = (claims: unknown) => `${part({ alg: "RS256" })}.${part(claims)}.AAAA`
  const names = (text: string) => candidatesFor(text, settings).map(({ name }) => name)

  test.each<[string, unknown, string[]]>([
    ["iss and aud", { iss: "https://id.example", aud: "us" }, ["one"]],
    ["a slash more", { iss: "https://id.example/", aud: "us" }, ["one"]],
    ["a list of aud", { iss: "https://id.example", aud: ["other", "us"] }, ["one", "two"]],
    ["another client", { iss: "https://id.example", aud: "somebody" }, []],
    ["another issuer", { iss: "https://evil.example", aud: "us" }, []],
    ["a tenant of Entra", { iss: "https://login.microsoftonline.com/some-tenant/v2.0", aud: "us" }, ["work"]],
    ["GitHub has none", { iss: "https://github.com/login/oauth", aud: "us" }, []],
    ["no aud", { iss: "https://id.example" }, []],
    ["aud of no text", { iss: "https://id.example", aud: [1, null, {}] }, []],
    ["iss of no text", { iss: ["https://id.example"], aud: "us" }, []],
    ["a list", ["iss", "aud"], []],
    ["null", null, []],
  ])("%s", (_name, claims, found) => {
    expect(names(token(claims))).toEqual(found)
  })

  test.each(["", ".", "..", "...", "a.b.c", `${part({})}..`, "é".repeat(100), "x".repeat(1_000_000)])(
    "what is no token has none",
    (text) => {
      expect(names(text)).toEqual([])
    },
  )
})
