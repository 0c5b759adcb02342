/** Makes a client's private key ready to sign: once per algorithm, when it is first needed. */
import type { PrivateKey } from "../config/settings.js"
import { AuthError } from "../errors.js"

/** The key, for one of its algorithms. @throws {AuthError} client_rejected when the runtime cannot use it */
export type SigningKey = (algorithm: string) => Promise<CryptoKey>

/** As WebCrypto calls them: it wants to be told before it looks at a key (RFC 7518 section 3.1, RFC 8037). */
const named: Readonly<Record<string, RsaHashedImportParams | EcKeyImportParams | Algorithm>> = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  RS384: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-384" },
  RS512: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-512" },
  PS256: { name: "RSA-PSS", hash: "SHA-256" },
  PS384: { name: "RSA-PSS", hash: "SHA-384" },
  PS512: { name: "RSA-PSS", hash: "SHA-512" },
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  ES384: { name: "ECDSA", namedCurve: "P-384" },
  ES512: { name: "ECDSA", namedCurve: "P-521" },
  EdDSA: { name: "Ed25519" },
  Ed25519: { name: "Ed25519" },
}

export function createSigningKey(key: PrivateKey): SigningKey {
  const imported = new Map<string, Promise<CryptoKey>>()
  return (algorithm) => {
    const known = imported.get(algorithm) ?? importKey(key, algorithm)
    imported.set(algorithm, known)
    return known
  }
}

async function importKey({ material }: PrivateKey, algorithm: string): Promise<CryptoKey> {
  const how = named[algorithm] ?? algorithm
  try {
    return "jwk" in material
      ? await crypto.subtle.importKey("jwk", material.jwk, how, false, ["sign"])
      : await crypto.subtle.importKey("pkcs8", material.pkcs8, how, false, ["sign"])
  } catch (error) {
    // Its name alone: what it says may hold a part of the key.
    const name = error instanceof Error ? error.name : "unknown"
    throw new AuthError("client_rejected", {
      cause: new Error(`client_private_key cannot be used here with ${algorithm} (${name})`),
    })
  }
}
