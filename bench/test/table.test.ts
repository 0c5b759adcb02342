import { describe, expect, it } from "vitest"
import { asMarkdown, asText, holds, judged, withSpread } from "../src/table.js"

const table = {
  title: "Speed",
  head: ["", "µs", "holds"],
  rows: [
    ["bare", "21 (20–22)", ""],
    ["ours", "9", "yes"],
  ],
}

describe("asText", () => {
  it("sets names to the left, and figures below each other", () => {
    expect(asText(table)).toBe(
      ["Speed", "", "              µs  holds", "bare  21 (20–22)", "ours           9    yes", ""].join("\n"),
    )
  })
})

it("bars begin at one line", () => {
  const bars = {
    title: "Heap",
    head: ["how many", ""],
    rows: [
      ["10", "▇▇"],
      ["1000", "▇"],
    ],
  }
  expect(asText(bars)).toBe(["Heap", "", "how many", "10        ▇▇", "1000      ▇", ""].join("\n"))
  expect(asMarkdown(bars)).toContain("| --- | --- |")
})

describe("asMarkdown", () => {
  it("is a table with its heading", () => {
    expect(asMarkdown(table)).toBe(
      [
        "### Speed",
        "",
        "|  | µs | holds |",
        "| --- | ---: | ---: |",
        "| bare | 21 (20–22) |  |",
        "| ours | 9 | yes |",
        "",
      ].join("\n"),
    )
  })
})

describe("goals", () => {
  it("hold at their very bound, and not beyond it", () => {
    expect([0.79, 0.8, 0.81].map((value) => holds(value, { atLeast: 0.8 }))).toEqual([false, true, true])
    expect([1.99, 2, 2.01].map((value) => holds(value, { atMost: 2 }))).toEqual([true, true, false])
  })

  it("are told with the verdict", () => {
    expect(judged(0.9, { atLeast: 0.85 })).toEqual(["≥ 0.85", "yes"])
    expect(judged(48, { atMost: 45 }, 0)).toEqual(["≤ 45", "no"])
    expect(judged(1, undefined)).toEqual(["", ""])
  })
})

describe("withSpread", () => {
  it("is the median with the quarters around it", () => {
    expect(withSpread({ median: 2, low: 1.5, high: 2.256 })).toBe("2.00 (1.50–2.26)")
  })
})
