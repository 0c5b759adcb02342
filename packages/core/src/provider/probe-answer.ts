/** How asking a provider for a document went. */
import { AuthError } from "../errors.js"
import type { Runtime } from "../runtime.js"
import { type BoundedFetch, boundedFetch } from "./bounded-fetch.js"
import { saysOther } from "./json-type.js"

/** What came, or why nothing came. */
export type Answer<Document> = { readonly document: Document } | { readonly failure: Failure }

export type Failure =
  | { readonly kind: "unreachable"; readonly reason?: string }
  | { readonly kind: "redirected"; readonly status: number; readonly origin?: string }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "too_large" }
  | { readonly kind: "unusable"; readonly looksLike: "html" | "json" | "mislabelled" | "text" | "nothing" }

/** Asks as a login does, with its limits, and keeps of a failure what a person needs to know. */
export async function ask<Document>(
  { fetch }: Pick<Runtime, "fetch">,
  timeout: number,
  request: (fetch: BoundedFetch) => Promise<Document>,
): Promise<Answer<Document>> {
  let asked = ""
  let head: Pick<Response, "status" | "headers"> | undefined
  let body: string | undefined
  const bounded = boundedFetch(
    {
      async fetch(url, init) {
        asked = String(url)
        const response = await fetch(url, init)
        head = response
        return response
      },
    },
    timeout,
  )
  const observed: BoundedFetch = async (url, init) => {
    const response = await bounded(url, init)
    body = await response.clone().text()
    return response
  }
  try {
    return { document: await request(observed) }
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    return { failure: failureOf(error, { url: asked, head, body }) }
  }
}

/** Decided by what was seen of the answer, and for one that never came by the runtime's code. */
function failureOf(
  error: AuthError,
  {
    url,
    head,
    body,
  }: { url: string; head: Pick<Response, "status" | "headers"> | undefined; body: string | undefined },
): Failure {
  if (head === undefined || (body === undefined && error.code === "provider_unreachable")) {
    const reason = reasonOf(error.cause)
    return { kind: "unreachable", ...(reason === undefined ? {} : { reason }) }
  }
  const { status, headers } = head
  const target = headers.get("location")
  if (status >= 300 && status < 400 && target !== null) {
    const isKnown = URL.canParse(target, url)
    return { kind: "redirected", status, ...(isKnown ? { origin: new URL(target, url).origin } : {}) }
  }
  if (status !== 200) return { kind: "status", status }
  if (body === undefined) return { kind: "too_large" }
  const looksLike = looksOf(body)
  const isMislabelled = looksLike === "json" && saysOther(headers.get("content-type"))
  return { kind: "unusable", looksLike: isMislabelled ? "mislabelled" : looksLike }
}

function looksOf(body: string): "html" | "json" | "text" | "nothing" {
  if (body.trim() === "") return "nothing"
  if (body.trimStart().startsWith("<")) return "html"
  try {
    JSON.parse(body)
    return "json"
  } catch {
    return "text"
  }
}

/** The code that Node, its fetch or its TLS gives to an error: `ECONNREFUSED`, `CERT_HAS_EXPIRED`; `timeout` for ours. */
function reasonOf(error: unknown): string | undefined {
  let cause = error
  for (let depth = 0; depth < 5 && typeof cause === "object" && cause !== null; depth += 1) {
    const { name, code, cause: next } = cause as { name?: unknown; code?: unknown; cause?: unknown }
    if (name === "TimeoutError") return "timeout"
    if (typeof code === "string" && /^[A-Z][A-Z\d_]{2,60}$/.test(code)) return code
    cause = next
  }
  return undefined
}
