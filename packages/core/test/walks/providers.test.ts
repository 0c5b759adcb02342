/** Several providers in one table, and the real ones. */
import { describe, expect, test } from "vitest"
import { ConfigError, parseConfig } from "../../src/index.js"
import { auth0, entra, google, okta, type Profile } from "../support/profiles.js"
import { clientSecret, cookieSecret, createWorld, expectNoSecret, useNetwork } from "../support/world.js"

useNetwork()

const registration = { client_id: "a", client_secret: clientSecret, server_metadata_url: google.metadataUrl }

function issuesOf(auth: object): ConfigError["issues"] {
  try {
    parseConfig({ auth })
    return []
  } catch (error) {
    if (error instanceof ConfigError) return error.issues
    throw error
  }
}

describe("S53 real providers, each against what it publishes", () => {
  test.each<[string, Profile, Record<string, unknown>]>([
    ["Google", google, { email: "ada@gmail.com", email_verified: true, picture: google.userinfo.picture }],
    [
      "Entra, one tenant",
      entra,
      { email: "ada@contoso.example", preferred_username: "ada@contoso.example", ver: "2.0" },
    ],
    ["Okta", okta, { email: "ada@example.com", zoneinfo: "Europe/London", amr: ["pwd"] }],
    ["Auth0", auth0, { email: "ada@example.com", nickname: "ada" }],
  ])("S53 %s: login, user, logout", async (_name, profile, claims) => {
    const world = createWorld({ providers: { idp: profile }, auth: { logout: "provider" } })
    const visitor = world.visitor()
    expect((await visitor.login("idp")).headers.get("location")).toBe("/")
    const user = await visitor.user()
    expect(user).toMatchObject({
      isLoggedIn: true,
      iss: profile.metadata.issuer,
      sub: profile.idToken.sub,
      aud: "client-of-idp",
      name: "Ada Lovelace",
      ...claims,
    })
    const location = (await visitor.logout()).headers.get("location") ?? ""
    const endpoint = profile.metadata.end_session_endpoint
    expect(location.split("?", 1)[0]).toBe(endpoint ?? "/")
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
    expect(world.log.filter(({ level }) => level === "error")).toEqual([])
    expectNoSecret(world)
  })

  test("S53 Auth0's issuer has a final slash, and the configured URL may lack it", async () => {
    const server_metadata_url = auth0.metadata.issuer.slice(0, -1)
    const world = createWorld({ providers: { auth0 }, tables: { auth0: { server_metadata_url } } })
    const visitor = world.visitor()
    await visitor.login()
    expect(await visitor.user()).toMatchObject({ iss: auth0.metadata.issuer })
  })
})

describe("S32 two providers share what belongs to [auth]", () => {
  test.each([
    ["in the order of their beginning", [0, 1]],
    ["the other way round", [1, 0]],
  ])("S32 two logins pending at once both finish, %s, by one callback path", async (_name, order) => {
    const world = createWorld({ providers: { google, okta } })
    const visitor = world.visitor()
    const urls = [await visitor.start("google"), await visitor.start("okta")]
    const answers = [world.providers.google?.authorize(urls[0] ?? ""), world.providers.okta?.authorize(urls[1] ?? "")]
    expect(answers[0]?.redirectUri).toBe(answers[1]?.redirectUri)
    expect(visitor.jar.all().length).toBe(2)
    for (const index of order) {
      const answer = answers[index]
      if (answer === undefined) throw new Error("no answer")
      expect((await visitor.comeBack(answer)).headers.get("location")).toBe("/")
      expect((await visitor.session()).provider).toBe(["google", "okta"][index])
    }
    expect(visitor.jar.all().map(({ name }) => name)).toEqual(["__Host-auth"])
  })

  test("S32 the provider comes from the transaction, not from the URL", async () => {
    const world = createWorld({ providers: { google, okta } })
    const visitor = world.visitor()
    const answer = world.providers.google?.authorize(await visitor.start("google"))
    answer?.parameters.set("provider", "okta")
    if (answer !== undefined) await visitor.comeBack(answer)
    expect((await visitor.session()).provider).toBe("google")
    expect(world.providers.okta?.seen.token).toEqual([])
  })
})

