// Opens ID tokens and signs them anew (RFC 7515), with whatever a misbehaviour asks for.
import { createHmac, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject, sign } from "node:crypto"
import type { Json } from "./fault.js"

export interface SigningKey {
  readonly kid: string
  readonly alg: string
  readonly privateKey: KeyObject
  /** As it is published. */
  readonly jwk: Json
}

export interface IdToken {
  readonly header: Json
  readonly claims: Json
}

/**
 * @param jwk as oidc-provider has it. Its type is not named, or whoever reads ours would need `@types/oidc-provider`.
 */
export function signingKeyOf(jwk: object): SigningKey {
  const { kid = "", alg = "", use, ...key } = jwk as JsonWebKey & Partial<Record<"kid" | "alg" | "use", string>>
  const privateKey = createPrivateKey({ format: "jwk", key })
  return { kid, alg, privateKey, jwk: { ...publicPart({ privateKey }), alg, use, kid } }
}

export function publicPart({ privateKey }: Pick<SigningKey, "privateKey">): Json {
  return { ...createPublicKey(privateKey).export({ format: "jwk" }) }
}

/** The key as text, as it lies open for everybody: some take it for a shared secret. */
export function publicPem({ privateKey }: Pick<SigningKey, "privateKey">): string {
  return createPublicKey(privateKey).export({ format: "pem", type: "spki" }).toString()
}

export function openIdToken(token: string): IdToken {
  const [header = "", claims = ""] = token.split(".")
  return { header: parsePart(header), claims: parsePart(claims) }
}

/** As the key's own algorithm has it, whatever the header says. Members that are undefined are left out. */
export function signIdToken({ header, claims }: IdToken, { alg, privateKey }: SigningKey): string {
  return compact({ header, claims }, (text) =>
    alg === "ES256"
      ? sign("sha256", text, { key: privateKey, dsaEncoding: "ieee-p1363" })
      : sign("sha256", text, privateKey),
  )
}

/** HS256: signed with a secret. */
export function macIdToken(token: IdToken, secret: string): string {
  return compact(token, (text) => createHmac("sha256", secret).update(text).digest())
}

export function unsignedIdToken(token: IdToken): string {
  return compact(token, () => Buffer.alloc(0))
}

function compact({ header, claims }: IdToken, signature: (text: Buffer) => Buffer): string {
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")
  return `${text}.${signature(Buffer.from(text)).toString("base64url")}`
}

function parsePart(part: string): Json {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8"))
}
