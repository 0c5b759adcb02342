/** Texts that nobody means well with, and edits that leave most of a good text as it was. */

import fc from "fast-check"
import { plainRecord } from "./record.js"

/** It must never stand in a page as it is. */
export const marker = `<canary"'>`

const nasty = [
  "",
  " ",
  "\0",
  "\r\nset-cookie: evil=1",
  "\t",
  "\u007f",
  "\u0085",
  "\u2028",
  "\u202e",
  "\ufeff",
  "\ud800",
  "\udc00x",
  "ä",
  "😀",
  "%",
  "%zz",
  "%00",
  "%0d%0a",
  "%ed%a0%80",
  "__proto__",
  "constructor",
  "toString",
  "1e400",
  "-1",
  "NaN",
  "null",
  "true",
  "{}",
  "[]",
  marker,
  `${marker}`.repeat(3),
  "</style><script>alert(1)</script>",
  "javascript:alert(1)",
  "data:text/html,x",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "https://evil.example",
  "https://app.example@evil.example/",
  "/..//evil.example",
  "&",
  "=",
  ";",
  ",",
  "#",
  "?",
  "+",
  ".",
  "*",
  "..",
  "$`",
  "$&",
  "(((((((a+)+)+)+)+)$",
]

const units = [
  "a",
  "/",
  "%41",
  "%",
  "&",
  "=",
  ";",
  "&a=",
  "; a=",
  ".",
  "..",
  "*",
  " ",
  "\t",
  "[",
  "<",
  "😀",
  "ä",
  "\ud800",
  "-",
  ",",
]
const sizes = [60, 161, 256, 2047, 2048, 2049, 4097, 9000, 17_000]

/** Texts that are too long for anything. Rare: they are slow to handle, for the fuzzer too. */
export function longText(largest = 70_000): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...units),
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...sizes) }, fc.constant(largest)),
    )
    .map(([unit, size]) => unit.repeat(Math.ceil(size / unit.length)))
}

/** @param largest of the longest, in characters */
export function hostileText(largest?: number): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom(...nasty) },
    { weight: 4, arbitrary: fc.string({ unit: "binary", maxLength: 24 }) },
    { weight: 2, arbitrary: fc.string({ maxLength: 60 }) },
    { weight: 1, arbitrary: longText(largest) },
  )
}

const kinds = ["cut", "keep", "drop", "double", "swap", "put", "replace", "flip", "upper"] as const

export interface Edit {
  readonly kind: (typeof kinds)[number]
  /** Where, as a part of the whole: 0 is its beginning, 1 its end. */
  readonly at: number
  readonly length: number
  readonly text: string
}

export function edit(largest?: number): fc.Arbitrary<Edit> {
  return plainRecord({
    kind: fc.constantFrom(...kinds),
    at: fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
    length: fc.oneof(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 200 })),
    text: hostileText(largest),
  })
}

/** As the edit says; the same edit of the same text is the same text. */
export function edited(whole: string, { kind, at, length, text }: Edit): string {
  const from = Math.floor(at * whole.length)
  const [before, piece, after] = [whole.slice(0, from), whole.slice(from, from + length), whole.slice(from + length)]
  switch (kind) {
    case "cut":
      return before
    case "keep":
      return piece + after
    case "drop":
      return before + after
    case "double":
      return before + piece + piece + after
    case "swap":
      return after + piece + before
    case "put":
      return before + text + piece + after
    case "replace":
      return before + text + after
    case "flip":
      return before + [...piece].map((character) => String.fromCharCode(character.charCodeAt(0) ^ 1)).join("") + after
    case "upper":
      return before + piece.toUpperCase() + after
  }
}
