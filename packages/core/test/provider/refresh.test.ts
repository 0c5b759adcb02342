/** Every rule of security.md for a refresh, against a provider that breaks it (OpenID Connect Core section 12, RFC 6749 section 6). */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import type { RefreshedTokens, TokenSet } from "../../src/provider/peer.js"
import { compactJws, type Json, unsecured, withBitsChanged } from "../support/compact-jws.js"
import { signingKey } from "../support/keys.js"
import { failureOf, type Meeting, meet } from "../support/meeting.js"
import type { Faults } from "../support/mock-provider.js"
import { apple, appleClient, entraCommon, github, google, linkedin, type Profile } from "../support/profiles.js"
import { useNetwork, type WorldOptions } from "../support/world.js"

useNetwork()

type Refreshable = TokenSet & { readonly refreshToken: string }

/** What is sent later: an hour has passed, and the provider misbehaves. */
async function refreshAfter(
  faults: Faults,
  options: WorldOptions = {},
): Promise<{ meeting: Meeting; tokens: Refreshable; refreshed: Promise<RefreshedTokens> }> {
  const meeting = await meet(options)
  const tokens = await meeting.loginToRefresh({ maxAge: 7200 })
  meeting.world.clock.pass(3600)
  meeting.provider.faults = faults
  return { meeting, tokens, refreshed: meeting.peer.refresh(tokens) }
}

/** `"accepted"`, or the code of the refusal. */
async function verdict(faults: Faults, options: WorldOptions = {}): Promise<string> {
  const { meeting, refreshed } = await refreshAfter(faults, options)
  return (await failureOf(meeting, refreshed))?.code ?? "accepted"
}

const signedAnew = { preset: "apple", ...appleClient, client_secret: undefined }

/** The clock of a refresh stands here. */
const now = Date.parse("2026-03-01T13:00:00Z") / 1000

describe("what is sent", () => {
  test("the grant, the token and the client's proof, and nothing else", async () => {
    const { meeting, tokens, refreshed } = await refreshAfter({})
    await refreshed
    const [{ body, headers } = { body: "", headers: new Headers() }] = meeting.provider.seen.refresh
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual({
      grant_type: "refresh_token",
      refresh_token: tokens.refreshToken,
    })
    expect(headers.get("authorization")).toMatch(/^Basic /)
    expect(meeting.provider.seen.refresh).toHaveLength(1)
  })

  test("by the client authentication of the provider: a secret that is signed anew", async () => {
    const options = { providers: { apple }, tables: { apple: signedAnew } }
    const { refreshed } = await refreshAfter({}, options)
    expect(await refreshed).toMatchObject({ accessToken: expect.stringContaining("access") })
  })
})

describe("what comes back", () => {
  test("new tokens, with a new ID token that was vouched for", async () => {
    const { tokens, refreshed } = await refreshAfter({})
    const { idToken, claims, ...others } = await refreshed
    expect(others).toEqual({
      accessToken: expect.stringMatching(/^canary-access-/),
      refreshToken: expect.stringMatching(/^canary-refresh-/),
      expiresIn: 3599,
      scope: "openid profile email",
    })
    expect(others.accessToken).not.toBe(tokens.accessToken)
    expect(others.refreshToken).not.toBe(tokens.refreshToken)
    expect(idToken).toMatch(/^eyJ/)
    expect(idToken).not.toBe(tokens.idToken)
    const { nonce: _, ...ofLogin } = tokens.claims
    expect(claims).toEqual({ ...ofLogin, iat: now, exp: now + 3600, at_hash: expect.any(String) })
  })

  test("without an ID token, the access token alone", async () => {
    const { refreshed } = await refreshAfter({ refresh: ({ id_token: _, ...answer }) => answer })
    const tokens = await refreshed
    expect(Object.keys(tokens).sort()).toEqual(["accessToken", "expiresIn", "refreshToken", "scope"])
  })

  test("a refresh token that does not change goes on", async () => {
    const profile: Profile = { ...google, ways: { withoutRotation: true } }
    const { meeting, tokens, refreshed } = await refreshAfter({}, { providers: { google: profile } })
    const { refreshToken } = await refreshed
    expect(refreshToken).toBe(tokens.refreshToken)
    expect((await meeting.peer.refresh({ ...tokens, refreshToken })).accessToken).toContain("access")
  })

  test("a chain of refreshes, each with the token of the one before", async () => {
    const meeting = await meet()
    const { claims, refreshToken } = await meeting.loginToRefresh()
    const seen = new Set([refreshToken])
    let current = refreshToken
    for (let round = 0; round < 3; round++) {
      meeting.world.clock.pass(3600)
      current = (await meeting.peer.refresh({ refreshToken: current, claims })).refreshToken
      seen.add(current)
    }
    expect(seen.size).toBe(4)
  })

  test("a scope that became narrower is told", async () => {
    const { refreshed } = await refreshAfter({ refresh: (answer) => ({ ...answer, scope: "openid" }) })
    expect((await refreshed).scope).toBe("openid")
  })

  test("without expires_in and scope, neither is guessed", async () => {
    const { refreshed } = await refreshAfter({ refresh: ({ expires_in: _, scope: __, ...answer }) => answer })
    expect(Object.keys(await refreshed)).toEqual(expect.not.arrayContaining(["expiresIn", "scope"]))
  })

  test("booleans that the provider writes as texts are booleans here, too", async () => {
    const options = { providers: { apple }, tables: { apple: signedAnew } }
    const { refreshed } = await refreshAfter({}, options)
    expect((await refreshed).claims?.email_verified).toBe(true)
  })
})

