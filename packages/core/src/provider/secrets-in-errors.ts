/** A provider may repeat what it was sent, and an application what it was given: nothing of it reaches a log. */
import { AuthError, ErrorResponse } from "../errors.js"

/** The same errors, without these texts in their evidence, however they are written. */
export async function withoutSecrets<T>(secrets: readonly string[], work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const cause = withoutTexts(secrets, error.cause)
    throw cause === error.cause ? error : new AuthError(error.code, { message: error.message, cause })
  }
}

/** Whatever was thrown, without these texts in it. */
export function withoutTexts(secrets: readonly string[], thrown: unknown): unknown {
  const hidden = secrets.filter(({ length }) => length >= 6).flatMap(spellingsOf)
  return cleanCause(thrown, (text) => hidden.reduce((rest, secret) => rest.replaceAll(secret, "…"), text))
}

/** As it is, and as it travels in a query or in a form. */
function spellingsOf(secret: string): string[] {
  const form = new URLSearchParams({ "": secret }).toString().slice(1)
  // Half a letter cannot be encoded, and it travels as this one does.
  const whole = secret.replace(/\p{Surrogate}/gu, "\uFFFD")
  return [...new Set([secret, encodeURIComponent(whole), form])]
}

/** An error down to its last cause: whoever brings a fetch of their own may quote the request in any of them. */
function withTexts(cause: Error, change: (text: string) => string, left: number): Error {
  const message = change(cause.message)
  if (!(cause instanceof ErrorResponse)) {
    const deeper = left > 1 ? cleanCause(cause.cause, change, left - 1) : undefined
    if (message === cause.message && deeper === cause.cause) return cause
    return new Error(message, deeper === undefined ? {} : { cause: deeper })
  }
  const { error, errorDescription } = cause
  return new ErrorResponse(message, {
    error: change(error),
    errorDescription: errorDescription === undefined ? undefined : change(errorDescription),
  })
}

/** Anything may be thrown. Undefined for an object that is no error: nobody knows what it says when it is asked. */
function cleanCause(cause: unknown, change: (text: string) => string, left = 5): unknown {
  if (typeof cause === "string") return change(cause)
  if (cause instanceof Error) return withTexts(cause, change, left)
  return Object(cause) === cause ? undefined : cause
}
