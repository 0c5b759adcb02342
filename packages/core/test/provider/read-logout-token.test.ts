/** A logout token as it comes, signature and all, from a provider that breaks each rule (Back-Channel Logout section 2.6). */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import type { LogoutToken } from "../../src/provider/peer.js"
import { compactJws, hmacJws, type Json, unsecured, withBitsChanged } from "../support/compact-jws.js"
import { type SigningKey, signingKey } from "../support/keys.js"
import { failureOf, type Meeting, meet } from "../support/meeting.js"
import type { LogoutTokenFaults } from "../support/mock-provider.js"
import { entraCommon, github, google, type Profile, personal } from "../support/profiles.js"
import { clientSecret, useNetwork, type WorldOptions } from "../support/world.js"

useNetwork()

function read({ peer }: Meeting, token: string): Promise<LogoutToken> {
  if (peer.readLogoutToken === undefined) throw new Error("it reads no logout tokens")
  return peer.readLogoutToken(token)
}

/** `"accepted"`, or the code of the refusal. */
async function verdict(faults: LogoutTokenFaults, options: WorldOptions = {}): Promise<string> {
  const meeting = await meet(options)
  return verdictIn(meeting, await meeting.provider.logoutToken(faults))
}

async function verdictIn(meeting: Meeting, token: string): Promise<string> {
  return (await failureOf(meeting, read(meeting, token)))?.code ?? "accepted"
}

/** As the mock provider itself signs. */
function honest(header: Json, claims: Json, { privateKey }: SigningKey): Promise<string> {
  return compactJws(header, claims, "RS256", privateKey)
}

function announcing(...algorithms: string[]): WorldOptions {
  const metadata = { ...google.metadata, id_token_signing_alg_values_supported: algorithms }
  return { providers: { google: { ...google, metadata } } }
}

test("a good one says whose sessions end", async () => {
  const meeting = await meet()
  const { world, provider } = meeting
  const token = await provider.logoutToken({ claims: (claims) => ({ ...claims, sid: "that session" }) })
  const now = world.clock.seconds()
  expect(await read(meeting, token)).toEqual({
    issuer: google.metadata.issuer,
    subject: google.idToken.sub,
    sid: "that session",
    tokenId: expect.stringMatching(/^logout \d+$/),
    issuedAt: now,
    expiresAt: now + 150,
  })
})

test("the metadata need not announce back-channel logouts", async () => {
  expect(google.metadata).not.toHaveProperty("backchannel_logout_supported")
  expect(await verdict({})).toBe("accepted")
})

test("a provider without OpenID Connect reads none", async () => {
  const { peer } = await meet({ providers: { github }, tables: { github: { preset: "github" } } })
  expect(peer.readLogoutToken).toBeUndefined()
})

test("times are judged by the clock of the runtime", async () => {
  const meeting = await meet()
  const token = await meeting.provider.logoutToken()
  // The machine's own clock stands months away from this world's.
  expect(Math.abs(Date.now() - meeting.world.clock.now())).toBeGreaterThan(86_400_000)
  expect(await verdictIn(meeting, token)).toBe("accepted")
  meeting.world.clock.pass(149)
  expect(await verdictIn(meeting, token)).toBe("accepted")
  meeting.world.clock.pass(1)
  expect(await verdictIn(meeting, token)).toBe("logout_token_invalid")
})

test("clock_tolerance is what the configuration says", async () => {
  const late: LogoutTokenFaults = { claims: (claims) => ({ ...claims, iat: Number(claims.iat) + 45 }) }
  expect(await verdict(late)).toBe("logout_token_invalid")
  expect(await verdict(late, { auth: { clock_tolerance: "60s" } })).toBe("accepted")
})

describe("what it says", () => {
  test.each<[string, object]>([
    ["another iss", { iss: "https://evil.example" }],
    ["another aud", { aud: "other" }],
    ["no exp", { exp: undefined }],
    ["no jti", { jti: undefined }],
    ["no events", { events: undefined }],
    ["a nonce", { nonce: null }],
    ["neither sub nor sid", { sub: undefined }],
  ])("%s is refused before its keys are asked for", async (_name, change) => {
    const meeting = await meet()
    const token = await meeting.provider.logoutToken({ claims: (claims) => ({ ...claims, ...change }) })
    expect(await verdictIn(meeting, token)).toBe("logout_token_invalid")
    expect(meeting.provider.seen.keys).toBe(0)
  })

  test("an ID token is no logout token", async () => {
    const meeting = await meet()
    const { idToken = "" } = await meeting.login()
    expect(await verdictIn(meeting, idToken)).toBe("logout_token_invalid")
  })

  test("garbage is refused before anybody is asked", async () => {
    const meeting = await meet()
    const long = await meeting.provider.logoutToken({
      claims: (claims) => ({ ...claims, padding: "x".repeat(16_384) }),
    })
    for (const token of ["", "a.b.c", "e30.e30.e30", long]) {
      expect(await verdictIn(meeting, token)).toBe("logout_token_invalid")
    }
    expect(meeting.provider.seen.keys).toBe(0)
  })

  test("the evidence names the rule, and holds nothing of the token", async () => {
    const meeting = await meet()
    const change = { nonce: "canary-in-a-logout-token", sub: "canary-of-a-subject" }
    const token = await meeting.provider.logoutToken({ claims: (claims) => ({ ...claims, ...change }) })
    const { evidence = "" } = (await failureOf(meeting, read(meeting, token))) ?? {}
    expect(evidence).toContain("the logout token cannot be used: it has a nonce")
    expect(evidence).not.toContain("canary")
  })
})

