/** Whether an answer says that it is JSON (pure): what a page or a picture says of itself is not read as a provider's word. */

/** `application/json`, its relatives (`application/jwk-set+json`) and the old `text/json`; parameters do not matter. */
export function saysJson(contentType: string | null): boolean {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase() ?? ""
  return /^(?:application|text)\/(?:[\w.-]+\+)?json$/.test(type)
}

/** Whether it says that it is something else. What says nothing may be examined (RFC 9110 section 8.3). */
export function saysOther(contentType: string | null): boolean {
  return contentType !== null && !saysJson(contentType)
}
