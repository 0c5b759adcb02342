/** readForm: what a callback by POST may look like. */
import { describe, expect, test } from "vitest"
import { readForm } from "../../src/flow/form.js"

const form = "application/x-www-form-urlencoded"

function read(body: string, headers: Record<string, string> = { "content-type": form }, url = "/cb") {
  return readForm({ method: "POST", url, headers: new Headers(headers), text: async () => body })
}

describe("readForm", () => {
  test.each([form, `${form}; charset=utf-8`, "Application/X-WWW-Form-Urlencoded", ` ${form} ;x=y`])(
    "%s is read",
    async (type) => {
      expect(String(await read("code=a%20b&state=c", { "content-type": type }))).toBe("code=a+b&state=c")
    },
  )

  test.each<[string, Record<string, string>]>([
    ["none", {}],
    ["multipart", { "content-type": "multipart/form-data; boundary=x" }],
    ["JSON", { "content-type": "application/json" }],
    ["text", { "content-type": "text/plain" }],
    ["one that contains it", { "content-type": `text/plain; x=${form}` }],
  ])("415: %s", async (_name, headers) => {
    expect(await read("code=a", headers)).toMatchObject({ code: "unsupported_media_type", status: 415 })
  })

  test("413: by its length, before it is read", async () => {
    const text = () => Promise.reject(new Error("it was read"))
    const headers = new Headers({ "content-type": form, "content-length": String(64 * 1024 + 1) })
    expect(await readForm({ method: "POST", url: "/cb", headers, text })).toMatchObject({
      code: "body_too_large",
      status: 413,
    })
  })

  test.each<[string, string, boolean]>([
    ["64 KiB", `code=${"x".repeat(64 * 1024 - 5)}`, true],
    ["one byte more", `code=${"x".repeat(64 * 1024 - 4)}`, false],
    ["7 MB that came at once", `code=${"x".repeat(7_000_000)}`, false],
    ["fewer characters, more bytes", `code=${"ä".repeat(40 * 1024)}`, false],
  ])("413: %s", async (_name, body, isRead) => {
    const result = await read(body)
    if (isRead) expect(result).toBeInstanceOf(URLSearchParams)
    else expect(result).toMatchObject({ code: "body_too_large" })
  })

  test.each(["/cb?code=b", "https://app.example/cb?x"])("a query beside the body is refused: %s", async (url) => {
    expect(await read("code=a", { "content-type": form }, url)).toMatchObject({ code: "callback_invalid", status: 400 })
  })
})

test("413: a Request's body without a length is read no further than it may be", async () => {
  let pulled = 0
  const body = new ReadableStream({
    pull(controller) {
      pulled += 1
      controller.enqueue(new Uint8Array(16 * 1024).fill(97))
    },
  })
  const init = { method: "POST", headers: { "content-type": form }, body, duplex: "half" }
  const request = new Request("https://app.example/cb", init)
  expect(await readForm(request)).toMatchObject({ code: "body_too_large" })
  expect(pulled).toBeLessThan(10)
})

test("a Request's body is read", async () => {
  const request = new Request("https://app.example/cb", { method: "POST", body: new URLSearchParams({ code: "ä" }) })
  expect(String(await readForm(request))).toBe("code=%C3%A4")
})
