// The questions at a terminal, answered by its keys.
import { PassThrough, Writable } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { askAt, Cancelled, type Questions } from "../src/init/questions.js"

const keys = { down: "\u001B[B", enter: "\r", escape: "\u001B", interrupt: "\u0003" }

function terminal(): { ask: Questions; press(...keys: string[]): Promise<void>; shown(): string } {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input })
  let text = ""
  const output = Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        text += chunk
        done()
      },
    }),
    { columns: 100, rows: 30, isTTY: true },
  )
  return {
    ask: askAt({ input, output }),
    shown: () => text,
    async press(...pressed) {
      for (const key of pressed) {
        await sleep(20)
        input.write(key)
      }
    },
  }
}

const fine = () => undefined

describe("a question", () => {
  it("with a choice", async () => {
    const { ask, press, shown } = terminal()
    const options = [
      { value: "a", label: "First" },
      { value: "b", label: "Second" },
    ]
    const answer = ask.choose("Which?", options)
    await press(keys.down, keys.enter)
    expect(await answer).toBe("b")
    expect(shown()).toContain("Second")
  })

  it("for a text, until it is a good one", async () => {
    const { ask, press, shown } = terminal()
    const answer = ask.text("What?", {
      validate: (text) => (text === "yes" ? undefined : `not ${JSON.stringify(text)}`),
    })
    await press("y", keys.enter, "e", "s", " ", keys.enter)
    expect(await answer).toBe("yes")
    expect(shown()).toContain('not "y"')
  })

  it("for a text that stands there already, or is left empty", async () => {
    const first = terminal()
    const initial = first.ask.text("What?", { initial: "http://localhost", validate: fine })
    await first.press(keys.enter)
    expect(await initial).toBe("http://localhost")

    const second = terminal()
    const empty = second.ask.text("What?", { example: "acme", validate: fine })
    await second.press(keys.enter)
    expect(await empty).toBe("")
  })

  it("for a secret, of which nothing is shown", async () => {
    const { ask, press, shown } = terminal()
    const answer = ask.secret("Secret?", { validate: fine })
    await press("s", "3", "c", "r", keys.enter)
    expect(await answer).toBe("s3cr")
    expect(shown()).not.toMatch(/s3|3c|cr\b/)
  })

  it("for yes or no", async () => {
    const { ask, press } = terminal()
    const answer = ask.confirm("Sure?")
    await press("n")
    expect(await answer).toBe(false)
  })

  it.each([keys.escape, keys.interrupt])("can be broken off by %j", async (key) => {
    const { ask, press } = terminal()
    const answer = ask.text("What?", { validate: fine })
    const [result] = await Promise.allSettled([answer, press(key)])
    expect(result).toEqual({ status: "rejected", reason: expect.any(Cancelled) })
  })
})