describe("S37 the name is internal", () => {
  test("S37 it is in no request to the provider", async () => {
    const name = "canary_internal_name"
    const table = { client_id: "x", label: "also_internal" }
    const world = createWorld({ providers: { [name]: okta }, tables: { [name]: table }, auth: { logout: "provider" } })
    const visitor = world.visitor()
    await visitor.login(name)
    const location = (await visitor.logout()).headers.get("location") ?? ""
    const { authorize, token, userinfo } = world.provider.seen
    const sent = [...token, ...userinfo].map(({ headers, body }) => `${JSON.stringify([...headers])} ${body}`)
    const all = [location, ...authorize.map(String), ...sent].join("\n")
    expect(token.length).toBe(1)
    expect(userinfo.length).toBe(1)
    expect(all).not.toContain("internal")
  })

  test("S37 a session whose provider has left the table ends, with the reason said", async () => {
    const world = createWorld({ providers: { google, okta } })
    const visitor = world.visitor()
    await visitor.login("okta")
    const later = world.restart({ providers: { google } })
    const session = await later.auth.getSession(visitor.request("/"))
    expect(session.user).toEqual({ isLoggedIn: false })
    expect(session.reason).toBe("revoked")
    expect(session.claims).toBeUndefined()
    const back = world.restart({})
    expect((await back.auth.getSession(visitor.request("/"))).user.isLoggedIn).toBe(true)
  })

  test("S37 a session whose name is another provider's by now ends, and that one gets no ID token as a hint", async () => {
    const auth = { logout: "provider", expose_tokens: "id" }
    const world = createWorld({ providers: { idp: google, other: okta }, auth })
    const visitor = world.visitor()
    await visitor.login("idp")
    const later = world.restart({ providers: { idp: okta } })
    expect(await later.auth.getSession(visitor.request("/"))).toMatchObject({ reason: "revoked", tokens: {} })
    const response = await later.auth.logout(visitor.request("/"), { mode: "provider" })
    expect(response.headers.get("location")).toBe("/")
  })

  test("S37 a login whose name is another provider's by now is refused, and asks nobody", async () => {
    const world = createWorld({ providers: { idp: google, other: okta } })
    const visitor = world.visitor()
    const { parameters } = world.providers.idp?.authorize(await visitor.start("idp")) ?? {}
    const later = world.restart({ providers: { idp: okta } })
    const response = await later.auth.handle(visitor.request(`/oauth2callback?${parameters}`))
    expect(response?.status).toBe(400)
    expect(await response?.text()).toContain("provider_unknown")
    expect([world.providers.idp?.seen.token, world.providers.other?.seen.token]).toEqual([[], []])
  })

  test("S37 a login whose provider left the table meanwhile is refused, and asks nobody", async () => {
    const world = createWorld({ providers: { google, okta } })
    const visitor = world.visitor()
    const { parameters } = world.providers.okta?.authorize(await visitor.start("okta")) ?? {}
    const later = world.restart({ providers: { google } })
    const response = await later.auth.handle(visitor.request(`/oauth2callback?${parameters}`))
    expect(response?.status).toBe(400)
    expect(await response?.text()).toContain("provider_unknown")
    expect(world.providers.okta?.seen.token).toEqual([])
  })
})

describe("T77 the cookie secret never leaves the application", () => {
  test.each([
    ["client_secret_basic", {}],
    ["client_secret_post", { token_endpoint_auth_method: "client_secret_post" }],
    ["form_post", { client_kwargs: { response_mode: "form_post" } }],
  ])("T77 in no URL, header or body: %s", async (_name, table) => {
    const world = createWorld({ providers: { okta }, tables: { okta: table }, auth: { logout: "provider" } })
    const visitor = world.visitor()
    const landed = await visitor.login("okta")
    const left = await visitor.logout()
    const { authorize, token, userinfo } = world.provider.seen
    const requests = [...token, ...userinfo].map(({ headers, body }) => `${JSON.stringify([...headers])} ${body}`)
    const answers = [landed, left].map(({ headers }) => JSON.stringify([...headers]))
    const all = [...authorize.map(String), ...requests, ...answers].join("\n")
    expect([token.length, userinfo.length, authorize.length]).toEqual([1, 1, 1])
    expect(all).not.toContain(cookieSecret)
    // Nor in another spelling of its bytes.
    expect(all).not.toContain(Buffer.from(cookieSecret).toString("base64").slice(0, 24))
    expect(all).not.toContain(Buffer.from(cookieSecret).toString("hex").slice(0, 24))
  })
})

