/** Judges what a provider publishes about itself (OpenID Connect Discovery section 3 and 4.3). */
import type { AuthorizationServer } from "oauth4webapi"
import { AuthError } from "../errors.js"
import { mayPublish } from "./entra.js"

export type Metadata = AuthorizationServer & {
  readonly authorization_endpoint: string
  readonly token_endpoint: string
  readonly jwks_uri: string
}

const needed = ["authorization_endpoint", "token_endpoint", "jwks_uri"] as const
const used = [...needed, "userinfo_endpoint", "end_session_endpoint", "pushed_authorization_request_endpoint"] as const

const lists = [
  "token_endpoint_auth_methods_supported",
  "token_endpoint_auth_signing_alg_values_supported",
  "id_token_signing_alg_values_supported",
] as const

/**
 * The metadata, if it is of the issuer that was configured and every address in it can be used.
 *
 * @throws {AuthError} issuer_mismatch, provider_invalid
 */
export function judgeMetadata(
  document: unknown,
  expected: { issuer: string; mayBeHttp: (url: URL) => boolean },
): Metadata {
  if (typeof document !== "object" || document === null || Array.isArray(document))
    throw invalid("it is no JSON object")
  const metadata = document as Record<string, unknown>
  const { issuer } = metadata
  if (typeof issuer !== "string") throw invalid("it has no issuer")
  if (withoutSlash(issuer) !== withoutSlash(expected.issuer) && !mayPublish(expected.issuer, issuer)) {
    const evidence = `expected the issuer ${expected.issuer}, and the document says ${issuer}`
    throw new AuthError("issuer_mismatch", { cause: new Error(evidence) })
  }
  for (const name of used) {
    const address = metadata[name]
    if (address === undefined && !(needed as readonly string[]).includes(name)) continue
    if (!isUsable(address, expected.mayBeHttp)) throw invalid(`its ${name} is missing or no address that may be used`)
  }
  for (const name of lists) {
    const list = metadata[name]
    if (list !== undefined && !Array.isArray(list)) throw invalid(`its ${name} is no list`)
  }
  return document as Metadata
}

function isUsable(address: unknown, mayBeHttp: (url: URL) => boolean): boolean {
  if (typeof address !== "string" || !URL.canParse(address)) return false
  const url = new URL(address)
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && mayBeHttp(url))
  return isSafe && url.username === "" && url.password === ""
}

function withoutSlash(issuer: string): string {
  return issuer.endsWith("/") ? issuer.slice(0, -1) : issuer
}

function invalid(reason: string): AuthError {
  return new AuthError("provider_invalid", { cause: new Error(`the metadata cannot be used: ${reason}`) })
}
