/** Whole logins of clients that sign their way in, at a token endpoint that checks what they sign. */
import { decodeJwt, decodeProtectedHeader } from "jose"
import { HttpResponse } from "msw"
import { describe, expect, test, vi } from "vitest"
import { type ClientKey, clientKey } from "../support/client-keys.js"
import { days } from "../support/clock.js"
import { entraCommon, google, type Profile } from "../support/profiles.js"
import { codeOf, createWorld, expectNoSecret, useNetwork, type World, type WorldOptions } from "../support/world.js"

useNetwork()

const longSecret = "canary-client-secret-of-32-bytes-or-more"

/** A provider that knows these ways alone, and says so. */
function knowing(methods: readonly string[], algorithms?: readonly string[]): Profile {
  const lists = {
    token_endpoint_auth_methods_supported: [...methods],
    ...(algorithms === undefined ? {} : { token_endpoint_auth_signing_alg_values_supported: [...algorithms] }),
  }
  return { ...google, metadata: { ...google.metadata, ...lists }, ways: { authMethods: methods } }
}

interface Given extends Pick<WorldOptions, "options"> {
  readonly table: Record<string, unknown>
  readonly profile?: Profile
  readonly registered?: readonly ClientKey[]
}

function worldOf({ table, profile = knowing(["private_key_jwt"]), registered = [], ...more }: Given): World {
  return createWorld({
    providers: { idp: profile },
    tables: { idp: { client_secret: undefined, ...table } },
    clientKeys: { idp: registered.map((key) => key.public) },
    ...more,
  })
}

/** The form that was sent to the token endpoint, with the assertion taken apart. */
function sent(world: World, index = 0) {
  const { headers = new Headers(), body = "" } = world.provider.seen.token[index] ?? {}
  const form = new URLSearchParams(body)
  const assertion = form.get("client_assertion") ?? ""
  return { headers, form, assertion, header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) }
}

async function expectLogin(world: World): Promise<void> {
  const visitor = world.visitor()
  expect((await visitor.login()).status).toBe(302)
  expect(await visitor.user()).toMatchObject({ isLoggedIn: true, name: "Ada Lovelace" })
  expect(world.log).toEqual([])
}

async function expectRejected(world: World): Promise<Response> {
  const visitor = world.visitor()
  const response = await visitor.login()
  expect([response.status, await codeOf(response)]).toEqual([502, "client_rejected"])
  expect(await visitor.user()).toEqual({ isLoggedIn: false })
  expect(world.log.at(-1)).toMatchObject({ level: "error", event: "client_rejected" })
  return response
}

const algorithms = ["RS256", "PS256", "ES256", "ES384", "ES512", "EdDSA"]

describe.each(algorithms)("private_key_jwt with %s", (alg) => {
  const profile = knowing(["private_key_jwt", "client_secret_basic"], [alg])

  test.each(["pem", "a JWK as a table", "a JWK as a text"])("a login with %s", async (form) => {
    const key = await clientKey(alg)
    const value = { pem: key.pem, "a JWK as a table": key.jwk, "a JWK as a text": JSON.stringify(key.jwk) }[form]
    const world = worldOf({ table: { client_private_key: value }, profile, registered: [key] })
    await expectLogin(world)
    const { header, claims, headers, form: body } = sent(world)
    expect(header).toEqual({ alg })
    expect(claims).toEqual({
      iss: "client-of-idp",
      sub: "client-of-idp",
      aud: "https://accounts.google.com",
      jti: expect.stringMatching(/^[\w-]{43}$/),
      iat: world.clock.seconds(),
      nbf: world.clock.seconds(),
      exp: world.clock.seconds() + 60,
    })
    expect(headers.has("authorization")).toBe(false)
    expect(body.has("client_secret")).toBe(false)
    expectNoSecret(world)
  })

  test("a kid tells the provider which of the registered keys it is", async () => {
    const [first, second] = [await clientKey(alg), await clientKey(alg, "other")]
    const registered = [
      { ...first, public: { ...first.public, kid: "first" } },
      { ...second, public: { ...second.public, kid: "second" } },
    ]
    for (const table of [
      { client_private_key: { ...second.jwk, kid: "second" } },
      { client_private_key: second.pem, key_id: "second" },
    ]) {
      const world = worldOf({ table, profile, registered })
      await expectLogin(world)
      expect(sent(world).header).toEqual({ alg, kid: "second" })
    }
    // The same without: there are two, and the provider takes neither.
    await expectRejected(worldOf({ table: { client_private_key: second.pem }, profile, registered }))
  })

  test("another's key is client_rejected, and stands nowhere", async () => {
    const [mine, theirs] = [await clientKey(alg), await clientKey(alg, "other")]
    const world = worldOf({ table: { client_private_key: mine.jwk }, profile, registered: [theirs] })
    const page = await (await expectRejected(world)).text()
    expectNoSecret(world, page)
    expect(JSON.stringify(world.log) + page).not.toContain(mine.jwk.d)
  })
})

