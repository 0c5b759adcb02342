/** Parameters of a query or a form: good ones, with a few things done to them. */

import fc from "fast-check"
import { plainRecord } from "./record.js"
import { type Edit, edit, edited, hostileText } from "./text.js"

type Pair = readonly [name: string, value: string]

interface Change {
  readonly kind: "drop" | "double" | "again" | "first" | "name" | "value" | "set" | "empty" | "reverse" | "many"
  readonly which: number
  readonly name: string
  readonly text: string
  readonly edit: Edit
}

/** What is done to some pairs, and to the text that they become. */
export interface PairChanges {
  readonly changes: readonly Change[]
  readonly raw: readonly Edit[]
}

/** @param names what else may be there */
export function pairChanges(names: readonly string[], largest?: number): fc.Arbitrary<PairChanges> {
  const change = plainRecord({
    kind: fc.constantFrom<Change["kind"]>(
      ...(["drop", "double", "again", "first", "name", "value", "set", "set", "empty", "reverse", "many"] as const),
    ),
    which: fc.nat(7),
    name: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...names) }, hostileText(largest)),
    text: hostileText(largest),
    edit: edit(largest),
  })
  return plainRecord({
    changes: fc.oneof({ weight: 6, arbitrary: fc.array(change, { minLength: 1, maxLength: 3 }) }, fc.constant([])),
    raw: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, fc.array(edit(largest), { minLength: 1, maxLength: 2 })),
  })
}

/** The pairs as a query or a form has them, changed. */
export function changedPairs(pairs: readonly Pair[], { changes, raw }: PairChanges): string {
  const all = changes.reduce(changed, pairs)
  const text = new URLSearchParams(all.map(([name, value]) => [name, value])).toString()
  return raw.reduce(edited, text)
}

function changed(pairs: readonly Pair[], { kind, which, name, text, edit }: Change): readonly Pair[] {
  const at = pairs.length === 0 ? 0 : which % pairs.length
  const [key, value] = pairs[at] ?? ["", ""]
  const put = (...pair: readonly Pair[]) => [...pairs.slice(0, at), ...pair, ...pairs.slice(at + 1)]
  switch (kind) {
    case "drop":
      return put()
    case "double":
      return put([key, value], [key, value])
    case "again":
      return [...pairs, [key, text]]
    case "first":
      return [[key, text], ...pairs]
    case "name":
      return put([edited(key, edit), value])
    case "value":
      return put([key, edited(value, edit)])
    case "set":
      return [...pairs, [name, text]]
    case "empty":
      return put([key, ""])
    case "reverse":
      return [...pairs].reverse()
    case "many":
      return [...pairs, ...Array.from({ length: 40 }, (): Pair => [name.slice(0, 20), text.slice(0, 20)])]
  }
}
