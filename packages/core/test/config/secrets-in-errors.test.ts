/** S60 no secret stands in an error, whatever has happened to the file: nor in its stack, its cause or its print. */
import { readdirSync, readFileSync } from "node:fs"
import { inspect } from "node:util"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { ConfigError } from "../../src/errors.js"
import { errorOf } from "./example.js"
import { excerptsIn, expectMasked } from "./excerpts.js"
import { scale } from "./runs.js"

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

  it.each(texts)("$name", { timeout: 30_000 * scale }, ({ text }) => {
    const secrets = secretsIn(text)
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 5 }), (damages) => {
        const written = damaged(text, damages)
        const error = errorOf(written, { file: "secrets.toml" })
        if (error === undefined) return
        // What has become a key is named in its path, and what has become an address may be quoted, as others are.
        const isToml = !error.issues.some(({ code }) => code.startsWith("toml_"))
        const moved = isToml ? written.split("\n").filter((line) => !/^\W*(?:cookie_secret|client_)/.test(line)) : []
        const meant = [...error.issues.map(({ path }) => path), ...moved].join("\n")
        expect(
          leaksOf(
            error,
            secrets.filter((secret) => !meant.includes(secret)),
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
