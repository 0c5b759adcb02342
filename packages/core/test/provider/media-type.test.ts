/** What counts as JSON: what says so, whatever it is. */

import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { isJson, mediaTypeOf } from "../../src/provider/media-type.js"
import { codeOf, createWorld, useNetwork } from "../support/world.js"

const answer = (type: string | undefined) => ({
  headers: new Headers(type === undefined ? {} : { "content-type": type }),
})

test.each([
  ["application/json", true],
  ["application/json; charset=utf-8", true],
  ["Application/JSON ;charset=utf-8", true],
  ["application/jwk-set+json", true],
  ["application/vnd.example.v2+json", true],
  ["text/json", false],
  ["text/plain", false],
  ["text/html; application/json", false],
  ["application/jsonp", false],
  ["application/json, text/html", false],
  ["", false],
  [undefined, false],
])("%j: %j", (type, json) => {
  expect(isJson(answer(type))).toBe(json)
})

test("parameters and case are of no matter", () => {
  expect(mediaTypeOf(answer("Application/JWT; x=y"))).toBe("application/jwt")
})

describe("JSON content type: the right answer as text is not used", () => {
  useNetwork()
  const asText = (value: unknown) =>
    new HttpResponse(JSON.stringify(value), { headers: { "content-type": "text/plain" } })

  test("metadata", async () => {
    const world = createWorld()
    world.provider.faults.metadata = asText
    const visitor = world.visitor()
    const response = (await world.auth.handle(visitor.request("/auth/login"))) as Response
    expect([response.status, await codeOf(response)]).toEqual([502, "provider_invalid"])
  })

  test("keys", async () => {
    const world = createWorld()
    world.provider.faults.keys = (keys) => asText({ keys })
    const response = await world.visitor().login()
    expect([response.status, await codeOf(response)]).toEqual([502, "provider_invalid"])
  })

  test("token response", async () => {
    const world = createWorld()
    world.provider.faults.tokens = asText
    const response = await world.visitor().login()
    expect([response.status, await codeOf(response)]).toEqual([502, "token_response_invalid"])
  })
})
