/** Every rule of security.md for token response and ID token, against a provider that breaks it. */
import { generateKeyPair } from "jose"
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { asSpecified } from "../../src/provider/protocol-token-response.js"
import { compactJws, hmacJws, type Json, unsecured } from "../support/compact-jws.js"
import { signingKey } from "../support/keys.js"
import type { Faults } from "../support/mock-provider.js"
import { github, google } from "../support/profiles.js"
import {
  clientSecret,
  codeOf,
  createWorld,
  expectNoSecret,
  useNetwork,
  type World,
  type WorldOptions,
} from "../support/world.js"

useNetwork()

/** A visitor who is logged in tries again, and the provider misbehaves: refused, and nothing else has changed. */
async function refused(faults: Faults, options: WorldOptions = {}): Promise<string | undefined> {
  const world = createWorld(options)
  const visitor = world.visitor()
  await visitor.login()
  const session = visitor.cookies()
  world.provider.faults = faults
  const response = await visitor.login()
  const code = await codeOf(response)
  if (code === undefined) return `accepted (${response.status})`
  const lines = response.headers.getSetCookie()
  expect(lines).toEqual([expect.stringMatching(/^__Host-auth\.tx\.[\w-]{43}=; Max-Age=0/)])
  expect(response.headers.get("cache-control")).toBe("no-store")
  expect(visitor.cookies()).toBe(session)
  expect(await visitor.user()).toMatchObject({ isLoggedIn: true, sub: google.idToken.sub })
  expect(world.log.at(-1)).toMatchObject({ event: code, level: response.status >= 500 ? "error" : "warning" })
  expectNoSecret(world, await response.text(), JSON.stringify([...response.headers]))
  return code
}

const now = (world: World) => world.clock.seconds()

/** The walker's clock starts here. */
const start = Date.parse("2026-03-01T12:00:00Z") / 1000

describe("claims", () => {
  const claims = (change: object): Faults => ({ claims: (honest) => ({ ...honest, ...change }) })

  test.each<[string, object]>([
    ["another iss", { iss: "https://evil.example" }],
    ["iss with a slash more", { iss: `${google.metadata.issuer}/` }],
    ["no iss", { iss: undefined }],
    ["another aud", { aud: "somebody-else" }],
    ["no aud", { aud: undefined }],
    ["an empty list of aud", { aud: [] }],
    ["two aud without azp", { aud: ["client-of-google", "other"], azp: undefined }],
    ["two aud and another's azp", { aud: ["client-of-google", "other"], azp: "other" }],
    ["azp of another, alone", { azp: "other" }],
    ["exp past", { exp: start - 31 }],
    ["no exp", { exp: undefined }],
    ["exp as a text", { exp: "9999999999" }],
    ["iat in the future", { iat: start + 31 }],
    ["no iat", { iat: undefined }],
    ["iat as a text", { iat: "1" }],
    ["nbf in the future", { nbf: start + 31 }],
    ["nbf as a text", { nbf: "1" }],
    ["another nonce", { nonce: "x" }],
    ["no nonce", { nonce: undefined }],
    ["nonce as a list", { nonce: ["x"] }],
    ["another at_hash", { at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }],
    ["at_hash of no text", { at_hash: 5 }],
    ["no sub", { sub: undefined }],
    ["an empty sub", { sub: "" }],
    ["sub as a number", { sub: 5 }],
    ["a sub of 256", { sub: "s".repeat(256) }],
  ])("%s is refused", async (_name, change) => {
    expect(await refused(claims(change))).toBe("id_token_invalid")
  })

  test.each<[string, object]>([
    ["exp within the tolerance", { exp: start - 29 }],
    ["iat within the tolerance", { iat: start + 29 }],
    ["nbf within the tolerance", { nbf: start + 29 }],
    ["aud as a list of one", { aud: ["client-of-google"] }],
    ["two aud with our azp", { aud: ["client-of-google", "other"], azp: "client-of-google" }],
    ["no azp", { azp: undefined }],
    ["no at_hash", { at_hash: undefined }],
    ["a sub of 255", { sub: "s".repeat(255) }],
  ])("%s is accepted", async (_name, change) => {
    const world = createWorld()
    const visitor = world.visitor()
    world.provider.faults = claims(change)
    expect(await codeOf(await visitor.login())).toBeUndefined()
    expect((await visitor.user()).isLoggedIn).toBe(true)
  })

  test("clock_tolerance is what the configuration says", async () => {
    const late = claims({ iat: start + 45 })
    expect(await refused(late, { auth: { clock_tolerance: "40s" } })).toBe("id_token_invalid")
    expect(await refused(late, { auth: { clock_tolerance: "60s" } })).toBe("accepted (302)")
  })

  test("the clock is the runtime's, not the machine's", async () => {
    const world = createWorld()
    world.clock.pass(400 * 86_400)
    expect((await world.visitor().login()).status).toBe(302)
    world.provider.faults = claims({ exp: now(world) - 31 })
    expect(await codeOf(await world.visitor().login())).toBe("id_token_invalid")
  })
})

