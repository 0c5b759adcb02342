// #region test
import { createServer, type Server } from "node:http"
import { type DevelopmentProvider, sessionCookie, startProvider } from "@x/testing"
import { afterAll, beforeAll, expect, test } from "vitest"
import { application } from "./guards.js"

let provider: DevelopmentProvider
let server: Server
let members: string

beforeAll(async () => {
  provider = await startProvider()
  server = createServer(application(provider.config)).listen(0, "localhost")
  await new Promise((listening) => server.once("listening", listening))
  const address = server.address()
  members = `http://localhost:${typeof address === "object" ? address?.port : ""}/members`
})

afterAll(async () => {
  server.close()
  await provider.close()
})

test("members are let in", async () => {
  const cookie = await sessionCookie(provider.config, { sub: "ada", name: "Ada" })
  const response = await fetch(members, { headers: { cookie } })
  expect(await response.text()).toBe("Members only")
})

test("others are told to log in", async () => {
  const response = await fetch(members)
  expect(response.status).toBe(401)
})
// #endregion test
