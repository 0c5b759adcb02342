import { afterEach, describe, expect, it, vi } from "vitest"
import { evidenceOf, type LogEvent, logToConsole } from "../src/log.js"

const caused = (message: string, cause?: unknown) => new Error(message, { cause })
const circle = new Error("circle")
circle.cause = circle

describe("the evidence of an error", () => {
  it.each<[string, unknown, string | undefined]>([
    ["nothing", undefined, undefined],
    ["null", null, undefined],
    ["an error", new Error("a"), "a"],
    ["its causes", caused("a", caused("b", caused("c"))), "a – b – c"],
    ["a text", "a", "a"],
    ["a number", 3, "3"],
    ["a cause that is a text", caused("a", "b"), "a – b"],
    ["a symbol", Symbol("a"), "Symbol(a)"],
    ["line ends and other control characters", new Error("a\r\n\tb\u0000\u001b[31mc\u0085d\u007f"), "a b [31mc d "],
    [
      "six causes are five",
      [6, 5, 4, 3, 2, 1].reduce((cause, n) => caused(`${n}`, cause), undefined as Error | undefined),
      "1 – 2 – 3 – 4 – 5",
    ],
    ["a circle", circle, "circle – circle – circle – circle – circle"],
  ])("%s", (_, error, expected) => {
    expect(evidenceOf(error)).toBe(expected)
  })

  it("200 characters of each", () => {
    expect(evidenceOf(caused("a".repeat(1000), "b".repeat(1000)))).toBe(`${"a".repeat(200)} – ${"b".repeat(200)}`)
  })

  it.each<[string, unknown]>([
    ["an object without a prototype", Object.create(null)],
    ["a toString that throws", { toString: () => expect.fail("thrown") }],
    ["a message that is no text", Object.assign(new Error("a"), { message: 3 })],
    ["a message without a prototype", Object.assign(new Error("a"), { message: Object.create(null) })],
    ["a function", () => 1],
  ])("an application may throw anything: %s", (_, thrown) => {
    expect(evidenceOf(thrown)).toEqual(expect.any(String))
    expect(evidenceOf(caused("a", thrown))).toMatch(/^a – ./)
  })
})

describe("the console", () => {
  const error = vi.spyOn(console, "error").mockImplementation(() => {})
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {})
  afterEach(() => vi.clearAllMocks())

  const event: LogEvent = { level: "warning", event: "provider", message: "Something." }
  it.each<[LogEvent, "error" | "warn" | "nothing"]>([
    [{ ...event, level: "error" }, "error"],
    [event, "warn"],
    [{ ...event, level: "info" }, "nothing"],
  ])("%j goes to %s", (given, where) => {
    logToConsole(given)
    expect(error).toHaveBeenCalledTimes(where === "error" ? 1 : 0)
    expect(warn).toHaveBeenCalledTimes(where === "warn" ? 1 : 0)
  })

  it("one line holds everything", () => {
    logToConsole({ ...event, provider: "google", reference: "abc", cause: "evidence" })
    const [line] = warn.mock.calls[0] ?? []
    for (const part of ["provider", "google", "Something.", "abc", "evidence"]) expect(line).toContain(part)
    expect(line).not.toContain("\n")
    expect(line).not.toContain("undefined")
  })

  it("and nothing that is not there", () => {
    logToConsole(event)
    expect(warn.mock.calls).toEqual([["auth: provider: Something."]])
  })
})
