/** judgeFrontChannelLogout as a table. */
import { describe, expect, test } from "vitest"
import { settingsOf } from "../../src/config/config.js"
import { judgeFrontChannelLogout } from "../../src/flow/front-channel-logout.js"
import { parseConfig } from "../../src/index.js"

const issuer = "https://id.example"
const entra = "https://login.microsoftonline.com/common/v2.0"
const tenant = "https://login.microsoftonline.com/8eaef023-2b34-4da1-9baa-8bc8c9d6a490/v2.0"

function settingsWith(...issuers: readonly string[]) {
  const tables = issuers.map((address, index) => [
    `provider${index}`,
    {
      client_id: "us",
      client_secret: "a-client-secret-of-some-length",
      server_metadata_url: `${address}/.well-known/openid-configuration`,
    },
  ])
  const github = { preset: "github", client_id: "us", client_secret: "a-client-secret-of-some-length" }
  const auth = {
    redirect_uri: "https://app.example/oauth2callback",
    cookie_secret: "C_4D_ktY3rlQgDm7fqnrGA2d5MFcoODyjU7kgy4P_80",
    github,
    ...Object.fromEntries(tables),
  }
  const settings = settingsOf(parseConfig({ auth }))
  if (settings === undefined) throw new Error("it is a Config")
  return settings
}

const [usual, withEntra] = [settingsWith(issuer), settingsWith(issuer, entra)]

function judge(query: string, headers: Record<string, string> = {}, settings = usual) {
  const request = { method: "GET", url: `/auth/frontchannel-logout?${query}`, headers: new Headers(headers) }
  return judgeFrontChannelLogout(request, settings)
}

const named = (sid: string, iss: string | undefined, ...providers: string[]) => ({ sid, iss, providers })
const encoded = encodeURIComponent(issuer)

describe("judgeFrontChannelLogout", () => {
  test.each<[string, string, ReturnType<typeof judge>]>([
    ["both", `iss=${encoded}&sid=one`, named("one", issuer, issuer)],
    ["the other way round", `sid=one&iss=${encoded}`, named("one", issuer, issuer)],
    ["something beside them", `x=1&iss=${encoded}&sid=one&x=2`, named("one", issuer, issuer)],
    ["a slash more, which the session decides", `iss=${encoded}%2F&sid=one`, named("one", `${issuer}/`, issuer)],
    ["a sid of 255", `iss=${encoded}&sid=${"s".repeat(255)}`, named("s".repeat(255), issuer, issuer)],
    ["a sid of 256", `iss=${encoded}&sid=${"s".repeat(256)}`, "invalid"],
    ["an empty sid", `iss=${encoded}&sid=`, "invalid"],
    ["iss alone", `iss=${encoded}`, "invalid"],
    ["sid alone", "sid=one", "invalid"],
    ["iss twice", `iss=${encoded}&iss=${encoded}&sid=one`, "invalid"],
    ["sid twice", `iss=${encoded}&sid=one&sid=one`, "invalid"],
    ["two sids", `iss=${encoded}&sid=one&sid=two`, "invalid"],
    ["an empty iss", "iss=&sid=one", "invalid"],
    ["another issuer", "iss=https%3A%2F%2Fevil.example&sid=one", "invalid"],
    ["one that begins like ours", `iss=${encoded}.evil.example&sid=one`, "invalid"],
    ["a provider without OpenID Connect", "iss=https%3A%2F%2Fgithub.com%2Flogin%2Foauth&sid=one", "invalid"],
    ["a tenant of Entra, and no Entra here", `iss=${encodeURIComponent(tenant)}&sid=one`, "invalid"],
  ])("%s", (_name, query, verdict) => {
    expect(judge(query)).toEqual(verdict)
    // Where it comes from does not matter: mostly it comes from another site.
    expect(judge(query, { "sec-fetch-site": "cross-site" })).toEqual(verdict)
  })

  test.each<[string, string, ReturnType<typeof judge>]>([
    ["sid alone is Entra's", "sid=one", named("one", undefined, entra)],
    ["both, of a tenant", `iss=${encodeURIComponent(tenant)}&sid=one`, named("one", tenant, entra)],
    ["the other provider wants both", `iss=${encoded}&sid=one`, named("one", issuer, issuer)],
    ["an empty iss is no missing one", "iss=&sid=one", "invalid"],
    ["iss alone", `iss=${encodeURIComponent(tenant)}`, "invalid"],
    ["sid alone, and empty", "sid=", "invalid"],
  ])("where Entra is one of the providers: %s", (_name, query, verdict) => {
    expect(judge(query, {}, withEntra)).toEqual(verdict)
  })

  test("two that share an issuer are asked for once", () => {
    expect(judge(`iss=${encoded}&sid=one`, {}, settingsWith(issuer, issuer))).toEqual(named("one", issuer, issuer))
  })

  test.each<[string, Record<string, string>, "own" | "nothing"]>([
    ["same-origin", { "sec-fetch-site": "same-origin" }, "own"],
    ["same-site, where a provider may well be", { "sec-fetch-site": "same-site" }, "own"],
    ["none: typed", { "sec-fetch-site": "none" }, "own"],
    ["cross-site", { "sec-fetch-site": "cross-site" }, "nothing"],
    ["our Referer", { referer: "https://app.example/page" }, "own"],
    ["another Referer", { referer: "https://evil.example/" }, "nothing"],
    ["nothing tells", {}, "nothing"],
  ])("with neither, the request's own session: %s", (_name, headers, verdict) => {
    expect(judge("", headers)).toBe(verdict)
    expect(judge("x=1", headers)).toBe(verdict)
  })

  test.each(["", "sid=one", `iss=${encoded}&sid=one`])("a prefetch ends nothing: %s", (query) => {
    expect(judge(query, { "sec-purpose": "prefetch", "sec-fetch-site": "same-origin" })).toBe("prefetch")
  })
})