describe("the grant is over", () => {
  test("invalid_grant is access_token_unavailable, and nothing else is", async () => {
    const gone = () => HttpResponse.json({ error: "invalid_grant" }, { status: 400 })
    expect(await verdict({ refresh: gone })).toBe("access_token_unavailable")
  })

  test("a token that was used comes back: the provider ends them all", async () => {
    const { meeting, tokens, refreshed } = await refreshAfter({})
    const { refreshToken } = await refreshed
    for (const used of [tokens.refreshToken, refreshToken]) {
      const again = meeting.peer.refresh({ ...tokens, refreshToken: used })
      expect((await failureOf(meeting, again))?.code).toBe("access_token_unavailable")
    }
  })

  test("the provider's words are evidence for the log, without the token that it repeats", async () => {
    const meeting = await meet()
    const tokens = await meeting.loginToRefresh()
    meeting.provider.faults = {
      refresh: () => {
        const sent = new URLSearchParams(meeting.provider.seen.refresh.at(-1)?.body).get("refresh_token")
        const error_description = `Token ${sent} was revoked`
        return HttpResponse.json({ error: "invalid_grant", error_description }, { status: 400 })
      },
    }
    const { code, evidence } = (await failureOf(meeting, meeting.peer.refresh(tokens))) ?? {}
    expect(code).toBe("access_token_unavailable")
    expect(evidence).toContain("invalid_grant (Token … was revoked)")
  })
})

describe("not now: nothing is said of the grant", () => {
  const says = (status: number, error: string) => () => HttpResponse.json({ error }, { status })

  test.each<[string, Faults["refresh"]]>([
    ["500", () => new HttpResponse("down", { status: 500 })],
    ["503 with a page", () => new HttpResponse("<html>", { status: 503, headers: { "content-type": "text/html" } })],
    ["503 that calls itself invalid_grant", says(503, "invalid_grant")],
    ["599", () => new HttpResponse(null, { status: 599 })],
    ["429", says(429, "slow_down")],
    ["429 that calls itself invalid_grant", says(429, "invalid_grant")],
    ["no connection", () => HttpResponse.error()],
  ])("%s is provider_unreachable", async (_name, refresh) => {
    expect(await verdict({ refresh: refresh as () => unknown })).toBe("provider_unreachable")
  })

  test("a provider that hangs is provider_unreachable after http_timeout", async () => {
    const began = performance.now()
    const hangs = { refresh: () => new Promise(() => {}) }
    expect(await verdict(hangs, { auth: { http_timeout: "1s" } })).toBe("provider_unreachable")
    expect(performance.now() - began).toBeLessThan(3000)
  })

  test.each<[string, Faults["refresh"], string]>([
    ["invalid_client", says(401, "invalid_client"), "client_rejected"],
    ["unauthorized_client", says(400, "unauthorized_client"), "client_rejected"],
    ["interaction_required, as Entra's", says(400, "interaction_required"), "login_required"],
    ["login_required", says(400, "login_required"), "login_required"],
    ["consent_required", says(403, "consent_required"), "login_required"],
    ["invalid_request", says(400, "invalid_request"), "provider_error"],
    ["temporarily_unavailable", says(400, "temporarily_unavailable"), "provider_error"],
    ["a redirect", () => HttpResponse.redirect("https://evil.example/", 302), "provider_invalid"],
    ["more than 1 MiB", (answer) => ({ ...answer, padding: "x".repeat(1024 * 1024) }), "provider_invalid"],
    ["403 with a page", () => new HttpResponse("<html>", { status: 403 }), "token_response_invalid"],
    ["404", () => new HttpResponse(null, { status: 404 }), "token_response_invalid"],
    ["204", () => new HttpResponse(null, { status: 204 }), "token_response_invalid"],
    ["an error without a word", says(400, ""), "token_response_invalid"],
  ])("%s", async (_name, refresh, code) => {
    expect(await verdict({ refresh: refresh as () => unknown })).toBe(code)
  })
})

