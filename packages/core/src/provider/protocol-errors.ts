/** What goes wrong on the wire, as one of our errors: the library's, and the provider's own words. */
import * as oauth from "oauth4webapi"
import type { OAuth2Quirks } from "../config/presets.js"
import { AuthError, ErrorResponse } from "../errors.js"
import { TooManyValues } from "./bounded-fetch.js"

export type ErrorWords = NonNullable<OAuth2Quirks["errorWords"]>

/** An error in the callback itself (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6). */
export function refusedByProvider(
  { error, error_description: description }: oauth.AuthorizationResponseError,
  silent: boolean,
): AuthError {
  const cause = errorResponse("the provider says ", { error, description })
  const needsVisitor = ["login_required", "interaction_required", "account_selection_required", "consent_required"]
  if (error === "access_denied" || (error === "consent_required" && !silent)) {
    return new AuthError("login_cancelled", { cause })
  }
  return new AuthError(needsVisitor.includes(error) ? "login_required" : "provider_error", { cause })
}

/** Every error of the library, as one of ours. */
export function bridge(
  error: unknown,
  otherwise: "token_response_invalid" | "id_token_invalid" | "userinfo_invalid" | "provider_error",
  words: ErrorWords = {},
): AuthError {
  if (error instanceof AuthError) return error
  const cause = evidence(error)
  if (error instanceof oauth.ResponseBodyError) {
    const word = Object.hasOwn(words, error.error) ? words[error.error] : error.error
    if (word === "invalid_grant" && otherwise !== "provider_error") return new AuthError("code_rejected", { cause })
    const ofClient = word === "invalid_client" || word === "unauthorized_client"
    return new AuthError(ofClient ? "client_rejected" : "provider_error", { cause })
  }
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    return new AuthError(otherwise === "userinfo_invalid" ? otherwise : "client_rejected", { cause })
  }
  return new AuthError(otherwise === "token_response_invalid" && isAboutToken(error) ? "id_token_invalid" : otherwise, {
    cause,
  })
}

/** Whether an error speaks of the ID token and not of the response around it: its evidence has claims or a header. */
function isAboutToken(error: unknown): boolean {
  const { cause, code } = error as { cause?: unknown; code?: unknown }
  if (code === oauth.JWT_TIMESTAMP_CHECK || code === oauth.JWT_CLAIM_COMPARISON) return true
  return typeof cause === "object" && cause !== null && ("claims" in cause || "header" in cause)
}

/**
 * What the log may know of a foreign error. Its own evidence is left behind: it holds tokens and whole responses. Of an
 * error of somebody else, so is the message: a header that cannot be set is quoted in it, token and all.
 */
export function evidence(error: unknown): Error {
  if (!known.some((kind) => error instanceof kind)) return new Error(error instanceof Error ? error.name : "unknown")
  const { message, cause } = error as { message?: unknown; cause?: { claim?: unknown } }
  const said = saidIn(error)
  if (said !== undefined) return errorResponse(`${String(message)}: `, said)
  const claim = typeof cause?.claim === "string" ? ` (${cause.claim})` : ""
  return new Error(`${String(message)}${claim}`)
}

/** Their messages are fit for the log. */
const known = [
  TooManyValues,
  oauth.OperationProcessingError,
  oauth.UnsupportedOperationError,
  oauth.ResponseBodyError,
  oauth.WWWAuthenticateChallengeError,
]

interface Said {
  readonly error: string
  readonly description: string | undefined
}

/** What the provider itself said, in a body or in a challenge (RFC 6749 section 5.2, RFC 6750 section 3). */
function saidIn(error: unknown): Said | undefined {
  if (error instanceof oauth.ResponseBodyError)
    return { error: error.error, description: textOf(error.error_description) }
  if (!(error instanceof oauth.WWWAuthenticateChallengeError)) return undefined
  const { error: code, error_description: description } = error.cause[0]?.parameters ?? {}
  return code === undefined ? undefined : { error: code, description }
}

/** Nobody has checked that it is a text: an object with a member toString is none. */
function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined
}

/** The provider's free text, bounded; the log cuts it once more, when no secret can be cut in two. */
function errorResponse(before: string, { error, description }: Said): ErrorResponse {
  const bounded = (text: string) => text.slice(0, 2000)
  const words = description === undefined ? error : `${error} (${description})`
  const errorDescription = description === undefined ? undefined : bounded(description)
  return new ErrorResponse(before + bounded(words), { error: bounded(error), errorDescription })
}
