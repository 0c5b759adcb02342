/** crowdedOut: pending logins are bounded in number and bytes; the oldest goes. */
import { describe, expect, test } from "vitest"
import { crowdedOut } from "../../src/flow/transaction.js"

const now = 10_000
const plenty = 7000

/** In the order in which a browser sends them: the one that was set first comes first. */
function pending(starts: readonly (number | undefined)[], size = 500) {
  return starts.map((startedAt, index) => ({
    cookie: { name: `auth.tx.${index}`, value: "x".repeat(size) },
    transaction: startedAt === undefined ? undefined : { startedAt },
  }))
}

const goes = (starts: readonly (number | undefined)[], room = plenty, size?: number) =>
  crowdedOut(pending(starts, size), now, room)
    .map(({ cookie }) => Number(cookie.name.at(-1)))
    .sort()

describe("crowdedOut", () => {
  test.each<[string, readonly (number | undefined)[], number, number[]]>([
    ["nothing is pending", [], plenty, []],
    ["four beside the new one stay", [now - 4, now - 3, now - 2, now - 1], plenty, []],
    ["of five the oldest goes", [now - 5, now - 4, now - 3, now - 2, now - 1], plenty, [0]],
    ["the oldest, wherever it stands", [now - 1, now - 2, now - 9, now - 3, now - 4], plenty, [2]],
    [
      "of seven the three oldest go",
      [now - 7, now - 6, now - 5, now - 4, now - 3, now - 2, now - 1],
      plenty,
      [0, 1, 2],
    ],
    ["too old, though there is room", [now - 601, now - 600], plenty, [0]],
    ["what does not open goes", [undefined, now - 1], plenty, [0]],
    ["no room for any", [now - 2, now - 1], 0, [0, 1]],
    ["room for one: the newest stays", [now - 2, now - 1], 600, [0]],
    ["less than no room, when a session takes it all", [now - 1], -100, [0]],
    ["begun in one second: the one that was set first goes", [now, now, now, now, now], plenty, [0]],
  ])("%s", (_name, starts, room, expected) => {
    expect(goes(starts, room)).toEqual(expected)
  })
})
