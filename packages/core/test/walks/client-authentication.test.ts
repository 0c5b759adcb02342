/** How we prove who we are at the token endpoint. */
import { describe, expect, test } from "vitest"
import { google, okta, type Profile } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork } from "../support/world.js"

useNetwork()

const special = "- _ . ~ + / = : % and a space, ä€, & ? #"

describe("S58 client_secret_basic", () => {
  test.each([
    ["-", "my-client", "se-cret-0-canary"],
    ["_ . ~", "my_client.x~", "se_cret.0~canary"],
    ["+", "my+client", "se+cret+canary"],
    ["/ =", "my/client=", "secret/canary=="],
    [":", "my:client", "sec:ret:canary"],
    ["%", "my%20client", "se%2Bcret%canary"],
    ["a space", "my client", "se cret canary"],
    ["all of them", special, `canary${special}`],
  ])("S58 ids and secrets that hold %s arrive as they are", async (_name, client_id, client_secret) => {
    const world = createWorld({ providers: { okta }, tables: { okta: { client_id, client_secret } } })
    const visitor = world.visitor()
    expect((await visitor.login()).status).toBe(302)
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true, aud: client_id })
    const { headers, body } = world.provider.seen.token[0] ?? {}
    expect(headers?.get("authorization")).toMatch(/^Basic [\w+/]+=*$/)
    expect(new URLSearchParams(body).has("client_secret")).toBe(false)
    expect(JSON.stringify(world.log)).not.toContain(client_secret)
  })

  test("S58 the encoding is URLSearchParams': a dash stays a dash, a space becomes a plus", async () => {
    const table = { client_id: "a-b_c.d~e f", client_secret: "g-h_i.j+k/l=m:n%o p" }
    const world = createWorld({ providers: { okta }, tables: { okta: table } })
    await world.visitor().login()
    const sent = world.provider.seen.token[0]?.headers.get("authorization")?.replace("Basic ", "") ?? ""
    expect(atob(sent)).toBe("a-b_c.d%7Ee+f:g-h_i.j%2Bk%2Fl%3Dm%3An%25o+p")
  })
})

describe("which way", () => {
  const supporting = (token_endpoint_auth_methods_supported: unknown): Profile => ({
    ...google,
    metadata: { ...google.metadata, token_endpoint_auth_methods_supported },
  })

  test.each<[string, unknown, string | undefined, "basic" | "post"]>([
    ["basic is preferred", ["client_secret_post", "client_secret_basic"], undefined, "basic"],
    ["post where basic is not known", ["client_secret_post"], undefined, "post"],
    ["basic where nothing is said", undefined, undefined, "basic"],
    ["the configuration wins", ["client_secret_basic"], "client_secret_post", "post"],
    ["the configuration wins the other way", ["client_secret_post"], "client_secret_basic", "basic"],
  ])("%s", async (_name, methods, token_endpoint_auth_method, expected) => {
    const table = token_endpoint_auth_method === undefined ? {} : { token_endpoint_auth_method }
    const world = createWorld({ providers: { google: supporting(methods) }, tables: { google: table } })
    expect((await world.visitor().login()).status).toBe(302)
    const { headers, body } = world.provider.seen.token[0] ?? {}
    const form = new URLSearchParams(body)
    expect(headers?.has("authorization")).toBe(expected === "basic")
    expect(form.has("client_secret")).toBe(expected === "post")
    expect(form.getAll("client_id").length).toBeLessThanOrEqual(1)
  })

  test("none: a public client sends its id alone", async () => {
    const table = { token_endpoint_auth_method: "none", client_secret: undefined }
    const world = createWorld({ providers: { okta }, tables: { okta: table } })
    expect((await world.visitor().login()).status).toBe(302)
    const { headers, body } = world.provider.seen.token[0] ?? {}
    expect(headers?.has("authorization")).toBe(false)
    expect(new URLSearchParams(body).get("client_id")).toBe("client-of-okta")
    expect(new URLSearchParams(body).has("client_secret")).toBe(false)
  })
})

test("a secret that the provider does not know is client_rejected, and stands nowhere", async () => {
  const world = createWorld({ providers: { okta } })
  const visitor = world.visitor()
  const url = await visitor.start()
  const wrong = world.restart({ tables: { okta: { client_secret: "canary-wrong-secret" } } })
  const { parameters } = world.provider.authorize(url)
  const response = (await wrong.auth.handle(visitor.request(`/oauth2callback?${parameters}`))) as Response
  expect([response.status, await codeOf(response)]).toEqual([502, "client_rejected"])
  expectNoSecret(wrong, await response.text())
  expect(JSON.stringify(wrong.log)).not.toContain("canary-wrong-secret")
  expect(wrong.log.at(-1)).toMatchObject({ level: "error", event: "client_rejected" })
})