describe("whose signature it has", () => {
  test.each<[string, LogoutTokenFaults]>([
    ["a changed signature", { token: async (...parts) => withBitsChanged(await honest(...parts)) }],
    ["other claims below the signature", { token: async (...parts) => swapClaims(await honest(...parts)) }],
    ["a stranger's key under our kid", { token: async (header, claims) => signedBy("a stranger's", header, claims) }],
    ["a kid that is not published", { header: (header) => ({ ...header, kid: "another" }) }],
    ["no signature, alg none", { token: (header, claims) => unsecured({ ...header, alg: "none" }, claims) }],
    [
      "HS256 with the client's secret",
      { token: (header, claims) => hmacJws({ ...header, alg: "HS256" }, claims, clientSecret) },
    ],
    ["crit that our library understands", { header: (header) => ({ ...header, crit: ["b64"], b64: true }) }],
  ])("%s is refused", async (_name, faults) => {
    expect(await verdict(faults)).toBe("logout_token_invalid")
    // Even where they are announced.
    expect(await verdict(faults, announcing("RS256", "HS256", "none"))).toBe("logout_token_invalid")
  })

  test.each(["jwk", "x5c", "jku", "x5u"])("a key in the header is no key: %s", async (name) => {
    const stranger = await signingKey("a stranger's")
    const value = { jwk: stranger.jwk, x5c: ["AAAA"], jku: "https://evil.example/k", x5u: "https://evil.example/x" }[
      name
    ]
    // onUnhandledRequest would fail whoever asks evil.example.
    const header = (said: Json) => ({ ...said, [name]: value })
    expect(await verdict({ header })).toBe("accepted")
    const byStranger = (said: Json, claims: Json) => signedBy("a stranger's", said, claims)
    expect(await verdict({ header, token: byStranger })).toBe("logout_token_invalid")
    const withoutKid = ({ kid: _, ...said }: Json) => header(said)
    expect(await verdict({ header: withoutKid, token: byStranger })).toBe("logout_token_invalid")
  })

  test.each(["RS256", "PS256", "ES256", "EdDSA"])("%s counts where it is announced, and only there", async (alg) => {
    const key = await signingKey(`for logouts ${alg}`, alg)
    const token = (header: Json, claims: Json) =>
      compactJws({ ...header, kid: key.kid, alg }, claims, alg, key.privateKey)
    async function judge(options: WorldOptions): Promise<string> {
      const meeting = await meet(options)
      meeting.provider.faults = { keys: () => [key.jwk] }
      return verdictIn(meeting, await meeting.provider.logoutToken({ token }))
    }
    expect(await judge(announcing(alg))).toBe("accepted")
    const other = alg === "ES256" ? "RS256" : "ES256"
    expect(await judge(announcing(other))).toBe("logout_token_invalid")
  })

  test.each<[string, (jwk: Json) => Json]>([
    ["use=enc", (jwk) => ({ ...jwk, use: "enc" })],
    ["another alg", (jwk) => ({ ...jwk, alg: "RS512" })],
    ["key_ops without verify", ({ use: _, ...jwk }) => ({ ...jwk, key_ops: ["encrypt"] })],
    ["kty=oct", ({ kid }) => ({ kty: "oct", k: "c2VjcmV0", kid })],
    ["no modulus", ({ n: _, ...jwk }) => jwk],
  ])("a published key with %s does not count", async (_name, change) => {
    const meeting = await meet()
    meeting.provider.faults = { keys: (keys) => keys.map((key) => change(key as Json)) }
    expect(await verdictIn(meeting, await meeting.provider.logoutToken())).toBe("logout_token_invalid")
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
    const meeting = await meet()
    meeting.provider.faults = { keys: () => [{ ...jwk, kid: "short", use: "sig" }] }
    const token = await meeting.provider.logoutToken({
      token: (header, claims) => compactJws({ ...header, kid: "short" }, claims, "RS256", privateKey),
    })
    expect(await verdictIn(meeting, token)).toBe("logout_token_invalid")
  })

  test("without a kid, the only key counts, and of two neither", async () => {
    const header = ({ kid: _, ...said }: Json) => said
    expect(await verdict({ header })).toBe("accepted")
    const meeting = await meet()
    const other = await signingKey("one more")
    meeting.provider.faults = { keys: (keys) => [...keys, other.jwk] }
    expect(await verdictIn(meeting, await meeting.provider.logoutToken({ header }))).toBe("logout_token_invalid")
  })

  test("without a kid, keys that sign nothing or otherwise are not among them", async () => {
    const meeting = await meet()
    const { jwk } = await signingKey("for encryption")
    const { kid: _, ...curve } = (await signingKey("of a curve", "ES256")).jwk
    meeting.provider.faults = { keys: (keys) => [{ ...jwk, use: "enc" }, curve, ...keys] }
    const token = await meeting.provider.logoutToken({ header: ({ kid: _, ...said }) => said })
    expect(await verdictIn(meeting, token)).toBe("accepted")
  })

  test("keys of other kinds beside it disturb nothing", async () => {
    const meeting = await meet()
    meeting.provider.faults = { keys: (keys) => [{ kty: "unknown" }, { kty: "RSA", n: 5, e: null }, {}, ...keys] }
    expect(await verdictIn(meeting, await meeting.provider.logoutToken())).toBe("accepted")
  })
})

