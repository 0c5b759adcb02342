/** Finds the place of an issue in the text that was parsed. */
import type { Place, Places } from "../issues.js"
import { entriesOf } from "./scan.js"

/** The text is walked through once, and only when the first place is asked for. */
export function placesIn(text: string | undefined): Places {
  if (text === undefined) return () => undefined
  let known: ReadonlyMap<string, Place> | undefined
  return (path) => {
    known ??= firstPlaces(text)
    // A key that is missing has the place of its table.
    return known.get(keyOf(path)) ?? known.get(keyOf(path.slice(0, -1)))
  }
}

function firstPlaces(text: string): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  // `[a.b.c]` and `a.b.c = 1` make the tables above them, too, unless those have a header of their own.
  const implied = new Map<string, Place>()
  for (const { path, line, column } of entriesOf(text)) {
    const keys = path.slice(0, deepest).map((_, index) => keyOf(path.slice(0, index + 1)))
    keys.forEach((key, index) => {
      const map = index === path.length - 1 ? places : implied
      if (!map.has(key)) map.set(key, { line, column })
    })
  }
  for (const [key, place] of implied) if (!places.has(key)) places.set(key, place)
  return places
}

/** No issue is about anything deeper. */
const deepest = 8

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path)
}
