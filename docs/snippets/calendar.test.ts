// The handlers of this folder that call an API, with tokens that are soon over.
import { createAuth, parseConfig } from "@x/core"
import { type DevelopmentProvider, startProvider } from "@x/testing"
import { createBrowser, listen, type Running } from "@x/testing/suites"
import { afterEach, beforeEach, expect, test } from "vitest"
import { application } from "./calendar.js"

let provider: DevelopmentProvider
let server: Running
let api: Running
let tokens: string[]

beforeEach(async () => {
  tokens = []
  // An API asks the provider whose token it was given.
  api = await listen(async (req, res) => {
    const { authorization = "" } = req.headers
    tokens.push(authorization)
    const person = await fetch(`${provider.issuer}/me`, { headers: { authorization } })
    res.end(person.ok ? `Events of ${((await person.json()) as { sub: string }).sub}` : "no events")
  })
  const listeners: ReturnType<typeof application>[] = []
  server = await listen((req, res) => listeners[0]?.(req, res))
  provider = await startProvider({
    redirectUri: `${server.origin}/oauth2callback`,
    lifetimes: { accessToken: 20 }, // seconds: each request finds that 30 are not left
  })
  const auth = {
    ...provider.config.auth,
    expose_tokens: "access",
    client_kwargs: { scope: "openid profile email offline_access", prompt: "consent" },
  }
  listeners.push(application(createAuth(parseConfig({ auth }), { log: () => undefined }), api.origin))
})

afterEach(async () => {
  await provider.close()
  server.close()
  api.close()
})

// #region test
test("a token that is nearly over is refreshed, and again with the refresh token that came with it", async () => {
  const ada = createBrowser()
  expect((await ada.login(`${server.origin}/`, "ada")).text).toBe("Events of ada")
  expect((await ada.get(`${server.origin}/`)).text).toBe("Events of ada")
  expect((await ada.get(`${server.origin}/`)).text).toBe("Events of ada")
  expect(new Set(tokens).size).toBe(3)
})

test("when the provider has ended what was granted, the visitor logs in again", async () => {
  const ada = createBrowser()
  await ada.login(`${server.origin}/`, "ada")
  provider.misbehave("code refused", { at: "token_endpoint" }) // invalid_grant
  const answer = await ada.get(`${server.origin}/`)
  expect(answer.location).toContain(`${provider.issuer}/auth?`)
})

test("while the provider is down, the old token will do", async () => {
  const ada = createBrowser()
  await ada.login(`${server.origin}/`, "ada")
  provider.misbehave("status 503", { at: "token_endpoint" })
  expect((await ada.get(`${server.origin}/`)).text).toBe("Events of ada")
  expect(new Set(tokens).size).toBe(1)
})
// #endregion test
