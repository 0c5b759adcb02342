import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { auth } from "@x/adapter-node"
import { createAuth, parseConfig } from "@x/core"
import { describe, expect, test } from "vitest"
import { type SessionClaims, sessionCookie } from "../src/index.js"

const registration = { client_id: "client", client_secret: "a-client-secret-of-some-length" }
const google = { ...registration, server_metadata_url: "https://accounts.google.com/.well-known/openid-configuration" }
const okta = { ...registration, server_metadata_url: "https://acme.okta.com/.well-known/openid-configuration" }
const common = { cookie_secret: "0123456789-abcdefghijklmnopqrstuvwxyz" }

const table = (redirect_uri: string, more: object = {}) => ({
  auth: { redirect_uri, ...common, google, okta, ...more },
})
const onLoopback = "http://localhost:8501/oauth2callback"

const asking = (cookie: string) => ({
  method: "GET",
  url: "/",
  headers: { get: (name: string) => (name === "cookie" ? cookie : null) },
})

describe("sessionCookie", () => {
  test.each([
    [onLoopback, /^auth-8501=[^;]+$/],
    ["https://app.example.com/oauth2callback", /^__Host-auth=[^;]+$/],
    ["https://app.example.com/shop/oauth2callback", /^__Secure-auth=[^;]+$/],
  ])("is a whole session where redirect_uri is %s", async (redirectUri, shape) => {
    const config = parseConfig(table(redirectUri))
    const cookie = await sessionCookie(config, { sub: "ada", name: "Ada" })
    expect(cookie).toMatch(shape)
    const session = await createAuth(config).getSession(asking(cookie))
    expect(session).toMatchObject({
      provider: "google",
      user: { isLoggedIn: true, sub: "ada", name: "Ada", iss: "https://accounts.google.com" },
    })
    expect((session.expiresAt ?? 0) - (session.issuedAt ?? 0)).toBe(2_592_000)
  })

  test("claims are there as they are given", async () => {
    const config = parseConfig(table(onLoopback))
    const claims = {
      sub: "ada",
      iss: "https://elsewhere.example",
      "https://acme/roles": ["admin"],
      address: { country: "GB" },
      isLoggedIn: "no",
      constructor: "x",
    }
    const session = await createAuth(config).getSession(asking(await sessionCookie(config, claims)))
    expect({ ...session.user }).toEqual({ ...claims, isLoggedIn: true })
    expect({ ...session.claims }).toEqual(claims)
  })

  test("big claims are several cookies of one header", async () => {
    const config = parseConfig(table(onLoopback))
    const cookie = await sessionCookie(config, { sub: "big", groups: "g".repeat(3800) })
    expect(cookie).toMatch(/^auth-8501\.0=[^;]+; auth-8501\.1=[^;]+$/)
    expect(await createAuth(config).getUser(asking(cookie))).toMatchObject({ isLoggedIn: true, sub: "big" })
  })

  test("the provider can be chosen", async () => {
    const config = parseConfig(table(onLoopback))
    const cookie = await sessionCookie(config, { sub: "ada" }, { provider: "okta" })
    expect(await createAuth(config).getSession(asking(cookie))).toMatchObject({
      provider: "okta",
      claims: { iss: "https://acme.okta.com" },
    })
  })

  test("it opens nowhere else", async () => {
    const cookie = await sessionCookie(parseConfig(table(onLoopback)), { sub: "ada" })
    const elsewhere = createAuth(parseConfig(table(onLoopback, { cookie_secret: "another-secret-0123456789-abcdef" })))
    expect(await elsewhere.getSession(asking(cookie))).toMatchObject({ reason: "unreadable" })
  })

  test("with the header, a request to an application is logged in", async () => {
    const config = parseConfig(table(onLoopback))
    const server = createServer(auth(config, (req, res) => res.end(JSON.stringify(req.auth.user))))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    const cookie = await sessionCookie(config, { sub: "ada" })
    const response = await fetch(`http://127.0.0.1:${port}/`, { headers: { cookie } })
    expect(await response.json()).toMatchObject({ isLoggedIn: true, sub: "ada" })
    server.close()
    server.closeAllConnections()
  })

  test.each([
    ["what is no Config", () => sessionCookie({ warnings: [] } as never, { sub: "ada" }), "invalid_argument"],
    ["no Config at all", () => sessionCookie(undefined as never, { sub: "ada" }), "invalid_argument"],
    [
      "an unknown provider",
      () => sessionCookie(parseConfig(table(onLoopback)), { sub: "ada" }, { provider: "Google" }),
      "provider_unknown",
    ],
    [
      "too many claims",
      () => sessionCookie(parseConfig(table(onLoopback)), { sub: "ada", groups: "g".repeat(9000) }),
      "session_too_large",
    ],
  ])("%s: it rejects", async (_what, call: () => Promise<string>, code) => {
    await expect(call()).rejects.toMatchObject({ name: "AuthError", code })
  })

  test("takes any claims, and makes up who it is when nobody says", async () => {
    const claims: SessionClaims = { name: "Ada" }
    const config = parseConfig(table(onLoopback))
    const cookie = await sessionCookie(config, claims)
    const request = { method: "GET", url: "/", headers: new Headers({ cookie }) }
    expect(await createAuth(config).getUser(request)).toMatchObject({ isLoggedIn: true, name: "Ada", sub: "test" })
  })
})
