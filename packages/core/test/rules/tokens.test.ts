/** What the token endpoint answers, and the ID token in it. */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { parseConfig } from "../../src/index.js"
import { judgeIdToken } from "../../src/provider/id-token.js"
import { compactJws, hmacJws, type Json, unsecured } from "../support/compact-jws.js"
import { signingKey } from "../support/keys.js"
import type { Faults } from "../support/mock-provider.js"
import { google, linkedin } from "../support/profiles.js"
import { clientSecret, codeOf, cookieSecret, createWorld, useNetwork } from "../support/world.js"
import { login, verdict } from "./support.js"

useNetwork()

/** The walker's clock stands here. */
const now = Date.parse("2026-03-01T12:00:00Z") / 1000

const answer = (change: object): Faults => ({ tokens: (honest) => ({ ...honest, ...change }) })

describe("token response", () => {
  test.each([201, 203, 206])("token response: 200 and nothing else (%i)", async (status) => {
    expect(await verdict({ tokens: (honest) => HttpResponse.json(honest as Json, { status }) })).toBe(
      "token_response_invalid",
    )
  })

  test.each<[string, Faults]>([
    ["no access token", answer({ access_token: undefined })],
    ["an access token of no text", answer({ access_token: 5 })],
    ["an empty access token", answer({ access_token: "" })],
    ["a list", { tokens: () => HttpResponse.json([]) }],
    ["null", { tokens: () => HttpResponse.json(null) }],
    ["a page", { tokens: () => HttpResponse.html("<html>") }],
    ["half of it", { tokens: (honest) => HttpResponse.text(JSON.stringify(honest).slice(0, -9)) }],
  ])("token response: JSON with an access token (%s)", async (_name, faults) => {
    const { code, status } = await login(faults)
    expect([code, status]).toEqual(["token_response_invalid", 502])
  })

  test.each(["mac", "DPoP", "", undefined])("token response: the type is Bearer (%j)", async (token_type) => {
    expect(await verdict(answer({ token_type }))).toBe("token_response_invalid")
  })

  test.each([undefined, 5, {}, null])("token response: id_token is a text (%j)", async (id_token) => {
    expect(await verdict(answer({ id_token }))).toBe("token_response_invalid")
    // Also where no nonce is sent that it would have to repeat.
    const withoutNonce = { providers: { linkedin }, tables: { linkedin: { preset: "linkedin" } } }
    expect(await verdict({}, withoutNonce)).toBe("accepted")
    expect(await verdict(answer({ id_token }), withoutNonce)).toBe("token_response_invalid")
  })

  test("token response: invalid_grant is the visitor's", async () => {
    const tokens = () => HttpResponse.json({ error: "invalid_grant" }, { status: 400 })
    const { code, status, response } = await login({ tokens })
    expect([code, status]).toEqual(["code_rejected", 400])
    expect(await response.text()).toContain('href="/auth/login?provider=google')
  })
})

