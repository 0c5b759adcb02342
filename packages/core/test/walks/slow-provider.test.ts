/** A provider that hangs: http_timeout ends it, with a word for the visitor, and no login that exists is harmed. */
import { expect, test } from "vitest"
import { codeOf, createWorld, expectNoSecret, useNetwork } from "../support/world.js"

useNetwork()

/** Never answers, but gives up when the request's time is over, as a runtime's fetch does. */
function hanging(_url: string, init?: RequestInit): Promise<Response> {
  return new Promise((_, reject) => init?.signal?.addEventListener("abort", () => reject(init.signal?.reason)))
}

test("at the token endpoint: 504 after http_timeout, the session stays, the next login works", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  await visitor.login()
  const { parameters } = world.provider.authorize(await visitor.start())
  let hangs = false
  const runtime = {
    fetch: (url: string, init?: RequestInit) => {
      // Metadata answers, the token endpoint does not.
      hangs = url === world.provider.profile.metadata.token_endpoint
      return hangs ? hanging(url, init) : fetch(url, init)
    },
  }
  const slow = world.restart({ auth: { http_timeout: "1s" }, options: { runtime } })
  const began = performance.now()
  const response = (await slow.auth.handle(visitor.request(`/oauth2callback?${parameters}`))) as Response
  expect(performance.now() - began).toBeLessThan(3000)
  expect(hangs).toBe(true)
  expect([response.status, await codeOf(response)]).toEqual([504, "provider_unreachable"])
  expectNoSecret(slow, await response.text())
  visitor.jar.take(response)
  expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  expect((await visitor.login()).headers.get("location")).toBe("/")
})
