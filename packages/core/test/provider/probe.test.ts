/** probe and judgeProbe: what a provider answers, and what a login can expect of it. */
import { describe, expect, test } from "vitest"
import { parseConfig, settingsOf } from "../../src/config/config.js"
import type { OpenIdSettings, Settings } from "../../src/config/settings.js"
import { judgeProbe, type ProbeFacts, probe } from "../../src/provider/probe.js"
import type { Failure } from "../../src/provider/probe-answer.js"
import { presetProfiles } from "../support/profiles.js"

const issuer = "https://idp.example"

function settingsWith(keys: object = {}): Settings {
  const auth = {
    redirect_uri: "http://localhost:8501/oauth2callback",
    cookie_secret: "q4Jm_7tYc1Vx9Kp2Rw5Zn8Lb3Hd6Fg0Ts",
    client_id: "web-app",
    client_secret: "canary-secret",
    server_metadata_url: issuer,
    ...keys,
  }
  return settingsOf(parseConfig({ auth })) as Settings
}

function providerWith(keys: object = {}): OpenIdSettings {
  return settingsWith(keys).providers.get("default") as OpenIdSettings
}

const good = {
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  end_session_endpoint: `${issuer}/logout`,
  id_token_signing_alg_values_supported: ["RS256", "ES256"],
  code_challenge_methods_supported: ["S256"],
  token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
  backchannel_logout_supported: true,
  authorization_response_iss_parameter_supported: true,
  prompt_values_supported: ["none", "select_account"],
}

const rsa = { kty: "RSA", use: "sig", alg: "RS256", e: "AQAB", n: "x".repeat(342) }
const p256 = { kty: "EC", crv: "P-256", x: "x", y: "y" }

interface Wish {
  readonly metadata?: object
  readonly keys?: readonly object[]
  readonly configured?: object
  readonly isAddressHidden?: boolean
}

function factsWith({ metadata = {}, keys = [rsa], configured = {}, isAddressHidden = false }: Wish): ProbeFacts {
  const document = { ...good, ...metadata }
  const jwks = { keys: [...keys] } as never
  return {
    provider: providerWith(configured),
    application: { insecureOrigins: [] },
    metadata: { document },
    keys: { document: { server: document, jwks } },
    isAddressHidden,
  }
}

const codesOf = (wish: Wish) => judgeProbe(factsWith(wish)).map(({ level, code }) => `${level} ${code}`)

