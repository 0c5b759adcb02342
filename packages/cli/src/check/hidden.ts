/** Which values came from a variable or a file: those are never shown. */
import { collectIssues, isTable, own, parseToml, resolveReferences, withVariables } from "@x/core/inspect"
import type { World } from "../command.js"

/** Whether the value of a key, or a table around it, came from a variable or a file. */
export type IsHidden = (path: readonly string[]) => boolean

/** Asks the core where each value is looked up. The issues that it finds on the way have been told by `loadConfig`. */
export function hiddenIn(text: string, env: World["env"]): IsHidden {
  const issues = collectIssues()
  const parsed = parseToml(text)
  const auth = "table" in parsed && isTable(parsed.table) ? own(parsed.table, "auth") : undefined
  const table = withVariables(isTable(auth) ? auth : undefined, env, issues)
  if (table !== undefined) resolveReferences(table, { env, readFile: undefined }, issues)
  return (path) => path.some((_, index) => issues.isHidden(path.slice(0, index + 1)))
}
