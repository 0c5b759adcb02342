/** How long a store's answer counts, and which of several that are on their way at once. */
import { describe, expect, it } from "vitest"
import { memoryStore, type SessionStore } from "../../src/index.js"
import { rememberAnswers } from "../../src/session/remembered-answers.js"
import { createClock, hours } from "../support/clock.js"

/** A store that answers `get` when it is told to, in any order. */
function slowStore(seconds: number) {
  const clock = createClock()
  const answers: ((value: string | undefined) => void)[] = []
  const store: SessionStore = {
    ...memoryStore({ now: clock.now }),
    get: () => new Promise((resolve) => void answers.push(resolve)),
  }
  return { clock, answers, store: rememberAnswers(store, { seconds, now: clock.now }) }
}

describe("an answer of a store that is slow", () => {
  it("counts from when it was asked for", async () => {
    const { clock, answers, store } = slowStore(5)
    const reading = store.get("mark")
    clock.pass(3)
    answers[0]?.(undefined)
    await reading
    clock.pass(1)
    expect(await store.get("mark")).toBeUndefined()
    expect(answers).toHaveLength(1)
    clock.pass(1)
    const again = store.get("mark")
    expect(answers).toHaveLength(2)
    answers[1]?.("ended")
    expect(await again).toBe("ended")
  })

  it.each([0, 5])(
    "of two, the one that was asked for later counts, whichever comes first: for %s seconds",
    async (s) => {
      for (const order of [
        [0, 1],
        [1, 0],
      ]) {
        const { answers, store } = slowStore(s)
        const [earlier, later] = [store.get("mark"), store.get("mark")]
        for (const index of order) answers[index]?.(index === 0 ? undefined : "ended")
        expect(await later).toBe("ended")
        await earlier
        const last = store.get("mark")
        answers[2]?.("ended")
        expect(await last).toBe("ended")
        expect(answers).toHaveLength(s === 0 ? 3 : 2)
      }
    },
  )

  it("does not undo what was written here meanwhile", async () => {
    const { answers, store } = slowStore(5)
    const reading = store.get("mark")
    await store.set("mark", "ended", hours)
    answers[0]?.(undefined)
    expect(await reading).toBe("ended")
    expect(await store.get("mark")).toBe("ended")
  })
})
