/** cached: fetched when first needed, once however many want it, stale rather than none. */
import { describe, expect, test } from "vitest"
import { cached } from "../../src/provider/cached.js"

function source() {
  let time = 0
  let count = 0
  let failure: Error | undefined
  let release: (() => void) | undefined
  const load = async () => {
    count += 1
    const mine = count
    if (release !== undefined) await held
    if (failure !== undefined) throw failure
    return mine
  }
  let held = Promise.resolve()
  return {
    value: cached(load, { lifetime: 100, retry: 10, now: () => time }),
    pass: (milliseconds: number) => {
      time += milliseconds
    },
    break: (error: Error | undefined) => {
      failure = error
    },
    hold() {
      held = new Promise((resolve) => {
        release = resolve
      })
      return () => {
        release?.()
        release = undefined
      }
    },
    count: () => count,
  }
}

const down = new Error("down")

describe("B14 get", () => {
  test("nothing is fetched before it is needed", () => {
    expect(source().count()).toBe(0)
  })

  test("one fetch in flight for everybody who waits", async () => {
    const { value, hold, count } = source()
    const release = hold()
    const all = Promise.all([value.get(), value.get(), value.get(), value.renew(0)])
    release()
    expect(await all).toEqual([1, 1, 1, 1])
    expect(count()).toBe(1)
  })

  test("fresh for its lifetime, fetched anew after it", async () => {
    const { value, pass, count } = source()
    await value.get()
    pass(99)
    expect(await value.get()).toBe(1)
    pass(1)
    expect(await value.get()).toBe(2)
    expect(count()).toBe(2)
  })

  test("a failure is passed on and not kept", async () => {
    const s = source()
    s.break(down)
    await expect(s.value.get()).rejects.toBe(down)
    await expect(s.value.get()).rejects.toBe(down)
    expect(s.count()).toBe(2)
    s.break(undefined)
    expect(await s.value.get()).toBe(3)
  })

  test("stale when the source is down, which is asked again after a while", async () => {
    const s = source()
    await s.value.get()
    s.pass(100)
    s.break(down)
    expect(await s.value.get()).toBe(1)
    expect(await s.value.get()).toBe(1)
    expect(s.count()).toBe(2)
    s.pass(10)
    expect(await s.value.get()).toBe(1)
    expect(s.count()).toBe(3)
    s.break(undefined)
    s.pass(10)
    expect(await s.value.get()).toBe(4)
  })

  test("a clock that was ahead keeps nothing longer when it is set right", async () => {
    const { value, pass, count } = source()
    await value.get()
    pass(-1)
    expect(await value.get()).toBe(2)
    pass(-1000)
    expect(await value.get()).toBe(3)
    pass(99)
    expect(await value.get()).toBe(3)
    expect(count()).toBe(3)
  })

  test("after a failure in flight the next one may try", async () => {
    const s = source()
    s.break(down)
    const release = s.hold()
    const all = Promise.allSettled([s.value.get(), s.value.get()])
    release()
    expect((await all).map(({ status }) => status)).toEqual(["rejected", "rejected"])
    expect(s.count()).toBe(1)
    s.break(undefined)
    expect(await s.value.get()).toBe(2)
  })
})

describe("B14 renew", () => {
  test("at once after a fetch, then not within the pause", async () => {
    const s = source()
    await s.value.get()
    expect(await s.value.renew(60)).toBe(2)
    s.pass(59)
    expect(await s.value.renew(60)).toBe(2)
    expect(await s.value.get()).toBe(2)
    s.pass(1)
    expect(await s.value.renew(60)).toBe(3)
    expect(s.count()).toBe(3)
  })

  test("a clock that was ahead forbids none when it is set right", async () => {
    const s = source()
    await s.value.renew(60)
    s.pass(-1000)
    expect(await s.value.renew(60)).toBe(2)
    s.pass(59)
    expect(await s.value.renew(60)).toBe(2)
    expect(s.count()).toBe(2)
  })

  test("everybody who needs a new one gets that of the fetch in flight", async () => {
    const s = source()
    await s.value.get()
    const release = s.hold()
    const all = Promise.all([s.value.renew(60), s.value.renew(60)])
    release()
    expect(await all).toEqual([2, 2])
    expect(s.count()).toBe(2)
  })

  test("a flood of them makes one request a pause, also while the source is down", async () => {
    const s = source()
    await s.value.get()
    s.pass(60)
    s.break(down)
    for (let index = 0; index < 10; index++) await s.value.renew(60).catch(() => undefined)
    expect(s.count()).toBe(2)
    expect(await s.value.get()).toBe(1)
  })
})
