/** Plain OAuth 2.0: GitHub by its preset, and a forge that is written down. */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import type { AuthOptions } from "../../src/index.js"
import { forge, github, google, type OAuth2Profile, okta } from "../support/profiles.js"
import { clientSecret, codeOf, createWorld, expectNoSecret, useNetwork, type World } from "../support/world.js"

useNetwork()

const asGitHub = { github: { preset: "github" } }

function atGitHub(auth: object = {}, table: object = {}, options: AuthOptions = {}): World {
  return createWorld({
    providers: { github },
    tables: { github: { preset: "github", ...table } },
    auth: { ...auth },
    options,
  })
}

function atForge(table: object = {}, profile: OAuth2Profile = forge): World {
  return createWorld({ providers: { forge: profile }, tables: { forge: { ...table } } })
}

/** A token endpoint's answer of so many bytes. */
function tokensOf(bytes: number, answer: object = { access_token: "a", token_type: "bearer" }) {
  const { length } = JSON.stringify({ ...answer, more: "" })
  return { ...answer, more: "x".repeat(bytes - length) }
}

async function end(world: World) {
  const visitor = world.visitor()
  const response = await visitor.login()
  const { status } = response
  return { visitor, response, status, code: await codeOf(response), user: await visitor.user() }
}

const ada = {
  isLoggedIn: true,
  iss: "https://github.com/login/oauth",
  sub: "583231",
  aud: "client-of-github",
  name: "Ada Lovelace",
  preferred_username: "ada",
  picture: "https://avatars.githubusercontent.com/u/583231?v=4",
  profile: "https://github.com/ada",
}

/** Whoever walks down it runs out of stack. */
const deep = "[".repeat(50_000) + "]".repeat(50_000)

