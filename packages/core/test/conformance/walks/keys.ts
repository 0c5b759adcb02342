/** How the ID token is signed, and which key is found for it (OpenID Connect Core section 10.1). */
import { generateKeyPairSync } from "node:crypto"
import { expect } from "vitest"
import { compactJws, hmacJws, type Json, unsecured, withBitsChanged } from "../../support/compact-jws.js"
import { signingKey } from "../../support/keys.js"
import type { Profile } from "../../support/profiles.js"
import { clientSecret } from "../../support/world.js"
import { accepted, application, arrived, askForLogin, misbehave, refused, suite, type Walk } from "../suite.js"

/** The suite with these alone. */
const announcing = (...algorithms: string[]): Profile => ({
  ...suite,
  metadata: { ...suite.metadata, id_token_signing_alg_values_supported: algorithms },
})

/** Without what would tell one key of a type from another. */
function anonymous({ kid: _kid, alg: _alg, ...key }: Record<string, unknown>): object {
  return key
}

/** One more key of each type that the suite publishes. */
async function keysOfEachType(name: string): Promise<object[]> {
  const [rsa, ec, okp] = await Promise.all(["RS256", "ES256", "Ed25519"].map((alg) => signingKey(name, alg)))
  const bitcoin = generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey.export({ format: "jwk" })
  return [rsa, ec, okp].flatMap((key) => key?.jwk ?? []).concat({ ...bitcoin, use: "sig" } as never)
}

const withoutKid = {
  header: ({ kid: _, ...header }: Record<string, unknown>) => header,
}

export const keyWalks = {
  async "oidcc-client-test-kid-absent-single-jwks"(plan) {
    const world = application(plan)
    const [, ...others] = await keysOfEachType("beside")
    misbehave(world, { ...withoutKid, keys: (keys) => [...others, ...keys].map((key) => anonymous({ ...key })) })
    await accepted(plan, world)
  },

  async "oidcc-client-test-kid-absent-multiple-jwks"(plan) {
    const world = application(plan)
    const [first, second] = await Promise.all([keysOfEachType("first"), keysOfEachType("second")])
    const third = (await keysOfEachType("third")).slice(1)
    await refused(plan, world, {
      ...withoutKid,
      keys: (keys) => [...first, ...keys, ...second, ...third].map((key) => anonymous({ ...key })),
    })
  },

  async "oidcc-client-test-idtoken-sig-rs256"(plan) {
    const world = application(plan, { profile: announcing("RS256") })
    await accepted(plan, world)
    const [header = ""] = world.provider.seen.idTokens[0]?.split(".") ?? []
    expect(JSON.parse(Buffer.from(header, "base64url").toString())).toMatchObject({ alg: "RS256" })
  },

  // The suite announces it.
  async "oidcc-client-test-idtoken-sig-none"(plan) {
    const world = application(plan)
    expect(suite.metadata.id_token_signing_alg_values_supported).toContain("none")
    await refused(plan, world, { idToken: (_header, claims) => unsecured({ alg: "none" }, claims) })
  },

  async "oidcc-client-test-invalid-sig-rs256"(plan) {
    await refused(plan, application(plan, { profile: announcing("RS256") }), {
      async idToken(header, claims, { privateKey }) {
        return withBitsChanged(await compactJws(header, claims, "RS256", privateKey))
      },
    })
  },

  // Whether the signature is good or not: the secret is no key for it.
  async "oidcc-client-test-invalid-sig-hs256"(plan) {
    for (const change of [withBitsChanged, (token: string) => token]) {
      await refused(plan, application(plan), {
        metadata: () => announcing("HS256").metadata,
        idToken: async (_header, claims) => change(await hmacJws({ alg: "HS256" }, claims, clientSecret)),
      })
    }
  },

  async "oidcc-client-test-invalid-sig-es256"(plan) {
    const { kid, jwk, privateKey } = await signingKey("elliptic", "ES256")
    const faults = { metadata: () => announcing("ES256").metadata, keys: () => [jwk] }
    const sign = (claims: Json) => compactJws({ alg: "ES256", kid }, claims, "ES256", privateKey)
    await refused(plan, application(plan), {
      ...faults,
      idToken: async (_header, claims) => withBitsChanged(await sign(claims)),
    })
    // It is the bits: with them as they were, the same token is good.
    const world = application(plan)
    misbehave(world, { ...faults, idToken: (_header, claims) => sign(claims) })
    await accepted(plan, world)
  },

  async "oidcc-client-test-ignores-unparseable-key-in-jwks"(plan) {
    const quantum = { kty: "AKP", alg: "ML-DSA-9999", kid: "quantum", use: "sig", pub: "Z0FOY29uZm9ybWFuY2U" }
    const unknown = { kty: "NOBODY-KNOWS", alg: "NOBODY-KNOWS", kid: "unknown", use: "sig" }
    const world = application(plan)
    misbehave(world, { keys: (keys) => [quantum, unknown, ...keys] })
    await accepted(plan, world)
  },

  // The keys of before are known, so that they have to be read again.
  async "oidcc-client-test-signing-key-rotation-just-before-signing"(plan) {
    const world = application(plan)
    await accepted(plan, world)
    const visitor = world.visitor()
    const answer = world.provider.authorize(await askForLogin(visitor))
    world.provider.rotate("just before signing")
    await arrived(plan, world, visitor, answer)
    expect(world.provider.seen.keys).toBe(2)
  },

  // At once, as somebody does who runs the suite.
  async "oidcc-client-test-signing-key-rotation"(plan) {
    const world = application(plan)
    const visitor = await accepted(plan, world)
    world.provider.rotate("between two logins")
    await accepted(plan, world, visitor)
    expect(world.provider.seen.keys).toBe(2)
  },
} satisfies Record<string, Walk>
