/** Whether an answer says that it is JSON (pure): what a page or a picture says of itself is not read as a provider's word. */

/** `application/json`, its relatives (`application/jwk-set+json`) and the old `text/json`; parameters do not matter. */
export function saysJson(contentType: string | null): boolean {
  return /^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(mediaType(contentType))
}

/** Whether JSON may be found in it: as it is, or as the parts of a JWT (RFC 7519 section 10.3.1). */
export function mayHoldJson(contentType: string | null): boolean {
  return !saysOther(contentType) || mediaType(contentType) === "application/jwt"
}

/** Whether it says that it is something else. What says nothing may be examined (RFC 9110 section 8.3). */
export function saysOther(contentType: string | null): boolean {
  return contentType !== null && !saysJson(contentType)
}

/** Without its parameters, in small letters; empty where nothing is said. */
export function mediaType(contentType: string | null): string {
  return contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? ""
}
