// How long a command is waited for, by a clock that stands still: commands here answer when the test says so.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { createPatience } from "../src/patience.js"

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const timeout = 1000

interface Asked {
  /** What the client was given, in order: each answers or fails when it is told to. */
  readonly commands: { answer(value: string): void; fail(error: Error): void }[]
  /** Asks for one more, and tells what became of it. */
  ask(): { became: string }
}

function asking(): Asked {
  const ask = createPatience(timeout)
  const commands: Asked["commands"] = []
  const command = () =>
    new Promise<string>((resolve, reject) => {
      commands.push({ answer: resolve, fail: reject })
    })
  return {
    commands,
    ask() {
      const asked = { became: "waiting" }
      ask(command).then(
        (value) => Object.assign(asked, { became: value }),
        (error: Error) => Object.assign(asked, { became: error.message }),
      )
      return asked
    },
  }
}

const tooLate = "Redis did not answer within 1000 ms."
const refused = "Redis has answered nothing for 1000 ms or more."
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)

/** One command was given up, and nothing else was answered meanwhile. */
async function gone(): Promise<Asked> {
  const asked = asking()
  const first = asked.ask()
  await pass(timeout)
  expect(first.became).toBe(tooLate)
  return asked
}

describe("a command", () => {
  it("gives its answer, and leaves no timer behind", async () => {
    const { ask, commands } = asking()
    const asked = ask()
    await pass(timeout - 1)
    expect(asked.became).toBe("waiting")
    commands[0]?.answer("hello")
    await pass(0)
    expect(asked.became).toBe("hello")
    expect(vi.getTimerCount()).toBe(0)
  })

  it("gives its error as it is, and leaves no timer behind", async () => {
    const error = new Error("OOM command not allowed")
    await expect(createPatience(timeout)(() => Promise.reject(error))).rejects.toBe(error)
    expect(vi.getTimerCount()).toBe(0)
  })

  it("gives what the client throws as an error, too", async () => {
    const error = new Error("thrown")
    const throwing = () => {
      throw error
    }
    await expect(createPatience(timeout)(throwing)).rejects.toBe(error)
  })

  it("is given up in time, and what becomes of it later disturbs nobody", async () => {
    const { ask, commands } = asking()
    const asked = ask()
    await pass(timeout)
    expect(asked.became).toBe(tooLate)
    // An unhandled rejection would fail the run.
    commands[0]?.fail(new Error("The connection was closed."))
    await pass(0)
    expect(asked.became).toBe(tooLate)
  })
})

describe("while nothing is answered", () => {
  it("one command waits, and all others are refused without being handed to the client", async () => {
    const { ask, commands } = await gone()
    const trial = ask()
    const others = Array.from({ length: 1000 }, ask)
    await pass(0)
    expect(trial.became).toBe("waiting")
    expect(new Set(others.map(({ became }) => became))).toEqual(new Set([refused]))
    expect(commands).toHaveLength(2)
  })

  it("the next one waits when the one before was given up", async () => {
    const { ask, commands } = await gone()
    for (let trial = 0; trial < 20; trial++) {
      const asked = ask()
      await pass(timeout)
      expect(asked.became).toBe(tooLate)
    }
    expect(commands).toHaveLength(21)
  })

  it("those who asked before stay, each for its own time", async () => {
    const { ask } = asking()
    const first = ask()
    await pass(400)
    const second = ask()
    await pass(600)
    expect([first.became, second.became]).toEqual([tooLate, "waiting"])
    await pass(400)
    expect(second.became).toBe(tooLate)
  })

  it("those who give up let in no crowd: one waits, as before", async () => {
    const { ask, commands } = asking()
    for (let index = 0; index < 10; index++) {
      ask()
      await pass(50)
    }
    await pass(500)
    // From now on one of them gives up every 50 ms.
    for (let index = 0; index < 10; index++) {
      ask()
      await pass(49)
    }
    expect(commands).toHaveLength(11)
  })

  it("an error of the client is passed on, and is no answer", async () => {
    const { ask, commands } = await gone()
    const failed = ask()
    commands[1]?.fail(new Error("The connection is closed."))
    await pass(0)
    expect(failed.became).toBe("The connection is closed.")
    const trial = ask()
    const other = ask()
    await pass(0)
    expect([trial.became, other.became]).toEqual(["waiting", refused])
  })
})

it("an error of the client says nothing of Redis: whoever comes next is let through", async () => {
  const { ask, commands } = asking()
  ask()
  commands[0]?.fail(new Error("WRONGTYPE"))
  await pass(0)
  const later = [ask(), ask(), ask()]
  await pass(0)
  expect(later.map(({ became }) => became)).toEqual(["waiting", "waiting", "waiting"])
})

describe("all are let through again", () => {
  it.each([
    ["when the one that waits is answered", 1],
    ["when one that was given up is answered after all", 0],
  ])("%s", async (_, which) => {
    const { ask, commands } = await gone()
    ask()
    commands[which]?.answer("late")
    await pass(0)
    const later = Array.from({ length: 10 }, ask)
    await pass(0)
    expect(later.map(({ became }) => became)).toEqual(Array(10).fill("waiting"))
    expect(commands).toHaveLength(12)
  })
})

it("while others are answered, one that is slow shuts nobody out", async () => {
  const { ask, commands } = asking()
  const slow = ask()
  await pass(500)
  ask()
  commands[1]?.answer("quick")
  await pass(500)
  expect(slow.became).toBe(tooLate)
  const later = [ask(), ask()]
  await pass(0)
  expect(later.map(({ became }) => became)).toEqual(["waiting", "waiting"])
})

it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31])("a timeout of %s is refused", (timeout) => {
  expect(() => createPatience(timeout)).toThrow(RangeError)
})
