import { expect, it } from "vitest"
import { parseDuration } from "../../src/config/duration.js"

it.each([
  [1, 1],
  [90, 90],
  ["90s", 90],
  ["5m", 300],
  ["12h", 43_200],
  ["30d", 2_592_000],
  [0, undefined],
  [-1, undefined],
  [1.5, undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [2 ** 53, undefined],
  ["", undefined],
  ["90", undefined],
  ["0s", undefined],
  ["-1s", undefined],
  ["1.5h", undefined],
  ["1w", undefined],
  ["1 h", undefined],
  [" 1h", undefined],
  ["1h\n", undefined],
  ["1H", undefined],
  ["1e3s", undefined],
  ["9999999999d", undefined],
  [undefined, undefined],
  [null, undefined],
  [["1h"], undefined],
  [true, undefined],
])("%j: %s seconds", (value, seconds) => {
  expect(parseDuration(value)).toBe(seconds)
})
