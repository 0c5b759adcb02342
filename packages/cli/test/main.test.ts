// Which command is meant, and what is said when there is none.
import { ConfigError } from "@x/core"
import { describe, expect, it } from "vitest"
import { argumentFault, numberOption, readArguments } from "../src/arguments.js"
import { type Command, UsageError } from "../src/command.js"
import { commands } from "../src/commands.js"
import { decide, explain } from "../src/main.js"
import { Problem } from "../src/problem.js"
import { styles } from "../src/styles.js"
import { canAsk, hasColour } from "../src/world.js"
import { xAuth } from "./support/folder.js"

const command = (name: string): Command => ({ name, summary: "", help: `${name}'s help`, run: async () => 0 })
const known = [command("one"), command("three")]

describe("what the arguments ask for", () => {
  it.each([
    [["one"], { kind: "run", args: [] }],
    [["one", "a", "--b"], { kind: "run", args: ["a", "--b"] }],
    [["one", "--", "x", "--help"], { kind: "run", args: ["--", "x", "--help"] }],
    [["one", "--help"], { kind: "print", text: "one's help" }],
    [["three", "a", "-h"], { kind: "print", text: "three's help" }],
    [["help", "three"], { kind: "print", text: "three's help" }],
    [["--version"], { kind: "print", text: "0.1.0\n" }],
    [["-h"], { kind: "print", text: expect.stringContaining("Usage: x-auth COMMAND") }],
    [["help"], { kind: "print", text: expect.stringContaining("Usage: x-auth COMMAND") }],
    [[], { kind: "refuse", text: expect.stringContaining("Usage: x-auth COMMAND") }],
    [["tree"], { kind: "refuse", text: 'x-auth: there is no command "tree". Did you mean three?\n' }],
    [["constructor"], { kind: "refuse", text: 'x-auth: there is no command "constructor". There are one, three.\n' }],
    [["--json"], { kind: "refuse", text: expect.stringContaining('no command "--json"') }],
  ])("%j", (args, expected) => {
    expect(decide(args, known)).toMatchObject(expected)
  })
})

describe("x-auth", () => {
  it("lists its commands", async () => {
    const { code, out, err } = await xAuth(["--help"])
    await expect(out).toMatchFileSnapshot("golden/help.txt")
    expect({ code, err }).toEqual({ code: 0, err: "" })
    for (const { name, summary } of commands) expect(out).toMatch(new RegExp(`^  ${name} +${summary}$`, "m"))
  })

  it.each(commands.map(({ name }) => name))("%s has a help that says how it ends", async (name) => {
    const { code, out, err } = await xAuth([name, "--help"])
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toMatch(new RegExp(`^Usage: x-auth ${name}`, "m"))
    expect(out).toMatch(/^ {2}-h, --help .*[\s\S]*^Exit codes:$/m)
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(120)
  })

  it.each(["init", "check", "secret", "dev"])("%s --help", async (name) => {
    await expect((await xAuth([name, "--help"])).out).toMatchFileSnapshot(`golden/help-${name}.txt`)
  })

  it.each([
    [["secrets"], 'x-auth: there is no command "secrets". Did you mean secret?\n'],
    [["secret", "--rotat", "f"], "There is no option --rotat. Did you mean --rotate?"],
    [["secret", "--rotate"], "--rotate wants a value."],
    [
      ["secret", "--rotate", "--json"],
      "--rotate wants a value; one that begins with a dash is written --rotate=VALUE.",
    ],
    [["secret", "--json=yes"], "--json takes no value."],
    [["secret", "more"], 'There is one argument too many: "more".'],
    [["init", "-x"], "There is no option -x."],
  ])("%j is answered in one sentence, with exit code 1", async (args, sentence) => {
    const { code, out, err } = await xAuth(args)
    expect({ code, out }).toEqual({ code: 1, out: "" })
    expect(err).toContain(sentence)
    expect(err.trimEnd()).not.toContain("\n")
  })
})

describe("errors", () => {
  it.each([
    ["wrong arguments", new UsageError("No."), "x-auth it: No. (x-auth it --help)\n"],
    ["a problem", new Problem("No."), "x-auth it: No.\n"],
    ["the system", Object.assign(new Error("ENOSPC: full"), { syscall: "write" }), "x-auth it: ENOSPC: full\n"],
    [
      "a configuration",
      new ConfigError([{ code: "c", path: "auth", message: "m" }]),
      expect.stringMatching(/auth: m\n$/),
    ],
    ["a fault of ours", new TypeError("x is not a function"), undefined],
    ["what is no error", "text", undefined],
  ])("%s", (_, error, expected) => {
    expect(explain(error, "it")).toEqual(expected)
  })

  it("leaves other errors of Node alone", () => {
    expect(argumentFault(Object.assign(new Error("m"), { code: "ENOENT" }))).toBeUndefined()
    expect(() => readArguments(["--a"], { a: { type: "string", default: 1 as never } }, { positionals: 0 })).toThrow(
      TypeError,
    )
  })
})

it.each([
  ["1", 1],
  ["65535", 65_535],
  [undefined, undefined],
])("a number: %j", (text, expected) => {
  expect(numberOption("--n", text, { least: 1, most: 65_535 })).toBe(expected)
})

it.each(["0", "65536", "1.5", "-1", "1e3", "", " 1", "x", "9999999999"])("no number: %j", (text) => {
  expect(() => numberOption("--n", text, { least: 1, most: 65_535 })).toThrow(`--n is a number from 1 to 65535, not`)
})

describe("the terminal", () => {
  it.each([
    [{ stdout: true, env: {} }, true],
    [{ stdout: true, env: { NO_COLOR: "" } }, true],
    [{ stdout: true, env: { NO_COLOR: "1" } }, false],
    [{ stdout: true, env: { TERM: "dumb" } }, false],
    [{ stdout: false, env: {} }, false],
  ])("has colours: %j → %j", (given, expected) => {
    expect(hasColour(given)).toBe(expected)
  })

  it.each([
    [{ stdin: true, stdout: true, env: {} }, true],
    [{ stdin: true, stdout: true, env: { CI: "true" } }, false],
    [{ stdin: false, stdout: true, env: {} }, false],
    [{ stdin: true, stdout: false, env: {} }, false],
  ])("can be asked: %j → %j", (given, expected) => {
    expect(canAsk(given)).toBe(expected)
  })

  it("without colours gets the text as it is", () => {
    const { strong, faint } = styles({ hasColour: false })
    expect(strong("a") + faint("b")).toBe("ab")
  })
})
