/** The one door through which every failure leaves: a page for people, a problem for programs, and a line for the owner. */
import { describe, expect, it, test, vi } from "vitest"
import { answer } from "../src/answer.js"
import { settingsOf } from "../src/config/config.js"
import { AuthError, type AuthErrorCode, ErrorResponse, failures } from "../src/errors.js"
import type { Failure } from "../src/flow/outcome.js"
import { notNow } from "../src/http/reply.js"
import { type LogEvent, parseConfig } from "../src/index.js"

const config = parseConfig({
  auth: {
    redirect_uri: "https://app.example/shop/oauth2callback",
    cookie_secret: "canary-cookie-secret-0123456789abcdefghijklmnop",
    client_id: "client",
    client_secret: "canary-client-secret-8d1f",
    server_metadata_url: "https://idp.example",
  },
})
const { application } = settingsOf(config) ?? expect.fail()

const asPage = { accept: "text/html", "sec-fetch-mode": "navigate" }
const asProgram = { accept: "application/json", "sec-fetch-mode": "cors" }
const loginUrl = "/shop/auth/login?provider=default&return_to=%2Fdeep"
const reference = "q7Zk3vXw1A"

async function answered(failure: Failure, headers: Record<string, string>) {
  const log: LogEvent[] = []
  const response = await answer(
    {
      application,
      log: (event) => log.push(event),
      onError: () => undefined,
      noteSize: () => undefined,
      newReference: () => reference,
    },
    new Request("https://app.example/shop/oauth2callback", { headers }),
    failure,
  )
  return { response, text: await response.text(), log }
}

const codes = Object.keys(failures) as AuthErrorCode[]

describe.each(codes)("%s", (code) => {
  const { status, title, level, retry, detail } = failures[code]
  const cookies = ["__Secure-auth.tx.x=; Max-Age=0"]

  it("is a page for people, with the way on that helps", async () => {
    const { response, text } = await answered({ error: new AuthError(code), loginUrl, cookies }, asPage)
    expect(response.status).toBe(status)
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8")
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(response.headers.getSetCookie()).toEqual(cookies)
    expect(text).toContain(`<h1>${title.replaceAll("'", "&#39;")}</h1>`)
    expect(text).toContain(`<p>${detail.replaceAll("'", "&#39;")}</p>`)
    expect(text).toContain(`<code>${code}</code>`)
    expect(text).toContain(`<code>${reference}</code>`)
    if (code === "cross_site_request") {
      expect(text).toContain('<form method="post" action="/shop/auth/logout">')
      return
    }
    const links = [...text.matchAll(/<a class="[^"]*" href="([^"]*)">([^<]*)</g)].map(([, href, label]) => [
      href,
      label,
    ])
    const back = loginUrl.replaceAll("&", "&#38;")
    const home = ["/shop/", "Go to the home page"]
    if (retry === "now") expect(links).toEqual([[back, "Log in again"], home])
    if (retry === "later") expect(links).toEqual([[back, "Try again"], home])
    if (retry === "no") expect(links).toEqual([home])
    // One button is the first choice, and only one.
    expect(text.match(/class="button"/g)).toHaveLength(1)
  })

  it("is a problem for programs, with the same words and reference, and a login where one would help", async () => {
    const { response, text, log } = await answered({ error: new AuthError(code), loginUrl, cookies }, asProgram)
    expect(response.status).toBe(status)
    expect(response.headers.get("content-type")).toBe("application/problem+json")
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(response.headers.getSetCookie()).toEqual(cookies)
    expect(JSON.parse(text)).toEqual({
      type: `urn:x-auth:${code}`,
      title,
      status,
      detail,
      code,
      reference,
      ...(retry === "now" ? { login_url: loginUrl } : {}),
    })
    expect(log).toEqual([{ level, event: code, message: detail, reference }])
  })

  it("offers no login that the flow has not named", async () => {
    const { text } = await answered({ error: new AuthError(code) }, asPage)
    expect(text).not.toContain("/shop/auth/login")
    const { text: document } = await answered({ error: new AuthError(code) }, asProgram)
    expect(JSON.parse(document)).not.toHaveProperty("login_url")
  })

  it("keeps the evidence for the log", async () => {
    const said = { error: "evidence_error", errorDescription: "evidence\r\n\u001b[31m words" }
    const error = new AuthError(code, { cause: new ErrorResponse("evidence: all of it", said) })
    for (const headers of [asPage, asProgram]) {
      const { response, text, log } = await answered({ error, provider: "default" }, headers)
      expect(text + JSON.stringify([...response.headers])).not.toContain("evidence")
      expect(log).toEqual([
        {
          level,
          event: code,
          message: detail,
          reference,
          provider: "default",
          cause: "evidence: all of it",
          error: "evidence_error",
          errorDescription: "evidence [31m words",
        },
      ])
    }
  })
})

test("what the provider says is found behind other errors, and cut", async () => {
  const said = new ErrorResponse("inner", { error: "e".repeat(300), errorDescription: "d".repeat(300) })
  const error = new AuthError("userinfo_invalid", { cause: new Error("outer", { cause: said }) })
  const { log } = await answered({ error }, asPage)
  expect(log[0]).toMatchObject({ cause: "outer – inner", error: "e".repeat(200), errorDescription: "d".repeat(200) })
})

test("an error of the application's own that looks like it is not taken for the provider's word", async () => {
  const theirs = Object.assign(new Error("database"), { error: "a row", errorDescription: "with somebody's data" })
  const { log } = await answered({ error: new AuthError("on_login_failed", { cause: theirs }) }, asPage)
  expect(log[0]).toMatchObject({ cause: "database" })
  expect(log[0]).not.toHaveProperty("error")
  expect(log[0]).not.toHaveProperty("errorDescription")
})

test("an error without a description has none in the log", async () => {
  const cause = new ErrorResponse("the provider says server_error", { error: "server_error" })
  const { log } = await answered({ error: new AuthError("provider_error", { cause }) }, asPage)
  expect(log[0]).toMatchObject({ error: "server_error" })
  expect(log[0]).not.toHaveProperty("errorDescription")
})

test("a guess of the browser is answered with nothing: 503, no page, no cookie, no word in the log", async () => {
  const log = vi.fn()
  const parts = {
    application,
    log,
    onError: () => undefined,
    noteSize: () => undefined,
    newReference: () => reference,
  }
  const response = await answer(parts, new Request("https://app.example/shop/private", { headers: asPage }), notNow)
  expect([response.status, response.headers.get("retry-after"), await response.text()]).toEqual([503, "1", ""])
  expect(response.headers.get("cache-control")).toBe("no-store")
  expect(response.headers.getSetCookie()).toEqual([])
  expect(log).not.toHaveBeenCalled()
})
