/**
 * How much JSON holds, told before one value of it is made (pure). Whoever parses it, copies it or walks through it pays
 * for each value, and whoever makes a text of a list for the square of its depth; plain length costs next to nothing.
 */

export interface JsonBounds {
  /** Commas and opening brackets: each value takes one of them, and what is empty one more. */
  readonly mostSeparators: number
  /** Lists and objects around one value. */
  readonly deepest: number
}

/** Whether JSON holds more. A long part of a JWT is JSON as well: the JWT may be the whole body or one of its texts. */
export function holdsMore(body: Uint8Array, bounds: JsonBounds): boolean {
  const json = new TextDecoder().decode(body)
  if (isBeyond(json, bounds)) return true
  for (const text of textsOf(json, bounds.mostSeparators)) {
    for (const part of text.split(".")) {
      if (part.length > bounds.mostSeparators && isBeyond(decoded(part), bounds)) return true
    }
  }
  return false
}

function isBeyond(json: string, { mostSeparators, deepest }: JsonBounds): boolean {
  let separators = 0
  let depth = 0
  let isText = false
  for (let at = 0; at < json.length; at++) {
    const character = json.charCodeAt(at)
    if (character === quote) isText = !isText
    else if (isText) at += character === backslash ? 1 : 0
    else if (character === comma) separators += 1
    else if (character === openBracket || character === openBrace) {
      separators += 1
      depth += 1
    } else if (character === closeBracket || character === closeBrace) depth -= 1
    if (separators > mostSeparators || depth > deepest) return true
  }
  return false
}

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c]
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Whatever stands between quotes and is longer, as it is meant; all of it where there are none. */
function* textsOf(json: string, shortest: number): Generator<string> {
  let start = 0
  for (let at = 0; at <= json.length; at++) {
    const character = json.charCodeAt(at)
    if (character === backslash) at += 1
    if (character !== quote && at < json.length) continue
    if (at - start > shortest) yield unescaped(json.slice(start, at))
    start = at + 1
  }
}

/** A letter may be written as its number. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    // No JSON: nobody will get it.
    return ""
  }
}

/**
 * As leniently as it will be read: in either alphabet (RFC 4648), with spaces of all kinds, most of which `atob` leaves
 * out. What does not begin as JSON is none.
 */
function decoded(part: string): string {
  try {
    const text = atob(
      part
        .replaceAll("-", "+")
        .replaceAll("_", "/")
        .replace(/[^\S\t\n\f\r ]/g, ""),
    )
    return /^(?:\xef\xbb\xbf)?\s*[[{]/.test(text) ? text : ""
  } catch {
    // Nobody will parse it.
    return ""
  }
}
