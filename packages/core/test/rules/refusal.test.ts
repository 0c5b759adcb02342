/** A refused login: what it may touch, and whose fault it is said to be. */
import { HttpResponse } from "msw"
import { expect, test } from "vitest"
import { codeOf, createWorld, useNetwork } from "../support/world.js"
import { attempts, login } from "./support.js"

useNetwork()

async function refusedWhileLoggedIn() {
  const world = createWorld()
  const visitor = world.visitor()
  await visitor.login()
  const session = visitor.cookies()
  const other = await visitor.start({ returnTo: "/other" })
  const url = await visitor.start()
  const answer = world.provider.authorize(url)
  world.provider.faults = { claims: (claims) => ({ ...claims, aud: "another" }) }
  const response = await visitor.comeBack(answer)
  expect(await codeOf(response)).toBe("id_token_invalid")
  return { world, visitor, session, other, response }
}

test("refusal: the session stays", async () => {
  const { visitor, session, response } = await refusedWhileLoggedIn()
  const named = response.headers.getSetCookie().map((line) => line.slice(0, line.indexOf("=")))
  expect(named.filter((name) => !name.includes(".tx."))).toEqual([])
  expect(visitor.cookies()).toContain(session)
  expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
})

test("refusal: its own attempt is forgotten", async () => {
  const { response, visitor } = await refusedWhileLoggedIn()
  expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-auth\.tx\.[\w-]{43}=; Max-Age=0/)])
  expect(attempts(visitor).length).toBe(1)
})

test("refusal: other attempts stay", async () => {
  const { world, visitor, other } = await refusedWhileLoggedIn()
  world.provider.faults = {}
  const response = await visitor.comeBack(world.provider.authorize(other))
  expect(response.headers.get("location")).toBe("/other")
})

test.each<[string, () => Response, number]>([
  ["a code that was used", () => HttpResponse.json({ error: "invalid_grant" }, { status: 400 }), 400],
  ["no connection", () => HttpResponse.error(), 504],
  ["garbage", () => new HttpResponse("<html>"), 502],
])("refusal: the status says whose fault it was: %s", async (_name, tokens, status) => {
  expect((await login({ tokens })).status).toBe(status)
})

test("refusal: the status says whose fault it was: an application whose onLogin fails", async () => {
  const onLogin = () => Promise.reject(new Error("the database is down"))
  expect((await login({}, { options: { onLogin } })).status).toBe(500)
})