describe("S52 GitHub", () => {
  test("S52 a whole login and logout: the user is exactly the mapped claims", async () => {
    const world = atGitHub()
    const { visitor, user, response } = await end(world)
    expect(response.headers.get("location")).toBe("/")
    expect(user).toEqual({ ...ada, email: "ada@example.com", email_verified: true })
    expect(await visitor.session()).toMatchObject({ provider: "github", tokens: {} })
    expect((await visitor.logout()).headers.get("location")).toBe("/")
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
    expect(world.log).toEqual([])
    expectNoSecret(world)
  })

  test("S52 each request says who we are, and asks for JSON", async () => {
    const world = atGitHub()
    await end(world)
    const { token, userinfo, emails } = world.provider.seen
    expect([token.length, userinfo.length, emails.length]).toEqual([1, 1, 1])
    for (const { headers } of [...token, ...userinfo, ...emails]) {
      expect(headers.get("accept")).toBe("application/json")
      expect(headers.get("user-agent")).toBeTruthy()
    }
    expect(token[0]?.headers.has("authorization")).toBe(false)
    const form = new URLSearchParams(token[0]?.body)
    expect([form.get("client_id"), form.get("client_secret")]).toEqual(["client-of-github", clientSecret])
    expect(form.get("grant_type")).toBe("authorization_code")
    expect(userinfo[0]?.headers.get("authorization")).toMatch(/^Bearer canary-github\.com-access-/)
  })

  test.each([
    ["a code that was used", "code_rejected", 400],
    ["another secret", "client_rejected", 502],
  ])("an error with the status 200: %s is %s", async (name, code, status) => {
    const world = atGitHub()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    if (name === "a code that was used") answer.parameters.set("code", "used-already")
    const tables = { github: { preset: "github", client_secret: "another-secret-77aa" } }
    const later = name === "another secret" ? world.restart({ tables }) : world
    const response = (await later.auth.handle(
      visitor.request(`/oauth2callback?${answer.parameters}`, { crossSite: true }),
    )) as Response
    expect([response.status, await codeOf(response)]).toEqual([status, code])
    // The log has GitHub's own word.
    expect(JSON.stringify(later.log)).toMatch(/bad_verification_code|incorrect_client_credentials/)
    expect(world.provider.seen.userinfo).toEqual([])
    expectNoSecret(later, await response.text())
  })

  test("a client id that it does not know is 404 Not Found there", async () => {
    const world = atGitHub()
    world.provider.faults = { tokens: () => HttpResponse.json({ error: "Not Found" }, { status: 404 }) }
    expect((await end(world)).code).toBe("client_rejected")
  })

  test("an error of any other word is the provider's", async () => {
    const world = atGitHub()
    world.provider.faults = { tokens: () => ({ error: "redirect_uri_mismatch" }) }
    const { code, user } = await end(world)
    expect([code, user]).toEqual(["provider_error", { isLoggedIn: false }])
    expect(JSON.stringify(world.log)).toContain("redirect_uri_mismatch")
  })

  test("an error counts, whatever stands beside it", async () => {
    const world = atGitHub()
    world.provider.faults = { tokens: (answer) => ({ ...answer, error: "bad_verification_code" }) }
    expect((await end(world)).code).toBe("code_rejected")
  })

  test("the visitor says no", async () => {
    const world = atGitHub()
    const visitor = world.visitor()
    const response = await visitor.comeBack(world.provider.refuse(await visitor.start(), "access_denied"))
    expect([response.status, await codeOf(response)]).toEqual([403, "login_cancelled"])
  })

  test('B08 logout = "provider" ends ours alone, and says so', async () => {
    const world = atGitHub({ logout: "provider", expose_tokens: ["id", "access"] })
    const { visitor } = await end(world)
    const { tokens } = await visitor.session()
    expect(Object.keys(tokens)).toEqual(["access"])
    expect(tokens.access).toMatch(/^canary-github\.com-access-/)
    expect((await visitor.logout()).headers.get("location")).toBe("/")
    expect(world.log).toEqual([expect.objectContaining({ level: "warning", provider: "github" })])
  })

  test("onLogin gets the user and the token, and no ID token", async () => {
    const seen: unknown[] = []
    const onLogin: AuthOptions["onLogin"] = ({ user, tokens, provider }) => {
      seen.push({ user: { ...user }, tokens: Object.keys(tokens).sort(), scope: tokens.scope, provider })
    }
    await end(atGitHub({}, {}, { onLogin }))
    const { isLoggedIn: _, ...claims } = ada
    expect(seen).toEqual([
      {
        user: { ...claims, email: "ada@example.com", email_verified: true },
        tokens: ["access", "scope"],
        scope: "read:user,user:email",
        provider: "github",
      },
    ])
  })

  test("claims, session_follows_id_token and a scope of the owner's own", async () => {
    const table = { claims: ["name"], client_kwargs: { scope: "read:user", prompt: "" } }
    const world = atGitHub({ session_follows_id_token: true }, table)
    const { user, visitor } = await end(world)
    expect(user).toEqual({ isLoggedIn: true, iss: ada.iss, sub: ada.sub, aud: ada.aud, name: ada.name })
    const asked = world.provider.seen.authorize[0]?.searchParams
    expect([asked?.get("scope"), asked?.has("prompt")]).toEqual(["read:user", false])
    // Nobody asked for the addresses.
    expect(world.provider.seen.emails).toEqual([])
    const { issuedAt = 0, expiresAt = 0 } = await visitor.session()
    expect(expiresAt - issuedAt).toBe(30 * 86_400)
  })

  test("the scope of a call needs no openid, and asks for the address by itself", async () => {
    const world = atGitHub({}, { client_kwargs: { scope: "read:user" } })
    const visitor = world.visitor()
    await visitor.login("github", { parameters: { scope: "user" } })
    expect(await visitor.user()).toMatchObject({ email: "ada@example.com" })
    expect(world.provider.seen.authorize[0]?.searchParams.get("scope")).toBe("user")
  })
})

