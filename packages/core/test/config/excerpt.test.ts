/** S60 the line that an error shows: a caret below what is meant, and nothing to be read but known keys and punctuation. */
import { readdirSync, readFileSync } from "node:fs"
import { inspect } from "node:util"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { ours, usual } from "../../src/config/parameters.js"
import { presets } from "../../src/config/presets.js"
import { applicationKeys, policyKeys, registrationKeys } from "../../src/config/schema.js"
import type { ConfigError } from "../../src/errors.js"
import { errorOf, flat } from "./example.js"

/** `RUNS=100` makes every run a hundred. */
const scale = Number(process.env.RUNS ?? 1)

const texts = ["../cases/toml/", "./mistakes/"].flatMap((name) => {
  const folder = new URL(name, import.meta.url)
  const files = readdirSync(folder).filter((file) => file.endsWith(".toml"))
  return files.map((file) => ({ name: file, text: readFileSync(new URL(file, folder), "utf8") }))
})

/** What the files have not: a key of several lines, a secret in a comment, in a list, in other people's tables. */
texts.push({
  name: "more ways to write a secret",
  text: `# cookie_secret = "Zt4Kq9Rw2Lm7Xc5Vb8Nj3Hg6Fd1Sa0P1"
[auth]
redirect_uri = "http://localhost:8501/oauth2callback" # client_secret = Yp3Md8Qw6Er1Tz5Ui9
cookie_secret = ["Gh7Jk2Lp9Oi4Uz6Tr8Ew1Qa3Sx5Dc0Vf2", "Bn4Mk7Hj2Gf9Ds5Aq8Wy3Ex6Rc1Tv0Bz4"]
[auth.google]
client_id = 'x"Ab3Cd6Ef9Gh2#"'
client_secret = """
MIIEvQIBADANBgkqhkiG9w0BAQEFAASC
client_secret = "Kw8Ns3Vz6Xp1Yt4Rm7"
[auth.Ql5Fg9Hs2Jd6]
"""
client_kwargs = { hd = "Tx2Vb7Nm4Kl9", "prompt" = "login", claims = { id_token = "Ws6Ed3Rf8Tg1" } }
label = '''
Zu5Hn2Jm8Kl4 = 1
'''
x = 1
`,
})

const known = new Set([
  ...[applicationKeys, registrationKeys, policyKeys, presets].flatMap((table) => Object.keys(table)),
  ...[...ours, ...usual, "auth", "default", "env", "file", "sub"],
])

