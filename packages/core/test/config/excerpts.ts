/** What an error's message shows of the text: for the tests that look at it. */
import { expect } from "vitest"
import { ours, usual } from "../../src/config/parameters.js"
import { presets } from "../../src/config/presets.js"
import { applicationKeys, policyKeys, registrationKeys } from "../../src/config/schema.js"

const known = new Set([
  ...[applicationKeys, registrationKeys, policyKeys, presets].flatMap((table) => Object.keys(table)),
  ...[...ours, ...usual, "auth", "default", "env", "file", "sub"],
])

export interface Excerpt {
  readonly shown: string
  /** Where the caret stands in it. */
  readonly at: number
}

/** What a message shows of the text. */
export function excerptsIn(message: string): readonly Excerpt[] {
  return [...message.matchAll(/^ {4}(\d+ \| )(.*)\n {4}( *\| )( *)\^$/gmu)].map(
    ([, gutter, shown = "", below, blanks = ""]) => {
      expect(below?.length).toBe(gutter?.length)
      return { shown, at: blanks.length }
    },
  )
}

/** Of a shown line only known keys and punctuation are to be read. */
export function expectMasked(excerpts: readonly Excerpt[]): void {
  for (const { shown, at } of excerpts) {
    expect(shown.length).toBeLessThanOrEqual(160)
    expect(at).toBeLessThanOrEqual(shown.length)
    // A line that is cut may be cut in a word.
    const words = shown.replace(/^…[\w-]*|[\w-]*…$/g, "").match(/[\w-]+/g) ?? []
    expect(words.filter((word) => !known.has(word))).toEqual([])
    expect(shown.replace(/[\w-]+/g, "")).toMatch(/^[ •…"'#=[\]{}().,:]*$/)
  }
}
