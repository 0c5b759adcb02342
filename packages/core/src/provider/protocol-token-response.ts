/** What the token endpoint answers, whichever grant it was asked with (RFC 6749 section 5). */
import type { TokenEndpointResponse } from "oauth4webapi"
import { AuthError } from "../errors.js"
import { isUnusable } from "./id-token.js"
import { saysOther } from "./json-type.js"
import type { TokenSet } from "./peer.js"

/**
 * Tokens that come as what is no JSON are none. Of an error, the status says enough, and whoever stands before the
 * provider may have worded it.
 */
export function asJson(response: Response): Response {
  const type = response.headers.get("content-type")
  if (response.status !== 200 || !saysOther(type)) return response
  throw new AuthError("token_response_invalid", { cause: new Error(`the tokens came as ${type}, and not as JSON`) })
}

/**
 * The answer as RFC 6749 section 5 wants it, from servers that say an error with the status 200. An `id_token` is left
 * aside, as section 5.1 wants it of names that were not asked for: nobody has checked it.
 */
export async function asSpecified(response: Response): Promise<Response> {
  // What is no JSON by its own word was not weighed, and comes this far with another status.
  if (response.status !== 200) return response
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined)
  if (typeof body !== "object" || body === null) return response
  if (isUnusable(body)) throw new AuthError("token_response_invalid")
  const { id_token: unasked, ...others } = body as Record<string, unknown>
  const isError = typeof others.error === "string" && others.error !== ""
  return isError || unasked !== undefined ? Response.json(others, { status: isError ? 400 : 200 }) : response
}

/** What there is to know of an access token, and what renews it. */
export type AccessTokenSet = Omit<TokenSet, "claims" | "idToken">

export function bearerOf(tokens: TokenEndpointResponse): AccessTokenSet {
  const {
    token_type: type,
    access_token: accessToken,
    refresh_token: refreshToken,
    scope,
    expires_in: seconds,
  } = tokens
  if (type !== "bearer") {
    throw new AuthError("token_response_invalid", { cause: new Error("the token_type is not Bearer") })
  }
  // RFC 6749 appendix A.12. Whoever refuses to send such a header quotes it, token and all.
  if (!/^[ -~]+$/.test(accessToken)) {
    throw new AuthError("token_response_invalid", { cause: new Error("the access token has characters of no token") })
  }
  return {
    accessToken,
    ...(refreshToken === undefined ? {} : { refreshToken }),
    ...(scope === undefined ? {} : { scope }),
    ...(seconds === undefined ? {} : { expiresIn: seconds }),
  }
}