/** Every 6 characters of the credentials in a text; but plain words stand in messages, too. */
function secretsIn(text: string): readonly string[] {
  const quoted = /(?:cookie_secret|client_secret|client_id) = \[?\(?["\u201c]?([^"\u201d\n]{6,})/g
  const values = [...text.matchAll(quoted), ...text.matchAll(/\b((?:[A-Z][a-z]\d){4,}\w*|MIIE\w+)/g)]
  const windows = values.flatMap(([, value = ""]) =>
    Array.from({ length: value.length - 5 }, (_, index) => value.slice(index, index + 6)),
  )
  return [...new Set(windows)].filter((window) => /[A-Z\d]/.test(window) && /^[\w.-]+$/.test(window))
}

function everything(error: ConfigError): string {
  const printed = inspect(error, { depth: 9, showHidden: true, maxStringLength: null })
  return [error.message, error.stack, String(error), String(error.cause), JSON.stringify(error), printed].join("\n")
}

const leaksOf = (error: ConfigError, secrets: readonly string[]) => {
  const shown = everything(error)
  return secrets.filter((secret) => shown.includes(secret))
}

interface Excerpt {
  readonly shown: string
  /** Where the caret stands in it. */
  readonly at: number
}

/** What a message shows of the text. */
function excerptsIn(message: string): readonly Excerpt[] {
  return [...message.matchAll(/^ {4}(\d+ \| )(.*)\n {4}( *\| )( *)\^$/gmu)].map(
    ([, gutter, shown = "", below, blanks = ""]) => {
      expect(below?.length).toBe(gutter?.length)
      return { shown, at: blanks.length }
    },
  )
}

function expectMasked(excerpts: readonly Excerpt[]): void {
  for (const { shown, at } of excerpts) {
    expect(shown.length).toBeLessThanOrEqual(160)
    expect(at).toBeLessThanOrEqual(shown.length)
    // A line that is cut may be cut in a word.
    const words = shown.replace(/^…[\w-]*|[\w-]*…$/g, "").match(/[\w-]+/g) ?? []
    expect(words.filter((word) => !known.has(word))).toEqual([])
    expect(shown.replace(/[\w-]+/g, "")).toMatch(/^[ •…"'#=[\]{}().,:]*$/)
  }
}

describe("S60 no secret of a wrong file stands in its error", () => {
  it.each(texts)("$name", ({ text }) => {
    const error = errorOf(text, { file: "secrets.toml" })
    if (error === undefined) return
    expect(leaksOf(error, secretsIn(text))).toEqual([])
    expect(error.cause).toBeUndefined()
    expectMasked(excerptsIn(error.message))
    expect(excerptsIn(error.message).length).toBeGreaterThan(0)
  })

  it("has secrets to look for", () => {
    expect(texts.filter(({ text }) => secretsIn(text).length > 20).length).toBeGreaterThan(30)
  })
})

describe("S60 nor when the file is damaged anywhere", () => {
  const signs = [
    '"',
    "'",
    '"""',
    "'''",
    "#",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "(",
    ")",
    "=",
    ",",
    ".",
    ":",
    "\\",
    " ",
    "\t",
    "\n",
  ]
  const more = [
    "\r",
    "\r\n",
    "\u201c",
    "\u201d",
    "\u0000",
    "\u2028",
    "\uFEFF",
    "-",
    "_",
    "é",
    "😀",
    "auth",
    "client_id",
    "\n[",
    '" = "',
  ]
  const position = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
  const damage = fc.oneof(
    fc.record({ kind: fc.constant("insert"), position, piece: fc.constantFrom(...signs, ...more) }),
    fc.record({ kind: fc.constant("delete"), position, length: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant("delete"), position, length: fc.integer({ min: 1, max: 80 }) }),
    fc.record({ kind: fc.constant("double"), position, length: fc.integer({ min: 1, max: 3 }) }),
  )
  type Damage = { kind: string; position: number; piece?: string; length?: number }

  /** Half of the damage is done within a credential or beside it. */
  function damaged(text: string, damages: readonly Damage[]): string {
    return damages.reduce((written, { kind, position: where, piece = "", length = 1 }, index) => {
      const lines = [...written.matchAll(/^.*(?:secret|client_id).*$/gm)]
      const line = index % 2 === 0 ? lines[Math.floor(where * 1000) % Math.max(1, lines.length)] : undefined
      const [start, size] = line === undefined ? [0, written.length] : [line.index, line[0].length]
      const at = start + Math.floor(((where * 1000) % 1) * (size + 1))
      const [before, after] = [written.slice(0, at), written.slice(at)]
      if (kind === "insert") return before + piece + after
      if (kind === "double") return before + after.slice(0, length) + after
      return before + after.slice(length)
    }, text)
  }

  it.each(texts)("$name", { timeout: 60_000 }, ({ text }) => {
    const secrets = secretsIn(text)
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 5 }), (damages) => {
        const error = errorOf(damaged(text, damages), { file: "secrets.toml" })
        if (error === undefined) return
        // What has become a key is named in its path, as every key is.
        const keys = error.issues.map(({ path }) => path).join("\n")
        expect(
          leaksOf(
            error,
            secrets.filter((secret) => !keys.includes(secret)),
          ),
        ).toEqual([])
        expect(error.cause).toBeUndefined()
        expectMasked(excerptsIn(error.message))
      }),
      { numRuns: 40 * scale },
    )
  })

  it("what has become a key is hardly ever a credential", () => {
    const { text } = texts.find(({ name }) => name === "valid-google.toml") ?? { text: "" }
    const error = errorOf(text.replace('client_secret = "', '"'))
    expect(error).toBeDefined()
    expect(error && leaksOf(error, secretsIn(text))).toEqual([])
  })
})

const startingWith = (text: string) => new RegExp(`^${text.replace(/[^\w\s]/g, "\\$&")}`)

