/** How strong and how recent a login has to be: judgeDemand as a table. */
import { describe, expect, test } from "vitest"
import { type Demand, demandParameters, judgeDemand } from "../../src/flow/demand.js"

const now = 1_800_000_000
const time = { now, tolerance: 30 }

function judge(demand: Demand, claims: object, { askedAcr = [] as string[], type = "oidc" as "oidc" | "oauth2" } = {}) {
  return judgeDemand(demand, { claims: { iss: "https://id.example", sub: "1", ...claims }, askedAcr, type }, time)
}

describe("judgeDemand", () => {
  test.each<[string, ReturnType<typeof judge>, ReturnType<typeof judge>]>([
    ["nothing demanded", judge({}, {}), undefined],
    ["recent", judge({ maxAge: 60 }, { auth_time: now - 60 }), undefined],
    ["recent, within the tolerance", judge({ maxAge: 60 }, { auth_time: now - 90 }), undefined],
    ["too old", judge({ maxAge: 60 }, { auth_time: now - 91 }), "step up"],
    ["just now", judge({ maxAge: 0 }, { auth_time: now }), undefined],
    ["of a clock that is ahead", judge({ maxAge: 0 }, { auth_time: now + 5 }), undefined],
    ["of a clock that is ahead, within the tolerance", judge({ maxAge: 0 }, { auth_time: now + 30 }), undefined],
    ["in the future", judge({ maxAge: 60 }, { auth_time: now + 31 }), "step up"],
    ["in milliseconds", judge({ maxAge: 60 }, { auth_time: now * 1000 }), "step up"],
    ["no auth_time", judge({ maxAge: 60 }, {}), "step up"],
    ["an auth_time that is a text", judge({ maxAge: 60 }, { auth_time: String(now) }), "step up"],
    ["the class", judge({ acr: ["mfa"] }, { acr: "mfa" }), undefined],
    ["one of the classes", judge({ acr: ["mfa", "phr"] }, { acr: "phr" }), undefined],
    ["another class", judge({ acr: ["mfa"] }, { acr: "pwd" }), "step up"],
    ["no class", judge({ acr: ["mfa"] }, {}), "step up"],
    ["a class within a list", judge({ acr: ["mfa"] }, { acr: ["mfa"] }), "step up"],
    ["asked for in vain", judge({ acr: ["mfa"] }, { acr: "pwd" }, { askedAcr: ["mfa"] }), "refuse"],
    ["another one asked for in vain", judge({ acr: ["mfa"] }, { acr: "pwd" }, { askedAcr: ["phr"] }), "step up"],
    ["strong, asked for, and too old", judge({ acr: ["a"], maxAge: 1 }, { acr: "a" }, { askedAcr: ["a"] }), "step up"],
    ["no ID token, no class", judge({ acr: ["mfa"] }, {}, { type: "oauth2" }), "refuse"],
    ["no ID token, no time", judge({ maxAge: 60 }, {}, { type: "oauth2" }), "refuse"],
  ])("%s", (_name, verdict, expected) => {
    expect(verdict).toBe(expected)
  })
})

test("a demand is asked for in the words of RFC 9470", () => {
  const demand = { acr: ["mfa", "phr"], maxAge: 300 }
  expect(demandParameters(demand, "oidc")).toEqual({ acr_values: ["mfa phr"], max_age: ["300"] })
  expect(demandParameters({}, "oidc")).toEqual({})
  expect(demandParameters(demand, "oauth2")).toEqual({})
})
