/** Asks who somebody is at the UserInfo endpoint. */
import * as oauth from "oauth4webapi"
import { AuthError } from "../errors.js"
import { isUnusable } from "./id-token.js"
import { mediaType } from "./json-type.js"
import type { OpenIdParty } from "./party.js"
import { clientOf, requestOptions } from "./protocol-client.js"
import { bridge } from "./protocol-errors.js"
import { verifySignature } from "./protocol-id-token.js"
import { withoutSecrets } from "./secrets-in-errors.js"

/**
 * The claims at the UserInfo endpoint (OpenID Connect Core section 5.3), of the same person as the ID token.
 *
 * @throws {AuthError} userinfo_invalid, provider_unreachable
 */
export function requestUserinfo(
  peer: OpenIdParty,
  accessToken: string,
  subject: string,
): Promise<oauth.UserInfoResponse> {
  return withoutSecrets([accessToken], askUserinfo(peer, accessToken, subject))
}

async function askUserinfo(peer: OpenIdParty, accessToken: string, subject: string): Promise<oauth.UserInfoResponse> {
  const { metadata } = peer
  const client = clientOf(peer)
  if (metadata.userinfo_endpoint === undefined) {
    throw new AuthError("userinfo_invalid", { cause: new Error("the provider has no userinfo_endpoint") })
  }
  try {
    const response = await oauth.userInfoRequest(metadata, client, accessToken, requestOptions(peer))
    const type = mediaType(response.headers.get("content-type"))
    // Whatever has another status is refused below, with what the provider says of it.
    if (response.status === 200 && type !== "application/json" && type !== "application/jwt")
      throw new AuthError("userinfo_invalid", { cause: new Error("UserInfo came as neither JSON nor JWT") })
    const claims = await oauth.processUserInfoResponse(metadata, client, subject, response)
    if (isUnusable(claims)) throw new AuthError("userinfo_invalid")
    if (type === "application/jwt") await verifySignature(peer, response, claims, "userinfo_invalid")
    return claims
  } catch (error) {
    throw bridge(error, "userinfo_invalid")
  }
}
