/** A client's private key as its owner writes it: a PEM or a JWK, told apart and judged without any cryptography. */
import { base64ToUint8Array } from "uint8array-extras"
import { unresolved } from "./indirection.js"
import type { Fault } from "./issues.js"
import { type KeyKind, kindOfPkcs8 } from "./pkcs8.js"
import type { PrivateKey } from "./settings.js"
import { isTable, own, type Table } from "./table.js"

type Read = { readonly key: PrivateKey } | { readonly fault: Fault }

/**
 * The key that a text or a table is, or what is wrong with it. No value is quoted. Undefined when a member of the table
 * was looked up in vain, which has been told.
 */
export function readPrivateKey(value: string | Table): Read | undefined {
  if (isTable(value)) return readJwk(value)
  if (/^\s*\{/.test(value)) return readJson(value)
  return readPem(value)
}

function wrong(message: string, hint: string): { readonly fault: Fault } {
  return { fault: { code: "value_invalid", message, hint } }
}

const make = "Make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem"
const convert = "Convert it: openssl pkey -in key.pem -out pkcs8.pem"

/** What else stands between the lines of a PEM (RFC 7468), and what is to be done about it. */
const others: Readonly<Record<string, readonly [message: string, hint: string]>> = {
  "ENCRYPTED PRIVATE KEY": ["is encrypted, and there is nobody to type its password", convert],
  "RSA PRIVATE KEY": ["is in the older form PKCS#1", convert],
  "EC PRIVATE KEY": ["is in the older form SEC1", convert],
  "OPENSSH PRIVATE KEY": ["is in the form of OpenSSH", "Convert a copy of it: ssh-keygen -p -m PKCS8 -f key"],
  "PUBLIC KEY": ["is the public half of a key", "That half goes to the provider. The private one belongs here."],
  CERTIFICATE: ["is a certificate", "That goes to the provider. The private key that belongs to it belongs here."],
}

function readPem(text: string): Read {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z\d ]{1,40})-----([^-]*)-----END \1-----/g)]
  const body = blocks.find(([, label]) => label === "PRIVATE KEY")?.[2]
  if (body === undefined) {
    const found = Object.keys(others).find((label) => text.includes(`-----BEGIN ${label}-----`))
    const [message, hint] = (found === undefined ? undefined : others[found]) ?? notPem(text)
    return wrong(message, hint)
  }
  const base64 = body.replace(/\s+/g, "")
  const pkcs8 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(base64)
    ? new Uint8Array(base64ToUint8Array(base64))
    : undefined
  if (pkcs8 === undefined) return wrong(...brokenPem(body))
  const kind = kindOfPkcs8(pkcs8)
  if (kind === undefined) return wrong("is a PEM with no key in it that can be read", make)
  const fault = kindFault(kind)
  return fault === undefined ? { key: { material: { pkcs8 }, algorithms: algorithmsOf(kind), names: {} } } : { fault }
}

function notPem(text: string): readonly [string, string] {
  if (text.includes("-----BEGIN")) return brokenPem(text)
  return ["is neither a PEM nor a JWK", "A PEM begins with -----BEGIN PRIVATE KEY-----, and a JWK with {."]
}

function brokenPem(text: string): readonly [string, string] {
  if (text.includes("\\n"))
    return ["has \\n where its lines should end", "Put the lines between three double quotes, as they are in the file."]
  return ["is a PEM that is damaged or broken off", "Copy all of it, with its first and its last line."]
}

const rsaAlgorithms = ["RS256", "PS256", "RS384", "PS384", "RS512", "PS512"]
const curveAlgorithms: ReadonlyMap<string, readonly string[]> = new Map([
  ["P-256", ["ES256"]],
  ["P-384", ["ES384"]],
  ["P-521", ["ES512"]],
  ["Ed25519", ["EdDSA", "Ed25519"]],
])

function algorithmsOf(kind: KeyKind): readonly string[] {
  return kind.type === "RSA" ? rsaAlgorithms : (curveAlgorithms.get(kind.curve) ?? [])
}

function kindFault(kind: KeyKind): Fault | undefined {
  const code = "value_invalid"
  if (algorithmsOf(kind).length === 0) {
    return { code, message: "is of a kind that is not used here: RSA, P-256, P-384, P-521 and Ed25519 are", hint: make }
  }
  if (kind.type === "RSA" && kind.bits < 2048) {
    const hint = "Make one: openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:3072 -out key.pem"
    return { code, message: "is an RSA key of fewer than 2048 bits, which can be broken", hint }
  }
  return undefined
}

function readJson(text: string): Read | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The parser's own words quote the text.
  }
  if (isTable(value)) return readJwk(value)
  return wrong("begins like a JWK, and is no JSON", "Copy all of it, from the first { to the last }.")
}

/** By `kty`, the members that a private key needs (RFC 7518 section 6, RFC 8037 section 2). */
const needed: ReadonlyMap<string | undefined, readonly string[]> = new Map([
  ["RSA", ["n", "e", "d", "p", "q", "dp", "dq", "qi"]],
  ["EC", ["x", "y", "d"]],
  ["OKP", ["x", "d"]],
])

/** What tells the provider which key it is (RFC 7517 section 4.5, 4.8 and 4.9). */
const naming = ["kid", "x5t", "x5t#S256"]

function readJwk(jwk: Table): Read | undefined {
  if (Object.keys(jwk).some((name) => jwk[name] === unresolved)) return undefined
  if (Object.hasOwn(jwk, "keys")) return wrong("is a set of keys", "Write one of them: { kty = … }.")
  const { kty, crv = "", alg, use, n = "" } = pick(jwk, ["kty", "crv", "alg", "use", "n"])
  if (kty === "oct") {
    const hint = 'A shared key is a client_secret, with token_endpoint_auth_method = "client_secret_jwt".'
    return wrong("is a symmetric key, which the provider has too", hint)
  }
  const members = needed.get(kty)
  if (members === undefined) return wrong("is a JWK whose kty is missing or not used here", make)
  const numbers = pick(jwk, members)
  const missing = members.filter((name) => !/^[\w-]+$/.test(numbers[name] ?? ""))
  if (missing.includes("d")) {
    return wrong(
      "is a JWK without d: the public half of a key",
      "That half goes to the provider. The private one has d.",
    )
  }
  if (missing.length > 0) return wrong(`is a JWK without a good ${missing.join(", ")}`, "Copy all of its members.")
  if (use !== undefined && use !== "sig") return wrong("is a key for encryption, and not for signatures", make)
  const curve = (kty === "OKP") === (crv === "Ed25519") ? crv : ""
  const kind: KeyKind = kty === "RSA" ? { type: "RSA", bits: bitsOf(n) } : { type: "curve", curve }
  const fault = kindFault(kind)
  if (fault !== undefined) return { fault }
  const algorithms = algorithmsOf(kind).filter((one) => alg === undefined || one === alg)
  if (algorithms.length === 0)
    return wrong("is a JWK whose alg is none that such a key can sign with", "Remove its alg.")
  const material = { jwk: { ...pick(jwk, ["kty", "crv"]), ...numbers } }
  return { key: { material, algorithms, names: pick(jwk, naming) } }
}

/** The own members of these names that are texts. */
function pick(jwk: Table, names: readonly string[]): Record<string, string> {
  const texts = names.flatMap((name) => {
    const value = own(jwk, name)
    return typeof value === "string" && value !== "" ? [[name, value] as const] : []
  })
  return Object.fromEntries(texts)
}

/** Of a number in base64url. */
export function bitsOf(text: string): number {
  return Math.floor((text.length * 3) / 4) * 8
}
