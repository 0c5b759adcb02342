import { describe, expect, it, vi } from "vitest"
import { clockAhead, createRuntime, secondsNow } from "../src/runtime.js"

describe("what is not given is the machine's own", () => {
  it("the clock", () => {
    const before = Date.now()
    const now = createRuntime().now()
    expect(now).toBeGreaterThanOrEqual(before)
    expect(now).toBeLessThanOrEqual(Date.now())
  })

  it("randomness", () => {
    const { random } = createRuntime()
    expect(random(32)).toBeInstanceOf(Uint8Array)
    expect(random(32)).toHaveLength(32)
    expect(random(32)).not.toEqual(random(32))
  })

  it("fetch, as it is at each request", async () => {
    const { fetch } = createRuntime()
    const replaced = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("replaced"))
    try {
      expect(await (await fetch("https://a.test", { method: "POST" })).text()).toBe("replaced")
      expect(replaced).toHaveBeenCalledWith("https://a.test", { method: "POST" })
    } finally {
      replaced.mockRestore()
    }
  })
})

it("each can be given alone", async () => {
  const given = {
    fetch: async () => new Response("given"),
    now: () => 5,
    random: (bytes: number) => new Uint8Array(bytes),
  }
  expect(createRuntime(given)).toMatchObject(given)
  expect(createRuntime({ now: given.now }).random(2)).toHaveLength(2)
  expect(createRuntime({ now: undefined } as unknown as object).now()).toBeGreaterThan(5)
})

it.each([
  [0, 0],
  [999, 0],
  [1000, 1],
  [1_750_000_000_999, 1_750_000_000],
])("%i ms are %i s", (ms, seconds) => {
  expect(secondsNow({ now: () => ms })).toBe(seconds)
})

it.each([0, 60, -60, 86_400 * 365])("a clock that is %i s ahead", (seconds) => {
  expect(clockAhead({ now: () => Date.now() + seconds * 1000 })).toBeCloseTo(seconds, 0)
})