describe("the caret stands below what is meant", () => {
  const wide = "a".repeat(300)
  const kwargs = (entries: string) => `[auth]\nclient_kwargs = { ${entries} }`

  it.each([
    ["the first key", kwargs("state = 1"), "state = •••"],
    ["behind a masked text that is longer", kwargs('hd = "example.example.com", state = 1'), "state = •••"],
    ["behind a masked text that is shorter", kwargs('hd = "a", state = 1'), "state = •••"],
    ["behind an unknown key", kwargs("something = 1, state = 1"), "state = •••"],
    ["behind a list", kwargs('hd = ["a", "b"], state = 1'), "state = •••"],
    ["behind a table", kwargs('claims = { id_token = { a = 1 } }, state = "x"'), "state = "],
    ["behind tabs", "[auth.client_kwargs]\n\t\tstate = 1", "state = •••"],
    ["behind characters of two code units", kwargs('hd = "😀😀", state = 1'), "state = •••"],
    ["in a long line", kwargs(`hd = "${wide}", state = 1, login_hint = "${wide}"`), "state = •••"],
    [
      "at the end of many",
      kwargs(`${Array.from({ length: 40 }, (_, index) => `k${index} = 1, `).join("")}state = 1`),
      "state = ",
    ],
    [
      "at the beginning of many",
      kwargs(`state = 1${Array.from({ length: 40 }, (_, index) => `, k${index} = 1`).join("")}`),
      "state = •••, ••• =",
    ],
    [
      "in the middle of many",
      kwargs(
        `${"aa = 1, ".replaceAll("aa", "hd")}state = 1${Array.from({ length: 40 }, (_, index) => `, k${index} = 1`).join("")}`,
      ),
      "state = •••, ",
    ],
    ["a header", '\n[auth.google]\nclient_id = "a"', "[auth.google]"],
    ["an unknown header", '\n[auth.unknown]\nclient_id = "a"', "[auth.•••]"],
    ["T70", "[auth]\nlabel = (", "("],
    ["T71", "[auth] label = 1", "label = •••"],
    ["T76", "[auth]\nlabel = without quotes", "•••"],
    ["T76 curly quotes", "[auth]\nlabel = \u201ca\u201d", "•••"],
    ["T88 a byte order mark", "\uFEFF[auth] label = 1", "label = •••"],
    ["T88 CRLF", "[auth]\r\nlabel = (\r\n", "("],
    ["the end of a line", "[auth]\nlabel =", ""],
  ])("%s", (_, text, expected) => {
    const excerpts = excerptsIn(errorOf(text)?.message ?? "")
    expectMasked(excerpts)
    expect(excerpts.map(({ shown, at }) => shown.slice(at))).toEqual(
      expect.arrayContaining([expected === "" ? "" : expect.stringMatching(startingWith(expected))]),
    )
  })

  it("whatever stands beside it", { timeout: 30_000 }, () => {
    const word = fc.constantFrom("hd", "prompt", "scope_", "x-y", '"a b"', "'{'", "lo.gin")
    const value = fc.oneof(
      fc.constantFrom("1", "true", '"a, b = {"', "'}'", '["]", "a"]', "{ a = 1 }", '"\\""', "1979-05-27", '"""a"""'),
      fc.string({ unit: "grapheme", maxLength: 80 }).map((text) => JSON.stringify(text).replaceAll("\u007f", "")),
    )
    const entries = fc
      .array(fc.tuple(word, value))
      .map((pairs) => pairs.map(([key, text], index) => `k${index}.${key} = ${text}`))
    let looked = 0
    fc.assert(
      fc.property(entries, entries, (before, after) => {
        const text = kwargs([...before, "state = 1", ...after.map((entry) => `x${entry}`)].join(", "))
        const error = errorOf(text)
        if (error?.issues.some(({ code }) => code.startsWith("toml_"))) return
        looked += 1
        const excerpts = excerptsIn(error?.message ?? "")
        expectMasked(excerpts)
        const below = excerpts.map(({ shown, at }) => shown.slice(at))
        expect(below.some((rest) => rest.startsWith("state = •••"))).toBe(true)
      }),
      { numRuns: 300 * scale },
    )
    expect(looked).toBeGreaterThan(200 * scale)
  })
})

describe("a line is shown as one line", () => {
  it.each([
    ["a carriage return", "\r"],
    ["a form feed", "\f"],
    ["a line separator", "\u2028"],
    ["an escape", "\u001b[2J"],
    ["a right-to-left mark", "\u202e"],
    ["a tab", "\t"],
    ["a zero", "\u0000"],
  ])("%s in it", (_, sign) => {
    const { message = "" } = errorOf(`[auth]\nlabel = "a" ${sign} x`) ?? {}
    expectMasked(excerptsIn(message))
    expect(excerptsIn(message)).toHaveLength(1)
    expect(message.split(/[\r\n\f\v\u0085\u2028\u2029]/)).toHaveLength(5)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
  })

  it.each([
    ["a quoted value", { auth: { ...flat, allowed_domains: "@\u001b[2J\na\u202eb\u009b" } }],
    ["a key", { auth: { ...flat, "a\u001b[2J\nb\u202ec\u009b\u2028": 1 } }],
    ["a variable's name", { auth: { ...flat, label: { env: "A\u001b[2J\nB\u202e\u009b" } } }],
    ["a file's name", '[auth]\nlabel = { file = "a\\u001b[2J\\nb" }'],
    ["a placeholder", { auth: { ...flat, server_metadata_url: "https://a.test/{a\u001b[2J\nb\u202e}" } }],
    ["a preset", { auth: { ...flat, preset: "\u001b[2J\n\u202e" } }],
  ])("%s of control characters moves no cursor", (_, input) => {
    const { message = "" } = errorOf(input) ?? {}
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/)
    // Each line is one of ours.
    for (const line of message.split("\n").slice(1)) expect(line).toMatch(/^ {2}/)
  })
})

it("an object and a variable have no line", () => {
  expect(excerptsIn(errorOf({ auth: { labl: 1 } })?.message ?? "")).toEqual([])
  expect(excerptsIn(errorOf("", { env: { AUTH__LABL: "x" } })?.message ?? "")).toEqual([])
})