describe("which algorithm", () => {
  test.each<[string, readonly string[] | undefined, object, string]>([
    ["RS256 where nothing is said", undefined, {}, "RS256"],
    ["RS256 where both are known", ["ES256", "PS256", "RS256"], {}, "RS256"],
    ["PS256 where it alone is known", ["ES256", "PS256"], {}, "PS256"],
    ["what the JWK says", ["RS256", "PS256"], { alg: "PS256" }, "PS256"],
  ])("an RSA key signs with %s", async (_name, known, more, expected) => {
    const key = await clientKey("RS256")
    const table = { client_private_key: { ...key.jwk, ...more } }
    const world = worldOf({ table, profile: knowing(["private_key_jwt"], known), registered: [key] })
    await expectLogin(world)
    expect(sent(world).header.alg).toBe(expected)
  })

  test.each([
    [undefined, "EdDSA"],
    [["Ed25519"], "Ed25519"],
    [["Ed25519", "EdDSA"], "EdDSA"],
  ])("an Ed25519 key, where %s is known, signs with %s", async (known, expected) => {
    const key = await clientKey("EdDSA")
    const profile = knowing(["private_key_jwt"], known)
    const world = worldOf({ table: { client_private_key: key.pem }, profile, registered: [key] })
    await expectLogin(world)
    expect(sent(world).header.alg).toBe(expected)
  })
})

describe("client_secret_jwt", () => {
  test.each<[string, object]>([
    ["configured", { token_endpoint_auth_method: "client_secret_jwt" }],
    ["where nothing else is known", {}],
  ])("%s: the secret signs, and is never sent", async (_name, more) => {
    const profile = knowing(["client_secret_jwt"])
    const world = worldOf({ table: { client_secret: longSecret, ...more }, profile })
    await expectLogin(world)
    const { header, claims, form, headers } = sent(world)
    expect(header).toEqual({ alg: "HS256" })
    expect(claims).toMatchObject({ iss: "client-of-idp", aud: "https://accounts.google.com" })
    expect(form.has("client_secret") || headers.has("authorization") || form.toString().includes(longSecret)).toBe(
      false,
    )
  })

  test("another secret is client_rejected", async () => {
    const table = { client_secret: longSecret, token_endpoint_auth_method: "client_secret_jwt" }
    const world = worldOf({ table, profile: knowing(["client_secret_jwt"]) })
    const visitor = world.visitor()
    const url = await visitor.start()
    const wrong = world.restart({
      tables: { idp: { ...table, client_secret: "canary-another-secret-of-32-bytes-or-more" } },
    })
    const { parameters } = world.provider.authorize(url)
    const response = (await wrong.auth.handle(visitor.request(`/oauth2callback?${parameters}`))) as Response
    expect(await codeOf(response)).toBe("client_rejected")
    expectNoSecret(wrong, await response.text())
  })
})

describe("a key and a secret", () => {
  test.each([
    [["private_key_jwt", "client_secret_basic"], true],
    [["client_secret_basic"], false],
    [["client_secret_post"], false],
  ])("at a provider that knows %s", async (methods, isKey) => {
    const key = await clientKey("ES256")
    const table = { client_private_key: key.pem, client_secret: longSecret }
    const world = worldOf({ table, profile: knowing(methods), registered: [key] })
    await expectLogin(world)
    expect(new URLSearchParams(world.provider.seen.token[0]?.body).has("client_assertion")).toBe(isKey)
  })
})