describe("S52 GitHub's verified e-mail", () => {
  const list = (...entries: object[]) => ({ emails: () => entries })
  const primary = { email: "ada@example.com", primary: true, verified: true }

  test.each<[string, World["provider"]["faults"], string | undefined]>([
    ["private", {}, "ada@example.com"],
    ["public", { userinfo: (fields) => ({ ...fields, email: "ada@public.example" }) }, "ada@example.com"],
    [
      "public and unverified",
      {
        userinfo: (fields) => ({ ...fields, email: "ada@example.com" }),
        ...list({ ...primary, verified: false }),
      },
      undefined,
    ],
    [
      "unverified beside a verified one that is not primary",
      list({ ...primary, verified: false }, { ...primary, primary: false }),
      undefined,
    ],
    ["verified in another spelling of true", list({ ...primary, verified: "true" }), undefined],
    ["none at all", list(), undefined],
    ["no text", list({ ...primary, email: 5 }), undefined],
    ["no list", { emails: () => ({ message: "x" }) }, undefined],
    ["a list of nothing", { emails: () => [null, 5, "x"] }, undefined],
  ])("%s", async (_name, faults, email) => {
    const world = atGitHub()
    world.provider.faults = faults
    const { user } = await end(world)
    expect(user).toEqual({ ...ada, ...(email === undefined ? {} : { email, email_verified: true }) })
    expect(world.log).toEqual([])
  })

  const down: [string, () => unknown][] = [
    ["503", () => new HttpResponse("down", { status: 503 })],
    ["404, as without the scope", () => HttpResponse.json({ message: "Not Found" }, { status: 404 })],
    ["HTML", () => HttpResponse.html("<p>[]")],
    ["a closed connection", () => HttpResponse.error()],
  ]

  test.each(down)("the list answers with %s: the login goes on without, and the log says so", async (_name, emails) => {
    const world = atGitHub()
    world.provider.faults = { emails }
    expect((await end(world)).user).toEqual(ada)
    expect(world.log).toEqual([expect.objectContaining({ level: "warning", provider: "github" })])
    expectNoSecret(world)
  })

  test.each(down)('the list answers with %s: with userinfo = "always" the login ends', async (_name, emails) => {
    const world = atGitHub({ userinfo: "always" })
    world.provider.faults = { emails }
    const { code, user } = await end(world)
    expect([code, user]).toEqual([
      _name === "a closed connection" ? "provider_unreachable" : "userinfo_invalid",
      { isLoggedIn: false },
    ])
  })

  test('userinfo = "never" in [auth] leaves the list alone; who it is must be asked all the same', async () => {
    const world = atGitHub({ userinfo: "never" })
    expect((await end(world)).user).toEqual(ada)
    expect(world.provider.seen.emails).toEqual([])
  })

  test.each<[string, object, World["provider"]["faults"], number]>([
    ["allowed", { allowed_domains: "example.com" }, {}, 302],
    ["allowed by name", { allowed_emails: "ADA@example.com" }, {}, 302],
    ["another", { allowed_domains: "other.example" }, {}, 403],
    ["unverified", { allowed_domains: "example.com" }, list({ ...primary, verified: false }), 403],
    [
      "unknown, since the list is down",
      { allowed_domains: "example.com" },
      { emails: () => new HttpResponse(null, { status: 500 }) },
      403,
    ],
  ])("B10 %s", async (_name, auth, faults, expected) => {
    const world = atGitHub(auth)
    world.provider.faults = faults
    const { status, code } = await end(world)
    expect([status, code]).toEqual([expected, expected === 302 ? undefined : "access_denied"])
  })
})

