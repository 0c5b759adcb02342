import { expect, it } from "vitest"
import { compared, partOf, timesAsMuch } from "../src/comparison.js"
import type { Name } from "../src/contestants.js"
import type { Measured } from "../src/measured.js"

const results = new Map<Name, Measured[]>([
  ["bare-node", [20, 40].map((cpu) => ({ cpu, perSecond: 1000 }))],
  ["x-node", [25, 50].map((cpu) => ({ cpu, perSecond: 800 }))],
])
const common = {
  title: "GET",
  results,
  measureOf: (name: Name) => (name === "x-node" ? ("bare-node" as const) : undefined),
}

it("the part of its speed that a server keeps: what it is compared with divided by its own, in each round", () => {
  const goals = { "x-node": { atLeast: 0.8 } }
  expect(compared({ ...common, ratio: partOf("of bare"), goals }).rows).toEqual([
    ["node:http alone", "30 (25–35)", "1", "1000", "", ""],
    ["@x/adapter-node", "38 (31–44)", "0.80 (0.80–0.80)", "800", "≥ 0.80", "yes"],
  ])
})

it("how many times as much it costs: its own divided by what it is compared with, in each round", () => {
  const table = compared({ ...common, ratio: timesAsMuch("of bare"), goals: { "x-node": { atMost: 1.2 } } })
  expect(table.head).toEqual(["", "CPU, µs", "of bare", "per second", "goal", "holds"])
  expect(table.rows[1]).toEqual(["@x/adapter-node", "38 (31–44)", "1.25 (1.25–1.25)", "800", "≤ 1.20", "no"])
})

it("a column of its own stands behind the names", () => {
  const more = { words: "signature", of: (name: Name) => (name === "x-node" ? "verified" : "not") }
  const table = compared({ ...common, ratio: timesAsMuch("of bare"), goals: {}, more })
  expect(table.head.slice(0, 2)).toEqual(["", "signature"])
  expect(table.rows.map((row) => row[1])).toEqual(["not", "verified"])
})
