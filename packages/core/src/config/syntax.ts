/** What somebody probably meant who wrote what is not TOML. */
import type { TomlFault } from "./toml.js"

export interface Explanation {
  readonly code: "toml_syntax" | "toml_duplicate"
  readonly message: string
  readonly hint: string
}

/** Explains a fault by what stands at its place; nothing of the text is in the answer. */
export function explainSyntax(text: string, { line, column, isTwice }: TomlFault): Explanation {
  const written = text.split("\n", line)[line - 1] ?? ""
  const found = isTwice ? twice : (mistakes.find(({ fits }) => fits(written, column - 1)) ?? other)
  const { message, hint } = found
  const code = isTwice ? "toml_duplicate" : "toml_syntax"
  // The parser stops at the first fault, and a place is all that it tells.
  return { code, message, hint: `${hint} More may be found once this is mended.` }
}

interface Mistake {
  readonly message: string
  readonly hint: string
  /** @param at the offset in the line, from 0 */
  fits(line: string, at: number): boolean
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

const mistakes: readonly Mistake[] = [
  {
    message: "this is JSON, and the file is TOML",
    hint: 'Begin with a line [auth], and write a line key = "text" for each key.',
    fits: (line, at) => /^\s*$/.test(line.slice(0, at)) && line[at] === "{",
  },
  {
    message: "TOML has no parentheses",
    hint: 'Put the text on one line, behind the =: key = "text".',
    fits: (line, at) => line[at] === "(",
  },
  {
    message: "a table header ends its line",
    hint: "Write each key on a line of its own, below the header.",
    fits: (line, at) => /^\s*\[[^\]]*\]\]?\s*$/.test(line.slice(0, at)) && at > 0,
  },
  {
    message: "this header has no closing bracket",
    hint: "A table's header is a name in brackets, on a line of its own: [auth].",
    fits: (line) => /^\s*\[[^\]]*$/.test(line) && !line.includes("="),
  },
  {
    message: "curly quotes do not begin a text",
    hint: hintOfQuotes,
    fits: (line) => /^[\u2018-\u201f\u00ab\u00bb\u2039\u203a`\u00b4]/.test(valueIn(line) ?? ""),
  },
  {
    message: "this text has no closing quote",
    hint: hintOfQuotes,
    fits: (line, at) => /^["']/.test(line.slice(at)) || /^("(?:[^"\\]|\\.)*|'[^']*)$/.test(valueIn(line) ?? ""),
  },
  {
    message: "a backslash in double quotes begins an escape, and this is none",
    hint: "Write it twice, or put the text between single quotes, where it is a character like any other.",
    fits: (line, at) => line[at] === "\\" || line[at - 1] === "\\",
  },
  {
    message: "there is no value behind the =",
    hint: hintOfQuotes,
    fits: (line) => /^(#.*)?$/.test(valueIn(line)?.trim() ?? "x"),
  },
  {
    message: "this value has no quotes",
    hint: hintOfQuotes,
    fits: (line) => /^[^"'[{(]/.test(valueIn(line) ?? ""),
  },
  {
    message: "there is more on this line than a key and its value",
    hint: "Write each key on a line of its own, with nothing but a # comment behind its value.",
    fits: (line, at) => /^("(?:[^"\\]|\\.)*"|'[^']*')\s*$/.test(valueIn(line.slice(0, at)) ?? ""),
  },
  {
    message: "this key has no = behind it",
    hint: 'A key and its value are joined by an equals sign: key = "text".',
    fits: (line, at) => /^\s*[\w.-]*$/.test(line.slice(0, at)) && !/^\s*[\w.-]+\s+[^=\s]+\s*=/.test(line),
  },
  {
    message: "this key has characters that need quotes",
    hint: 'A key of other characters than letters, digits, - and _ stands in quotes: "my key" = "text".',
    fits: (line, at) => line.includes("=") && at < line.indexOf("="),
  },
]
