/** The OpenID Foundation's modules for relying parties, re-created: one test each, named as the module is. */
import { describe, expect, test } from "vitest"
import { useNetwork } from "../support/world.js"
import { type ModuleName, modules, plans } from "./modules.js"
import type { Walk } from "./suite.js"
import { clientWalks } from "./walks/client.js"
import { discoveryWalks } from "./walks/discovery.js"
import { idTokenWalks } from "./walks/id-token.js"
import { keyWalks } from "./walks/keys.js"
import { logoutWalks } from "./walks/logout.js"
import { userinfoWalks } from "./walks/userinfo.js"

useNetwork()

/** A module without a walk is a mistake that the compiler finds. */
const walks: Readonly<Record<ModuleName, Walk>> = {
  ...idTokenWalks,
  ...keyWalks,
  ...userinfoWalks,
  ...clientWalks,
  ...discoveryWalks,
  ...logoutWalks,
}

describe.each(plans)("$profile", (plan) => {
  test.each(plan.modules)("%s", (name) => walks[name](plan))
})

describe("the list", () => {
  test("has as many rows as the four plans have modules", () => {
    expect(plans.map(({ name, modules }) => [name, modules.length])).toEqual([
      ["oidcc-client-basic-certification-test-plan", 14],
      ["oidcc-client-config-certification-test-plan", 6],
      ["oidcc-client-formpost-basic-certification-test-plan", 14],
      ["oidcc-client-rp-initiated-logout-rp-basic", 3],
    ])
    expect(plans.flatMap(({ modules }) => modules)).toHaveLength(37)
    for (const { modules } of plans) expect(new Set(modules).size).toBe(modules.length)
  })

  test("has every module in a plan, and a walk for every module and nothing else", () => {
    const names = Object.keys(modules).sort()
    expect(names).toHaveLength(22)
    expect([...new Set(plans.flatMap(({ modules }) => modules))].sort()).toEqual(names)
    expect(Object.keys(walks).sort()).toEqual(names)
  })
})
