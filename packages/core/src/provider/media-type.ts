/** What an answer says that it is (RFC 9110 section 8.3). */

/** Without parameters, in lower case; empty when it says nothing. */
export function mediaTypeOf({ headers }: Pick<Response, "headers">): string {
  return headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? ""
}

/** JSON, or what is built on it, as `application/jwk-set+json` is (RFC 6839 section 3.1). */
export function isJson(response: Pick<Response, "headers">): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/.test(mediaTypeOf(response))
}