describe("header and signature", () => {
  const signedBy = (how: string, make: () => Promise<{ privateKey: CryptoKey }>, change: Json = {}): Faults => ({
    idToken: async (header, claims) =>
      compactJws({ ...header, alg: how, ...change }, claims, how, (await make()).privateKey),
  })
  const stranger = () => signingKey("stranger")

  test.each<[string, Faults]>([
    ["alg none", { idToken: (header, claims) => unsecured({ ...header, alg: "none" }, claims) }],
    ["alg None", { idToken: (header, claims) => unsecured({ ...header, alg: "None" }, claims) }],
    ["alg none with a signature", { header: (header) => ({ ...header, alg: "none" }) }],
    ["no alg", { header: ({ alg: _, ...header }) => header }],
    [
      "HS256 with the client secret",
      { idToken: (header, claims) => hmacJws({ ...header, alg: "HS256" }, claims, clientSecret) },
    ],
    [
      "HS256 with the public key",
      {
        idToken: (header, claims, key) => hmacJws({ ...header, alg: "HS256" }, claims, JSON.stringify(key.jwk)),
      },
    ],
    ["an algorithm that was not announced", signedBy("PS256", () => signingKey("ps", "PS256"))],
    ["ES256 where RS256 was announced", signedBy("ES256", () => signingKey("es", "ES256"))],
    ["a stranger's key under the known kid", signedBy("RS256", stranger)],
    [
      "a stranger's key in jwk",
      {
        idToken: async (header, claims) => {
          const { jwk, privateKey } = await stranger()
          return compactJws({ ...header, kid: undefined, jwk }, claims, "RS256", privateKey)
        },
      },
    ],
    [
      "a stranger's key behind jku",
      signedBy("RS256", stranger, { jku: "https://evil.example/keys", x5u: "https://evil.example/" }),
    ],
    ["crit", { header: (header) => ({ ...header, crit: ["exp"] }) }],
    ["crit of nothing", { header: (header) => ({ ...header, crit: [] }) }],
    ["crit that is understood by none", { header: (header) => ({ ...header, crit: ["x"], x: 1 }) }],
    ["typ logout+jwt", { header: (header) => ({ ...header, typ: "logout+jwt" }) }],
    ["typ at+jwt", { header: (header) => ({ ...header, typ: "at+jwt" }) }],
    [
      "a changed signature",
      { idToken: async (...parts) => `${(await honest(...parts)).slice(0, -20)}AAAAAAAAAAAAAAAAAAAA` },
    ],
    ["no signature", { idToken: async (...parts) => (await honest(...parts)).replace(/[^.]*$/, "") }],
    ["other claims below the signature", { idToken: async (...parts) => swapClaims(await honest(...parts)) }],
  ])("%s is refused", async (_name, faults) => {
    expect(await refused(faults)).toBe("id_token_invalid")
  })

  test.each(["RS256", "PS256", "ES256", "EdDSA"])("%s is accepted where it is announced", async (alg) => {
    const key = await signingKey(`announced ${alg}`, alg)
    const metadata = { ...google.metadata, id_token_signing_alg_values_supported: ["RS256", alg] }
    const world = createWorld({ providers: { google: { ...google, metadata } } })
    world.provider.faults = {
      keys: () => [key.jwk],
      claims: ({ at_hash: _, ...claims }) => claims,
      idToken: (header, claims) => compactJws({ ...header, kid: key.kid, alg }, claims, alg, key.privateKey),
    }
    expect(await codeOf(await world.visitor().login())).toBeUndefined()
  })

  test("HS256 is not accepted even where it is announced", async () => {
    const metadata = { ...google.metadata, id_token_signing_alg_values_supported: ["HS256", "none"] }
    const faults = (idToken: Faults["idToken"]): Faults => (idToken === undefined ? {} : { idToken })
    for (const fault of [
      faults((header, claims) => hmacJws({ ...header, alg: "HS256" }, claims, clientSecret)),
      faults((header, claims) => unsecured({ ...header, alg: "none" }, claims)),
    ]) {
      const world = createWorld({ providers: { google: { ...google, metadata } } })
      world.provider.faults = fault
      expect(await codeOf(await world.visitor().login())).toBe("id_token_invalid")
    }
  })

  test.each<[string, (jwk: Json) => Json]>([
    ["use=enc", (jwk) => ({ ...jwk, use: "enc" })],
    ["another alg", (jwk) => ({ ...jwk, alg: "RS512" })],
    ["kty=oct", ({ kid }) => ({ kty: "oct", k: "c2VjcmV0", kid, alg: "RS256" })],
    ["another kid", (jwk) => ({ ...jwk, kid: "other" })],
  ])("a published key with %s does not count", async (_name, change) => {
    const world = createWorld()
    world.provider.faults = { keys: (keys) => keys.map((key) => change(key as Json)) }
    const visitor = world.visitor()
    expect(await codeOf(await visitor.login())).toBe("id_token_invalid")
    expect(visitor.jar.all()).toEqual([])
  })

  test("an RSA key of 1024 bits is refused", async () => {
    const algorithm = {
      name: "RSASSA-PKCS1-v1_5",
      hash: "SHA-256",
      modulusLength: 1024,
      publicExponent: new Uint8Array([1, 0, 1]),
    }
    const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])
    const { key_ops: _, ext: __, ...jwk } = await crypto.subtle.exportKey("jwk", publicKey)
    const world = createWorld()
    world.provider.faults = {
      keys: () => [{ ...jwk, kid: "short", use: "sig" }],
      idToken: (header, claims) => compactJws({ ...header, kid: "short" }, claims, "RS256", privateKey),
    }
    const response = await world.visitor().login()
    expect(["id_token_invalid", "provider_invalid"]).toContain(await codeOf(response))
    expect(response.status).toBe(502)
  })

  test("jwk, jku, x5u and x5c in the header of a good token are ignored", async () => {
    const { jwk } = await stranger()
    const world = createWorld()
    const foreign = { jwk, jku: "https://evil.example/keys", x5u: "https://evil.example/", x5c: ["AAAA"] }
    world.provider.faults = { header: (header) => ({ ...header, ...foreign }) }
    // onUnhandledRequest would fail the login if anybody asked evil.example.
    expect(await codeOf(await world.visitor().login())).toBeUndefined()
  })

  test("a token without a kid is checked against the only key", async () => {
    const world = createWorld()
    world.provider.faults = { header: ({ kid: _, ...header }) => header }
    expect(await codeOf(await world.visitor().login())).toBeUndefined()
  })

  test("more than 100 KB are refused", async () => {
    expect(await refused({ claims: (claims) => ({ ...claims, padding: "x".repeat(100_000) }) })).toBe(
      "id_token_invalid",
    )
  })
})

