import { createAuth, parseConfig } from "@x/core"
import { afterAll, beforeAll, expect, test } from "vitest"
import { createBrowser } from "../src/browser.js"
import { type DevelopmentProvider, startProvider } from "../src/provider.js"

let provider: DevelopmentProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider.close())

test("carries the table that it was made from", () => {
  expect(provider.config.auth).toEqual({
    redirect_uri: "http://localhost:8501/oauth2callback",
    cookie_secret: expect.stringMatching(/^[\w-]{43}$/),
    client_id: "development",
    client_secret: expect.stringMatching(/^[\w-]{43}$/),
    server_metadata_url: `${provider.issuer}/.well-known/openid-configuration`,
  })
  expect(Object.keys(provider.config)).toContain("auth")
})

test("goes into createAuth as it is; the login leads to the provider", async () => {
  const auth = createAuth(provider.config)
  const response = await auth.handle(new Request("http://localhost:8501/auth/login"))
  expect(response?.status).toBe(302)
  const location = response?.headers.get("location") ?? ""
  expect(location).toMatch(new RegExp(`^${provider.issuer}/auth\\?`))
  const browser = createBrowser()
  const page = await browser.follow(await browser.get(location))
  expect(page).toMatchObject({ status: 200, text: expect.stringContaining("Ada Lovelace") })
})

test("can be parsed again with changes", () => {
  const redirect_uri = "http://127.0.0.1:3000/app/callback"
  expect(() => createAuth(parseConfig({ auth: { ...provider.config.auth, redirect_uri } }))).not.toThrow()
})

test("is another one for every provider, and what the options say is in it", async () => {
  const other = await startProvider({
    clientId: "c",
    clientSecret: "s".repeat(20),
    redirectUri: "http://localhost:1/cb",
  })
  expect(other.config.auth).toMatchObject({
    client_id: "c",
    client_secret: "s".repeat(20),
    redirect_uri: "http://localhost:1/cb",
  })
  expect(other.config.auth.cookie_secret).not.toBe(provider.config.auth.cookie_secret)
  await other.close()
})
