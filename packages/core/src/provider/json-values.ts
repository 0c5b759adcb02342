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
  // Whatever counts here is ASCII, also where the text is not.
  const text = new TextDecoder("latin1").decode(body)
  if (isBeyond(text, bounds)) return true
  for (const part of partsOf(text, bounds.mostSeparators)) if (isBeyond(decoded(part), bounds)) return true
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

/** Whatever may be base64url of so many characters. */
function* partsOf(text: string, shortest: number): Generator<string> {
  let start = 0
  for (let at = 0; at <= text.length; at++) {
    if (isBase64url(text.charCodeAt(at))) continue
    if (at - start > shortest) yield text.slice(start, at)
    start = at + 1
  }
}

/** RFC 4648 section 5. */
function isBase64url(character: number): boolean {
  const letter = character | 0x20
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    (character >= 0x30 && character <= 0x39) ||
    character === 0x2d ||
    character === 0x5f
  )
}

function decoded(part: string): string {
  try {
    return atob(part.replaceAll("-", "+").replaceAll("_", "/"))
  } catch {
    // No base64url: nobody will parse it.
    return ""
  }
}