describe("the token response is judged as at the login", () => {
  const changed =
    (change: object): Faults["refresh"] =>
    (answer) => ({ ...answer, ...change })
  const html = { headers: { "content-type": "text/html" } }

  test.each<[string, Faults["refresh"]]>([
    ["no access_token", changed({ access_token: undefined })],
    ["an access_token of no text", changed({ access_token: 5 })],
    ["an access_token that fits into no header", changed({ access_token: "canary\ninjected", id_token: undefined })],
    ["no token_type", changed({ token_type: undefined })],
    ["token_type DPoP", changed({ token_type: "DPoP" })],
    ["a refresh_token of no text", changed({ refresh_token: 5 })],
    ["an empty refresh_token", changed({ refresh_token: "" })],
    ["a scope of no text", changed({ scope: ["openid"] })],
    ["an id_token of no text", changed({ id_token: {} })],
    ["an id_token that is no JWT", changed({ id_token: "abc" })],
    ["JSON that calls itself a page", (answer) => new HttpResponse(JSON.stringify(answer), html)],
    ["a list", () => HttpResponse.json([])],
    ["no JSON", () => new HttpResponse("<html>", { headers: { "content-type": "application/json" } })],
  ])("%s is refused", async (_name, refresh) => {
    expect(await verdict({ refresh: refresh as (answer: Json) => unknown })).toBe("token_response_invalid")
  })
})

describe("a new ID token (Core 12.2)", () => {
  const claims = (change: object): Faults => ({ claims: (honest) => ({ ...honest, ...change }) })

  test.each<[string, object]>([
    ["another iss", { iss: "https://evil.example" }],
    ["another sub", { sub: "somebody-else" }],
    ["another aud", { aud: "somebody-else" }],
    ["one more aud, with our azp", { aud: ["client-of-google", "other"] }],
    ["azp of another", { azp: "other" }],
    ["no azp, where there was one", { azp: undefined }],
    ["another nonce", { nonce: "canary-another" }],
    ["exp past", { exp: now - 31 }],
    ["no exp", { exp: undefined }],
    ["iat in the future", { iat: now + 31 }],
    ["no iat", { iat: undefined }],
    ["nbf in the future", { nbf: now + 31 }],
    ["another at_hash", { at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }],
    ["no sub", { sub: undefined }],
  ])("%s is refused", async (_name, change) => {
    expect(await verdict(claims(change))).toBe("id_token_invalid")
  })

  test.each<[string, object]>([
    ["the nonce of the login", { nonce: "canary-nonce-of-a-meeting" }],
    ["no auth_time", { auth_time: undefined }],
    ["the time of the refresh as auth_time", { auth_time: now }],
    ["another name", { name: "Ada King" }],
    ["exp within the tolerance", { exp: now - 29 }],
    ["iat within the tolerance", { iat: now + 29 }],
  ])("%s is accepted", async (_name, change) => {
    expect(await verdict(claims(change))).toBe("accepted")
  })

  test("times are judged by the clock of the runtime", async () => {
    // The machine's own clock stands months away from this world's.
    expect(Math.abs(Date.now() / 1000 - now)).toBeGreaterThan(86_400)
    expect(await verdict({})).toBe("accepted")
  })

  test.each<[string, Faults]>([
    ["a changed signature", { idToken: async (...parts) => withBitsChanged(await honest(...parts)) }],
    ["no signature, alg none", { idToken: (header, said) => unsecured({ ...header, alg: "none" }, said) }],
    ["a stranger's key under our kid", { idToken: async (header, said) => signedByStranger(header, said) }],
    ["crit", { header: (header) => ({ ...header, crit: ["b64"], b64: true }) }],
    ["typ logout+jwt", { header: (header) => ({ ...header, typ: "logout+jwt" }) }],
    ["more than 100 KB", { claims: (said) => ({ ...said, padding: "x".repeat(100_000) }) }],
  ])("%s is refused", async (_name, faults) => {
    expect(await verdict(faults)).toBe("id_token_invalid")
  })

  test("a key that was rotated in the meantime is fetched", async () => {
    const meeting = await meet()
    const tokens = await meeting.loginToRefresh()
    meeting.world.clock.pass(600)
    meeting.provider.rotate("the next")
    expect((await meeting.peer.refresh(tokens)).claims?.sub).toBe(google.idToken.sub)
    expect(meeting.provider.seen.keys).toBe(2)
  })

  test("a session that kept few claims compares iss, sub and aud", async () => {
    const meeting = await meet()
    const { refreshToken, claims: all } = await meeting.loginToRefresh()
    const { iss, sub, aud } = all
    const request = (token: string) => meeting.peer.refresh({ refreshToken: token, claims: { iss, sub, aud } })
    meeting.provider.faults = claims({ nonce: "canary-of-nobody" })
    const first = await request(refreshToken)
    expect(first.claims?.sub).toBe(sub)
    meeting.provider.faults = claims({ sub: "somebody-else" })
    expect((await failureOf(meeting, request(first.refreshToken)))?.code).toBe("id_token_invalid")
  })

  test("where logins have no nonce, one in a refresh is refused", async () => {
    const options = { providers: { linkedin }, tables: { linkedin: { preset: "linkedin" } } }
    expect(await verdict({}, options)).toBe("accepted")
    expect(await verdict(claims({ nonce: "x" }), options)).toBe("id_token_invalid")
  })

  test("at Entra, of the same tenant", async () => {
    const options = { providers: { microsoft: entraCommon }, tables: { microsoft: { preset: "microsoft" } } }
    expect(await verdict({}, options)).toBe("accepted")
    const tid = "11111111-2222-3333-4444-555555555555"
    const moved = claims({ tid, iss: `https://login.microsoftonline.com/${tid}/v2.0` })
    expect(await verdict(moved, options)).toBe("id_token_invalid")
  })
})

