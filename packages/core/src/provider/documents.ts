/** Fetches what a provider publishes about itself: its metadata and its keys. */
import type { AuthorizationServer, JWKS } from "oauth4webapi"
import { AuthError } from "../errors.js"
import { type BoundedFetch, TooManyValues } from "./bounded-fetch.js"
import { saysOther } from "./json-type.js"
import type { Metadata } from "./metadata.js"

/** A provider's keys, and whose they are. */
export interface Keys {
  readonly server: AuthorizationServer
  readonly jwks: JWKS
}

/** The document behind a metadata URL, unjudged. @throws {AuthError} provider_unreachable, provider_invalid */
export async function requestMetadata(fetch: BoundedFetch, url: string): Promise<unknown> {
  return requestJson(fetch, url, "metadata")
}

/** The keys behind `jwks_uri`. @throws {AuthError} provider_unreachable, provider_invalid */
export async function requestKeys(fetch: BoundedFetch, metadata: Metadata): Promise<Keys> {
  const jwks = (await requestJson(fetch, metadata.jwks_uri, "keys")) as Partial<JWKS>
  if (!Array.isArray(jwks.keys) || !jwks.keys.every((key) => typeof key === "object" && key !== null)) {
    throw new AuthError("provider_invalid", { cause: new Error("the keys are no JSON Web Key Set") })
  }
  return { server: metadata, jwks: { keys: jwks.keys } }
}

async function requestJson(fetch: BoundedFetch, url: string, what: string): Promise<object> {
  const response = await fetch(url, { headers: { accept: "application/json" } }).catch((error) => {
    throw error instanceof TooManyValues ? new AuthError("provider_invalid", { cause: error }) : error
  })
  if (response.status >= 500) {
    throw new AuthError("provider_unreachable", { cause: new Error(`the ${what} answered ${response.status}`) })
  }
  const type = response.headers.get("content-type")
  if (response.status === 200 && saysOther(type)) {
    throw new AuthError("provider_invalid", { cause: new Error(`the ${what} came as ${type}, and not as JSON`) })
  }
  const body: unknown = response.status === 200 ? await response.json().catch(() => undefined) : undefined
  if (typeof body === "object" && body !== null) return body
  const evidence = `the ${what} answered ${response.status}, and no JSON object`
  throw new AuthError("provider_invalid", { cause: new Error(evidence) })
}