describe("keys", () => {
  test("a rotation is followed: one more look, within a minute none", async () => {
    const meeting = await meet()
    const { provider, world } = meeting
    expect(await verdictIn(meeting, await provider.logoutToken())).toBe("accepted")
    provider.rotate("the second for logouts")
    expect(await verdictIn(meeting, await provider.logoutToken())).toBe("accepted")
    expect(provider.seen.keys).toBe(2)
    provider.rotate("the third for logouts")
    expect(await verdictIn(meeting, await provider.logoutToken())).toBe("logout_token_invalid")
    expect(provider.seen.keys).toBe(2)
    world.clock.pass(60)
    expect(await verdictIn(meeting, await provider.logoutToken())).toBe("accepted")
    expect(provider.seen.keys).toBe(3)
  })

  test("a flood of unknown kids makes one request a minute", async () => {
    const meeting = await meet()
    await read(meeting, await meeting.provider.logoutToken())
    for (let index = 0; index < 5; index++) {
      const header = (said: Json) => ({ ...said, kid: `unknown ${index}` })
      expect(await verdictIn(meeting, await meeting.provider.logoutToken({ header }))).toBe("logout_token_invalid")
    }
    expect(meeting.provider.seen.keys).toBe(2)
  })

  test("a bad signature refetches nothing", async () => {
    const meeting = await meet()
    await read(meeting, await meeting.provider.logoutToken())
    meeting.world.clock.pass(120)
    const token = await meeting.provider.logoutToken({ token: async (...parts) => swapClaims(await honest(...parts)) })
    expect(await verdictIn(meeting, token)).toBe("logout_token_invalid")
    expect(meeting.provider.seen.keys).toBe(1)
  })

  test.each<[string, () => Response, string]>([
    ["down", () => new HttpResponse(null, { status: 503 }), "provider_unreachable"],
    ["no key set", () => HttpResponse.json({ keys: "x" }), "provider_invalid"],
  ])("that cannot be had are the provider's fault, and not the token's: %s", async (_name, keys, code) => {
    const meeting = await meet()
    meeting.provider.faults = { keys }
    const token = await meeting.provider.logoutToken()
    expect(await verdictIn(meeting, token)).toBe(code)
    meeting.provider.faults = {}
    expect(await verdictIn(meeting, token)).toBe("accepted")
  })
})

describe("at Entra", () => {
  const at = (profile: Profile): WorldOptions => ({
    providers: { microsoft: profile },
    tables: { microsoft: { preset: "microsoft" } },
  })

  test("the tenant's issuer, which the template of the metadata becomes with its tid", async () => {
    const meeting = await meet(at(entraCommon))
    expect(meeting.peer.metadata.issuer).toContain("{tenantid}")
    expect((await read(meeting, await meeting.provider.logoutToken())).issuer).toBe(
      `https://login.microsoftonline.com/${entraCommon.idToken.tid}/v2.0`,
    )
    const withoutTid = await meeting.provider.logoutToken({ claims: ({ tid: _, ...claims }) => claims })
    expect(await verdictIn(meeting, withoutTid)).toBe("logout_token_invalid")
  })

  test("a key of another tenant's issuer does not count", async () => {
    const keyIssuer = `https://login.microsoftonline.com/${personal}/v2.0`
    const own = `https://login.microsoftonline.com/{tenantid}/v2.0`
    const withKeyOf = (issuer: string) => at({ ...entraCommon, ways: { ...entraCommon.ways, keyIssuer: issuer } })
    expect(await verdict({}, withKeyOf(own))).toBe("accepted")
    expect(await verdict({}, withKeyOf(keyIssuer))).toBe("logout_token_invalid")
  })
})

async function signedBy(kid: string, header: Json, claims: Json): Promise<string> {
  return compactJws(header, claims, "RS256", (await signingKey(kid)).privateKey)
}

function swapClaims(token: string): string {
  const [header, claims = "", signature] = token.split(".")
  const changed = { ...JSON.parse(Buffer.from(claims, "base64url").toString()), sub: "somebody-else" }
  return [header, Buffer.from(JSON.stringify(changed)).toString("base64url"), signature].join(".")
}