/** As the mock provider itself signs. */
function honest(header: Json, claims: Json, { privateKey }: { privateKey: CryptoKey }): Promise<string> {
  return compactJws(header, claims, "RS256", privateKey)
}

function swapClaims(token: string): string {
  const [header, claims = "", signature] = token.split(".")
  const changed = { ...JSON.parse(Buffer.from(claims, "base64url").toString()), email: "evil@example.com" }
  return [header, Buffer.from(JSON.stringify(changed)).toString("base64url"), signature].join(".")
}

describe("keys", () => {
  test("a rotation is followed: one more look, within a minute none", async () => {
    const world = createWorld()
    await world.visitor().login()
    world.clock.pass(60)
    world.provider.rotate("second")
    expect((await world.visitor().login()).status).toBe(302)
    expect(world.provider.seen.keys).toBe(2)
    world.provider.rotate("third")
    expect(await codeOf(await world.visitor().login())).toBe("id_token_invalid")
    expect(world.provider.seen.keys).toBe(2)
    world.clock.pass(60)
    expect((await world.visitor().login()).status).toBe(302)
    expect(world.provider.seen.keys).toBe(3)
  })

  test("a flood of unknown kids makes one request a minute", async () => {
    const world = createWorld()
    await world.visitor().login()
    world.clock.pass(60)
    let count = 0
    world.provider.faults = {
      header: (header) => {
        count += 1
        return { ...header, kid: `unknown ${count}` }
      },
    }
    for (let index = 0; index < 5; index++) {
      expect(await codeOf(await world.visitor().login())).toBe("id_token_invalid")
    }
    expect(world.provider.seen.keys).toBe(2)
  })

  test("a bad signature refetches nothing", async () => {
    const world = createWorld()
    await world.visitor().login()
    world.clock.pass(120)
    world.provider.faults = { idToken: async (...parts) => swapClaims(await honest(...parts)) }
    expect(await codeOf(await world.visitor().login())).toBe("id_token_invalid")
    expect(world.provider.seen.keys).toBe(1)
  })

  test("they are fetched anew after an hour, and stale ones serve while the provider is down", async () => {
    const world = createWorld()
    await world.visitor().login()
    world.clock.pass(3600)
    expect((await world.visitor().login()).status).toBe(302)
    expect(world.provider.seen).toMatchObject({ metadata: 2, keys: 2 })
    world.clock.pass(3600)
    world.provider.faults = { metadata: () => HttpResponse.error(), keys: () => HttpResponse.error() }
    expect((await world.visitor().login()).status).toBe(302)
    expect((await world.visitor().login()).status).toBe(302)
    expect(world.provider.seen).toMatchObject({ metadata: 3, keys: 3 })
  })

  test.each<[string, () => Response, string]>([
    ["down", () => new HttpResponse(null, { status: 503 }), "provider_unreachable"],
    ["no connection", () => HttpResponse.error(), "provider_unreachable"],
    ["a page", () => new HttpResponse("<html>", { status: 200 }), "provider_invalid"],
    ["no key set", () => HttpResponse.json({ keys: "x" }), "provider_invalid"],
    ["a list of nulls", () => HttpResponse.json({ keys: [null] }), "provider_invalid"],
  ])("at the first login: %s", async (_name, keys, code) => {
    const world = createWorld()
    world.provider.faults = { keys }
    const visitor = world.visitor()
    expect(await codeOf(await visitor.login())).toBe(code)
    expect(visitor.jar.all()).toEqual([])
    world.provider.faults = {}
    expect((await visitor.login()).status).toBe(302)
  })
})