describe("judgeProbe", () => {
  test("a provider that knows everything", () => {
    expect(codesOf({})).toEqual([
      "ok reachable_ok",
      "ok issuer_ok",
      "ok keys_ok",
      "ok algorithms_ok",
      "ok pkce_ok",
      "ok client_authentication_ok",
      "ok end_session_ok",
      "ok back_channel_ok",
      "ok prompt_ok",
      "ok response_issuer_ok",
    ])
  })

  test.each<[string, Wish, string]>([
    ["another issuer", { metadata: { issuer: "https://evil.example" } }, "wrong issuer_mismatch"],
    ["no issuer", { metadata: { issuer: undefined } }, "wrong metadata_invalid"],
    ["no keys' address", { metadata: { jwks_uri: undefined } }, "wrong metadata_invalid"],
    ["an endpoint over http", { metadata: { token_endpoint: "http://idp.example" } }, "wrong metadata_invalid"],

    ["no key", { keys: [] }, "wrong keys_none"],
    ["a key for encryption", { keys: [{ ...rsa, use: "enc" }] }, "wrong keys_none"],
    ["a key for something else", { keys: [{ ...rsa, key_ops: ["encrypt"] }] }, "wrong keys_none"],
    ["a key of another algorithm", { keys: [{ ...rsa, alg: "RS512" }] }, "wrong keys_none"],
    ["a short RSA key", { keys: [{ ...rsa, n: "x".repeat(171) }] }, "wrong keys_none"],
    ["a shared key", { keys: [{ kty: "oct", k: "canary" }] }, "wrong keys_none"],
    ["a curve that fits nothing", { keys: [{ ...p256, crv: "P-384" }] }, "wrong keys_none"],
    ["a curve that fits", { keys: [p256] }, "ok keys_ok"],
    ["one of two", { keys: [{ ...rsa, use: "enc" }, rsa] }, "ok keys_ok"],
    [
      "an Ed25519 key",
      { keys: [{ kty: "OKP", crv: "Ed25519" }], metadata: { id_token_signing_alg_values_supported: ["EdDSA"] } },
      "ok keys_ok",
    ],

    ["HS256 alone", { metadata: { id_token_signing_alg_values_supported: ["HS256"] } }, "wrong algorithms_none"],
    ["none", { metadata: { id_token_signing_alg_values_supported: ["none", "NONE"] } }, "wrong algorithms_none"],
    ["no algorithm", { metadata: { id_token_signing_alg_values_supported: [] } }, "wrong algorithms_none"],
    ["no list of them", { metadata: { id_token_signing_alg_values_supported: undefined } }, "ok algorithms_ok"],
    ["a list of junk", { metadata: { id_token_signing_alg_values_supported: [null, 1, {}] } }, "wrong algorithms_none"],

    [
      "a signature of one's own, announced",
      { configured: { id_token_signed_response_alg: "ES256" }, keys: [p256] },
      "ok algorithms_ok",
    ],
    [
      "a signature of one's own, unannounced",
      { configured: { id_token_signed_response_alg: "PS256" } },
      "note algorithms_unannounced",
    ],
    [
      "keys for other signatures than one's own",
      { configured: { id_token_signed_response_alg: "ES256" } },
      "wrong keys_none",
    ],

    ["plain PKCE", { metadata: { code_challenge_methods_supported: ["plain"] } }, "note pkce_unannounced"],
    ["no word of PKCE", { metadata: { code_challenge_methods_supported: undefined } }, "note pkce_unannounced"],
    ["junk for PKCE", { metadata: { code_challenge_methods_supported: 5 } }, "note pkce_unannounced"],

    ["post alone", methods("client_secret_post"), "ok client_authentication_ok"],
    ["keys alone", methods("private_key_jwt", "tls_client_auth"), "wrong client_authentication_none"],
    ["another than configured", methods("client_secret_basic"), "ok client_authentication_ok"],
    ["no list of them", methods(), "ok client_authentication_ok"],
    ["no list, post configured", { ...methods(), ...uses("post") }, "note client_authentication_unannounced"],
    [
      "basic, post configured",
      { ...methods("client_secret_basic"), ...uses("post") },
      "wrong client_authentication_none",
    ],
    ["a public client", { ...methods("client_secret_basic"), ...isPublic }, "note client_authentication_unannounced"],
    ["a public client, announced", { ...methods("none"), ...isPublic }, "ok client_authentication_ok"],

    ["a key", { ...methods("private_key_jwt"), ...hasKey }, "ok client_authentication_ok"],
    [
      "a key that is not announced",
      { ...methods("client_secret_basic"), ...hasKey },
      "wrong client_authentication_none",
    ],
    ["a key, and no list of algorithms", { ...methods("private_key_jwt"), ...hasKey }, "ok client_signature_ok"],
    [
      "a key that signs otherwise",
      {
        metadata: {
          token_endpoint_auth_methods_supported: ["private_key_jwt"],
          token_endpoint_auth_signing_alg_values_supported: ["RS256"],
        },
        ...hasKey,
      },
      "wrong client_signature_none",
    ],

    ["pushed requests that are asked for", { ...pushes(endpoint), ...wants(true) }, "ok pushing_ok"],
    ["pushed requests that are required", pushes({ ...endpoint, ...required }), "ok pushing_ok"],
    ["nowhere to push to", { ...pushes({}), ...wants(true) }, "wrong pushing_none"],
    ["required, with nowhere to push to", pushes(required), "wrong pushing_none"],
    [
      "required, and refused by the owner",
      { ...pushes({ ...endpoint, ...required }), ...wants(false) },
      "wrong pushing_refused",
    ],

    ["no end-session endpoint", { metadata: { end_session_endpoint: undefined } }, "note end_session_none"],
    ["no back-channel", { metadata: { backchannel_logout_supported: "true" } }, "note back_channel_none"],
    [
      "no iss",
      { metadata: { authorization_response_iss_parameter_supported: undefined } },
      "note response_issuer_none",
    ],

    ["no select_account", { metadata: { prompt_values_supported: ["none"] } }, "note prompt_unannounced"],
    ["no list of prompts", { metadata: { prompt_values_supported: undefined } }, "ok prompt_ok"],
    ["a prompt it does not know", { configured: { client_kwargs: { prompt: "login" } } }, "note prompt_unannounced"],
    ["prompts that it knows", { configured: { client_kwargs: { prompt: "none select_account" } } }, "ok prompt_ok"],
    ["no prompt", { configured: { client_kwargs: { prompt: "" } } }, "ok prompt_ok"],
  ])("%s", (_name, wish, expected) => {
    const codes = codesOf(wish)
    expect(codes).toContain(expected)
    // One word about each thing.
    const things = codes.map((code) => code.replace(/^\w+ (.*)_\w+$/, "$1"))
    expect(new Set(things).size).toBe(things.length)
    expect(JSON.stringify(judgeProbe(factsWith(wish)))).not.toContain("canary")
  })

  test.each(Object.entries(presetProfiles).filter(([, { profile }]) => "metadataUrl" in profile))(
    "the published metadata of the preset %s",
    (preset, { variables, profile }) => {
      const auth = { preset, ...variables, server_metadata_url: undefined }
      const ofKeys = [rsa, p256, { kty: "OKP", crv: "Ed25519" }]
      const facts = { ...factsWith({ configured: auth, keys: ofKeys }), metadata: { document: profile.metadata } }
      expect(judgeProbe(facts).filter(({ level }) => level === "wrong" || level === "unknown")).toEqual([])
    },
  )

  test("what the provider says is cut, and moves no cursor", () => {
    const theirs = `https://idp.example/\u001b[2J${"x".repeat(1000)}`
    const [, finding] = judgeProbe(factsWith({ metadata: { issuer: theirs } }))
    expect(finding?.message.length).toBeLessThan(500)
    expect(JSON.stringify(finding)).not.toContain("\\u001b")
  })

  test.each<Wish>([
    {},
    { metadata: { issuer: "https://other.example" } },
    { metadata: { jwks_uri: undefined } },
    { keys: [] },
  ])("an address that is not shown: %o", (wish) => {
    expect(JSON.stringify(judgeProbe(factsWith({ ...wish, isAddressHidden: true })))).not.toMatch(/example/)
  })
})

