/** What is a private key that can sign, what is none, and that nothing of it is ever shown. */
import { generateKeyPairSync } from "node:crypto"
import { describe, expect, it } from "vitest"
import { parseConfig } from "../../src/config/config.js"
import { kindOfPkcs8 } from "../../src/config/pkcs8.js"
import { readPrivateKey } from "../../src/config/private-key.js"
import { allOf, application, errorOf, faults, issuesOf, provider, registration } from "./example.js"

type Pair = ReturnType<typeof generateKeyPairSync>

const ec = (namedCurve: string): Pair => generateKeyPairSync("ec", { namedCurve }) as unknown as Pair
const rsa = (modulusLength: number): Pair => generateKeyPairSync("rsa", { modulusLength }) as unknown as Pair
const pairs = {
  "P-256": ec("P-256"),
  "P-384": ec("P-384"),
  "P-521": ec("P-521"),
  secp256k1: ec("secp256k1"),
  Ed25519: generateKeyPairSync("ed25519") as unknown as Pair,
  Ed448: generateKeyPairSync("ed448") as unknown as Pair,
  X25519: generateKeyPairSync("x25519") as unknown as Pair,
  "RSA 2048": rsa(2048),
  "RSA 2056": rsa(2056),
  "RSA 1024": rsa(1024),
  "RSA-PSS": generateKeyPairSync("rsa-pss", { modulusLength: 2048 }) as unknown as Pair,
}
type Name = keyof typeof pairs

const pem = (name: Name, type: "pkcs8" | "pkcs1" | "sec1" = "pkcs8"): string =>
  pairs[name].privateKey.export({ type, format: "pem" }).toString()
const jwk = (name: Name): Record<string, string> =>
  pairs[name].privateKey.export({ format: "jwk" }) as Record<string, string>
const encrypted = pairs["P-256"].privateKey
  .export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "secret" })
  .toString()
const publicPem = pairs["P-256"].publicKey.export({ type: "spki", format: "pem" }).toString()
const certificate = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
const without = (value: object, ...names: string[]) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)))

const rsaAlgorithms = ["RS256", "PS256", "RS384", "PS384", "RS512", "PS512"]

describe("a key that can sign", () => {
  it.each<[Name, string[]]>([
    ["P-256", ["ES256"]],
    ["P-384", ["ES384"]],
    ["P-521", ["ES512"]],
    ["Ed25519", ["EdDSA", "Ed25519"]],
    ["RSA 2048", rsaAlgorithms],
    ["RSA 2056", rsaAlgorithms],
  ])("%s, as PEM, as JWK and as the JWK's text", (name, algorithms) => {
    for (const value of [pem(name), jwk(name), JSON.stringify(jwk(name)), ` ${pem(name)}\n`, pem(name).trim()]) {
      expect(readPrivateKey(value)).toMatchObject({ key: { algorithms, names: {} } })
    }
  })

  it("is found beside its certificate, and with the line ends of Windows", () => {
    expect(readPrivateKey(certificate + pem("P-256"))).toHaveProperty("key")
    expect(readPrivateKey(pem("P-256").replaceAll("\n", "\r\n"))).toHaveProperty("key")
  })

  it("has the names of a JWK, and only what an import needs", () => {
    const more = { kid: "k", x5t: "a", "x5t#S256": "b", alg: "ES256", use: "sig", key_ops: ["sign"], jku: "https://x" }
    expect(readPrivateKey({ ...jwk("P-256"), ...more })).toEqual({
      key: {
        material: { jwk: jwk("P-256") },
        algorithms: ["ES256"],
        names: { kid: "k", x5t: "a", "x5t#S256": "b" },
      },
    })
  })

  it.each([
    ["RSA 2048", "PS256", ["PS256"]],
    ["Ed25519", "EdDSA", ["EdDSA"]],
    ["Ed25519", "Ed25519", ["Ed25519"]],
  ] as const)("%s whose JWK says %s signs with that alone", (name, alg, algorithms) => {
    expect(readPrivateKey({ ...jwk(name), alg })).toMatchObject({ key: { algorithms } })
  })
})

