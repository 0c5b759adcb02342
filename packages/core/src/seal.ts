/** Seals and opens values for one purpose each, and makes fingerprints: all the cryptography that is ours to call. */
import { defaults, seal, unseal } from "iron-webcrypto"
import { uint8ArrayToBase64, uint8ArrayToHex } from "uint8array-extras"
import type { Runtime } from "./runtime.js"

/** What a sealed value is for. One that was sealed for a purpose opens for no other: each has keys of its own. */
export type Purpose =
  | "session"
  | "transaction"
  | "session id"
  | "stored session"
  | "stored use"
  | "stored tokens"
  | "stored lock"
  | "stored mark"

export interface Sealer {
  seal(purpose: Purpose, value: object): Promise<string>
  /** The value, or undefined for whatever was not sealed here, for this purpose, with one of our secrets. */
  open(purpose: Purpose, sealed: string): Promise<unknown>
  /**
   * Names for a text that tell nothing of it to whoever lacks our secrets, however easily it is guessed: one by each
   * secret, so that what was named before a rotation is found after it.
   */
  names(text: string): Promise<readonly [string, ...string[]]>
}

interface Key {
  readonly id: string
  readonly encryption: Uint8Array
  readonly integrity: Uint8Array
}

/**
 * A sealer for one application. The first secret seals and all of them open, so that secrets can be rotated.
 * Keys are derived once per purpose, when first needed: Workers allow no cryptography while a module loads.
 */
export function createSealer({
  secrets,
  application,
  random,
}: { secrets: readonly string[]; application: string } & Pick<Runtime, "random">): Sealer {
  const keyrings = new Map<Purpose | "name", Promise<Key[]>>()
  let namingKeys: Promise<CryptoKey[]> | undefined

  function keyring(purpose: Purpose | "name"): Promise<Key[]> {
    const known = keyrings.get(purpose)
    if (known !== undefined) return known
    const derived = Promise.all(secrets.map((secret) => deriveKey(secret, `${purpose} ${application}`)))
    keyrings.set(purpose, derived)
    return derived
  }

  return {
    async seal(purpose, value) {
      const [key] = await keyring(purpose)
      if (key === undefined) throw new TypeError("a sealer needs a secret")
      // The IV is given, so that all randomness comes from one place.
      const encryption = { ...defaults.encryption, iv: random(16) }
      return seal(value, key, { ...defaults, encryption })
    },

    async open(purpose, sealed) {
      // The id in a seal is looked up as a member: without a prototype, so that "constructor" finds nothing.
      const keys: Record<string, Key> = Object.create(null)
      for (const key of await keyring(purpose)) keys[key.id] = key
      try {
        return await unseal(sealed, keys, defaults)
      } catch {
        // Garbage, another secret, another purpose, a changed byte: iron throws plain errors, and all mean the same.
        return undefined
      }
    },

    async names(text) {
      namingKeys ??= keyring("name").then((keys) => Promise.all(keys.map(importNamingKey)))
      const data = new TextEncoder().encode(text)
      const macs = await Promise.all((await namingKeys).map((key) => crypto.subtle.sign("HMAC", key, data)))
      const [first = "", ...others] = macs.map((mac) => uint8ArrayToBase64(new Uint8Array(mac), { urlSafe: true }))
      return [first, ...others]
    },
  }
}

function importNamingKey({ integrity }: Key): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" }
  return crypto.subtle.importKey("raw", new Uint8Array(integrity), algorithm, false, ["sign"])
}

/** HKDF (RFC 5869), bound to a purpose and an application. The id is a hash of the key, never its place in the list. */
async function deriveKey(secret: string, info: string): Promise<Key> {
  const encoder = new TextEncoder()
  const material = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveBits"])
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encoder.encode(info) },
    material,
    (32 + 32 + 6) * 8,
  )
  const bytes = new Uint8Array(bits)
  return {
    encryption: bytes.slice(0, 32),
    integrity: bytes.slice(32, 64),
    id: uint8ArrayToHex(bytes.slice(64)),
  }
}

/** The SHA-256 of a text as base64url: 43 characters that name it without telling it. */
export async function fingerprint(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))
  return uint8ArrayToBase64(new Uint8Array(digest), { urlSafe: true })
}

/** How many fingerprints are remembered. */
const mostFingerprints = 2000

/** Makes fingerprints, and remembers those that are asked for again: a request asks for the same ones several times. */
export function createFingerprints(): (text: string) => Promise<string> {
  const known = new Map<string, Promise<string>>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    if (known.size === mostFingerprints) known.clear()
    const made = fingerprint(text)
    known.set(copyOf(text), made)
    return made
  }
}

/** The same text in memory of its own, for what is remembered: a part of a header or a body would keep all of that. */
export function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text))
}

/** 32 random bytes as base64url: the 43 characters of a state, a nonce, a verifier or a session's id. */
export function randomToken({ random }: Pick<Runtime, "random">): string {
  return uint8ArrayToBase64(random(32), { urlSafe: true })
}