describe("the token response", () => {
  const tokens = (change: object): Faults => ({ tokens: (answer) => ({ ...answer, ...change }) })
  const answered = (status: number, body: unknown, headers: Record<string, string> = {}): Faults => ({
    tokens: () =>
      new HttpResponse(typeof body === "string" ? body : JSON.stringify(body), {
        status,
        headers: { "content-type": "application/json", ...headers },
      }),
  })

  test.each<[string, Faults, string]>([
    ["no access_token", tokens({ access_token: undefined }), "token_response_invalid"],
    ["an empty access_token", tokens({ access_token: "" }), "token_response_invalid"],
    ["an access_token of no text", tokens({ access_token: 5 }), "token_response_invalid"],
    ["no token_type", tokens({ token_type: undefined }), "token_response_invalid"],
    ["token_type mac", tokens({ token_type: "mac" }), "token_response_invalid"],
    ["token_type DPoP", tokens({ token_type: "DPoP" }), "token_response_invalid"],
    ["no id_token", tokens({ id_token: undefined }), "token_response_invalid"],
    ["an id_token of no text", tokens({ id_token: { a: 1 } }), "token_response_invalid"],
    ["an id_token that is no JWT", tokens({ id_token: "abc" }), "token_response_invalid"],
    ["an id_token with five parts", tokens({ id_token: "a.b.c.d.e" }), "token_response_invalid"],
    ["an id_token of garbage", tokens({ id_token: "e30.e30.e30" }), "id_token_invalid"],
    ["a list", answered(200, []), "token_response_invalid"],
    ["null", answered(200, "null"), "token_response_invalid"],
    ["no JSON", answered(200, "<html>"), "token_response_invalid"],
    ["201", answered(201, {}), "token_response_invalid"],
    ["204", { tokens: () => new HttpResponse(null, { status: 204 }) }, "token_response_invalid"],
    ["500", answered(500, "down"), "token_response_invalid"],
    ["a redirect", { tokens: () => HttpResponse.redirect("https://evil.example/", 302) }, "provider_invalid"],
    ["no connection", { tokens: () => HttpResponse.error() }, "provider_unreachable"],
    ["invalid_grant", answered(400, { error: "invalid_grant" }), "code_rejected"],
    ["invalid_client", answered(401, { error: "invalid_client" }), "client_rejected"],
    [
      "invalid_client with a challenge",
      answered(401, { error: "invalid_client" }, { "www-authenticate": 'Basic realm="x"' }),
      "client_rejected",
    ],
    ["unauthorized_client", answered(400, { error: "unauthorized_client" }), "client_rejected"],
    ["another error", answered(400, { error: "invalid_request" }), "provider_error"],
    ["an error of no text", answered(400, { error: 5 }), "token_response_invalid"],
  ])("%s is refused", async (_name, faults, code) => {
    expect(await refused(faults)).toBe(code)
  })

  test.each(["bearer", "BEARER"])("token_type %s is Bearer", async (token_type) => {
    expect(await refused(tokens({ token_type }))).toBe("accepted (302)")
  })

  test("an access token that fits into no header stands in no log", async () => {
    const world = createWorld({ auth: { userinfo: "always" } })
    world.provider.faults = {
      claims: ({ at_hash: _, ...claims }) => claims,
      tokens: (answer) => ({ ...answer, access_token: "canary-broken\ntoken" }),
    }
    const response = await world.visitor().login()
    expect(response.status).toBe(502)
    expect(JSON.stringify(world.log)).not.toContain("canary-broken")
    expect(await response.text()).not.toContain("canary-broken")
  })

  test("what a provider repeats in its words does not come into the log: code, verifier, state, secret", async () => {
    const world = createWorld({ tables: { google: { token_endpoint_auth_method: "client_secret_post" } } })
    let sent = ""
    world.provider.faults = {
      tokens: () => {
        sent = world.provider.seen.token.at(-1)?.body ?? ""
        const error_description = `${"x".repeat(60)} not found: ${[...new URLSearchParams(sent).values()].join(" ")}`
        return HttpResponse.json({ error: "invalid_grant", error_description }, { status: 400 })
      },
    }
    expect((await world.visitor().login()).status).toBe(400)
    const form = new URLSearchParams(sent)
    const secrets = ["code", "code_verifier", "client_secret"].map((name) => form.get(name) ?? "")
    expect(secrets.every((secret) => secret.length > 10)).toBe(true)
    const { cause = "" } = world.log.at(-1) ?? {}
    expect(cause).toContain("not found")
    for (const secret of secrets) expect(cause).not.toContain(secret.slice(0, 10))
  })

  test.each([
    ["the token endpoint", google, (url: string) => url === google.metadata.token_endpoint],
    ["UserInfo without ID tokens", github, (url: string) => url === github.metadata.userinfo_endpoint],
  ])(
    "nor does what a fetch of the owner's repeats of its request, in whichever cause: %s",
    async (_, profile, fails) => {
      const runtime = {
        async fetch(url: string, init: RequestInit = {}): Promise<Response> {
          if (!fails(url)) return fetch(url, init)
          const request = `${init.body} ${JSON.stringify([...new Headers(init.headers)])}`
          const deepest = new Error("deepest", { cause: `the request was ${request}` })
          throw new TypeError("fetch failed", { cause: new Error(`tried ${request}`, { cause: deepest }) })
        },
      }
      const tables = { it: { token_endpoint_auth_method: "client_secret_post" } }
      const world = createWorld({ providers: { it: profile }, tables, options: { runtime } })
      const response = await world.visitor().login()
      expect(world.log.at(-1)?.cause).toMatch(/^fetch failed – tried .* – deepest – the request was .*…/)
      expect(response.status).toBe(504)
      expect(await world.leaks()).toEqual([])
    },
  )

  test("a provider's words are cut in the log, and never shown to the visitor", async () => {
    const error_description = `${"long ".repeat(100)}\u0000\r\ninjected`
    const world = createWorld()
    world.provider.faults = {
      tokens: () => HttpResponse.json({ error: "server_error", error_description }, { status: 400 }),
    }
    const response = await world.visitor().login()
    expect(await response.text()).not.toContain("long long")
    const { cause = "" } = world.log.at(-1) ?? {}
    expect(cause.length).toBeLessThan(300)
    expect(cause).not.toMatch(/\p{Cc}/u)
  })
})

test("keys of another algorithm beside ours disturb nothing", async () => {
  const { publicKey } = await generateKeyPair("ES384", { extractable: true })
  const world = createWorld()
  const other = { ...(await crypto.subtle.exportKey("jwk", publicKey as CryptoKey)), kid: "other" }
  world.provider.faults = { keys: (keys) => [other, { kty: "unknown", kid: "odd" }, ...keys] }
  expect((await world.visitor().login()).status).toBe(302)
})

test("limits: an answer with another status, which nobody has weighed, is not parsed", async () => {
  const response = new Response("[[]]", { status: 400, headers: { "content-type": "text/plain" } })
  response.clone = () => {
    throw new Error("it was about to be read")
  }
  expect(await asSpecified(response)).toBe(response)
})
