/** Where each key of a TOML text stands: texts that are put together from parts whose places are known. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { entriesOf } from "../../../src/config/text/scan.js"
import { parseToml } from "../../../src/config/text/toml.js"
import { scale } from "../runs.js"

interface Placed {
  readonly path: readonly string[]
  /** From the beginning of the text. */
  readonly offset: number
}

/** A piece of text with the keys that stand in it, each at its offset from the piece's beginning. */
interface Piece {
  readonly text: string
  readonly keys: readonly Placed[]
}

const plain = (text: string): Piece => ({ text, keys: [] })

function join(...pieces: readonly Piece[]): Piece {
  let text = ""
  const keys: Placed[] = []
  for (const piece of pieces) {
    for (const { path, offset } of piece.keys) keys.push({ path, offset: text.length + offset })
    text += piece.text
  }
  return { text, keys }
}

const below = (prefix: readonly string[], { text, keys }: Piece): Piece => ({
  text,
  keys: keys.map(({ path, offset }) => ({ path: [...prefix, ...path], offset })),
})

/** A key's name, and how it is written: bare, in single quotes, in double quotes, with every character escaped. */
const name = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("a", "auth", "client_id", "my-idp", "1", "true", "inf", "__proto__") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("my.idp", "a = b", "[x]", "#", "", " ", "'", '"', "\\", "ü", "鍵", "😀", '"""', "}"),
  },
  fc.string({ unit: "grapheme", maxLength: 6 }),
)
const written = fc.tuple(name, fc.nat(3)).map(([key, way]) => {
  const escaped = [...key].map((sign) => `\\U${(sign.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`).join("")
  const safe = JSON.stringify(key).replaceAll("\u007f", "\\u007f")
  const ways = [
    /^[\w-]+$/.test(key) ? key : safe,
    // Single quotes know no escapes.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /['\u0000-\u001f\u007f]/.test(key) ? safe : `'${key}'`,
    safe,
    `"${escaped}"`,
  ]
  return { key, text: ways[way] ?? safe }
})

const blank = fc.constantFrom("", "", "", " ", "  ", "\t", " \t ")
const comment = fc.constantFrom(
  "",
  "",
  "",
  ' # "',
  " # ]",
  "# a = [",
  " # '''",
  ' # """',
  " # [auth]",
  " # ü 😀",
  " # {",
)
const lineEnd = fc.constantFrom("\n", "\n", "\r\n")

const scalar = fc.constantFrom(
  ...["1", "-1_000", "0xff", "1.5e3", "inf", "true", "1979-05-27", "1979-05-27 07:32:00", "07:32:00.5"],
  ...['"a"', '""', '"a = 1 # [b]"', '"\\""', '"\\\\"', '"\\u0022 ]"', "'a'", "''", "'\\'", "'\"'", "'# }'", '"ü 😀"'],
  ...[
    '"""a"""',
    '""""""',
    '"""\na = 1\n[b]\n"""',
    '"""a ""b"" \\""" c"""',
    '"""""a"""""',
    '"""a\\\n  b"""',
    '"""#\n"""',
  ],
  ...["'''a'''", "''''''", "'''\na = 1\n[b]\n'''", "'''''a'''''", "'''\\'''", "'''\n\n#'''"],
)

/** A dotted key: its path, and the text. */
const dottedKey = fc.array(fc.tuple(written, blank, blank), { minLength: 1, maxLength: 3 }).map((parts) => ({
  path: parts.map(([{ key }]) => key),
  text: parts
    .map(
      ([{ text }, before, after], index) =>
        (index === 0 ? "" : before) + text + (index === parts.length - 1 ? "" : after),
    )
    .join("."),
}))

const { value } = fc.letrec<{ value: Piece; list: Piece; table: Piece }>((tie) => ({
  value: fc.oneof({ maxDepth: 2, depthIdentifier: "value" }, scalar.map(plain), tie("list"), tie("table")),
  // An element has the path of its list.
  list: fc
    .tuple(
      fc.array(
        fc.tuple(
          tie("value"),
          blank,
          fc.oneof(
            blank,
            fc.tuple(comment, lineEnd).map(([text, end]) => text + end),
          ),
        ),
      ),
      fc.boolean(),
    )
    .map(([elements, isClosedByComma]) =>
      join(
        plain("["),
        ...elements.map(([element, before, after], index) =>
          join(
            plain(before),
            element,
            plain(index < elements.length - 1 || isClosedByComma ? `${after},${after}` : after),
          ),
        ),
        plain("]"),
      ),
    ),
  table: fc
    .uniqueArray(fc.tuple(dottedKey, blank, tie("value")), { selector: ([{ path }]) => path[0], maxLength: 3 })
    .map((pairs) =>
      join(
        plain("{ "),
        ...pairs.map(([key, blanks, inner], index) =>
          join(plain(index === 0 ? "" : ","), plain(blanks), pair(key, blanks, inner)),
        ),
        plain(" }"),
      ),
    ),
}))

