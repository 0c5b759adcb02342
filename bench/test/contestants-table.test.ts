import { describe, expect, it } from "vitest"
import { chosen, contestants, limitOf, type Name } from "../src/contestants.js"

describe("chosen", () => {
  it("is all of them when none is named", () => {
    expect(chosen([])).toEqual(Object.keys(contestants))
  })

  it("is those that are named, each with the bare server below it, in the order of the table", () => {
    expect(chosen(["x-koa", "minimal"])).toEqual(["bare-node", "minimal", "bare-koa", "x-koa"])
    expect(chosen(["bare-hono"])).toEqual(["bare-hono"])
  })

  it("refuses a name that is none", () => {
    expect(() => chosen(["x-node", "nobody"])).toThrow("there is no nobody among bare-node")
  })
})

it("every contestant has a bare server below it, which has none itself", () => {
  const limits = (Object.keys(contestants) as Name[]).map(limitOf).filter((limit) => limit !== undefined)
  expect(limits.length).toBeGreaterThan(10)
  for (const limit of limits) expect(limitOf(limit)).toBeUndefined()
})
