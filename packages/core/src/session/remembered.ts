/** What was opened before is not opened again: a browser sends the same cookie with every request. */
import { copyOf, type Purpose, type Sealer } from "../seal.js"

/** How many values are remembered in a generation, and of how many characters together. */
const mostValues = 2000
const mostCharacters = 4_000_000

export interface Remembered<Value> {
  /** What a seal holds, if that is known. */
  recall(sealed: string): Value | undefined
  /** What a seal holds; undefined for what does not open. */
  open(sealed: string): Promise<Value | undefined>
}

/**
 * Opens what was sealed for one purpose. What a seal held is remembered for as long as it is asked for, and given to
 * everybody who asks: nobody may write to it. Nothing is remembered of what did not open. Whether it still counts is
 * for the caller to judge, each time.
 */
export function rememberOpened<Value extends object>(
  sealer: Pick<Sealer, "open">,
  purpose: Purpose,
): Remembered<Value> {
  // Two generations: what is asked for moves to the younger one, and the older one is dropped when that is full.
  let younger = new Map<string, Value>()
  let older = new Map<string, Value>()
  let characters = 0

  function remember(sealed: string, value: Value): Value {
    if (younger.size >= mostValues || characters > mostCharacters) {
      older = younger
      younger = new Map()
      characters = 0
    }
    younger.set(sealed, value)
    characters += sealed.length
    return value
  }

  function recall(sealed: string): Value | undefined {
    const known = younger.get(sealed)
    if (known !== undefined) return known
    const knownBefore = older.get(sealed)
    return knownBefore === undefined ? undefined : remember(copyOf(sealed), knownBefore)
  }

  return {
    recall,
    async open(sealed) {
      const known = recall(sealed)
      if (known !== undefined) return known
      const opened = await sealer.open(purpose, sealed)
      // The seal is ours, so what it holds is what we put there. A copy of the text: a part of a Cookie header would
      // keep all of it in memory.
      return opened === undefined ? undefined : remember(copyOf(sealed), opened as Value)
    },
  }
}
