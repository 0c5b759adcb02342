/** saysJson: what may be read as a provider's JSON. And the three documents that are read only then. */
import { HttpResponse } from "msw"
import { describe, expect, test } from "vitest"
import { mayHoldJson, saysJson, saysOther } from "../../src/provider/json-type.js"
import type { Faults } from "../support/mock-provider.js"
import { codeOf, createWorld, useNetwork } from "../support/world.js"

useNetwork()

test.each<[string | null, boolean]>([
  ["application/json", true],
  ["application/json;charset=utf-8", true],
  [' Application/JSON ; charset="UTF-8"', true],
  ["application/jwk-set+json", true],
  ["application/problem+json", true],
  ["text/json", true],
  [null, false],
  ["", false],
  ["text/html", false],
  ["text/plain", false],
  ["application/x-www-form-urlencoded", false],
  ["application/octet-stream", false],
  ["application/jsonp", false],
  ["application/jwt", false],
  ["application/json, text/html", false],
  ["x-application/json", false],
])("limits: %j is JSON: %j", (type, expected) => {
  expect(saysJson(type)).toBe(expected)
  expect(saysOther(type)).toBe(type !== null && !expected)
  expect(mayHoldJson(type)).toBe(type === null || expected || type === "application/jwt")
})

describe("limits: JSON content type", { timeout: 20_000 }, () => {
  /** Good JSON, under another name. */
  const called = (type: string) => (document: unknown) => {
    const bytes = new TextEncoder().encode(JSON.stringify(document))
    return new HttpResponse(bytes, { headers: type === "" ? {} : { "content-type": type } })
  }

  test.each<[string, (type: string) => Faults, string]>([
    ["the metadata", (type) => ({ metadata: called(type) }), "provider_invalid"],
    ["the keys", (type) => ({ keys: (keys) => called(type)({ keys }) }), "provider_invalid"],
    ["the answer to a code", (type) => ({ tokens: called(type) }), "token_response_invalid"],
  ])("%s: another is refused; JSON under any of its names is read, and under none", async (_what, faults, code) => {
    const world = createWorld()
    for (const type of ["text/html", "text/plain"]) {
      world.provider.faults = faults(type)
      const visitor = world.visitor()
      const started = await world.auth.login(visitor.request("/"))
      const refused = started.status === 302 ? await visitor.login() : started
      expect([refused.status, await codeOf(refused)]).toEqual([502, code])
      expect(world.log.at(-1)?.cause).toContain(type)
    }
    for (const type of ["application/json;charset=utf-8", "text/json", "application/jwk-set+json"]) {
      world.provider.faults = faults(type)
      expect((await world.visitor().login()).status).toBe(302)
    }
    world.provider.faults = faults("")
    expect((await world.visitor().login()).status).toBe(302)
  })
})
