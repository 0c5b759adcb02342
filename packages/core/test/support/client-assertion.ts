/** Checks a client's assertion as a strict provider does (RFC 7523 section 3, OpenID Connect Core section 9). */
import { createLocalJWKSet, decodeJwt, type JWTVerifyGetKey, jwtVerify } from "jose"
import type { Clock } from "./clock.js"
import type { Client } from "./mock-provider.js"

export interface AssertionRules {
  /** Whom an assertion must be meant for: the one name, and no list. */
  readonly audience: string
  readonly clock: Clock
  /** The `jti` of every assertion that was taken. */
  readonly used: Set<string>
  readonly methods: readonly string[] | undefined
}

const bearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/** The client that has proved itself; undefined for anybody else. */
export async function assertedClient(
  clients: readonly Client[],
  form: URLSearchParams,
  { audience, clock, used, methods }: AssertionRules,
): Promise<Client | undefined> {
  const assertion = form.get("client_assertion") ?? ""
  if (form.get("client_assertion_type") !== bearer || form.has("client_secret")) return undefined
  try {
    const id = decodeJwt(assertion).iss ?? ""
    const client = clients.find((one) => one.id === id && (form.get("client_id") ?? id) === id)
    if (client === undefined) return undefined
    const options = { issuer: id, subject: id, currentDate: new Date(clock.now()), requiredClaims: ["exp", "jti"] }
    const { payload, protectedHeader } = await jwtVerify(assertion, keysOf(client), options)
    const method = protectedHeader.alg.startsWith("HS") ? "client_secret_jwt" : "private_key_jwt"
    if (methods !== undefined && !methods.includes(method)) return undefined
    if (payload.aud !== audience || payload.jti === undefined || used.has(payload.jti)) return undefined
    if ((payload.exp ?? 0) > clock.seconds() + 300) return undefined
    used.add(payload.jti)
    return client
  } catch {
    return undefined
  }
}

/** A secret that is a JWT, as Apple has it: six months at most, and for nobody else. */
export async function clientOfSignedSecret(
  clients: readonly Client[],
  form: URLSearchParams,
  { issuer, audience, clock }: { issuer: string; audience: string; clock: Clock },
): Promise<Client | undefined> {
  const client = clients.find(({ id }) => id === form.get("client_id"))
  if (client === undefined) return undefined
  const options = { issuer, audience, subject: client.id, algorithms: ["ES256"], currentDate: new Date(clock.now()) }
  try {
    const secret = form.get("client_secret") ?? ""
    const { payload, protectedHeader } = await jwtVerify(secret, keysOf(client), options)
    const isShort = (payload.exp ?? Number.POSITIVE_INFINITY) <= clock.seconds() + 15_777_000
    return isShort && protectedHeader.kid !== undefined ? client : undefined
  } catch {
    return undefined
  }
}

/** By the head's `alg`: a secret for HS*, else the keys that were registered. */
function keysOf({ keys = [], secret }: Client): JWTVerifyGetKey {
  return (header, token) => {
    if (header.alg?.startsWith("HS") && secret !== undefined) return new TextEncoder().encode(secret)
    return createLocalJWKSet({ keys: [...keys] })(header, token)
  }
}
