/** logoutDestination and judgeLogoutRequest as tables. */
import { describe, expect, test } from "vitest"
import { judgeLogoutRequest, logoutDestination } from "../../src/flow/logout.js"

describe("logoutDestination", () => {
  const facts = { clientId: "me", postLogoutRedirectUri: "https://app.example/", state: "STATE" }
  const at = (end_session_endpoint: string | undefined, idToken?: string) =>
    logoutDestination({
      metadata: end_session_endpoint === undefined ? {} : { end_session_endpoint },
      idToken,
      ...facts,
    })

  test("undefined when the provider knows none", () => {
    expect(at(undefined, "TOKEN")).toBeUndefined()
  })

  test.each([
    ["with a hint", "TOKEN", { id_token_hint: "TOKEN" }],
    ["without", undefined, {}],
  ])("every parameter, %s", (_name, idToken, hint) => {
    const url = new URL(at("https://idp.example/logout", idToken) ?? "")
    expect(Object.fromEntries(url.searchParams)).toEqual({
      ...hint,
      client_id: "me",
      post_logout_redirect_uri: "https://app.example/",
      state: "STATE",
    })
  })

  const published = "https://idp.example/logout"
  const own = "https://idp.example/v2/logout"
  const standard = {
    id_token_hint: "TOKEN",
    client_id: "me",
    post_logout_redirect_uri: "https://app.example/",
    state: "STATE",
  }
  const short = { client_id: "me", returnTo: "https://app.example/" }

  test.each<[string, object, string | undefined, string | undefined, object]>([
    ["no quirk", {}, published, published, standard],
    ["an endpoint of its own, and one is published", { endpoint: own }, published, published, standard],
    ["an endpoint of its own, and none is published", { endpoint: own }, undefined, own, standard],
    [
      "its own way where none is published",
      { endpoint: own, redirectParameter: "returnTo" },
      published,
      published,
      standard,
    ],
    ["its own way, and none is published", { endpoint: own, redirectParameter: "returnTo" }, undefined, own, short],
    [
      "always its own way, and one is published",
      { redirectParameter: "returnTo", always: true },
      published,
      published,
      short,
    ],
    [
      "always its own way, and both are there: the published one",
      { endpoint: own, redirectParameter: "returnTo", always: true },
      published,
      published,
      short,
    ],
    ["its own way, and nowhere to go", { redirectParameter: "returnTo", always: true }, undefined, undefined, {}],
  ])("B08 %s", (_name, quirk, end_session_endpoint, address, parameters) => {
    const metadata = end_session_endpoint === undefined ? {} : { end_session_endpoint }
    const destination = logoutDestination({ metadata, quirk, idToken: "TOKEN", ...facts })
    expect(destination?.split("?", 1)[0]).toBe(address)
    if (destination !== undefined) expect(Object.fromEntries(new URL(destination).searchParams)).toEqual(parameters)
  })

  test("the endpoint's own query survives, and its parameters named like ours do not", () => {
    const url = new URL(at("https://idp.example/logout?p=policy&state=evil&state=evil&client_id=evil") ?? "")
    expect(url.searchParams.get("p")).toBe("policy")
    expect(url.searchParams.getAll("state")).toEqual(["STATE"])
    expect(url.searchParams.getAll("client_id")).toEqual(["me"])
  })
})

describe("judgeLogoutRequest", () => {
  const origin = "https://app.example"
  const judge = (method: string, headers: Record<string, string>) =>
    judgeLogoutRequest({ method, url: "/auth/logout", headers: new Headers(headers) }, origin)

  test.each<[string, Record<string, string>, string, string]>([
    ["same-origin", { "sec-fetch-site": "same-origin" }, "end", "end"],
    ["same-site", { "sec-fetch-site": "same-site" }, "end", "end"],
    ["none: typed or bookmarked", { "sec-fetch-site": "none" }, "end", "end"],
    ["cross-site", { "sec-fetch-site": "cross-site" }, "ask", "ask"],
    ["what no browser sends", { "sec-fetch-site": "whatever" }, "ask", "ask"],
    [
      "Sec-Fetch-Site wins over Origin",
      { "sec-fetch-site": "same-origin", origin: "https://tunnel.example" },
      "end",
      "end",
    ],
    ["Sec-Fetch-Site wins the other way", { "sec-fetch-site": "cross-site", origin }, "ask", "ask"],
    ["our Origin", { origin }, "end", "end"],
    ["another Origin", { origin: "https://evil.example" }, "ask", "ask"],
    ["Origin: null", { origin: "null" }, "ask", "ask"],
    ["an Origin that only begins like ours", { origin: `${origin}.evil.example` }, "ask", "ask"],
    ["Origin wins over Referer", { origin: "https://evil.example", referer: `${origin}/` }, "ask", "ask"],
    ["our Referer", { referer: `${origin}/page` }, "end", "end"],
    ["another Referer", { referer: "https://evil.example/https://app.example/" }, "ask", "ask"],
    ["a Referer that is no URL", { referer: "about" }, "ask", "ask"],
    ["nothing tells", {}, "ask", "end"],
    ["a prefetch", { "sec-purpose": "prefetch", "sec-fetch-site": "same-origin" }, "prefetch", "prefetch"],
    ["a prerender", { "sec-purpose": "prefetch;prerender" }, "prefetch", "prefetch"],
    ["an old prefetch", { purpose: "prefetch" }, "prefetch", "prefetch"],
  ])("%s", (_name, headers, byGet, byPost) => {
    expect([judge("GET", headers), judge("POST", headers)]).toEqual([byGet, byPost])
  })
})
