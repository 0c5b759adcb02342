/** A provider may repeat what it was sent: nothing of it reaches a log. */
import { AuthError, ErrorResponse } from "../errors.js"

/** The same errors, without these texts in their evidence, however they are written. */
export async function withoutSecrets<T>(secrets: readonly string[], work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof AuthError && error.cause instanceof Error)) throw error
    const hidden = secrets.filter(({ length }) => length >= 6).flatMap(spellingsOf)
    const clean = (text: string) => hidden.reduce((rest, secret) => rest.replaceAll(secret, "…"), text)
    throw new AuthError(error.code, { message: error.message, cause: withTexts(error.cause, clean) })
  }
}

/** As it is, and as it travels in a query or in a form. */
function spellingsOf(secret: string): string[] {
  const form = new URLSearchParams({ "": secret }).toString().slice(1)
  return [...new Set([secret, encodeURIComponent(secret), form])]
}

function withTexts(cause: Error, change: (text: string) => string): Error {
  const message = change(cause.message)
  if (!(cause instanceof ErrorResponse)) return message === cause.message ? cause : new Error(message)
  const { error, errorDescription } = cause
  return new ErrorResponse(message, {
    error: change(error),
    errorDescription: errorDescription === undefined ? undefined : change(errorDescription),
  })
}