describe("S52 a forge that is written down", () => {
  test("S52 what is asked: no scope, no prompt, no nonce; PKCE and state", async () => {
    const world = atForge()
    const visitor = world.visitor()
    const url = new URL(await visitor.start())
    const random = expect.stringMatching(/^[\w-]{43}$/)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: "client-of-forge",
      redirect_uri: "https://app.example/oauth2callback",
      response_type: "code",
      state: random,
      code_challenge: random,
      code_challenge_method: "S256",
    })
    await visitor.comeBack(world.provider.authorize(url.href))
    expect(world.provider.seen.token[0]?.headers.get("authorization")).toMatch(/^Basic /)
    expect(await visitor.user()).toEqual({
      isLoggedIn: true,
      iss: "https://api.forge.example/me",
      sub: "u-7",
      aud: "client-of-forge",
      name: "Ada Lovelace",
      email: "ada@example.com",
      email_verified: true,
    })
    expect(world.log).toEqual([])
    expectNoSecret(world)
  })

  test("S52 a scope of the owner's own, and of the call", async () => {
    const world = atForge({ client_kwargs: { scope: "read_user" } })
    const scopeOf = async (parameters?: Record<string, string>) =>
      new URL(await world.visitor().start("forge", parameters && { parameters })).searchParams.get("scope")
    expect([await scopeOf(), await scopeOf({ scope: "profile" })]).toEqual(["read_user", "profile"])
  })

  test.each<[string, unknown, string | undefined]>([
    ["a number", 7, "7"],
    ["zero", 0, "0"],
    ["the largest that JSON keeps", Number.MAX_SAFE_INTEGER, "9007199254740991"],
    ["a text", "u-7", "u-7"],
    ["a text of digits", "007", "007"],
    ["one that JSON has rounded", 2 ** 53, undefined],
    ["a fraction", 1.5, undefined],
    ["nothing", undefined, undefined],
    ["null", null, undefined],
    ["the empty text", "", undefined],
    ["blanks", " ", undefined],
    ["a text that is too long", "x".repeat(256), undefined],
    ["true", true, undefined],
    ["a list", ["u-7"], undefined],
    ["an object", { id: 7 }, undefined],
  ])("S52 a sub that is %s", async (_name, uid, sub) => {
    const world = atForge()
    world.provider.faults = { userinfo: (fields) => ({ ...fields, uid }) }
    const { user, code, status } = await end(world)
    if (sub === undefined) expect([status, code, user]).toEqual([502, "userinfo_invalid", { isLoggedIn: false }])
    else expect(user).toMatchObject({ sub })
  })

  test.each<[string, unknown, string]>([
    ["HTML", () => HttpResponse.html('{"uid":"u-7"}'), "userinfo_invalid"],
    ["text", () => HttpResponse.text('{"uid":"u-7"}'), "userinfo_invalid"],
    ["no JSON", () => new HttpResponse("{", { headers: { "content-type": "application/json" } }), "userinfo_invalid"],
    ["a list", () => HttpResponse.json([{ uid: "u-7" }]), "userinfo_invalid"],
    ["null", () => HttpResponse.json(null), "userinfo_invalid"],
    ["401", () => HttpResponse.json({ uid: "u-7" }, { status: 401 }), "userinfo_invalid"],
    ["201", () => HttpResponse.json({ uid: "u-7" }, { status: 201 }), "userinfo_invalid"],
    ["500", () => HttpResponse.json({ uid: "u-7" }, { status: 500 }), "userinfo_invalid"],
    ["a redirect", () => HttpResponse.redirect("https://evil.example/"), "provider_invalid"],
    ["a closed connection", () => HttpResponse.error(), "provider_unreachable"],
    [
      "nested too deeply",
      () => new HttpResponse(`{"uid":"u-7","full_name":${deep}}`, { headers: { "content-type": "application/json" } }),
      "userinfo_invalid",
    ],
    [
      "limits: larger than 256 KiB",
      (fields: object) => ({ ...fields, about: "x".repeat(256 * 1024) }),
      "provider_invalid",
    ],
  ])("S52 UserInfo that is %s is %s", async (_name, userinfo, code) => {
    const world = atForge()
    world.provider.faults = { userinfo: userinfo as () => unknown }
    const found = await end(world)
    expect([found.code, found.user]).toEqual([code, { isLoggedIn: false }])
    expectNoSecret(world, await found.response.text())
  })

  test.each(["application/json; charset=utf-8", "application/vnd.forge+json", "APPLICATION/JSON"])(
    "S52 UserInfo as %s is JSON",
    async (type) => {
      const world = atForge()
      world.provider.faults = {
        userinfo: (fields) => new HttpResponse(JSON.stringify(fields), { headers: { "content-type": type } }),
      }
      expect((await end(world)).user).toMatchObject({ sub: "u-7" })
    },
  )

  test.each<[string, unknown, string]>([
    ["HTML", () => HttpResponse.html("<p>"), "token_response_invalid"],
    ["a form", () => HttpResponse.text("access_token=a&token_type=bearer"), "token_response_invalid"],
    ["a list", () => HttpResponse.json([]), "token_response_invalid"],
    ["nothing", () => new HttpResponse(null, { status: 200 }), "token_response_invalid"],
    [
      "too deep",
      () => HttpResponse.text(`{"access_token":"a","token_type":"bearer","a":${"[".repeat(9000)}${"]".repeat(9000)}}`),
      "token_response_invalid",
    ],
    ["limits: a byte larger than 256 KiB", () => tokensOf(256 * 1024 + 1), "provider_invalid"],
    ["without a token", () => ({ token_type: "bearer" }), "token_response_invalid"],
    [
      "with a token of two lines",
      () => ({ access_token: "canary\nb", token_type: "bearer" }),
      "token_response_invalid",
    ],
    [
      "with a token in other letters",
      () => ({ access_token: "canary-ж", token_type: "bearer" }),
      "token_response_invalid",
    ],
    ["without a type", () => ({ access_token: "a" }), "token_response_invalid"],
    ["of another type", () => ({ access_token: "a", token_type: "mac" }), "token_response_invalid"],
    ["invalid_grant", () => HttpResponse.json({ error: "invalid_grant" }, { status: 400 }), "code_rejected"],
    ["invalid_client", () => HttpResponse.json({ error: "invalid_client" }, { status: 401 }), "client_rejected"],
    ["invalid_grant with 200", () => ({ error: "invalid_grant" }), "code_rejected"],
    ["another error with 200", () => ({ error: "constructor" }), "provider_error"],
    ["GitHub's word, which is not its own", () => ({ error: "bad_verification_code" }), "provider_error"],
    ["500", () => new HttpResponse("x", { status: 500 }), "token_response_invalid"],
    ["a closed connection", () => HttpResponse.error(), "provider_unreachable"],
  ])("S52 a token response that is %s is %s", async (_name, tokens, code) => {
    const world = atForge()
    world.provider.faults = { tokens: tokens as () => unknown }
    const found = await end(world)
    expect([found.code, found.user]).toEqual([code, { isLoggedIn: false }])
    expect(world.provider.seen.userinfo).toEqual([])
    expect(JSON.stringify(world.log)).not.toContain("canary")
    expectNoSecret(world, await found.response.text())
  })

  test("limits: tokens of 256 KiB are read", async () => {
    const world = atForge()
    world.provider.faults = { tokens: (answer) => tokensOf(256 * 1024, answer) }
    expect((await end(world)).user).toMatchObject({ sub: "u-7" })
  })

  test.each(["a.b.c", 5, { alg: "none" }])(
    "S52 an id_token is nobody's word here, and left aside: %j",
    async (id_token) => {
      const world = createWorld({ providers: { forge }, auth: { expose_tokens: ["id", "access"] } })
      world.provider.faults = { tokens: (answer) => ({ ...answer, id_token }) }
      const { user, visitor } = await end(world)
      expect(user).toMatchObject({ sub: "u-7" })
      expect(Object.keys((await visitor.session()).tokens)).toEqual(["access"])
    },
  )

  test("S07 only mapped claims are kept, and none that the login itself says", async () => {
    const world = atForge()
    const fields = { iss: "https://evil.example", aud: "other", exp: 1, isLoggedIn: false, sub: "x" }
    world.provider.faults = { userinfo: (honest) => ({ ...honest, ...fields, full_name: null }) }
    const { user } = await end(world)
    expect(user).toEqual({
      isLoggedIn: true,
      iss: "https://api.forge.example/me",
      sub: "u-7",
      aud: "client-of-forge",
      email: "ada@example.com",
      email_verified: true,
    })
  })

  test("S05 a field named like a part of every object is none of it", async () => {
    const world = atForge({ claims_mapping: { sub: "uid", a: "constructor", b: "__proto__", c: "toString" } })
    expect(Object.keys((await end(world)).user)).toEqual(["isLoggedIn", "sub", "iss", "aud"])
  })

  test("S27 the access token's life is no end of the session", async () => {
    const world = createWorld({ providers: { forge }, auth: { session_follows_id_token: true } })
    world.provider.faults = { tokens: (answer) => ({ ...answer, expires_in: 60 }) }
    const { visitor } = await end(world)
    world.clock.pass(3600)
    expect((await visitor.user()).isLoggedIn).toBe(true)
  })

  test("B10 an address is vouched for by a mapped email_verified alone", async () => {
    const allowed = { allowed_domains: "example.com" }
    expect((await end(atForge(allowed))).status).toBe(302)
    expect((await end(atForge({ ...allowed, claims_mapping: { sub: "uid", email: "mail" } }))).status).toBe(403)
    const world = atForge(allowed)
    world.provider.faults = { userinfo: (fields) => ({ ...fields, mail_confirmed: "true" }) }
    expect((await end(world)).status).toBe(403)
  })
})