describe("S38 a named provider never inherits from the default one", () => {
  test("S38 neither credentials nor client_kwargs nor client authentication", async () => {
    const flat = {
      client_id: "flat-client",
      client_secret: "flat-secret-9d3b",
      client_kwargs: { prompt: "consent", login_hint: "flat", max_age: 1 },
      token_endpoint_auth_method: "client_secret_post",
    }
    const world = createWorld({ providers: { flat: google, okta }, tables: { flat } })
    const visitor = world.visitor()
    await visitor.login("okta")
    const { authorize, token } = world.providers.okta?.seen ?? {}
    const asked = authorize?.[0]?.searchParams
    expect(asked?.get("client_id")).toBe("client-of-okta")
    expect(asked?.get("prompt")).toBe("select_account")
    expect(asked?.has("login_hint")).toBe(false)
    expect(asked?.has("max_age")).toBe(false)
    const basic = token?.[0]?.headers.get("authorization")?.replace("Basic ", "") ?? ""
    expect(atob(basic)).toBe(`client-of-okta:${clientSecret}`)
    expect(token?.[0]?.body).not.toContain("flat")
  })

  test.each(["client_id", "client_secret", "server_metadata_url"])(
    "S38 a missing %s is not filled in from [auth]",
    (key) => {
      const table = registration
      const { [key as keyof typeof table]: _left, ...named } = table
      const auth = { redirect_uri: "https://app.example/cb", cookie_secret: cookieSecret, ...table, named }
      expect(() => parseConfig({ auth })).toThrow(ConfigError)
      try {
        parseConfig({ auth })
      } catch (error) {
        expect((error as ConfigError).issues.map(({ path }) => path)).toEqual([`auth.named.${key}`])
      }
    },
  )
})

test.each<[string, object, string]>([
  ["flat and [auth.default] together", { default: registration }, "auth.default"],
  [
    "a flat provider that is half there beside named ones",
    { client_secret: undefined, google: registration },
    "auth.client_secret",
  ],
])("S39 %s is an error", (_name, change, path) => {
  const all = { redirect_uri: "https://app.example/cb", cookie_secret: cookieSecret, ...registration, ...change }
  const auth = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
  const paths = issuesOf(auth).map((issue) => issue.path)
  expect(paths).toEqual([path])
})

describe("S44 two providers may share a metadata URL", () => {
  test("S44 it is fetched once, and so are its keys", async () => {
    const world = createWorld({ providers: { work: okta, home: okta } })
    expect(world.providers.work).toBe(world.providers.home)
    const visitors = [world.visitor(), world.visitor()]
    await visitors[0]?.login("work")
    await visitors[1]?.login("home")
    expect(await visitors[0]?.user()).toMatchObject({ aud: "client-of-work" })
    expect(await visitors[1]?.user()).toMatchObject({ aud: "client-of-home" })
    expect(world.provider.seen).toMatchObject({ metadata: 1, keys: 1 })
  })

  test("S44 twenty logins at once, while it is cold, fetch it once", async () => {
    const world = createWorld({ providers: { okta } })
    const urls = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const visitor = world.visitor()
        return { visitor, answer: world.provider.authorize(await visitor.start()) }
      }),
    )
    const ends = await Promise.all(urls.map(({ visitor, answer }) => visitor.comeBack(answer)))
    expect(ends.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 302))
    expect(world.provider.seen).toMatchObject({ metadata: 1, keys: 1 })
  })
})

test.each([
  ["too short", "0123456789abcdefghijklmnopqrstu"],
  ["too simple", "abcdefgabcdefgabcdefgabcdefgabcdefg"],
  ["a placeholder", "your-secret-goes-here-your-secret-goes-here"],
])("S43 a cookie_secret that is %s is an error that prints the command to make one", (_name, cookie_secret) => {
  const provider = { client_id: "a", client_secret: "b", server_metadata_url: google.metadataUrl }
  const auth = { redirect_uri: "https://app.example/cb", cookie_secret, ...provider }
  expect(() => parseConfig({ auth })).toThrow(/auth\.cookie_secret.*\n.*node -e/s)
  expect(() => parseConfig({ auth })).not.toThrow(cookie_secret)
})