function pair(key: { path: readonly string[]; text: string }, blanks: string, inner: Piece): Piece {
  const own = { text: key.text, keys: [{ path: key.path, offset: 0 }] }
  return join(own, plain(`${blanks}=${blanks}`), below(key.path, inner))
}

const line = fc.tuple(blank, dottedKey, blank, value, comment, lineEnd)
const section = fc.tuple(
  fc.tuple(blank, fc.array(written, { minLength: 1, maxLength: 3 }), blank, comment, lineEnd, fc.boolean()),
  fc.uniqueArray(line, { selector: ([, { path }]) => path[0], maxLength: 4 }),
)
const lines = (
  found: readonly (readonly [string, { path: readonly string[]; text: string }, string, Piece, string, string])[],
) =>
  join(
    ...found.map(([indent, key, blanks, inner, words, end]) =>
      join(plain(indent), pair(key, blanks, inner), plain(words + end)),
    ),
  )

/** Tables have a number in their names, so that none is there twice. */
const document = fc
  .tuple(
    fc.boolean(),
    fc.uniqueArray(line, { selector: ([, { path }]) => path[0], maxLength: 3 }),
    fc.array(section, { maxLength: 4 }),
  )
  .map(([hasMark, root, sections]) =>
    join(
      plain(hasMark ? "\uFEFF" : ""),
      lines(root),
      ...sections.map(([[indent, parts, blanks, words, end, isList], own], index) => {
        const path = [`table ${index}`, ...parts.map(({ key }) => key)]
        const names = [`"table ${index}"`, ...parts.map(({ text }) => text)].join(`${blanks}.${blanks}`)
        const [open, close] = isList ? ["[[", "]]"] : ["[", "]"]
        const header = { text: `${open}${blanks}${names}${blanks}${close}`, keys: [{ path, offset: 0 }] }
        return join(plain(indent), header, plain(words + end), below(path, lines(own)))
      }),
    ),
  )

function placed({ text, keys }: Piece): readonly { path: readonly string[]; line: number; column: number }[] {
  return keys.map(({ path, offset }) => {
    const before = text.slice(0, offset).replace(/^\uFEFF/, "")
    return { path, line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") }
  })
}

describe("any text that the parser takes", () => {
  it("has every key where it was put, in the order of the text", { timeout: 30_000 * scale }, () => {
    let taken = 0
    fc.assert(
      fc.property(document, (piece) => {
        const parsed = parseToml(piece.text)
        // Some are none: a key twice, below another spelling or another path.
        if ("fault" in parsed) return
        taken += 1
        expect(entriesOf(piece.text).map(({ path, line, column }) => ({ path, line, column }))).toEqual(placed(piece))
      }),
      { numRuns: 500 * scale },
    )
    expect(taken).toBeGreaterThan(300 * scale)
  })

  it("has every value between its offsets", { timeout: 30_000 * scale }, () => {
    fc.assert(
      fc.property(line, ([, key, blanks, inner, words, end]) => {
        const { text } = pair(key, blanks, inner)
        if ("fault" in parseToml(text)) return
        const [own] = entriesOf(`${text}${words}${end}`)
        expect(`${text}${words}${end}`.slice(own?.valueStart, own?.valueEnd)).toBe(inner.text)
      }),
      { numRuns: 300 * scale },
    )
  })
})

describe("any text at all", () => {
  it("comes to an end", { timeout: 30_000 * scale }, () => {
    const piece = fc.constantFrom(
      "[",
      "]",
      "{",
      "}",
      "=",
      ".",
      ",",
      '"',
      "'",
      '"""',
      "'''",
      "#",
      "\\",
      "\n",
      "\r\n",
      " ",
      "a",
      "1",
      "\uFEFF",
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.array(piece).map((pieces) => pieces.join("")),
        ),
        (text) => {
          for (const entry of entriesOf(text)) {
            expect(entry.line).toBeGreaterThan(0)
            expect(entry.column).toBeGreaterThan(0)
          }
        },
      ),
      { numRuns: 300 * scale },
    )
  })
})
