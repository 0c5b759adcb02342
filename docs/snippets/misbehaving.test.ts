// #region test
import { createServer, type Server } from "node:http"
import { type DevelopmentProvider, startProvider } from "@x/testing"
import { createBrowser } from "@x/testing/suites"
import { afterEach, beforeEach, expect, test } from "vitest"
import { application } from "./guards.js"

let provider: DevelopmentProvider
let server: Server
let origin: string

beforeEach(async () => {
  server = createServer().listen(0, "localhost")
  await new Promise((listening) => server.once("listening", listening))
  const address = server.address()
  origin = `http://localhost:${typeof address === "object" ? address?.port : ""}`
  provider = await startProvider({ redirectUri: `${origin}/oauth2callback` })
  server.on("request", application(provider.config))
})

afterEach(async () => {
  server.close()
  await provider.close()
})

test("a token that was made for another application lets nobody in", async () => {
  provider.misbehave("wrong audience")
  const browser = createBrowser()
  const page = await browser.login(`${origin}/auth/login?return_to=/members`, "ada")
  expect(page).toMatchObject({ status: 502, text: expect.stringContaining("id_token_invalid") })
})

test("while the provider is down, members stay members; afterwards the next one gets in", async () => {
  const ada = createBrowser()
  await ada.login(`${origin}/auth/login`, "ada")
  const grace = createBrowser()

  provider.misbehave("closed connection")
  expect((await ada.get(`${origin}/members`)).text).toBe("Members only")

  provider.misbehave(undefined)
  const page = await grace.login(`${origin}/auth/login?return_to=/members`, "grace")
  expect(page.text).toBe("Members only")
})
// #endregion test
