/** boundedFetch: bounded in time and size, and never led elsewhere. */
import { describe, expect, test } from "vitest"
import { evidenceOf } from "../../src/log.js"
import { boundedFetch } from "../../src/provider/bounded-fetch.js"

type Fetch = (url: string, init?: RequestInit) => Promise<Response>
const url = "https://idp.example/token?canary=1"
const with_ = (fetch: Fetch, timeout = 10_000) => boundedFetch({ fetch }, timeout)

/** Rejects when the request's time is over, as a runtime's fetch does. */
function never(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)))
}

function stream(
  chunks: number,
  size: number,
  whenDone?: (controller: ReadableStreamDefaultController) => void,
): ReadableStream {
  let sent = 0
  return new ReadableStream({
    pull(controller) {
      if (sent < chunks) {
        sent += 1
        controller.enqueue(new Uint8Array(size))
      } else if (whenDone !== undefined) whenDone(controller)
      else controller.close()
    },
  })
}

describe("time", () => {
  test("headers that never come are provider_unreachable", async () => {
    const fetch = with_((_url, init) => never(init?.signal), 20)
    await expect(fetch(url)).rejects.toMatchObject({ code: "provider_unreachable", status: 504 })
  })

  test("the same limit covers the body", async () => {
    const fetch = with_(async (_url, init) => {
      const body = stream(1, 10, (controller) => {
        init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason))
      })
      return new Response(body)
    }, 20)
    await expect(fetch(url)).rejects.toMatchObject({ code: "provider_unreachable" })
  })

  test("no connection", async () => {
    const fetch = with_(() => Promise.reject(new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") })))
    const error = await fetch(url).catch((error) => error)
    expect(error).toMatchObject({ code: "provider_unreachable" })
    expect(evidenceOf(error.cause)).toBe("fetch failed – ECONNREFUSED")
  })
})

describe("size", () => {
  const mebibyte = 1024 * 1024

  test("exactly 1 MiB is read", async () => {
    const response = await with_(async () => new Response(stream(16, mebibyte / 16)))(url)
    expect((await response.arrayBuffer()).byteLength).toBe(mebibyte)
  })

  test("a byte more is provider_invalid, and no more is read", async () => {
    let pulled = 0
    const body = new ReadableStream({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(mebibyte / 16))
      },
    })
    await expect(with_(async () => new Response(body))(url)).rejects.toMatchObject({
      code: "provider_invalid",
      status: 502,
    })
    expect(pulled).toBeLessThan(20)
  })

  test("also where somebody else reads the other half of the body", async () => {
    const fetch = with_(async () => {
      const response = new Response(stream(17, mebibyte / 16))
      void response.clone()
      return response
    })
    await expect(fetch(url)).rejects.toMatchObject({ code: "provider_invalid" })
  }, 2000)
})

describe("redirects", () => {
  test.each([301, 302, 303, 307, 308])("%i is refused, and says nothing of the address", async (status) => {
    const asked: (string | undefined)[] = []
    const fetch = with_(async (_url, init) => {
      asked.push(init?.redirect)
      return new Response(null, { status, headers: { location: "https://evil.example/" } })
    })
    const error = await fetch(url, { method: "POST", body: "code=canary" }).catch((error) => error)
    expect(error).toMatchObject({ code: "provider_invalid" })
    expect(evidenceOf(error.cause)).not.toMatch(/canary|evil/)
    expect(asked).toEqual(["manual"])
  })

  test("one that a browser hides (status 0) is no success", async () => {
    const opaque = Object.defineProperty(new Response(null), "status", { value: 0 })
    const outcome = await with_(async () => opaque)(url).then(
      ({ status }) => status,
      () => 502,
    )
    expect(outcome).toBe(502)
  })
})

test("what was asked is passed on, and what was decompressed is no longer encoded", async () => {
  let seen: RequestInit | undefined
  const fetch = with_(async (_url, init) => {
    seen = init
    return new Response("text", {
      status: 201,
      headers: { "content-encoding": "gzip", "content-length": "9", "x-a": "b" },
    })
  })
  const response = await fetch(url, { method: "POST", headers: { accept: "x" }, body: "b" })
  expect(seen).toMatchObject({ method: "POST", headers: { accept: "x" }, body: "b" })
  expect([response.status, response.headers.get("x-a"), await response.text()]).toEqual([201, "b", "text"])
  expect(response.headers.has("content-encoding")).toBe(false)
})

test("a status that no Response can have is a bad gateway's", async () => {
  const strange = { status: 999, headers: new Headers(), body: null } as unknown as Response
  expect((await with_(async () => strange)(url)).status).toBe(502)
})