describe("signature", () => {
  const stranger = () => signingKey("stranger")

  test("id token: the signature is always checked", async () => {
    const swapped: Faults["idToken"] = async (header, claims, key) => {
      const [head, , signature] = (await compactJws(header, claims, "RS256", key.privateKey)).split(".")
      const evil = Buffer.from(JSON.stringify({ ...claims, sub: "evil" })).toString("base64url")
      return [head, evil, signature].join(".")
    }
    const byAnother: Faults["idToken"] = async (header, claims) =>
      compactJws(header, claims, "RS256", (await stranger()).privateKey)
    for (const idToken of [swapped, byAnother]) expect(await verdict({ idToken })).toBe("id_token_invalid")
  })

  test("id token: no jwks_uri, no login", async () => {
    const { jwks_uri: _none, ...metadata } = google.metadata
    const world = createWorld()
    world.provider.faults = { metadata: () => metadata }
    const response = await world.auth.login(world.visitor().request("/"))
    expect([response.status, await codeOf(response)]).toEqual([502, "provider_invalid"])
    expect(response.headers.get("location")).toBeNull()
  })

  const facts = { claims: { iat: now, sub: "s" }, clientId: "us", now, tolerance: 30 }

  test.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"])(
    "id token: RS, PS, ES and EdDSA (%s is accepted)",
    (alg) => {
      expect(judgeIdToken({ ...facts, header: { alg } })).toBeUndefined()
    },
  )

  test.each([
    "none",
    "None",
    "HS256",
    "ES256K",
    "RS1",
    "ML-DSA-44",
    "rs256",
    "RS256 ",
    "xRS256",
    undefined,
    ["RS256x"],
  ])("id token: RS, PS, ES and EdDSA (%j is not)", (alg) => {
    expect(judgeIdToken({ ...facts, header: { alg } })).toBe("its alg is not accepted")
  })

  /** A provider that announces whatever it likes. */
  const announcing = (...algorithms: string[]) => ({
    providers: {
      google: { ...google, metadata: { ...google.metadata, id_token_signing_alg_values_supported: algorithms } },
    },
  })

  test.each(["none", "None", "NONE", "nOnE"])("id token: none in no spelling (%s)", async (alg) => {
    // Nothing else is wrong with it: whose hash at_hash would be, alg does not say.
    const claims: Faults["claims"] = ({ at_hash: _left, ...honest }) => honest
    const without: Faults = { claims, idToken: (header, honest) => unsecured({ ...header, alg }, honest) }
    const signed: Faults = { claims, header: (header) => ({ ...header, alg }) }
    for (const faults of [without, signed]) {
      expect(await verdict(faults)).toBe("id_token_invalid")
      expect(await verdict(faults, announcing("RS256", alg))).toBe("id_token_invalid")
    }
  })

  test("id token: no HS256", async () => {
    const secret = "an-oct-key-of-32-characters-0123"
    const oct = { kty: "oct", k: Buffer.from(secret).toString("base64url"), kid: "oct", alg: "HS256", use: "sig" }
    const under = (key: string, change: Json = {}): Faults => ({
      keys: (keys) => [...keys, oct],
      idToken: (header, claims) => hmacJws({ ...header, alg: "HS256", ...change }, claims, key),
    })
    const publicKey: Faults = {
      idToken: (header, claims, { jwk }) => hmacJws({ ...header, alg: "HS256" }, claims, JSON.stringify(jwk)),
    }
    for (const faults of [under(clientSecret), under(secret, { kid: "oct" }), publicKey]) {
      expect(await verdict(faults)).toBe("id_token_invalid")
      expect(await verdict(faults, announcing("RS256", "HS256"))).toBe("id_token_invalid")
    }
  })

  test.each(["PS256", "ES256", "EdDSA"])("id token: an announced algorithm (%s)", async (alg) => {
    const key = await signingKey(`our ${alg}`, alg)
    const faults: Faults = {
      keys: (keys) => [...keys, key.jwk],
      claims: ({ at_hash: _left, ...claims }) => claims,
      idToken: (header, claims) => compactJws({ ...header, kid: key.kid, alg }, claims, alg, key.privateKey),
    }
    expect(await verdict(faults)).toBe("id_token_invalid")
    expect(await verdict(faults, announcing("RS256", alg))).toBe("accepted")
  })

  test("id token: the registered algorithm", async () => {
    const key = await signingKey("our PS256", "PS256")
    const faults: Faults = {
      keys: (keys) => [...keys, key.jwk],
      claims: ({ at_hash: _left, ...claims }) => claims,
      idToken: (header, claims) =>
        compactJws({ ...header, kid: key.kid, alg: "PS256" }, claims, "PS256", key.privateKey),
    }
    const registered = (alg: string) => ({
      ...announcing("RS256", "PS256"),
      tables: { google: { id_token_signed_response_alg: alg } },
    })
    expect(await verdict(faults, registered("RS256"))).toBe("id_token_invalid")
    expect(await verdict(faults, registered("PS256"))).toBe("accepted")
    expect(await verdict({}, registered("PS256"))).toBe("id_token_invalid")
  })

  test("id token: no short RSA key", async () => {
    const kind = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", publicExponent: new Uint8Array([1, 0, 1]) }
    const verdicts = await Promise.all(
      [1024, 2048].map(async (modulusLength) => {
        const algorithm = { ...kind, modulusLength }
        const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])
        const { kty, n, e } = await crypto.subtle.exportKey("jwk", publicKey)
        return { privateKey, jwk: { kty, n, e, kid: "own", use: "sig", alg: "RS256" } }
      }),
    )
    const outcomes: string[] = []
    for (const { privateKey, jwk } of verdicts) {
      const faults: Faults = {
        keys: () => [jwk],
        idToken: (header, claims) => compactJws({ ...header, kid: "own" }, claims, "RS256", privateKey),
      }
      outcomes.push(await verdict(faults))
    }
    expect(outcomes).toEqual(["id_token_invalid", "accepted"])
  })

  test("id token: a key in the header is no key", async () => {
    const { jwk, privateKey } = await stranger()
    const addresses = { jku: "https://evil.example/keys", x5u: "https://evil.example/cert", x5c: ["AAAA"] }
    for (const kid of ["stranger", undefined]) {
      const idToken: Faults["idToken"] = (header, claims) =>
        compactJws({ ...header, kid, jwk, ...addresses }, claims, "RS256", privateKey)
      expect(await verdict({ idToken })).toBe("id_token_invalid")
    }
    // Beside a good signature they change nothing, and nobody fetches them: the network fails whoever tries.
    expect(await verdict({ header: (header) => ({ ...header, jwk, ...addresses }) })).toBe("accepted")
  })

  test.each([[["exp"]], [[]], [["b64"]], ["exp"]])("id token: no crit (%j)", async (crit) => {
    expect(await verdict({ header: (header) => ({ ...header, crit, b64: true }) })).toBe("id_token_invalid")
  })

  const keyWith = (change: Json): Faults => ({ keys: (keys) => keys.map((key) => ({ ...key, ...change })) })

  test.each(["enc", "other"])("id token: a key for encryption does not count (use=%s)", async (use) => {
    expect(await verdict(keyWith({ use }))).toBe("id_token_invalid")
  })

  test.each(["RS512", "RSA-OAEP"])("id token: a key of another algorithm does not count (%s)", async (alg) => {
    expect(await verdict(keyWith({ alg }))).toBe("id_token_invalid")
  })
})

