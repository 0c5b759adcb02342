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

/** The most that a provider may publish, in bytes, counted after decompression. It is read once for all logins. */
const largestDocument = 1024 * 1024

/** The most that it may answer to one login: whatever is read anew for each visitor is paid for with each. */
export const largestAnswer: number = 256 * 1024

/** Good claims hold no more, and nothing else that a provider sends comes near. */
const bounds: JsonBounds = { mostSeparators: 2 * mostValues, deepest }

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
 * @param largest bytes, counted after decompression
 * @throws {AuthError} provider_unreachable, provider_invalid
 * @throws {TooManyValues}
 */
export function boundedFetch(
  { fetch }: Pick<Runtime, "fetch">,
  timeout: number,
  largest: number = largestDocument,
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
    if (mayHoldJson(headers.get("content-type")) && holdsMore(body, bounds)) throw new TooManyValues()
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
