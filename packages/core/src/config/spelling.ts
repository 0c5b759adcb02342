/** What the text of a variable or a file means for the key that it stands for. */
import { isTableKey, shapeOf } from "./schema.js"
import { parseTomlValue } from "./text/toml.js"

/**
 * The text itself; but where the key wants a flag, a number, a list or a table, and the text is one as TOML writes it,
 * that. A client's secret of digits stays a text, because no other value fits there. Undefined for a list that has
 * broken off: as one text, it would be a secret or a name that nobody has meant.
 *
 * @param path from `auth` on; below a table of the owner's own entries everything is text
 */
export function spelled(text: string, path: readonly string[]): unknown {
  const shape = path.slice(1, -1).some(isTableKey) ? undefined : shapeOf(path.at(-1) ?? "")
  if (shape === undefined || !/^\s*(?:[[{\d]|true|false)/.test(text)) return text
  const value = parseTomlValue(text)
  if (value !== undefined && shape.safeParse(value).success) return value
  const isList = /^\s*\[/.test(text) && shape.safeParse(["id"]).success
  return isList ? undefined : text
}