describe("whom it is meant for", () => {
  test("Entra's issuer can be a template: its token endpoint is named, and the certificate's thumbprint", async () => {
    const key = await clientKey("RS256")
    const profile = entraCommon
    const names = { "x5t#S256": "dGh1bWJwcmludA", alg: "PS256" }
    const { token_endpoint } = profile.metadata
    const world = worldOf({
      table: { client_private_key: { ...key.jwk, ...names } },
      profile: { ...profile, ways: { ...profile.ways, assertionAudience: token_endpoint } },
      registered: [key],
    })
    await expectLogin(world)
    expect(sent(world).header).toEqual({ alg: "PS256", "x5t#S256": "dGh1bWJwcmludA" })
    expect(sent(world).claims.aud).toBe(token_endpoint)
  })
})

test("the key is imported once, however many logins there are", async () => {
  const key = await clientKey("ES256")
  const world = worldOf({ table: { client_private_key: key.pem }, registered: [key] })
  const importKey = vi.spyOn(crypto.subtle, "importKey")
  await Promise.all([expectLogin(world), expectLogin(world)])
  await expectLogin(world)
  expect(importKey.mock.calls.filter(([format]) => String(format) === "pkcs8")).toHaveLength(1)
  importKey.mockRestore()
})

test("each assertion is new, and by the application's clock", async () => {
  const key = await clientKey("ES256")
  const world = worldOf({ table: { client_private_key: key.pem }, registered: [key] })
  world.clock.pass(400 * days)
  await expectLogin(world)
  await expectLogin(world)
  const [first, second] = [sent(world, 0), sent(world, 1)]
  expect(first.claims.jti).not.toBe(second.claims.jti)
  expect(first.claims.iat).toBe(world.clock.seconds())
})

test("a provider that repeats the assertion in its words does not bring it into the log", async () => {
  const key = await clientKey("ES256")
  const world = worldOf({ table: { client_private_key: key.pem }, registered: [key] })
  world.provider.faults = {
    tokens: () => {
      const description = `no good: ${sent(world).assertion}`
      return HttpResponse.json({ error: "invalid_client", error_description: description }, { status: 401 })
    },
  }
  const page = await (await expectRejected(world)).text()
  expect(JSON.stringify(world.log)).toContain("no good")
  // The log cuts what a provider says: the beginning of a JWT would be left.
  expect(JSON.stringify(world.log) + page).not.toContain("eyJ")
})

test("a key that the runtime cannot use is the owner's to know, and the visitor's not", async () => {
  const [key, other] = [await clientKey("ES256"), await clientKey("ES256", "other")]
  // The halves do not belong together, which only an import finds out.
  const jwk = { ...key.jwk, d: other.jwk.d }
  const world = worldOf({ table: { client_private_key: jwk }, registered: [key] })
  const page = await (await expectRejected(world)).text()
  expect(JSON.stringify(world.log)).toMatch(/client_private_key cannot be used here with ES256/)
  expect(page).not.toContain("client_private_key")
  for (const secret of [jwk.d ?? "", jwk.x ?? ""]) expect(JSON.stringify(world.log) + page).not.toContain(secret)
})

test("what a runtime says of a key that it refuses may quote the key, and stays out of the log", async () => {
  const key = await clientKey("ES256")
  const world = worldOf({ table: { client_private_key: key.jwk }, registered: [key] })
  const importKey = crypto.subtle.importKey.bind(crypto.subtle) as (...all: unknown[]) => Promise<CryptoKey>
  const quoting = async (...all: unknown[]) => {
    if (all[0] === "jwk" && String(all[4]) === "sign") throw new SyntaxError(`no key: ${key.jwk.d}`)
    return importKey(...all)
  }
  const spy = vi.spyOn(crypto.subtle, "importKey").mockImplementation(quoting as typeof crypto.subtle.importKey)
  const page = await (await expectRejected(world)).text()
  spy.mockRestore()
  expect(JSON.stringify(world.log)).toContain("SyntaxError")
  expect(JSON.stringify(world.log) + page).not.toContain(key.jwk.d)
})
