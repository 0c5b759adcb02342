/** Reads a form: a callback that came by POST (OAuth 2.0 Form Post Response Mode), or a logout of the back channel. */
import { AuthError } from "../errors.js"
import { readAtMost } from "../http/body.js"
import { type BodyRequest, target } from "../http/fetch-metadata.js"

/** In bytes. */
const largestBody = 64 * 1024

/**
 * The parameters, or why the body is not read.
 *
 * @param mayHaveQuery a query beside the body is left alone: the address may have been registered with one
 */
export async function readForm(
  request: BodyRequest,
  { mayHaveQuery = false }: { mayHaveQuery?: boolean } = {},
): Promise<URLSearchParams | AuthError> {
  const { headers } = request
  const type = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
  if (type !== "application/x-www-form-urlencoded") return new AuthError("unsupported_media_type")
  if (Number(headers.get("content-length") ?? 0) > largestBody) return new AuthError("body_too_large")
  // A query beside a body would be a second voice: which of the two is the answer?
  if (!mayHaveQuery && target(request).query !== "") return new AuthError("callback_invalid")
  const body = await boundedText(request)
  return body === undefined ? new AuthError("body_too_large") : new URLSearchParams(body)
}

/** An adapter bounds what it reads; a Request would be read to its end, however long that is. */
async function boundedText(request: BodyRequest): Promise<string | undefined> {
  if (request.body !== undefined) {
    const bytes = await readAtMost(request.body, largestBody)
    return bytes && new TextDecoder().decode(bytes)
  }
  const text = await request.text()
  // In characters first: no text has more of them than bytes, and a long one is not worth its encoding.
  const isTooLarge = text.length > largestBody || new TextEncoder().encode(text).length > largestBody
  return isTooLarge ? undefined : text
}
