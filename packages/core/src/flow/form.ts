/** Reads a callback that came by POST (OAuth 2.0 Form Post Response Mode). */
import { AuthError } from "../errors.js"
import { type RequestLike, target } from "../http/fetch-metadata.js"

/** In bytes. */
const largestBody = 64 * 1024

/** The parameters, or why the body is not read. */
export async function readForm(
  request: RequestLike & { text(): Promise<string> },
): Promise<URLSearchParams | AuthError> {
  const { headers } = request
  const type = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase()
  if (type !== "application/x-www-form-urlencoded") return new AuthError("unsupported_media_type")
  if (Number(headers.get("content-length") ?? 0) > largestBody) return new AuthError("body_too_large")
  // A query beside a body would be a second voice: which of the two is the answer?
  if (target(request).query !== "") return new AuthError("callback_invalid")
  const body = await request.text()
  return new TextEncoder().encode(body).length > largestBody
    ? new AuthError("body_too_large")
    : new URLSearchParams(body)
}
