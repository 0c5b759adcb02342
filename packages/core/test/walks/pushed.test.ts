/** Pushed authorization requests (RFC 9126): whole logins, at a provider that takes no other ones. */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { clientKey } from "../support/client-keys.js"
import { google, type Profile } from "../support/profiles.js"
import { clientSecret, codeOf, createWorld, expectNoSecret, useNetwork, type World } from "../support/world.js"

useNetwork()

const endpoint = "https://accounts.google.com/par"
const pushing: Profile = {
  ...google,
  metadata: {
    ...google.metadata,
    pushed_authorization_request_endpoint: endpoint,
    require_pushed_authorization_requests: true,
  },
  ways: { wantsPushed: true },
}
const offering: Profile = {
  ...pushing,
  metadata: { ...pushing.metadata, require_pushed_authorization_requests: false },
  ways: {},
}

function worldOf(profile: Profile, table: Record<string, unknown> = {}): World {
  return createWorld({ providers: { idp: profile }, tables: { idp: table } })
}

const parametersOf = (url: string) => Object.fromEntries(new URL(url).searchParams)
const pushed = (world: World) => new URLSearchParams(world.provider.seen.pushed[0]?.body)

const isWanted = { pushed_authorization_requests: true }

describe("RFC 9126: who is pushed to", () => {
  test.each<[string, Profile, object, boolean]>([
    ["required", pushing, {}, true],
    ["offered, and nobody asks", offering, {}, false],
    ["offered, and asked for", offering, isWanted, true],
    ["asked for by all of [auth]", offering, {}, true],
  ])("%s", async (name, profile, table, isPushed) => {
    const auth = name.includes("[auth]") ? isWanted : {}
    const world = createWorld({ providers: { idp: profile }, tables: { idp: { ...table } }, auth })
    const visitor = world.visitor()
    expect((await visitor.login()).status).toBe(302)
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true, name: "Ada Lovelace" })
    expect(world.provider.seen.pushed).toHaveLength(isPushed ? 1 : 0)
    expect(world.log).toEqual([])
  })

  test("false is the owner's word: nothing is pushed, and such a provider refuses the login", async () => {
    const world = worldOf(pushing, { pushed_authorization_requests: false })
    const url = await world.visitor().start()
    expect(world.provider.seen.pushed).toEqual([])
    expect(() => world.provider.authorize(url)).toThrow("must be pushed")
  })

  test.each([
    ["asked for", google, isWanted],
    ["required", { ...google, metadata: { ...google.metadata, require_pushed_authorization_requests: true } }, {}],
  ])("%s, and the metadata name no endpoint: provider_invalid, which says so in the log", async (_, profile, table) => {
    const world = worldOf(profile, table)
    const response = await world.visitor().open("/auth/login?provider=idp")
    expect([response.status, await codeOf(response)]).toEqual([502, "provider_invalid"])
    expect(response.headers.getSetCookie()).toEqual([])
    expect(JSON.stringify(world.log)).toContain("no pushed_authorization_request_endpoint")
  })
})

describe("RFC 9126: what is pushed, and what is left for the browser", () => {
  test("the browser carries client_id and request_uri alone", async () => {
    const world = worldOf(pushing, { client_kwargs: { login_hint: "ada@example.com", max_age: 60 } })
    const visitor = world.visitor()
    const url = await visitor.start()
    expect(parametersOf(url)).toEqual({
      client_id: "client-of-idp",
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:/),
    })
    const random = expect.stringMatching(/^[\w-]{43}$/)
    expect(Object.fromEntries(pushed(world))).toEqual({
      client_id: "client-of-idp",
      redirect_uri: "https://app.example/oauth2callback",
      response_type: "code",
      scope: "openid profile email",
      prompt: "select_account",
      login_hint: "ada@example.com",
      max_age: "60",
      state: random,
      nonce: random,
      code_challenge: random,
      code_challenge_method: "S256",
    })
    expect((await visitor.comeBack(world.provider.authorize(url))).status).toBe(302)
    expectNoSecret(world, url)
  })

  test("the endpoint's own query stays in the address, and is not pushed", async () => {
    const { authorization_endpoint } = pushing.metadata
    const metadata = { ...pushing.metadata, authorization_endpoint: `${authorization_endpoint}?p=policy&state=theirs` }
    const world = worldOf({ ...pushing, metadata })
    const url = await world.visitor().start()
    expect(Object.keys(parametersOf(url)).sort()).toEqual(["client_id", "p", "request_uri"])
    expect(pushed(world).has("p")).toBe(false)
    expect(pushed(world).get("state")).not.toBe("theirs")
  })

  test("parameters of a call, form_post and a silent login work as ever", async () => {
    const world = worldOf(pushing, { client_kwargs: { response_mode: "form_post" } })
    const visitor = world.visitor()
    const url = await visitor.start("idp", { parameters: { prompt: "none" } })
    expect(pushed(world).get("prompt")).toBe("none")
    const answer = world.provider.authorize(url)
    expect(answer.method).toBe("POST")
    expect((await visitor.comeBack(answer)).status).toBe(303)
    expect((await visitor.user()).isLoggedIn).toBe(true)
  })

  test("B01 two logins at once, each with its own reference", async () => {
    const world = worldOf(pushing)
    const visitor = world.visitor()
    const urls = [await visitor.start(), await visitor.start()]
    expect(new Set(urls.map((url) => parametersOf(url).request_uri)).size).toBe(2)
    for (const url of urls) expect((await visitor.comeBack(world.provider.authorize(url))).status).toBe(302)
  })
})

