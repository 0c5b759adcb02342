// S52 type = "oauth2" at a real server: the development provider, as `x-auth dev` points such a table to it.
import { createAuth, parseConfig } from "@x/core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createBrowser } from "../src/browser.js"
import { type DevelopmentProvider, startProvider } from "../src/provider.js"
import { sessionCookie } from "../src/session-cookie.js"
import { leaves } from "./client.js"

let provider: DevelopmentProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

function hubConfig(scope: string) {
  const { redirect_uri, cookie_secret, client_id, client_secret } = provider.config.auth
  const hub = {
    type: "oauth2",
    client_id,
    client_secret,
    authorization_endpoint: `${provider.issuer}/auth`,
    token_endpoint: `${provider.issuer}/token`,
    userinfo_endpoint: `${provider.issuer}/me`,
    claims_mapping: { sub: "sub", name: "name", email: "email" },
    client_kwargs: { scope },
  }
  return parseConfig({ auth: { redirect_uri, cookie_secret, hub } })
}

/** The cookies that an answer sets, as a browser sends them back. */
const cookiesOf = (response: Response | undefined) =>
  (response?.headers.getSetCookie() ?? []).map((line) => line.split(";", 1)[0]).join("; ")

test("S52 a login, although the server sends an ID token that nobody asked for, and names itself (RFC 9207)", async () => {
  const auth = createAuth(hubConfig("openid profile email"))
  const started = await auth.handle(new Request("http://localhost:8501/auth/login"))
  const browser = createBrowser()
  const page = await browser.follow(await browser.get(started?.headers.get("location") ?? ""))
  const { location = "" } = await browser.follow(await browser.pickUser(page, "ada"), leaves(provider))
  expect(new URL(location).searchParams.get("iss")).toBe(provider.issuer)
  const ended = await auth.handle(new Request(location, { headers: { cookie: cookiesOf(started) } }))
  expect([ended?.status, ended?.headers.get("location")]).toEqual([302, "/"])
  const user = await auth.getUser(new Request("http://localhost:8501/", { headers: { cookie: cookiesOf(ended) } }))
  expect(user).toMatchObject({ isLoggedIn: true, iss: `${provider.issuer}/me`, sub: "ada", name: "Ada Lovelace" })
})

test("S52 a session without a login has the provider's iss", async () => {
  const config = hubConfig("openid")
  const cookie = await sessionCookie(config, { sub: "ada" })
  const user = await createAuth(config).getUser(new Request("http://localhost:8501/", { headers: { cookie } }))
  expect(user).toMatchObject({ iss: `${provider.issuer}/me`, sub: "ada" })
})
