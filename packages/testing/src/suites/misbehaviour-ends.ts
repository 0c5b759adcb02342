// What becomes of a login attempt, for each way in which a provider misbehaves.
import type { AuthErrorCode } from "@x/core"
import type { ProviderEndpoint } from "../misbehaviour/fault.js"
import { type Misbehaviour, misbehaviours } from "../misbehaviour/misbehaviours.js"

/** One way to misbehave, at one place, and how an attempt to log in ends. */
export interface Attempt {
  readonly at: readonly ProviderEndpoint[]
  readonly end: End
}

/** What becomes of an attempt. `"home"`: nothing of this login, and whoever was logged in goes on. */
export type End = AuthErrorCode | "home" | "logged in"

/** Where programs ask. An outage where browsers go is no matter of the application. */
const asked = ["metadata", "jwks_uri", "token_endpoint", "userinfo_endpoint"] as const

/** What is answered wherever a document is asked for; where it is not the same everywhere, by endpoint. */
type Ends = End | Readonly<Record<(typeof asked)[number], End>>

/** Of an answer that cannot be used, at each endpoint at which programs ask. */
const unusable = {
  metadata: "provider_invalid",
  jwks_uri: "provider_invalid",
  token_endpoint: "token_response_invalid",
  userinfo_endpoint: "userinfo_invalid",
} as const

const ends: Readonly<Record<Misbehaviour, Ends>> = {
  "wrong issuer": "id_token_invalid",
  "wrong audience": "id_token_invalid",
  "several audiences": "id_token_invalid",
  "foreign azp": "id_token_invalid",
  "wrong nonce": "id_token_invalid",
  "missing nonce": "id_token_invalid",
  expired: "id_token_invalid",
  "not yet valid": "id_token_invalid",
  "issued in the future": "id_token_invalid",
  "missing subject": "id_token_invalid",
  "empty subject": "id_token_invalid",
  "long subject": "id_token_invalid",
  "wrong at_hash": "id_token_invalid",
  "wrong token type": "id_token_invalid",
  unsigned: "id_token_invalid",
  "public key as secret": "id_token_invalid",
  "bad signature": "id_token_invalid",
  "unknown kid": "id_token_invalid",
  "another algorithm": "id_token_invalid",
  "key in the header": "id_token_invalid",
  "critical header": "id_token_invalid",
  "new keys": "logged in",
  "new keys, unpublished": "id_token_invalid",

  "missing iss": "callback_invalid",
  "foreign iss": "callback_invalid",
  "wrong state": "home",
  "missing code": "callback_invalid",
  "code twice": "callback_invalid",
  "state twice": "home",
  "ID token beside the code": "callback_invalid",
  "login refused": "login_cancelled",
  "error with hostile text": "provider_error",

  "another issuer": "issuer_mismatch",
  "missing jwks_uri": "provider_invalid",
  "script as endpoint": "provider_invalid",
  "insecure endpoint": "provider_invalid",
  "code refused": "code_rejected",
  "client refused": "client_rejected",
  "token error with hostile text": "provider_error",
  "missing access token": "token_response_invalid",
  "missing ID token": "token_response_invalid",
  "mac token": "token_response_invalid",
  "another subject": "userinfo_invalid",
  "userinfo signed by a stranger": "userinfo_invalid",

  "status 404": unusable,
  "status 500": { ...unusable, metadata: "provider_unreachable", jwks_uri: "provider_unreachable" },
  "status 503": { ...unusable, metadata: "provider_unreachable", jwks_uri: "provider_unreachable" },
  "redirect to itself": "provider_invalid",
  "redirect to another origin": "provider_invalid",
  "closed connection": "provider_unreachable",
  "cut answer": "provider_unreachable",
  hang: "provider_unreachable",
  "hang after the headers": "provider_unreachable",
  "slow drip": "provider_unreachable",
  "large answer": "provider_invalid",
  "large answer, compressed": "provider_invalid",
  HTML: unusable,
  "truncated JSON": unusable,
  "JSON that is no object": unusable,
  "wrong content type": unusable,
}

/** The attempts that show what comes of a misbehaviour: an outage is tried at each endpoint that programs ask. */
export const attempts: readonly (readonly [Misbehaviour, readonly Attempt[]])[] = Object.entries(ends).map(
  ([key, end]) => {
    const name = key as Misbehaviour
    const { at } = misbehaviours[name]
    if (typeof end === "string" && at.length <= 2) return [name, [{ at, end }]]
    return [name, asked.map((place) => ({ at: [place], end: typeof end === "string" ? end : end[place] }))]
  },
)
