/** Reads off a PKCS#8 structure which kind of key is in it (RFC 5958 section 2): its first few bytes, and no number of it. */

/** What decides about algorithms and strength. */
export type KeyKind =
  | { readonly type: "RSA"; readonly bits: number }
  /** Empty for one that is not known here. */
  | { readonly type: "curve"; readonly curve: string }

/** Object identifiers, in hexadecimal. */
const rsa = "2a864886f70d010101"
const ellipticCurve = "2a8648ce3d0201"
const ed25519 = "2b6570"
const curves: Readonly<Record<string, string>> = {
  "2a8648ce3d030107": "P-256",
  "2b81040022": "P-384",
  "2b81040023": "P-521",
}

/** Undefined for bytes that are none. */
export function kindOfPkcs8(der: Uint8Array): KeyKind | undefined {
  const [info] = elements(der, 1)
  const [version, algorithm, key] = elements(info?.content, 3)
  const [oid, parameters] = elements(algorithm?.content, 2)
  if (info?.tag !== sequence || version?.tag !== integer || key?.tag !== octets || oid === undefined) return undefined
  const name = hex(oid.content)
  if (name === ed25519) return { type: "curve", curve: "Ed25519" }
  if (name === ellipticCurve) return { type: "curve", curve: curves[hex(parameters?.content)] ?? "" }
  if (name !== rsa) return { type: "curve", curve: "" }
  // RFC 8017 appendix A.1.2: the version, and then the modulus.
  const [inner] = elements(key.content, 1)
  const [, modulus] = elements(inner?.content, 2)
  return { type: "RSA", bits: hex(modulus?.content).replace(/^(?:00)+/, "").length * 4 }
}

const sequence = 0x30
const integer = 0x02
const octets = 0x04

interface Element {
  readonly tag: number
  readonly content: Uint8Array
}

/** The first few elements of what DER has in a row (X.690 section 8.1); fewer where it breaks off. */
function elements(der: Uint8Array | undefined, count: number): readonly Element[] {
  const found: Element[] = []
  let rest = der ?? new Uint8Array()
  while (found.length < count && rest.length >= 2) {
    const [tag = 0, first = 0] = rest
    // Above 127 it is the number of bytes that the length has; nothing that is meant needs more than three.
    const wide = first > 127 ? first - 128 : 0
    const length = wide === 0 ? first : rest.subarray(2, 2 + wide).reduce((sum, byte) => sum * 256 + byte, 0)
    const end = 2 + wide + length
    if (wide > 3 || first === 128 || end > rest.length) break
    found.push({ tag, content: rest.subarray(2 + wide, end) })
    rest = rest.subarray(end)
  }
  return found
}

function hex(bytes: Uint8Array | undefined): string {
  return [...(bytes ?? [])].map((byte) => byte.toString(16).padStart(2, "0")).join("")
}
