import { describe, expect, it } from "vitest"
import { quantile, ratios, spreadOf } from "../src/statistics.js"

describe("spreadOf", () => {
  it("is the median with the quarters below and above, whatever the order", () => {
    expect(spreadOf([5, 1, 4, 2, 3])).toEqual({ median: 3, low: 2, high: 4 })
  })

  it("lies between two values where there is no middle one", () => {
    expect(spreadOf([1, 2, 3, 4])).toEqual({ median: 2.5, low: 1.75, high: 3.25 })
  })

  it("is one value's own", () => {
    expect(spreadOf([7])).toEqual({ median: 7, low: 7, high: 7 })
  })

  it("leaves the values as they are", () => {
    const values = [3, 1, 2]
    spreadOf(values)
    expect(values).toEqual([3, 1, 2])
  })
})

describe("quantile", () => {
  it("goes from the smallest to the largest", () => {
    expect([0, 0.25, 1].map((share) => quantile([10, 20, 50], share))).toEqual([10, 15, 50])
  })

  it("sorts by size, and not by letters", () => {
    expect(quantile([100, 9], 0)).toBe(9)
  })

  it("refuses to make one of nothing", () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError)
  })
})

describe("ratios", () => {
  it("compares round by round: a round that was disturbed disturbs both", () => {
    expect(ratios([10, 100], [5, 50])).toEqual([2, 2])
  })

  it("refuses what was not measured in the same rounds", () => {
    expect(() => ratios([1, 2], [1])).toThrow(RangeError)
  })
})