describe("RFC 9207 who answered", () => {
  test.each<[string, OAuth2Profile, string | undefined, boolean]>([
    ["GitHub, as it names itself", github, "https://github.com/login/oauth", true],
    ["GitHub, without a name", github, undefined, true],
    ["GitHub, by its origin", github, "https://github.com", false],
    ["GitHub, by another's name", github, "https://accounts.google.com", false],
    ["a forge without a name", forge, undefined, true],
    ["a forge by a name on its origin", forge, "https://forge.example", true],
    ["a forge by a name on its way", forge, "https://forge.example/oauth/", true],
    ["a forge by its neighbour's name, behind one gateway", forge, "https://forge.example/other", false],
    ["a forge by a name that only begins like its own", forge, "https://forge.example/oaut", false],
    ["a forge by another's name", forge, "https://github.com/login/oauth", false],
    ["a forge by its origin over http", forge, "http://forge.example", false],
    ["a forge by no address", forge, "forge", false],
  ])("%s", async (_name, profile, iss, isGood) => {
    const tables = profile === github ? { idp: { preset: "github" } } : {}
    const world = createWorld({ providers: { idp: profile }, tables })
    world.provider.faults = {
      callback: (parameters) => {
        parameters.delete("iss")
        if (iss !== undefined) parameters.set("iss", iss)
      },
    }
    const { status, code } = await end(world)
    expect([status, code]).toEqual(isGood ? [302, undefined] : [400, "callback_invalid"])
    if (!isGood) expect(world.provider.seen.token).toEqual([])
  })
})

