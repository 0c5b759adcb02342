/** The OpenID Foundation's modules for relying parties, re-created: one test each, named as the module is. */
import { describe, expect, test } from "vitest"
import { useNetwork } from "../support/world.js"
import { type ApplyingName, describeModule, type ModuleName, modules, type Plan, plans } from "./modules.js"
import type { Walk } from "./suite.js"
import { channelWalks } from "./walks/channels.js"
import { clientWalks } from "./walks/client.js"
import { discoveryWalks } from "./walks/discovery.js"
import { idTokenWalks } from "./walks/id-token.js"
import { keyWalks } from "./walks/keys.js"
import { logoutWalks } from "./walks/logout.js"
import { refusalWalks } from "./walks/refusal.js"
import { userinfoWalks } from "./walks/userinfo.js"

useNetwork()

/** A module that applies and has no walk is a mistake that the compiler finds. */
const walks: Readonly<Record<ApplyingName, Walk> & Partial<Record<ModuleName, Walk>>> = {
  ...idTokenWalks,
  ...keyWalks,
  ...userinfoWalks,
  ...clientWalks,
  ...discoveryWalks,
  ...refusalWalks,
  ...logoutWalks,
  ...channelWalks,
}

/** Each module of a plan that has one, under its own name. */
function walked({ modules }: Plan): [ModuleName, Walk][] {
  return modules.flatMap((name) => {
    const walk = walks[name]
    return walk === undefined ? [] : [[name, walk]]
  })
}

for (const plan of plans) {
  describe(plan.name, () => {
    test.each(walked(plan))("%s", (_name, walk) => walk(plan))
  })
}

describe("the list", () => {
  test("has as many rows as the six profiles have modules, and as the comprehensive plans have besides", () => {
    expect(plans.map(({ profile, modules }) => [profile, modules.length])).toEqual([
      ["Basic RP", 14],
      ["Config RP", 6],
      ["Form Post RP", 14],
      ["RP-Initiated RP", 3],
      ["Back-Channel RP", 8],
      ["Front-Channel RP", 1],
      [undefined, 21],
      [undefined, 2],
    ])
    expect(plans.flatMap(({ modules }) => modules)).toHaveLength(69)
    for (const { modules } of plans) expect(new Set(modules).size).toBe(modules.length)
  })

  test("has every module in a plan", () => {
    const names = Object.keys(modules).sort()
    expect(names).toHaveLength(54)
    expect([...new Set(plans.flatMap(({ modules }) => modules))].sort()).toEqual(names)
  })

  test("has a test for every row that applies", () => {
    const rows = plans.flatMap((plan) => plan.modules.map((name) => ({ plan, name })))
    const applying = rows.filter(({ name }) => describeModule(name).doesNotApply === undefined)
    const untested = applying.filter(({ plan, name }) => !walked(plan).some(([tested]) => tested === name))
    expect(untested).toEqual([])
    expect(applying).toHaveLength(51)
    // And six more, of what happens where a module does not apply.
    expect(plans.flatMap(walked)).toHaveLength(57)
  })
})
