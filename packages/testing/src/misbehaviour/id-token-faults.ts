// Misbehaviours of the ID token (OpenID Connect Core 3.1.3.7, RFC 8725): it is changed and signed anew on its way out.
import { asJson, type Fault, type Json, objectIn, type ProviderKeys } from "./fault.js"
import {
  type IdToken,
  macIdToken,
  openIdToken,
  publicPart,
  publicPem,
  signIdToken,
  unsignedIdToken,
} from "./id-token.js"

export type IdTokenMisbehaviour =
  | "wrong issuer"
  | "wrong audience"
  | "several audiences"
  | "foreign azp"
  | "wrong nonce"
  | "missing nonce"
  | "expired"
  | "not yet valid"
  | "issued in the future"
  | "missing subject"
  | "empty subject"
  | "long subject"
  | "wrong at_hash"
  | "wrong token type"
  | "unsigned"
  | "public key as secret"
  | "bad signature"
  | "unknown kid"
  | "another algorithm"
  | "key in the header"
  | "critical header"
  | "new keys"
  | "new keys, unpublished"

const anHour = 3600
const now = (): number => Math.floor(Date.now() / 1000)

export const idTokenFaults: Readonly<Record<IdTokenMisbehaviour, Fault>> = {
  "wrong issuer": claims("Its `iss` is another provider's.", () => ({ iss: "https://issuer.example" })),
  "wrong audience": claims("Its `aud` is another client.", () => ({ aud: "another-client" })),
  "several audiences": claims("Its `aud` has another client beside ours, and there is no `azp`.", ({ aud }) => ({
    aud: [aud, "another-client"].flat(),
    azp: undefined,
  })),
  "foreign azp": claims("Its `azp` is another client.", () => ({ azp: "another-client" })),
  "wrong nonce": claims("Its `nonce` is that of another login.", () => ({ nonce: "the-nonce-of-another-login" })),
  "missing nonce": claims("It has no `nonce`.", () => ({ nonce: undefined })),
  expired: claims("Its `exp` was an hour ago.", () => ({ iat: now() - 2 * anHour, exp: now() - anHour })),
  "not yet valid": claims("Its `nbf` is in an hour.", () => ({ nbf: now() + anHour })),
  "issued in the future": claims("Its `iat` is in an hour.", () => ({ iat: now() + anHour, exp: now() + 2 * anHour })),
  "missing subject": claims("It has no `sub`.", () => ({ sub: undefined })),
  "empty subject": claims("Its `sub` is empty.", () => ({ sub: "" })),
  "long subject": claims("Its `sub` has 256 characters, one too many.", () => ({ sub: "s".repeat(256) })),
  "wrong at_hash": claims("Its `at_hash` is that of another access token.", () => ({
    at_hash: "dGhlIGhhc2ggb2YgYW5vdA",
  })),
  "wrong token type": token("Its `typ` says that it is a logout token.", ({ header, claims }, { usual }) =>
    signIdToken({ header: { ...header, typ: "logout+jwt" }, claims }, usual),
  ),
  unsigned: token("Its `alg` is `none`, and it has no signature.", ({ claims }) =>
    unsignedIdToken({ header: { alg: "none" }, claims }),
  ),
  "public key as secret": token("It is signed with HS256, and the secret is the public key.", (idToken, { usual }) =>
    macIdToken({ header: { ...idToken.header, alg: "HS256" }, claims: idToken.claims }, publicPem(usual)),
  ),
  "bad signature": token("Its signature is that of other claims.", (idToken, { usual }) => {
    const other = signIdToken({ ...idToken, claims: { ...idToken.claims, sub: "somebody else" } }, usual)
    const [header, body] = signIdToken(idToken, usual).split(".")
    return [header, body, other.split(".")[2]].join(".")
  }),
  "unknown kid": token("Its `kid` names a key that is not published.", ({ header, claims }, { usual }) =>
    signIdToken({ header: { ...header, kid: "unknown" }, claims }, usual),
  ),
  "another algorithm": token(
    "It is signed with ES256, and its `kid` names the key for RS256.",
    ({ header, claims }, { other }) => signIdToken({ header: { ...header, alg: other.alg }, claims }, other),
  ),
  "key in the header": token(
    "It is signed with a key of its own, which its header brings along as `jwk`.",
    ({ claims }, { stranger }) =>
      signIdToken({ header: { alg: stranger.alg, jwk: publicPart(stranger) }, claims }, stranger),
  ),
  "critical header": token("Its header has a `crit` that nobody knows.", ({ header, claims }, { usual }) =>
    signIdToken({ header: { ...header, crit: ["unheard-of"], "unheard-of": true }, claims }, usual),
  ),
  "new keys": {
    text: "The keys were changed: ID tokens are signed with a new one, and it alone is published. A good client fetches the keys anew, and logs in.",
    at: ["jwks_uri", "token_endpoint"],
    change: (answer, facts) =>
      facts.endpoint === "jwks_uri"
        ? asJson(answer, { keys: [facts.keys.stranger.jwk] })
        : resigned(({ header, claims }, { stranger }) =>
            signIdToken({ header: { ...header, kid: stranger.kid }, claims }, stranger),
          )(answer, facts),
  },
  "new keys, unpublished": token(
    "It is signed with a new key, and only the old ones are published.",
    ({ header, claims }, { stranger }) => signIdToken({ header: { ...header, kid: stranger.kid }, claims }, stranger),
  ),
}

/** Other claims, signed as ever. Those that become undefined are left out. */
function claims(text: string, change: (claims: Json) => Json): Fault {
  return token(text, ({ header, claims }, { usual }) =>
    signIdToken({ header, claims: { ...claims, ...change(claims) } }, usual),
  )
}

function token(text: string, make: (token: IdToken, keys: ProviderKeys) => string): Fault {
  return { text, at: ["token_endpoint"], change: resigned(make) }
}

function resigned(make: (token: IdToken, keys: ProviderKeys) => string): NonNullable<Fault["change"]> {
  return (answer, { keys }) => {
    const object = objectIn(answer)
    if (typeof object?.id_token !== "string") return answer
    return asJson(answer, { ...object, id_token: make(openIdToken(object.id_token), keys) })
  }
}
