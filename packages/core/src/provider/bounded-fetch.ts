/** Requests to a provider: bounded in time and size, and never led elsewhere. */
import { AuthError } from "../errors.js"
import { readAtMost } from "../http/body.js"
import type { Runtime } from "../runtime.js"

/** A request to a provider. */
export type BoundedFetch = (
  url: string,
  init?: { method?: string; headers?: Record<string, string>; body?: BodyInit | null | undefined },
) => Promise<Response>

/** The most that a provider may answer, in bytes, counted after decompression. */
const largest = 1024 * 1024

/**
 * A fetch whose one time limit covers headers and body, which reads at most 1 MiB, and which follows no redirect: it
 * would carry code and secret along.
 *
 * @throws {AuthError} provider_unreachable, provider_invalid
 */
export function boundedFetch({ fetch }: Pick<Runtime, "fetch">, timeout: number): BoundedFetch {
  return async (url, { method = "GET", headers: asked = {}, body: sent = null } = {}) => {
    const signal = AbortSignal.timeout(timeout)
    let response: Response
    let body: Uint8Array<ArrayBuffer>
    try {
      response = await fetch(url, { method, headers: asked, body: sent, redirect: "manual", signal })
      body = await readBody(response)
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

async function readBody({ body }: Response): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await readAtMost(body, largest)
  if (bytes !== undefined) return bytes
  throw new AuthError("provider_invalid", { cause: new Error(`the answer is larger than ${largest} bytes`) })
}

function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "the provider"
}