function methods(...supported: string[]): Wish {
  return { metadata: { token_endpoint_auth_methods_supported: supported.length === 0 ? undefined : supported } }
}

function uses(method: "basic" | "post"): Wish {
  return { configured: { token_endpoint_auth_method: `client_secret_${method}` } }
}

const ecKey = { kty: "EC", crv: "P-256", x: "canary-x", y: "canary-y", d: "canary-d" }
const hasKey: Wish = { configured: { client_secret: undefined, client_private_key: ecKey } }

const endpoint = { pushed_authorization_request_endpoint: "https://idp.example/par" }
const required = { require_pushed_authorization_requests: true }
const pushes = (metadata: object): Wish => ({ metadata })
const wants = (pushed_authorization_requests: boolean): Wish => ({ configured: { pushed_authorization_requests } })

const isPublic: Wish = { configured: { client_secret: undefined, token_endpoint_auth_method: "none" } }

describe("a document that did not come", () => {
  const rows: readonly [failure: Failure, level: string, code: string][] = [
    [unreachable("ECONNREFUSED"), "unknown", "refused"],
    [unreachable("ENOTFOUND"), "unknown", "host_unknown"],
    [unreachable("EAI_AGAIN"), "unknown", "host_unknown"],
    [unreachable("EHOSTUNREACH"), "unknown", "no_route"],
    [unreachable("ECONNRESET"), "unknown", "broken_off"],
    [unreachable("timeout"), "unknown", "timeout"],
    [unreachable("UND_ERR_CONNECT_TIMEOUT"), "unknown", "timeout"],
    [unreachable("ETIMEDOUT"), "unknown", "timeout"],
    [unreachable("CERT_HAS_EXPIRED"), "wrong", "certificate_expired"],
    [unreachable("CERT_NOT_YET_VALID"), "wrong", "certificate_not_yet_valid"],
    [unreachable("DEPTH_ZERO_SELF_SIGNED_CERT"), "wrong", "certificate_self_signed"],
    [unreachable("SELF_SIGNED_CERT_IN_CHAIN"), "wrong", "certificate_untrusted"],
    [unreachable("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "wrong", "certificate_untrusted"],
    [unreachable("ERR_TLS_CERT_ALTNAME_INVALID"), "wrong", "certificate_other_host"],
    [unreachable("CERT_REVOKED"), "wrong", "certificate"],
    [unreachable("ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"), "wrong", "certificate"],
    [unreachable("ERR_SSL_WRONG_VERSION_NUMBER"), "wrong", "no_tls"],
    [unreachable("HPE_INVALID_CONSTANT"), "wrong", "no_http"],
    [unreachable("Z_DATA_ERROR"), "wrong", "unreadable"],
    [unreachable("UND_ERR_HEADERS_OVERFLOW"), "wrong", "unreadable"],
    [unreachable("EWHATEVER"), "unknown", "unreachable"],
    [unreachable("constructor"), "unknown", "unreachable"],
    [{ kind: "unreachable" }, "unknown", "unreachable"],
    [{ kind: "redirected", status: 302, origin: "https://login.example" }, "wrong", "redirected"],
    [{ kind: "redirected", status: 302 }, "wrong", "redirected"],
    [{ kind: "status", status: 404 }, "wrong", "not_found"],
    [{ kind: "status", status: 401 }, "wrong", "status"],
    [{ kind: "status", status: 429 }, "unknown", "too_many_requests"],
    [{ kind: "status", status: 503 }, "unknown", "server_error"],
    [{ kind: "too_large" }, "wrong", "too_large"],
    [{ kind: "unusable", looksLike: "html" }, "wrong", "html"],
    [{ kind: "unusable", looksLike: "mislabelled" }, "wrong", "content_type"],
    [{ kind: "unusable", looksLike: "json" }, "wrong", "no_object"],
    [{ kind: "unusable", looksLike: "text" }, "wrong", "no_json"],
    [{ kind: "unusable", looksLike: "nothing" }, "wrong", "empty"],
  ]

  test.each(rows)("%o is %s: %s", (failure, level, code) => {
    const provider = providerWith()
    const facts = { provider, application: { insecureOrigins: [] }, metadata: { failure } }
    const [finding, ...others] = judgeProbe(facts)
    expect(finding).toMatchObject({ level, code: `metadata_${code}` })
    expect(finding?.message).toMatch(/idp\.example.*\.$/)
    expect(others).toEqual([])
    const ofKeys = judgeProbe({ ...factsWith({}), keys: { failure } })
    expect(ofKeys).toContainEqual(expect.objectContaining({ level, code: `keys_${code}` }))
    const unseen = judgeProbe({ ...facts, isAddressHidden: true })
    expect(JSON.stringify(unseen)).not.toContain(".example")
    expect(unseen[0]?.message).toMatch(/^[A-Z].*\.$/)
  })

  test("each kind has its own sentence", () => {
    const sentences = new Map(
      rows.map(([failure, , code]) => {
        const facts = { provider: providerWith(), application: { insecureOrigins: [] }, metadata: { failure } }
        return [code, judgeProbe(facts)[0]?.message] as const
      }),
    )
    expect(new Set(sentences.values()).size).toBe(sentences.size)
  })
})

function unreachable(reason: string): Failure {
  return { kind: "unreachable", reason }
}

describe("probe", () => {
  type Fetch = (url: string, init?: RequestInit) => Promise<Response>
  async function failureWith(fetch: Fetch, timeout = "10s"): Promise<unknown> {
    const provider = providerWith({ http_timeout: timeout })
    const { metadata } = await probe({ runtime: { fetch }, application: { insecureOrigins: [] } }, provider)
    return "failure" in metadata ? metadata.failure : undefined
  }
  const failed = (cause: unknown) => () => Promise.reject(new TypeError("fetch failed", { cause }))
  const answered =
    (body: string | null, init: ResponseInit = {}): Fetch =>
    async () =>
      new Response(body, init)

  test.each<[string, Fetch, Failure]>([
    ["a code", failed(Object.assign(new Error(), { code: "ECONNREFUSED" })), unreachable("ECONNREFUSED")],
    ["no code", failed(new Error("bad port")), { kind: "unreachable" }],
    ["a code that is none", failed(Object.assign(new Error(), { code: "https://canary" })), { kind: "unreachable" }],
    ["nothing at all", () => Promise.reject(undefined), { kind: "unreachable" }],
    [
      "another address",
      answered(null, { status: 302, headers: { location: "https://login.example/canary?code=canary" } }),
      { kind: "redirected", status: 302, origin: "https://login.example" },
    ],
    [
      "a path",
      answered(null, { status: 301, headers: { location: "/login" } }),
      { kind: "redirected", status: 301, origin: "https://idp.example" },
    ],
    ["a status", answered("{}", { status: 404 }), { kind: "status", status: 404 }],
    ["a server's fault", answered("{}", { status: 500 }), { kind: "status", status: 500 }],
    ["a page", answered(" <!doctype html>"), { kind: "unusable", looksLike: "html" }],
    [
      "a number",
      answered("5", { headers: { "content-type": "application/json" } }),
      { kind: "unusable", looksLike: "json" },
    ],
    ["JSON that says it is a text", answered("{}"), { kind: "unusable", looksLike: "mislabelled" }],
    ["words", answered("hello"), { kind: "unusable", looksLike: "text" }],
    ["nothing", answered(""), { kind: "unusable", looksLike: "nothing" }],
    ["too much", answered("x".repeat(1024 * 1024 + 1)), { kind: "too_large" }],
    ["too many values", async () => Response.json(Array(6001).fill(0)), { kind: "too_large" }],
  ])("%s", async (_name, fetch, failure) => {
    expect(await failureWith(fetch)).toEqual(failure)
  })

  test("too slow", async () => {
    const hangs: Fetch = (_url, init) =>
      new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)))
    expect(await failureWith(hangs, "1s")).toEqual(unreachable("timeout"))
  })

  test("asks for the metadata and then for the keys, and for nothing else", async () => {
    const asked: string[] = []
    const fetch: Fetch = async (url, init) => {
      asked.push(`${init?.method} ${url} ${init?.redirect}`)
      return Response.json(url.endsWith("/keys") ? { keys: [rsa] } : good)
    }
    const facts = await probe({ runtime: { fetch }, application: { insecureOrigins: [] } }, providerWith())
    expect(asked).toEqual([
      "GET https://idp.example/.well-known/openid-configuration manual",
      "GET https://idp.example/keys manual",
    ])
    expect(judgeProbe(facts).filter(({ level }) => level !== "ok")).toEqual([])
  })

  test("keys that are none", async () => {
    const fetch: Fetch = async (url) => Response.json(url.endsWith("/keys") ? { keys: "none" } : good)
    const { keys } = await probe({ runtime: { fetch }, application: { insecureOrigins: [] } }, providerWith())
    expect(keys).toEqual({ failure: { kind: "unusable", looksLike: "json" } })
  })

  test("another issuer's keys are not asked for", async () => {
    const asked: string[] = []
    const fetch: Fetch = async (url) => {
      asked.push(url)
      return Response.json({ ...good, issuer: "https://other.example" })
    }
    await probe({ runtime: { fetch }, application: { insecureOrigins: [] } }, providerWith())
    expect(asked).toHaveLength(1)
  })
})
