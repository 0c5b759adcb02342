import { describe, expect, test } from "vitest"
import returnTo from "../src/cases/return-to.json" with { type: "json" }
import { adapterCases, doors, idiomCases } from "../src/suites.js"
import { differences } from "./adapter-counts.js"

const tally = (adapter: string, cases: string[], suite = "describeAdapter") => ({ suite, adapter, cases })

describe("the counts of the adapters", () => {
  test.each([
    ["nothing ran", [], []],
    ["one adapter", [tally("koa", ["a", "b"])], []],
    ["the same cases in another order", [tally("koa", ["a", "b"]), tally("node", ["b", "a"])], []],
    ["two suites", [tally("koa", ["a"]), tally("koa", ["b"], "describeIdioms")], []],
    [
      "one ran fewer",
      [tally("koa", ["a", "b"]), tally("node", ["a"])],
      ["describeAdapter(node) did not run 1 cases that others ran: b"],
    ],
    [
      "as many, but others",
      [tally("koa", ["a"]), tally("node", ["b"])],
      [
        "describeAdapter(koa) did not run 1 cases that others ran: b",
        "describeAdapter(node) did not run 1 cases that others ran: a",
      ],
    ],
    [
      "one name twice",
      [tally("koa", ["a", "a"])],
      ["describeAdapter(koa) ran 1 cases under a name that another one has"],
    ],
  ])("%s", (_what, tallies, faults) => {
    expect(differences(tallies)).toEqual(faults)
  })
})

describe("the list of cases", () => {
  test("every name is there once", () => {
    expect(new Set(adapterCases).size).toBe(adapterCases.length)
    expect(new Set(idiomCases).size).toBe(idiomCases.length)
  })

  test("holds the whole table of doors, and every return address twice", () => {
    for (const { name } of doors) expect(adapterCases).toContain(`at every door > ${name}`)
    const wishes = adapterCases.filter((name) => name.includes("then return_to"))
    expect(wishes).toHaveLength(2 * returnTo.cases.length)
  })

  test("names each row that an adapter shows", () => {
    const all = [...adapterCases, ...idiomCases].join("\n")
    const rows =
      "S01 S02 S03 S04 S05 S06 S07 S08 S09 S10 S11 S12 S14 S15 S16 S20 S21 S22 S28 S32 S40 S64 S70 S71 S72 S73 S78"
    for (const row of rows.split(" ")) expect(all).toMatch(new RegExp(`\\b${row}\\b`))
  })
})
