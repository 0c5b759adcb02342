import { describe, expect, it, vi } from "vitest"
import { memoryStore } from "../../src/session/memory-store.js"
import { createClock, hours, minutes } from "../support/clock.js"
import { heapUsed } from "../support/heap.js"

// What every store promises is tested by describeStore, in packages/testing/test/memory-store.test.ts.

const kept = async (store: ReturnType<typeof memoryStore>, keys: readonly string[]): Promise<string[]> => {
  const found: string[] = []
  for (const key of keys) if ((await store.get(key)) !== undefined) found.push(key)
  return found
}

describe("a memoryStore that is full", () => {
  it("loses what was written longest ago, and only as much as it must", async () => {
    const store = memoryStore({ maxEntries: 3, now: createClock().now })
    for (const key of ["a", "b", "c", "d", "e"]) await store.set(key, key, hours)
    expect(await kept(store, ["a", "b", "c", "d", "e"])).toEqual(["c", "d", "e"])
  })

  it("counts what was written again as new, and what was read as old", async () => {
    const store = memoryStore({ maxEntries: 3, now: createClock().now })
    for (const key of ["a", "b", "c"]) await store.set(key, key, hours)
    await store.set("a", "again", hours)
    await store.get("b")
    await store.set("d", "d", hours)
    expect(await kept(store, ["a", "b", "c", "d"])).toEqual(["a", "c", "d"])
    expect(await store.get("a")).toBe("again")
  })

  it("loses nothing when a value takes the place of another, nor when one was deleted", async () => {
    const store = memoryStore({ maxEntries: 3, now: createClock().now })
    for (const key of ["a", "b", "c"]) await store.set(key, key, hours)
    for (let round = 0; round < 5; round++) await store.set("b", `${round}`, hours)
    expect(await kept(store, ["a", "b", "c"])).toEqual(["a", "b", "c"])
    await store.delete("b")
    await store.set("d", "d", hours)
    expect(await kept(store, ["a", "c", "d"])).toEqual(["a", "c", "d"])
  })

  it("gives up what has expired, however new, before what has not", async () => {
    const clock = createClock()
    const store = memoryStore({ maxEntries: 3, now: clock.now })
    await store.set("old", "value", 2 * hours)
    await store.set("short", "value", 1)
    await store.set("lease", "value", 2, { ifAbsent: true })
    clock.pass(1)
    await store.set("a", "value", hours)
    expect(await kept(store, ["old", "lease", "a"])).toEqual(["old", "lease", "a"])
    clock.pass(1)
    await store.set("b", "value", hours)
    expect(await kept(store, ["old", "a", "b"])).toEqual(["old", "a", "b"])
  })

  it("loses a session before the mark that ends it", async () => {
    const store = memoryStore({ maxEntries: 100, now: createClock().now })
    for (let index = 0; index < 40; index++) {
      await store.set(`session ${index}`, "value", hours)
      await store.set(`mark ${index}`, "ended", hours)
    }
    for (let index = 0; index < 100; index++) {
      await store.set(`flood ${index}`, "value", hours)
      for (let one = 0; one < 40; one++) {
        const isThere = (await store.get(`session ${one}`)) !== undefined
        if (isThere) expect(await store.get(`mark ${one}`)).toBe("ended")
      }
    }
    expect(await store.get("mark 39")).toBeUndefined()
  })

  it("keeps what was claimed until its time is over", async () => {
    const clock = createClock()
    const store = memoryStore({ maxEntries: 10, now: clock.now })
    await store.set("lock", "mine", 10 * minutes, { ifAbsent: true })
    for (let index = 0; index < 100; index++) await store.set(`session ${index}`, "value", hours)
    expect(await store.set("lock", "another's", 10 * minutes, { ifAbsent: true })).toBe(false)
    expect(await store.get("lock")).toBe("mine")
    clock.pass(10 * minutes)
    for (let index = 0; index < 10; index++) await store.set(`later ${index}`, "value", hours)
    expect(await kept(store, ["later 0", "later 9"])).toEqual(["later 0", "later 9"])
  })

  it("of nothing but claims, refuses more, and works on when one of them is over", async () => {
    const clock = createClock()
    const store = memoryStore({ maxEntries: 2, now: clock.now })
    await store.set("a", "mine", 60, { ifAbsent: true })
    await store.set("b", "mine", 120, { ifAbsent: true })
    await expect(store.set("c", "value", hours)).rejects.toThrow(/full/)
    await expect(store.set("c", "value", hours, { ifAbsent: true })).rejects.toThrow(RangeError)
    // What is there can still be replaced, and given back.
    expect(await store.set("a", "plain", 60)).toBe(true)
    expect(await store.set("a", "mine", 60, { ifAbsent: true })).toBe(false)
    await store.set("c", "value", hours)
    expect(await kept(store, ["a", "b", "c"])).toEqual(["b", "c"])
    await store.delete("b")
    clock.pass(60)
    expect(await store.set("d", "mine", 60, { ifAbsent: true })).toBe(true)
  })

  it("is walked through only when something in it can have expired", async () => {
    const clock = createClock()
    const store = memoryStore({ maxEntries: 100, now: clock.now })
    await store.set("short", "value", 10)
    for (let index = 0; index < 100; index++) await store.set(`${index}`, "value", hours)
    const walks = vi.spyOn(Map.prototype, Symbol.iterator)
    try {
      for (let index = 0; index < 100; index++) await store.set(`later ${index}`, "value", hours)
      clock.pass(10)
      for (let index = 0; index < 100; index++) await store.set(`latest ${index}`, "value", hours)
      expect(walks.mock.calls.length).toBeLessThanOrEqual(4)
    } finally {
      walks.mockRestore()
    }
  })

  it("gives up nothing for what has no time", async () => {
    const store = memoryStore({ maxEntries: 2, now: createClock().now })
    for (const key of ["a", "b"]) await store.set(key, "value", hours)
    for (const none of [0, -1, Number.NaN]) {
      await store.set("c", "value", none)
      await store.set("d", "mine", none, { ifAbsent: true })
    }
    expect(await kept(store, ["a", "b", "c", "d"])).toEqual(["a", "b"])
  })

  it("stays at its bound through a hundred thousand writes", async () => {
    const clock = createClock()
    const store = memoryStore({ maxEntries: 1000, now: clock.now })
    for (let index = 0; index < 100_000; index++) {
      await store.set(`${index}`, "value", 1 + (index % 7000))
      if (index % 3 === 0) await store.delete(`${index - 500}`)
      if (index % 50 === 0) clock.pass(1)
    }
    const keys = Array.from({ length: 100_000 }, (_, index) => `${index}`)
    const found = await kept(store, keys)
    expect(found.length).toBeLessThanOrEqual(1000)
    expect(found.length).toBeGreaterThan(500)
    expect(found.at(-1)).toBe("99999")
  })

  it.each([
    ["has room", 1000],
    ["is full", 300],
  ])("keeps nothing of what was replaced, when it %s", async (_, maxEntries) => {
    const store = memoryStore({ maxEntries, now: createClock().now })
    const before = heapUsed()
    // 60 MB.
    for (let round = 0; round < 200; round++) {
      for (let index = 0; index < 300; index++) {
        await store.set(`${index}`, Buffer.alloc(1000, `${round} ${index} `).toString("latin1"), hours)
      }
    }
    expect(heapUsed() - before).toBeLessThan(10_000_000)
    expect(await kept(store, ["0", "299"])).toEqual(["0", "299"])
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("cannot have %s as its bound", (maxEntries) => {
    expect(() => memoryStore({ maxEntries })).toThrow(RangeError)
  })

  it.each([
    ["a bound of another name", { max: 1000 }, 'memoryStore() knows no option "max": maxEntries, now.'],
    ["a number alone", 1000, "memoryStore() takes a plain object, and was given a number."],
    ["null", null, "memoryStore() takes a plain object, and was given null."],
  ])("is not given by %s", (_, options, message) => {
    expect(() => memoryStore(options as never)).toThrow(
      expect.objectContaining({ code: "invalid_argument", message: expect.stringContaining(message) }),
    )
  })
})

describe("memoryStore and time", () => {
  it("has no timers", async () => {
    vi.useFakeTimers()
    try {
      const store = memoryStore()
      await store.set("a", "value", 1)
      await store.set("b", "value", 1, { ifAbsent: true })
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it("goes by the machine's clock unless it is given one", async () => {
    vi.useFakeTimers()
    try {
      const store = memoryStore()
      await store.set("a", "value", 60)
      vi.setSystemTime(Date.now() + 59_999)
      expect(await store.get("a")).toBe("value")
      vi.setSystemTime(Date.now() + 1)
      expect(await store.get("a")).toBeUndefined()
    } finally {
      vi.useRealTimers()
    }
  })

  it.each([
    ["a clock that went back", -hours],
    ["a clock that stands still", 0],
  ])("keeps what it has by %s", async (_, seconds) => {
    const clock = createClock()
    const store = memoryStore({ maxEntries: 2, now: clock.now })
    await store.set("a", "value", minutes)
    clock.pass(seconds)
    await store.set("b", "value", minutes)
    await store.set("c", "value", minutes)
    expect(await kept(store, ["a", "b", "c"])).toEqual(["b", "c"])
  })

  it("lets go of what has expired at a later write, long before it is full, and looks for it once a minute", async () => {
    const removed = vi.spyOn(Map.prototype, "delete")
    const wereRemoved = (...keys: string[]) => keys.map((key) => removed.mock.calls.some(([one]) => one === key))
    try {
      const clock = createClock()
      const store = memoryStore({ now: clock.now })
      await store.set("an expired value", "value", 10)
      await store.set("an expired claim", "mine", 10, { ifAbsent: true })
      await store.set("one that lives", "value", hours)
      removed.mockClear()
      clock.pass(59)
      await store.set("a", "value", hours)
      expect(wereRemoved("an expired value", "an expired claim", "one that lives")).toEqual([false, false, false])
      clock.pass(1)
      await store.set("b", "value", hours)
      expect(wereRemoved("an expired value", "an expired claim", "one that lives")).toEqual([true, true, false])
      await store.set("expired soon after", "value", 10)
      removed.mockClear()
      clock.pass(59)
      await store.set("c", "value", hours)
      expect(wereRemoved("expired soon after")).toEqual([false])
    } finally {
      removed.mockRestore()
    }
  })
})