/** As the mock provider itself signs. */
function honest(header: Json, claims: Json, { privateKey }: { privateKey: CryptoKey }): Promise<string> {
  return compactJws(header, claims, "RS256", privateKey)
}

async function signedByStranger(header: Json, claims: Json): Promise<string> {
  return compactJws(header, claims, "RS256", (await signingKey("a stranger's")).privateKey)
}

describe("without OpenID Connect", () => {
  const options = {
    providers: { github: { ...github, ways: { ...github.ways, refreshes: true } } },
    tables: { github: { preset: "github" } },
  } as const

  test("a GitHub App's token is renewed: the access token alone", async () => {
    const { tokens, refreshed } = await refreshAfter({}, options)
    expect(tokens.expiresIn).toBe(28_800)
    const renewed = await refreshed
    expect(renewed).toEqual({
      accessToken: expect.stringContaining("access"),
      refreshToken: expect.stringContaining("refresh"),
      expiresIn: 28_800,
      scope: expect.any(String),
    })
    expect(renewed.refreshToken).not.toBe(tokens.refreshToken)
  })

  test("its own word for a token that it refuses, said with the status 200, is access_token_unavailable", async () => {
    const { meeting, tokens, refreshed } = await refreshAfter({}, options)
    await refreshed
    const failure = await failureOf(meeting, meeting.peer.refresh(tokens))
    expect(failure?.code).toBe("access_token_unavailable")
    expect(failure?.evidence).toContain("bad_refresh_token")
  })

  test.each<[string, Faults["refresh"], string]>([
    ["503", () => new HttpResponse(null, { status: 503 }), "provider_unreachable"],
    ["no connection", () => HttpResponse.error(), "provider_unreachable"],
    ["a form", () => new HttpResponse(new URLSearchParams({ access_token: "a" })), "token_response_invalid"],
    ["token_type mac", (answer) => ({ ...answer, token_type: "mac" }), "token_response_invalid"],
    ["a token of no characters", (answer) => ({ ...answer, access_token: "canary\n" }), "token_response_invalid"],
    ["an error word of its own", () => ({ error: "incorrect_client_credentials" }), "client_rejected"],
    ["another word, with 200", () => ({ error: "unverified_user_email" }), "provider_error"],
  ])("%s", async (_name, refresh, code) => {
    expect(await verdict({ refresh: refresh as (answer: Json) => unknown }, options)).toBe(code)
  })

  test("an id_token that nobody asked for is not looked at", async () => {
    const { refreshed } = await refreshAfter({ refresh: (answer) => ({ ...answer, id_token: "a.b.c" }) }, options)
    expect(Object.keys(await refreshed)).toEqual(expect.not.arrayContaining(["idToken", "claims"]))
  })
})

test("the refresh token of a login is handed over where one came, and only there", async () => {
  const meeting = await meet()
  expect((await meeting.login()).refreshToken).toMatch(/^canary-refresh-/)
  meeting.provider.faults = { tokens: ({ refresh_token: _, ...answer }) => answer }
  expect(await meeting.login()).not.toHaveProperty("refreshToken")
})

test("an application is told nothing of it: neither onLogin, nor the session, nor the cookie's reader", async () => {
  const told: unknown[] = []
  const options = {
    options: { onLogin: (login: object) => void told.push(login) },
    auth: { expose_tokens: ["access"] },
  }
  const { world, provider } = await meet(options)
  const visitor = world.visitor()
  await visitor.login()
  told.push(await visitor.session(), await visitor.user())
  const refreshTokens = [...provider.secrets].filter((secret) => secret.startsWith("canary-refresh-"))
  expect(refreshTokens).toHaveLength(1)
  expect(JSON.stringify(told)).toContain("canary-access-")
  for (const secret of refreshTokens) expect(JSON.stringify(told)).not.toContain(secret)
})
