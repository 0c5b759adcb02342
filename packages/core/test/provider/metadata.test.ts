/** judgeMetadata: of the issuer that was configured, with addresses that can be used. */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { judgeMetadata } from "../../src/provider/metadata.js"
import { auth0, entra, google, okta } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork } from "../support/world.js"

useNetwork()

const issuer = "https://idp.example"
const good = {
  issuer,
  authorization_endpoint: "https://idp.example/authorize?x=1",
  token_endpoint: "https://idp.example/token",
  jwks_uri: "https://idp.example/keys",
}

/** What discovery decides: loopback alone, here. */
const mayBeHttp =
  (allowed = false) =>
  (url: URL) =>
    allowed && url.hostname === "localhost"

/** The code of the refusal, or "good". */
function judge(document: unknown, expected: { issuer?: string; allowHttp?: boolean } = {}): string {
  try {
    judgeMetadata(document, { issuer, mayBeHttp: mayBeHttp(expected.allowHttp), ...expected })
    return "good"
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe("judgeMetadata", () => {
  test.each([google, entra, okta, auth0])("the published metadata of $metadata.issuer", ({ metadata, metadataUrl }) => {
    expect(judge(metadata, { issuer: metadataUrl.replace("/.well-known/openid-configuration", "") })).toBe("good")
  })

  test.each<[string, unknown, string]>([
    ["the least", good, "good"],
    ["a final slash more", { ...good, issuer: `${issuer}/` }, "good"],
    ["two final slashes", { ...good, issuer: `${issuer}//` }, "issuer_mismatch"],
    ["another issuer", { ...good, issuer: "https://evil.example" }, "issuer_mismatch"],
    ["another case", { ...good, issuer: "https://IDP.example" }, "issuer_mismatch"],
    ["a path more", { ...good, issuer: `${issuer}/tenant` }, "issuer_mismatch"],
    ["a template", { ...good, issuer: `${issuer}/{tenantid}` }, "issuer_mismatch"],
    ["no issuer", { ...good, issuer: undefined }, "provider_invalid"],
    ["an issuer that is no text", { ...good, issuer: [issuer] }, "provider_invalid"],
    ["null", null, "provider_invalid"],
    ["a list", [good], "provider_invalid"],
    ["a text", "x", "provider_invalid"],
    ["no authorization_endpoint", { ...good, authorization_endpoint: undefined }, "provider_invalid"],
    ["no token_endpoint", { ...good, token_endpoint: undefined }, "provider_invalid"],
    ["no jwks_uri", { ...good, jwks_uri: undefined }, "provider_invalid"],
    ["null for an endpoint", { ...good, token_endpoint: null }, "provider_invalid"],
    ["javascript:", { ...good, authorization_endpoint: "javascript:alert(1)" }, "provider_invalid"],
    ["data:", { ...good, authorization_endpoint: "data:text/html,x" }, "provider_invalid"],
    ["file:", { ...good, jwks_uri: "file:///etc/passwd" }, "provider_invalid"],
    ["relative", { ...good, token_endpoint: "/token" }, "provider_invalid"],
    ["with credentials", { ...good, token_endpoint: "https://a:b@idp.example/token" }, "provider_invalid"],
    ["with a user alone", { ...good, token_endpoint: "https://a@idp.example/token" }, "provider_invalid"],
    ["http", { ...good, token_endpoint: "http://idp.example/token" }, "provider_invalid"],
    ["http for UserInfo", { ...good, userinfo_endpoint: "http://idp.example/me" }, "provider_invalid"],
    ["javascript: for the logout", { ...good, end_session_endpoint: "javascript:alert(1)" }, "provider_invalid"],
    ["an endpoint that is not used", { ...good, introspection_endpoint: "x" }, "good"],
    ["another origin's endpoint", { ...good, jwks_uri: "https://keys.example/" }, "good"],
  ])("%s: %j is %s", (_name, document, expected) => {
    expect(judge(document)).toBe(expected)
  })

  test("http where the owner allowed it, and still nothing else", () => {
    const local = { ...good, issuer: "http://localhost:9000", token_endpoint: "http://localhost:9000/token" }
    expect(judge(local, { issuer: "http://localhost:9000", allowHttp: true })).toBe("good")
    expect(judge({ ...local, jwks_uri: "ftp://x/" }, { issuer: "http://localhost:9000", allowHttp: true })).toBe(
      "provider_invalid",
    )
  })

  test("http is judged for each address: a local issuer names no other host's", () => {
    const local = { ...good, issuer: "http://localhost:9000", token_endpoint: "http://other.example/token" }
    expect(judge(local, { issuer: "http://localhost:9000", allowHttp: true })).toBe("provider_invalid")
  })

  test("a mismatch tells both values to the log", () => {
    expect(() =>
      judgeMetadata({ ...good, issuer: "https://evil.example" }, { issuer, mayBeHttp: mayBeHttp() }),
    ).toThrow(
      expect.objectContaining({
        cause: expect.objectContaining({ message: expect.stringMatching(/idp\.example.*evil\.example/) }),
      }),
    )
  })
})

describe("a login at a provider whose metadata", () => {
  const html = () => new HttpResponse("<html>canary-page</html>", { headers: { "content-type": "text/html" } })

  test.each<[string, (document: Record<string, unknown>) => unknown, string, number]>([
    ["is another's", (document) => ({ ...document, issuer: "https://evil.example" }), "issuer_mismatch", 502],
    ["is a page", html, "provider_invalid", 502],
    ["is not there", () => new HttpResponse("no", { status: 404 }), "provider_invalid", 502],
    ["is a redirect", () => HttpResponse.redirect("https://evil.example/", 302), "provider_invalid", 502],
    [
      "leads to javascript:",
      (document) => ({ ...document, authorization_endpoint: "javascript:x" }),
      "provider_invalid",
      502,
    ],
    ["cannot be had", () => HttpResponse.error(), "provider_unreachable", 504],
    ["is down", () => new HttpResponse("down", { status: 503 }), "provider_unreachable", 504],
    ["is empty", () => new HttpResponse(null, { status: 200 }), "provider_invalid", 502],
  ])(
    "%s: resolves to the error, nothing is set, and the next login may work",
    async (_name, metadata, code, status) => {
      const world = createWorld()
      const visitor = world.visitor()
      world.provider.faults = { metadata }
      const response = await world.auth.login(visitor.request("/"))
      expect([response.status, await codeOf(response)]).toEqual([status, code])
      expect(response.headers.getSetCookie()).toEqual([])
      const page = await response.text()
      expect(page).not.toContain("canary")
      expect(page).not.toContain("evil.example")
      expectNoSecret(world, page)
      world.provider.faults = {}
      expect((await visitor.login()).status).toBe(302)
    },
  )

  test.each<[string, Record<string, unknown>]>([
    ["token_endpoint_auth_methods_supported is a number", { token_endpoint_auth_methods_supported: 5 }],
    ["token_endpoint_auth_methods_supported is null", { token_endpoint_auth_methods_supported: null }],
    ["token_endpoint_auth_methods_supported is empty", { token_endpoint_auth_methods_supported: [] }],
    ["id_token_signing_alg_values_supported is null", { id_token_signing_alg_values_supported: null }],
    ["id_token_signing_alg_values_supported is a text", { id_token_signing_alg_values_supported: "RS256" }],
    ["prompt_values_supported is a number", { prompt_values_supported: 5 }],
    [
      "authorization_response_iss_parameter_supported is a text",
      { authorization_response_iss_parameter_supported: "no" },
    ],
  ])("%s: an answer all the same, never a throw", async (_name, change) => {
    const world = createWorld()
    world.provider.faults = { metadata: (document) => ({ ...document, ...change }) }
    const response = await world
      .visitor()
      .login()
      .catch((error: Error) => error)
    // A TypeError would be our own fault, and a 500 without a page.
    expect(String(response)).not.toMatch(/TypeError|is not a function|undefined/)
    if (response instanceof Response) expect([302, 400, 502]).toContain(response.status)
  })
})
