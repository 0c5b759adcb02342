/** Whether a login goes straight to the provider before the browser does, and what came back (RFC 9126). */
import type { Policy } from "../config/settings.js"
import type { ServerMetadata } from "./peer.js"

/** The owner's word counts, else the provider's. */
export function isPushed(
  { pushedAuthorizationRequests }: Pick<Policy, "pushedAuthorizationRequests">,
  metadata: Pick<ServerMetadata, "require_pushed_authorization_requests">,
): boolean {
  return pushedAuthorizationRequests ?? metadata.require_pushed_authorization_requests === true
}

/** What is wrong with the answer, or undefined (section 2.2): the reference goes into an address. */
export function judgePushed({
  request_uri: reference,
  expires_in: lifetime,
}: {
  readonly request_uri: string
  readonly expires_in: number
}): string | undefined {
  if (!/^[!-~]{1,1024}$/.test(reference)) return "its request_uri is no reference that fits into an address"
  if (!(lifetime > 0)) return "its request_uri has expired already"
  return undefined
}