describe("RFC 9126: it is pushed with our client authentication", () => {
  test.each(["client_secret_basic", "client_secret_post"])("%s", async (token_endpoint_auth_method) => {
    const world = worldOf(pushing, { token_endpoint_auth_method })
    expect((await world.visitor().login()).status).toBe(302)
    const isBasic = token_endpoint_auth_method === "client_secret_basic"
    expect(world.provider.seen.pushed[0]?.headers.has("authorization")).toBe(isBasic)
    expect(pushed(world).get("client_secret")).toBe(isBasic ? null : clientSecret)
  })

  test("private_key_jwt: an assertion for each request", async () => {
    const key = await clientKey("ES256")
    const world = createWorld({
      providers: { idp: pushing },
      tables: { idp: { client_secret: undefined, client_private_key: key.pem } },
      clientKeys: { idp: [key.public] },
    })
    expect((await world.visitor().login()).status).toBe(302)
    const assertions = [...world.provider.seen.pushed, ...world.provider.seen.token].map(({ body }) =>
      new URLSearchParams(body).get("client_assertion"),
    )
    expect(assertions).toHaveLength(2)
    expect(new Set(assertions).size).toBe(2)
    expectNoSecret(world)
  })
})

describe("RFC 9126: an answer that is none", () => {
  const refused = (error: string, status: number) => () =>
    HttpResponse.json({ error, error_description: "the reason" }, { status })
  const said =
    (body: object, status = 201) =>
    () =>
      HttpResponse.json(body, { status })
  const good = { request_uri: "urn:a", expires_in: 60 }

  test.each<[string, () => Response, string]>([
    ["invalid_client", refused("invalid_client", 401), "client_rejected"],
    ["unauthorized_client", refused("unauthorized_client", 400), "client_rejected"],
    ["invalid_request", refused("invalid_request", 400), "provider_error"],
    ["invalid_grant, which it cannot mean", refused("invalid_grant", 400), "provider_error"],
    ["500", () => new HttpResponse("sorry", { status: 500 }), "provider_error"],
    ["429", () => new HttpResponse(null, { status: 429 }), "provider_error"],
    ["200 in the place of 201", said(good, 200), "provider_error"],
    ["HTML", () => HttpResponse.html("<p>", { status: 201 }), "provider_error"],
    ["a list", said([]), "provider_error"],
    ["no request_uri", said({ expires_in: 60 }), "provider_error"],
    ["an empty request_uri", said({ ...good, request_uri: "" }), "provider_error"],
    ["a request_uri that is a number", said({ ...good, request_uri: 5 }), "provider_error"],
    ["a request_uri with a line end", said({ ...good, request_uri: "urn:a\r\nb" }), "provider_error"],
    ["a request_uri of 200 kB", said({ ...good, request_uri: "x".repeat(200_000) }), "provider_error"],
    ["limits: more than 256 KiB", said({ ...good, request_uri: "x".repeat(256 * 1024) }), "provider_invalid"],
    ["no lifetime", said({ request_uri: "urn:a" }), "provider_error"],
    ["no lifetime left", said({ ...good, expires_in: 0 }), "provider_error"],
    ["a lifetime below nothing", said({ ...good, expires_in: -1 }), "provider_error"],
    ["a redirect", () => HttpResponse.redirect("https://elsewhere.example/", 307), "provider_invalid"],
    ["no answer", () => HttpResponse.error() as Response, "provider_unreachable"],
  ])("%s", async (_, answer, code) => {
    const world = worldOf(pushing)
    world.provider.faults = { pushed: answer }
    const response = await world.visitor().open("/auth/login?provider=idp")
    expect(await codeOf(response)).toBe(code)
    expect(response.headers.getSetCookie()).toEqual([])
    expect(world.log).toEqual([expect.objectContaining({ level: "error", event: code, provider: "idp" })])
    expectNoSecret(world, await response.text())
  })

  test.each(["state", "nonce", "code_challenge", "login_hint", "authorization", "client_secret"])(
    "words that repeat the %s do not bring it into the log",
    async (name) => {
      const method = name === "client_secret" ? "client_secret_post" : "client_secret_basic"
      const own = { client_kwargs: { login_hint: "canary@example.com" }, token_endpoint_auth_method: method }
      const world = worldOf(pushing, own)
      let repeated = ""
      world.provider.faults = {
        pushed: () => {
          const basic = world.provider.seen.pushed[0]?.headers.get("authorization")?.replace("Basic ", "")
          repeated = (name === "authorization" ? basic : pushed(world).get(name)) ?? ""
          const error_description = `no good: ${repeated}`
          return HttpResponse.json({ error: "invalid_request", error_description }, { status: 400 })
        },
      }
      const page = await (await world.visitor().open("/auth/login?provider=idp")).text()
      expect(repeated.length).toBeGreaterThan(10)
      expect(JSON.stringify(world.log)).toContain("no good: …")
      expect(JSON.stringify(world.log) + page).not.toContain(repeated.slice(0, 10))
    },
  )

  test("what its owner needs to mend it is left", async () => {
    const world = worldOf(pushing)
    world.provider.faults = {
      pushed: () => {
        const error_description = `unknown: ${pushed(world).get("redirect_uri")}`
        return HttpResponse.json({ error: "invalid_request", error_description }, { status: 400 })
      },
    }
    await world.visitor().open("/auth/login?provider=idp")
    expect(JSON.stringify(world.log)).toContain("unknown: https://app.example/oauth2callback")
  })
})

test("the endpoint is judged like every other: http to another machine is provider_invalid", async () => {
  const metadata = { ...pushing.metadata, pushed_authorization_request_endpoint: "http://idp.example/par" }
  const world = worldOf({ ...pushing, metadata })
  const response = await world.visitor().open("/auth/login?provider=idp")
  expect(await codeOf(response)).toBe("provider_invalid")
})
