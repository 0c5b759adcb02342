/**
 * The machine, explored: a thousand walks through it, the same ones in every run. `npm run fuzz` takes new ones, and
 * `npm run plants` shows that the walks would find a bug.
 */
import { describe, expect, test } from "vitest"
import { sessionKinds } from "./setting.js"
import { codesOf, pages } from "./table.js"
import { walkTheMachine } from "./walk.js"

const answers = new Map<string, number>()

describe("the same walks, with sessions that end when they are not used", () => {
  test.each(sessionKinds)(
    "S20, S22, B04, B13: ones %s",
    async (sessions) => {
      const broken = await walkTheMachine({ runs: 300, seed: 20261122, sessions })
      expect(broken?.story).toBe(undefined)
    },
    300_000,
  )
})

describe("two visitors, two processes and a thief", () => {
  test("S13, S20, S22, S32, S67, B01, B03, B08, B13: nothing that they do in any order breaks an invariant", async () => {
    const broken = await walkTheMachine({ runs: 1000, seed: 20261121, answers })
    expect(broken?.story).toBe(undefined)
  }, 300_000)

  test("they have come to all of the machine: every way in, and every way out", () => {
    const given = (start: string) =>
      [...answers].reduce((sum, [kind, count]) => (kind.startsWith(start) ? sum + count : sum), 0)
    // Logins that ended well, and each refusal that browsers, time, thieves and providers in trouble come to.
    expect(given("callback 302") + given("callback 303")).toBeGreaterThan(500)
    const codes = [
      ...["transaction_missing", "cookies_blocked", "transaction_expired", "login_cancelled", "code_rejected"],
      ...["provider_unreachable", "provider_invalid", "token_response_invalid"],
    ]
    const refusals = codes.filter((code) => ![...answers.keys()].some((kind) => kind.endsWith(code)))
    expect(refusals).toEqual([])
    expect(given("guard 200 private")).toBeGreaterThan(100)
    expect(given("guard 400 login_loop")).toBeGreaterThan(0)
    expect(given("guard 401 login_required")).toBeGreaterThan(0)
    expect(given("logout 403 cross_site_request")).toBeGreaterThan(0)
    for (const [title, { at }] of Object.entries(pages)) {
      for (const place of at)
        expect([title, given(`${place} ${pages[title]?.status} ${title}`)]).not.toEqual([title, 0])
    }
    expect(codesOf.callback).toEqual(expect.arrayContaining(codes))
  })
})