describe("no such key, and what to do about it", () => {
  const convert = "openssl pkey -in"
  it.each<[string, string | object, RegExp, string]>([
    ["an encrypted one", encrypted, /encrypted/, convert],
    ["PKCS#1", pem("RSA 2048", "pkcs1"), /PKCS#1/, convert],
    ["SEC1", pem("P-256", "sec1"), /SEC1/, convert],
    [
      "OpenSSH",
      "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----",
      /OpenSSH/,
      "ssh-keygen",
    ],
    ["a public key", publicPem, /public half/, "private one"],
    ["a certificate", certificate, /certificate/, "private key"],
    ["a PEM that is cut", pem("P-256").slice(0, 90), /damaged/, "Copy all of it"],
    ["a PEM of garbage", "-----BEGIN PRIVATE KEY-----\nab!c\n-----END PRIVATE KEY-----", /damaged/, "Copy all of it"],
    [
      "a PEM of other bytes",
      "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
      /no key/,
      "openssl genpkey",
    ],
    ["a PEM on one line with \\n", pem("P-256").replaceAll("\n", "\\n"), /\\n/, "three double quotes"],
    ["another text", "hunter2", /neither/, "-----BEGIN PRIVATE KEY-----"],
    ["JSON that is cut", JSON.stringify(jwk("P-256")).slice(0, 40), /no JSON/, "Copy all of it"],
    ["a set of keys", { keys: [jwk("P-256")] }, /set of keys/, "one of them"],
    ["a symmetric key", { kty: "oct", k: "AAAA" }, /symmetric/, "client_secret_jwt"],
    ["a public JWK", without(jwk("P-256"), "d"), /public half/, "private one has d"],
    ["an RSA JWK with n, e, d alone", without(jwk("RSA 2048"), "p", "q", "dp", "dq", "qi"), /p, q, dp, dq, qi/, "all"],
    ["a member that is no text", { ...jwk("P-256"), x: 5 }, /good x/, "all"],
    ["a member that is no base64url", { ...jwk("P-256"), y: "a b" }, /good y/, "all"],
    ["a kty that is none", { ...jwk("P-256"), kty: "__proto__" }, /kty/, "openssl genpkey"],
    ["a crv that is none", { ...jwk("P-256"), crv: "constructor" }, /kind/, "openssl genpkey"],
    ["an EC key with Ed25519", { ...jwk("P-256"), crv: "Ed25519" }, /kind/, "openssl genpkey"],
    ["no kty", without(jwk("P-256"), "kty"), /kty/, "openssl genpkey"],
    ["for encryption", { ...jwk("P-256"), use: "enc" }, /encryption/, "openssl genpkey"],
    ["an alg of another kind", { ...jwk("P-256"), alg: "RS256" }, /alg/, "Remove"],
    ["none", { ...jwk("P-256"), alg: "none" }, /alg/, "Remove"],
    ["RSA of 1024 bits", pem("RSA 1024"), /2048/, "openssl genpkey -algorithm RSA"],
    ["RSA of 1024 bits as JWK", jwk("RSA 1024"), /2048/, "openssl genpkey -algorithm RSA"],
    ["RSA-PSS's own kind", pem("RSA-PSS"), /kind/, "openssl genpkey"],
    ["secp256k1", pem("secp256k1"), /kind/, "openssl genpkey"],
    ["secp256k1 as JWK", jwk("secp256k1"), /kind/, "openssl genpkey"],
    ["Ed448", pem("Ed448"), /kind/, "openssl genpkey"],
    ["X25519", pem("X25519"), /kind/, "openssl genpkey"],
    ["X25519 as JWK", jwk("X25519"), /kind/, "openssl genpkey"],
  ])("%s", (_, value, message, hint) => {
    const read = readPrivateKey(value as string)
    expect(read).toMatchObject({ fault: { code: "value_invalid", message: expect.stringMatching(message) } })
    const auth = { ...application, idp: { ...registration, client_private_key: value } }
    const [issue] = issuesOf({ auth })
    expect(issue).toMatchObject({ path: "auth.idp.client_private_key", hint: expect.stringContaining(hint) })
    const shown = allOf(errorOf({ auth }) as never)
    const secrets = typeof value === "string" ? value.split(/\s+|\\n/) : Object.values(value)
    for (const secret of secrets) {
      if (typeof secret === "string" && secret.length > 20 && !secret.includes("-")) expect(shown).not.toContain(secret)
    }
  })

  it.each([
    ["a list", [pem("P-256")]],
    ["a number", 5],
    ["the empty text", ""],
    ["true", true],
  ])("%s is of the wrong type", (_, client_private_key) => {
    const auth = { ...application, idp: { ...registration, client_private_key } }
    expect(faults(auth)).toEqual(["auth.idp.client_private_key value_type"])
  })
})

describe("kindOfPkcs8", () => {
  it("never throws, wherever the bytes break off", () => {
    for (const name of ["P-256", "RSA 2048", "Ed25519"] as const) {
      const der = pairs[name].privateKey.export({ type: "pkcs8", format: "der" })
      for (let length = 0; length < Math.min(der.length, 80); length++) kindOfPkcs8(der.subarray(0, length))
      for (let at = 0; at < Math.min(der.length, 80); at++) {
        for (const byte of [0, 127, 128, 129, 132, 255])
          kindOfPkcs8(Uint8Array.from(der, (b, i) => (i === at ? byte : b)))
      }
      expect(kindOfPkcs8(der)).toBeDefined()
    }
  })
})

describe("in the table", () => {
  const registered = without(registration, "client_secret")
  const withKey = (more: object) => ({ ...application, idp: { ...registered, ...more } })

  it("takes the place of the client_secret", () => {
    expect(provider(withKey({ client_private_key: pem("P-256") }), "idp")).not.toHaveProperty("clientSecret")
  })

  it("stands in [auth] itself, too, as a text or as a table", () => {
    for (const client_private_key of [pem("P-256"), jwk("P-256")])
      expect(provider({ ...application, ...registered, client_private_key })).toHaveProperty("privateKey")
  })

  it("can be TOML: a text of several lines, a table of its own", () => {
    const head = `[auth]\nredirect_uri = "${application.redirect_uri}"\ncookie_secret = "${application.cookie_secret}"\n`
    const idp = `[auth.idp]\nclient_id = "a"\nserver_metadata_url = "https://id.test"\n`
    const members = Object.entries({ ...jwk("P-256"), "x5t#S256": "a" }).map(
      ([name, value]) => `"${name}" = "${value}"`,
    )
    const texts = [
      `${head}${idp}client_private_key = """\n${pem("P-256")}"""\n`,
      `${head}${idp}client_private_key = '''${JSON.stringify(jwk("P-256"))}'''\n`,
      `${head}${idp}client_private_key = { ${members.join(", ")} }\n`,
      `${head}${idp}[auth.idp.client_private_key]\n${members.join("\n")}\n`,
    ]
    for (const text of texts) expect(errorOf(text)).toBeUndefined()
  })

  it("can come from variables: whole, as JSON, or one secret member of it", () => {
    const env = { KEY: pem("P-256"), JSON: JSON.stringify(jwk("P-256")), D: jwk("P-256").d ?? "" }
    for (const client_private_key of [{ env: "KEY" }, { env: "JSON" }, { ...jwk("P-256"), d: { env: "D" } }])
      expect(errorOf({ auth: withKey({ client_private_key }) }, { env })).toBeUndefined()
    const overriding = { AUTH__IDP__CLIENT_PRIVATE_KEY: pem("P-256") }
    expect(errorOf({ auth: withKey({ client_private_key: "wrong" }) }, { env: overriding })).toBeUndefined()
  })

  it("a variable that is not set is told once", () => {
    const missing = { ...jwk("P-256"), d: { env: "D" } }
    expect(faults(withKey({ client_private_key: missing }))).toEqual(["auth.idp.client_private_key.d variable_missing"])
    expect(faults(withKey({ client_private_key: { env: "KEY" } }))).toEqual([
      "auth.idp.client_private_key variable_missing",
    ])
  })

  it("key_id is its kid, over the one of a JWK", () => {
    const table = { client_private_key: { ...jwk("P-256"), kid: "old" }, key_id: "new" }
    expect(provider(withKey(table), "idp").privateKey?.names).toEqual({ kid: "new" })
  })

  it("key_id without a key, or with white space, is told", () => {
    expect(faults({ ...application, idp: { ...registration, key_id: "a" } })).toEqual(["auth.idp.key_id key_misplaced"])
    expect(faults(withKey({ client_private_key: pem("P-256"), key_id: " a" }))).toEqual(["auth.idp.key_id white_space"])
  })

  it("a printed Config has nothing of it", () => {
    const config = parseConfig({ auth: withKey({ client_private_key: pem("P-256") }) })
    expect(JSON.stringify(config)).not.toContain("MIG")
  })
})

describe("what a configured method needs", () => {
  const [key, secret] = [{ client_private_key: pem("P-256") }, { client_secret: "a-secret-of-the-provider" }]
  const long = { client_secret: "a-secret-of-the-provider-of-32-bytes" }
  it.each<[string, object, string[]]>([
    ["none", {}, []],
    ["client_secret_basic", secret, []],
    ["client_secret_basic", key, ["client_secret key_missing"]],
    ["client_secret_post", secret, []],
    ["client_secret_post", key, ["client_secret key_missing"]],
    ["client_secret_jwt", long, []],
    ["client_secret_jwt", secret, ["client_secret secret_too_short"]],
    ["client_secret_jwt", key, ["client_secret key_missing"]],
    ["private_key_jwt", key, []],
    ["private_key_jwt", { ...key, ...secret }, []],
    ["private_key_jwt", secret, ["client_private_key key_missing"]],
    ["private_key_jwt", {}, ["client_private_key key_missing"]],
    ["of none that is configured", secret, []],
    ["of none that is configured", key, []],
    ["of none that is configured", {}, ["client_secret key_missing"]],
  ])("%s with %o", (method, credentials, expected) => {
    const chosen = method.includes(" ") ? {} : { token_endpoint_auth_method: method }
    const idp = { client_id: "a", server_metadata_url: "https://id.test", ...credentials, ...chosen }
    expect(faults({ ...application, idp })).toEqual(expected.map((fault) => `auth.idp.${fault}`))
  })

  it("a word that is no method is an issue", () => {
    const idp = { ...registration, token_endpoint_auth_method: "tls_client_auth" }
    expect(faults({ ...application, idp })).toEqual(["auth.idp.token_endpoint_auth_method value_type"])
  })
})