describe("S32 both kinds in one table", () => {
  const providers = { google, github, okta, forge }

  test("the sign-in page and the list have all, in the order of the file", async () => {
    const world = createWorld({ providers, tables: asGitHub })
    expect(world.auth.providers.map(({ name, label }) => [name, label])).toEqual([
      ["google", "google"],
      ["github", "GitHub"],
      ["okta", "okta"],
      ["forge", "forge"],
    ])
    const page = await (await world.visitor().open("/auth/login")).text()
    for (const name of Object.keys(providers)) expect(page).toContain(`/auth/login?provider=${name}`)
  })

  test.each([
    ["in the order of their beginning", ["github", "google", "forge"]],
    ["the other way round", ["forge", "google", "github"]],
  ])("S32 logins of both kinds pending at once all finish, %s", async (_name, order) => {
    const world = createWorld({ providers, tables: asGitHub })
    const visitor = world.visitor()
    const answers = new Map<string, ReturnType<World["provider"]["authorize"]>>()
    for (const name of ["github", "google", "forge"]) {
      const answer = world.providers[name]?.authorize(await visitor.start(name))
      if (answer !== undefined) answers.set(name, answer)
    }
    for (const name of order) {
      const answer = answers.get(name)
      if (answer === undefined) throw new Error("no answer")
      expect((await visitor.comeBack(answer)).headers.get("location")).toBe("/")
      expect((await visitor.session()).provider).toBe(name)
    }
    expect(visitor.jar.all().map(({ name }) => name)).toEqual(["__Host-auth"])
  })

  test("a code of the one for a state of the other goes to the provider of the state", async () => {
    const world = createWorld({ providers, tables: asGitHub })
    const visitor = world.visitor()
    const atGoogle = world.providers.google?.authorize(await visitor.start("google"))
    const answer = world.providers.github?.authorize(await visitor.start("github"))
    if (answer === undefined) throw new Error("no answer")
    answer.parameters.set("state", atGoogle?.parameters.get("state") ?? "")
    answer.parameters.delete("iss")
    const response = await visitor.comeBack(answer)
    // Google was asked, and does not know it; whoever made the code was not.
    expect([response.status, await codeOf(response)]).toEqual([400, "code_rejected"])
    expect(world.providers.google?.seen.token.length).toBe(1)
    expect(world.providers.github?.seen.token).toEqual([])
    expect(await visitor.user()).toEqual({ isLoggedIn: false })
  })

  test("a state of nobody's, or of another browser, asks nobody", async () => {
    const world = atGitHub()
    const [mine, others] = [world.visitor(), world.visitor()]
    const answer = world.provider.authorize(await others.start())
    await mine.start()
    expect((await mine.comeBack(answer)).status).toBe(400)
    expect(world.provider.seen.token).toEqual([])
  })

  test("S37 a session whose provider has left the table ends, and comes back with it", async () => {
    const world = createWorld({ providers, tables: asGitHub })
    const visitor = world.visitor()
    await visitor.login("github")
    const later = world.restart({ providers: { google, forge } })
    expect(await later.auth.getSession(visitor.request("/"))).toMatchObject({ reason: "revoked" })
    expect((await world.restart({}).auth.getUser(visitor.request("/"))).isLoggedIn).toBe(true)
  })

  test("a guard sends to the only provider there is", async () => {
    const world = atGitHub()
    const access = await world.auth.requireUser(world.visitor().request("/members"))
    if (access.ok) throw new Error("let in")
    expect(access.response.headers.get("location")).toMatch(/^https:\/\/github\.com\/login\/oauth\/authorize\?/)
  })
})

test.each(["max_age", "acr_values", "claims", "id_token_hint"])(
  "S52 login() with %s is refused: nobody would vouch for it",
  async (name) => {
    const world = createWorld({ providers: { github }, tables: asGitHub })
    const visitor = world.visitor()
    await expect(visitor.start("github", { parameters: { [name]: "0" } })).rejects.toMatchObject({
      code: "parameter_refused",
    })
  },
)
