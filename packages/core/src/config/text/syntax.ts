/** What somebody probably meant who wrote what is not TOML. */
import type { TomlFault } from "./toml.js"

export interface Explanation {
  readonly code: "toml_syntax" | "toml_duplicate"
  readonly message: string
  readonly hint: string
}

/** Explains a fault by what stands at its place; nothing of the text is in the answer. */
export function explainSyntax(text: string, { line, column, isTwice }: TomlFault): Explanation {
  const lines = text.split("\n", line)
  const place = { line: lines[line - 1] ?? "", at: column - 1, before: lines.slice(0, -1) }
  const found = isTwice ? twice : (mistakes.find(({ fits }) => fits(place)) ?? other)
  const { message, hint } = found
  const code = isTwice ? "toml_duplicate" : "toml_syntax"
  // The parser stops at the first fault, and a place is all that it tells.
  return { code, message, hint: `${hint} More may be found once this is mended.` }
}

interface Spot {
  readonly line: string
  /** The offset in the line, from 0. */
  readonly at: number
  /** The lines above. */
  readonly before: readonly string[]
}

interface Mistake {
  readonly message: string
  readonly hint: string
  fits(spot: Spot): boolean
}

const twice = {
  message: "this name is written a second time",
  hint: "A table or a key stands once: remove or rename one of the two.",
}

const other = {
  message: "this is not TOML",
  hint: 'Each line is a [table] or key = "text".',
}

/** The value that a line begins, behind its key. */
function valueIn(line: string): string | undefined {
  const sign = line.indexOf("=")
  return sign === -1 || /[[{]/.test(line.slice(0, sign)) ? undefined : line.slice(sign + 1).trimStart()
}

const hintOfQuotes = 'A text stands between straight double quotes: key = "text".'

/** A list or a table of the line, or of a line above that began one, which is still open at the place. */
function isBracketOpen({ line, at, before }: Spot): boolean {
  const all = [...before, line.slice(0, at)]
  const start = all.findLastIndex((one) => /^[^=[\]{}#]+=\s*[[{]/.test(one))
  if (start === -1 || all.slice(start + 1).some((one) => /^\s*\[/.test(one))) return false
  const code = all
    .slice(start)
    .map((one) => one.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, "").replace(/#.*/, ""))
    .join("")
  return (code.match(/[[{]/g)?.length ?? 0) > (code.match(/[\]}]/g)?.length ?? 0)
}

/** From the more particular to the more general: the first that fits is told. */
const mistakes: readonly Mistake[] = [
  {
    message: "this is JSON, and the file is TOML",
    hint: 'Begin with a line [auth], and write a line key = "text" for each key.',
    fits: ({ line, at }) => /^\s*$/.test(line.slice(0, at)) && line[at] === "{",
  },
  {
    message: "TOML has no parentheses",
    hint: 'Put the text on one line, behind the =: key = "text".',
    fits: ({ line, at }) => line[at] === "(",
  },
  {
    message: "this header has a bracket too many",
    hint: "A table's header is a name in brackets, on a line of its own: [auth].",
    fits: ({ line, at }) => /^\s*\[(?!\[)[^\]]*\]\s*$/.test(line.slice(0, at)) && line[at] === "]",
  },
  {
    message: "this header lacks a closing bracket",
    hint: "A table's header is a name in brackets, on a line of its own: [auth].",
    fits: ({ line }) => /^\s*\[(?:[^\]=]*|\[[^\]=]*\](?!\]).*)$/.test(line),
  },
  {
    message: "a table header ends its line",
    hint: "Write each key on a line of its own, below the header.",
    fits: ({ line, at }) => /^\s*\[[^\]]*\]\]?\s*$/.test(line.slice(0, at)) && at > 0,
  },
  {
    message: "this name has characters that need quotes",
    hint: 'A name of other characters than letters, digits, - and _ stands in quotes: [auth."my name"].',
    fits: ({ line, at }) => /^\s*\[[^\]]*$/.test(line.slice(0, at)),
  },
  {
    message: "a colon joins nothing in TOML",
    hint: 'A table is written with equals signs: { key = "text" }.',
    fits: ({ line }) => /[{,]\s*(?:"[^"]*"|[\w-]+)\s*:/.test(line),
  },
  {
    message: "curly quotes do not begin a text",
    hint: hintOfQuotes,
    fits: ({ line }) => /^[\u2018-\u201f\u00ab\u00bb\u2039\u203a`\u00b4]/.test(valueIn(line) ?? ""),
  },
  {
    message: "this text has no closing quote",
    hint: hintOfQuotes,
    fits: ({ line, at }) =>
      [line.slice(at), valueIn(line) ?? ""].some((text) => /^(?:"(?:[^"\\]|\\.)*|'[^']*|""".*|'''.*)$/.test(text)),
  },
  {
    message: "a backslash in double quotes begins an escape, and this is none",
    hint: "Write it twice, or put the text between single quotes, where it is a character like any other.",
    fits: ({ line, at }) => line[at] === "\\" || line[at - 1] === "\\",
  },
  {
    message: "this number is too large",
    hint: "Numbers have 15 digits at most. If it is a text, put it between double quotes.",
    fits: ({ line, at }) => /^[+-]?[\d_]{16,}/.test(line.slice(at)),
  },
  {
    message: "there is no value behind the =",
    hint: hintOfQuotes,
    fits: ({ line }) => /^(?:#.*)?$/.test(valueIn(line)?.trim() ?? "x"),
  },
  {
    message: "true and false are written in small letters",
    hint: "Write true or false.",
    fits: ({ line }) => /^(?:true|false)\b/i.test(valueIn(line) ?? ""),
  },
  {
    message: "this key has characters that need quotes",
    hint: 'A key of other characters than letters, digits, - and _ stands in quotes: "my key" = "text".',
    fits: ({ line, at }) =>
      line.includes("=") &&
      /\w\s+\S|[^\s\w."'-]/.test(line.slice(0, line.indexOf("=")).trim()) &&
      at < line.indexOf("="),
  },
  {
    message: "this value has no quotes",
    hint: hintOfQuotes,
    fits: ({ line }) => /^[^"'[{(]/.test(valueIn(line) ?? ""),
  },
  {
    message: "there is more on this line than a key and its value",
    hint: "Write each key on a line of its own, with nothing but a # comment behind its value.",
    fits: ({ line, at }) => /^(?:"(?:[^"\\]|\\.)*"|'[^']*')\s*$/.test(valueIn(line.slice(0, at)) ?? ""),
  },
  {
    message: "this list or table has no closing bracket",
    hint: 'A list ends with a ], and a table with a }: ["a", "b"], { key = "text" }.',
    fits: isBracketOpen,
  },
  {
    message: "this key has no = behind it",
    hint: 'A key and its value are joined by an equals sign: key = "text".',
    fits: ({ line, at }) =>
      /^[\w.-]*$/.test(line.slice(0, at).trim()) && !/^[\w.-]+\s+[^=\s"']+\s*=/.test(line.trimStart()),
  },
]