describe("claims", () => {
  const claims = (change: object): Faults => ({ claims: (honest) => ({ ...honest, ...change }) })
  const ours = "client-of-google"

  test.each([
    "https://evil.example",
    `${google.metadata.issuer}/`,
    google.metadata.issuer.replace("https", "http"),
    google.metadata.issuer.toUpperCase(),
    "",
    undefined,
  ])("id token: iss is identical (%j)", async (iss) => {
    expect(await verdict(claims({ iss }))).toBe("id_token_invalid")
  })

  test.each([["another"], [undefined], [[]], [["another"]], [[ours.toUpperCase()]]])(
    "id token: aud holds our client_id (%j)",
    async (aud) => {
      expect(await verdict(claims({ aud, azp: undefined }))).toBe("id_token_invalid")
    },
  )

  test("id token: more audiences want our azp", async () => {
    const aud = [ours, "another"]
    expect(await verdict(claims({ aud, azp: undefined }))).toBe("id_token_invalid")
    expect(await verdict(claims({ aud, azp: ours }))).toBe("accepted")
  })

  test("id token: another's azp is refused", async () => {
    expect(await verdict(claims({ azp: "another" }))).toBe("id_token_invalid")
    expect(await verdict(claims({ aud: [ours], azp: "another" }))).toBe("id_token_invalid")
  })

  test.each([now - 33, undefined, String(now + 3600), null])("id token: exp lies ahead (%j)", async (exp) => {
    expect(await verdict(claims({ exp }))).toBe("id_token_invalid")
  })

  test.each([now + 33, undefined, String(now), null])("id token: iat lies behind (%j)", async (iat) => {
    expect(await verdict(claims({ iat }))).toBe("id_token_invalid")
  })

  test.each([now + 33, String(now)])("id token: nbf has passed (%j)", async (nbf) => {
    expect(await verdict(claims({ nbf }))).toBe("id_token_invalid")
  })

  test("id token: 30 seconds of tolerance", async () => {
    // A second on either side: the library counts by the machine's clock.
    const within: object[] = [{ exp: now - 27 }, { iat: now + 27 }, { nbf: now + 27 }]
    const beyond: object[] = [{ exp: now - 33 }, { iat: now + 33 }, { nbf: now + 33 }]
    for (const change of within) expect([change, await verdict(claims(change))]).toEqual([change, "accepted"])
    for (const change of beyond) expect([change, await verdict(claims(change))]).toEqual([change, "id_token_invalid"])
  })

  test("id token: 60 seconds at most", () => {
    const issues = (clock_tolerance: string | number) => {
      const provider = { client_id: "c", client_secret: "s0me-other", server_metadata_url: google.metadataUrl }
      const auth = { redirect_uri: "https://app.example/oauth2callback", cookie_secret: cookieSecret, clock_tolerance }
      try {
        parseConfig({ auth: { ...auth, google: provider } })
        return []
      } catch (error) {
        return (error as { issues: { code: string }[] }).issues.map(({ code }) => code)
      }
    }
    expect([issues("60s"), issues("61s"), issues(61)]).toEqual([[], ["value_range"], ["value_range"]])
  })

  test.each([["another"], [""], [undefined], [null], [["x"]]])(
    "id token: nonce is the attempt's (%j)",
    async (nonce) => {
      expect(await verdict(claims({ nonce }))).toBe("id_token_invalid")
    },
  )

  test("id token: nonce is the attempt's (as a list)", async () => {
    expect(await verdict({ claims: (honest) => ({ ...honest, nonce: [honest.nonce] }) })).toBe("id_token_invalid")
  })

  test("id token: sub can be used", async () => {
    for (const sub of ["", undefined, 5, null, ["s"], "s".repeat(256)]) {
      expect([sub, await verdict(claims({ sub }))]).toEqual([sub, "id_token_invalid"])
    }
    expect(await verdict(claims({ sub: "s".repeat(255) }))).toBe("accepted")
  })

  test.each(["AAAAAAAAAAAAAAAAAAAAAA", "", 5, null])("id token: at_hash fits (%j)", async (at_hash) => {
    expect(await verdict(claims({ at_hash }))).toBe("id_token_invalid")
  })

  test("id token: max_age wants auth_time", async () => {
    const asking = { tables: { google: { client_kwargs: { max_age: "60" } } } }
    for (const auth_time of [undefined, now - 100, String(now), null]) {
      expect([auth_time, await verdict(claims({ auth_time }), asking)]).toEqual([auth_time, "id_token_invalid"])
    }
    expect(await verdict(claims({ auth_time: now - 60 }), asking)).toBe("accepted")
  })

  test.each(["logout+jwt", "at+jwt", "application/at+jwt", "AT+JWT"])(
    "id token: no other kind of token (%s)",
    async (typ) => {
      expect(await verdict({ header: (header) => ({ ...header, typ }) })).toBe("id_token_invalid")
    },
  )

  test("id token: 100 KB at most", async () => {
    // Of what is left out of the session, so that the token's size alone is judged.
    const small = { auth: { claims: ["name"] } }
    expect(await verdict(claims({ padding: "x".repeat(100_000) }), small)).toBe("id_token_invalid")
    expect(await verdict(claims({ padding: "x".repeat(60_000) }), small)).toBe("accepted")
  })

  test("id token: claims work no magic", async () => {
    const magic = '{"__proto__":{"isAdmin":true,"isLoggedIn":true},"isLoggedIn":false,'
    const { visitor } = await login({
      idToken: (header, honest, { privateKey }) =>
        compactJws(header, JSON.stringify(honest).replace("{", magic), "RS256", privateKey),
    })
    const user = (await visitor.user()) as unknown as Record<string, unknown>
    expect(user.isLoggedIn).toBe(true)
    expect(user.isAdmin).toBeUndefined()
    for (const name of ["constructor", "toString", "hasOwnProperty"])
      expect([name, user[name]]).toEqual([name, undefined])
    expect(({} as Record<string, unknown>).isAdmin).toBeUndefined()
    const named = await login(claims({ constructor: "a claim", isLoggedIn: false }))
    expect(await named.visitor.user()).toMatchObject({ isLoggedIn: true, constructor: "a claim" })
  })

  test("id token: no nesting without end", async () => {
    const deep = (levels: number) => JSON.parse(`${"[".repeat(levels)}${"]".repeat(levels)}`)
    const small = { auth: { claims: ["name"] } }
    expect(await verdict(claims({ deep: deep(70) }), small)).toBe("id_token_invalid")
    expect(await verdict(claims({ deep: deep(30) }), small)).toBe("accepted")
  })
})
