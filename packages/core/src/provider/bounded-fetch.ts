/** Requests to a provider: bounded in time and size, and never led elsewhere. */
import { AuthError } from "../errors.js"
import { readAtMost } from "../http/body.js"
import type { Runtime } from "../runtime.js"
import { deepest, mostValues } from "./id-token.js"
import { mayHoldJson } from "./json-type.js"
import { holdsMore, type JsonBounds } from "./json-values.js"

/** A request to a provider. */
export type BoundedFetch = (
  url: string,
  init?: { method?: string; headers?: Record<string, string>; body?: BodyInit | null | undefined },
) => Promise<Response>

export interface Bounds {
  /** Bytes, counted after decompression. */
  readonly largest: number
  readonly json?: JsonBounds
}

/** What a provider publishes is read once for all logins. */
const ofDocuments: Bounds = { largest: 1024 * 1024 }

/** What it answers to one login is read anew for each visitor, and paid for with each. Good claims hold no more. */
export const ofLogins: Bounds = { largest: 256 * 1024, json: { mostSeparators: 2 * mostValues, deepest } }

/** Whoever asked knows what the answer was to be, and by which code it is refused. */
export class TooManyValues extends Error {
  constructor() {
    super("it holds more values than anybody means, or nests them too deeply")
  }
}

/**
 * A fetch whose one time limit covers headers and body, which reads so many bytes and no more, and which follows no
 * redirect: it would carry code and secret along. JSON of very many values is refused before anybody parses it.
 *
 * @param timeout ms
 * @throws {AuthError} provider_unreachable, provider_invalid
 * @throws {TooManyValues}
 */
export function boundedFetch(
  { fetch }: Pick<Runtime, "fetch">,
  timeout: number,
  { largest, json }: Bounds = ofDocuments,
): BoundedFetch {
  return async (url, { method = "GET", headers: asked = {}, body: sent = null } = {}) => {
    const signal = AbortSignal.timeout(timeout)
    let response: Response
    let body: Uint8Array<ArrayBuffer>
    try {
      response = await fetch(url, { method, headers: asked, body: sent, redirect: "manual", signal })
      body = await readBody(response, largest)
    } catch (cause) {
      if (cause instanceof AuthError) throw cause
      throw new AuthError("provider_unreachable", { cause })
    }
    const { status, headers } = response
    if (status >= 300 && status < 400) {
      throw new AuthError("provider_invalid", {
        cause: new Error(`${originOf(url)} answered with a redirect (${status})`),
      })
    }
    if (json !== undefined && mayHoldJson(headers.get("content-type")) && holdsMore(body, json)) {
      throw new TooManyValues()
    }
    // What was decompressed is no longer encoded.
    const kept = new Headers(headers)
    kept.delete("content-encoding")
    kept.delete("content-length")
    return new Response(body.length === 0 ? null : body, {
      status: status < 200 || status > 599 ? 502 : status,
      headers: kept,
    })
  }
}

async function readBody({ body }: Response, largest: number): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readAtMost(body, largest)
  if (bytes !== undefined) return bytes
  throw new AuthError("provider_invalid", { cause: new Error(`the answer is larger than ${largest} bytes`) })
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "the provider"
}
