/** Who we are to our protocol library, and how we prove it in a request (OpenID Connect Core section 9, RFC 7523). */
import * as oauth from "oauth4webapi"
import type { Quirks } from "../config/presets.js"
import { AuthError } from "../errors.js"
import { clockAhead, secondsNow } from "../runtime.js"
import { randomToken } from "../seal.js"
import type { BoundedFetch } from "./bounded-fetch.js"
import { assertionAudience, basicCredentials, chooseAlgorithm, chooseAuthMethod } from "./client-authentication.js"
import type { Party } from "./party.js"

/**
 * Proves who we are in one request.
 *
 * @param secrets gets what is sent for it: a provider may repeat it in its free text
 */
export function clientAuthentication(party: Party, secrets: string[]): oauth.ClientAuth {
  return async (server, client, body, headers) => {
    await proofOf(party)(server, client, body, headers)
    const sent = [body.get("client_secret"), body.get("client_assertion"), headers.get("authorization")?.slice(6)]
    secrets.push(...sent.flatMap((text) => text ?? []))
  }
}

function proofOf(party: Party): oauth.ClientAuth {
  const { provider, metadata } = party
  const { clientId, clientSecret = "" } = provider
  const { signedSecret } = provider.type === "oidc" ? provider.quirks : {}
  switch (chooseAuthMethod(provider, metadata)) {
    case "none":
      return oauth.None()
    case "client_secret_post":
      return signedSecret === undefined ? oauth.ClientSecretPost(clientSecret) : secretSigned(party, signedSecret)
    case "client_secret_basic":
      return (_server, _client, _body, headers) =>
        headers.set("authorization", basicCredentials(clientId, clientSecret))
    case "client_secret_jwt":
      return oauth.ClientSecretJwt(clientSecret, { [oauth.modifyAssertion]: assertion(party, "HS256") })
    case "private_key_jwt":
      return signed(party, (algorithm) => assertion(party, algorithm))
  }
}

type Change = NonNullable<oauth.ModifyAssertionOptions[typeof oauth.modifyAssertion]>

/** RFC 7523 section 3. By our own clock and randomness, and good for a minute. */
function assertion({ provider, metadata, runtime }: Party, algorithm: string): Change {
  return (header, claims) => {
    const now = secondsNow(runtime)
    header.alg = algorithm
    const times = { iat: now, nbf: now, exp: now + 60 }
    Object.assign(claims, { aud: assertionAudience(provider, metadata), jti: randomToken(runtime), ...times })
  }
}

/** @param change what is signed, by the algorithm that it is signed with */
function signed(party: Party, change: (algorithm: string) => Change): oauth.ClientAuth {
  return async (server, client, body, headers) => {
    const { privateKey } = party.provider
    // parseConfig lets nobody through whose method lacks its key.
    if (privateKey === undefined || party.signingKey === undefined) throw new AuthError("client_rejected")
    const algorithm = chooseAlgorithm(privateKey, party.metadata)
    const key = await party.signingKey(algorithm)
    const authenticate = oauth.PrivateKeyJwt(key, {
      [oauth.modifyAssertion](header, claims) {
        Object.assign(header, privateKey.names)
        change(algorithm)(header, claims)
      },
    })
    await authenticate(server, client, body, headers)
  }
}

/** A secret that is a JWT with these claims and no other ones, sent where a secret is sent. */
function secretSigned(party: Party, { issuer, audience }: NonNullable<Quirks["signedSecret"]>): oauth.ClientAuth {
  const authenticate = signed(party, () => (_header, claims) => {
    const now = secondsNow(party.runtime)
    for (const name of Object.keys(claims)) delete claims[name]
    Object.assign(claims, { iss: issuer, sub: party.provider.clientId, aud: audience, iat: now, exp: now + 60 })
  })
  return async (server, client, body, headers) => {
    await authenticate(server, client, body, headers)
    body.set("client_secret", body.get("client_assertion") ?? "")
    body.delete("client_assertion")
    body.delete("client_assertion_type")
  }
}

export function clientOf({ provider, runtime }: Party): oauth.Client {
  return {
    client_id: provider.clientId,
    ...(provider.type === "oidc" && provider.idTokenAlgorithm !== undefined
      ? { id_token_signed_response_alg: provider.idTokenAlgorithm }
      : {}),
    [oauth.clockSkew]: clockAhead(runtime),
    [oauth.clockTolerance]: provider.policy.clockTolerance,
  }
}

/** Which addresses may be asked over http was judged with the metadata, one by one. */
export function requestOptions({ fetch }: Party): {
  [oauth.customFetch]: BoundedFetch
  [oauth.allowInsecureRequests]: boolean
} {
  return { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true }
}
