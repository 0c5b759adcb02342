/** Signs whatever it is told to: the mock providers also make tokens that nobody should accept. */
export type Json = Record<string, unknown>

const algorithms: Record<string, AlgorithmIdentifier | RsaPssParams | EcdsaParams> = {
  RS256: { name: "RSASSA-PKCS1-v1_5" },
  PS256: { name: "RSA-PSS", saltLength: 32 },
  ES256: { name: "ECDSA", hash: "SHA-256" },
  EdDSA: { name: "Ed25519" },
}

/** @param how the algorithm that is used; what the header says of it is the header's affair */
export async function compactJws(header: Json, claims: Json | string, how: string, key: CryptoKey): Promise<string> {
  const signed = `${base64url(JSON.stringify(header))}.${base64url(typeof claims === "string" ? claims : JSON.stringify(claims))}`
  const signature = await crypto.subtle.sign(algorithms[how] ?? how, key, new TextEncoder().encode(signed))
  return `${signed}.${Buffer.from(signature).toString("base64url")}`
}

/** Without a signature, as `alg: none` has it. */
export function unsecured(header: Json, claims: Json): string {
  return `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(claims))}.`
}

export async function hmacJws(header: Json, claims: Json, secret: string): Promise<string> {
  const bytes = new TextEncoder().encode(secret)
  const key = await crypto.subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"])
  return compactJws(header, claims, "HMAC", key)
}

/** The same token with another signature: each byte of it is changed. */
export function withBitsChanged(token: string): string {
  const end = token.lastIndexOf(".") + 1
  const signature = Buffer.from(token.slice(end), "base64url").map((byte) => byte ^ 0x5a)
  return token.slice(0, end) + Buffer.from(signature).toString("base64url")
}

function base64url(text: string): string {
  return Buffer.from(text).toString("base64url")
}

/** The left half of a SHA-256, as `at_hash` has it. */
export async function halfHash(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  return Buffer.from(digest).subarray(0, 16).toString("base64url")
}

export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  return Buffer.from(digest).toString("base64url")
}
