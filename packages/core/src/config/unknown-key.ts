/** A key that is none: what was probably meant. */
import { dotted, type Issues, shown } from "./issues.js"
import { nearest } from "./nearest.js"
import { applicationKeys, policyKeys, registrationKeys } from "./schema.js"
import { isTable, kindOf } from "./table.js"

const inProvider = [...Object.keys(registrationKeys), ...Object.keys(policyKeys)]
const inAuth = [...Object.keys(applicationKeys), ...inProvider]

export function tellUnknownKey(path: readonly string[], value: unknown, issues: Issues): void {
  const name = path.at(-1) ?? ""
  const isInProvider = path.length > 2
  // A file of which nothing is known is another kind of file: to guess at each of its keys would take its time.
  const near = issues.count < 100 ? nearest(name, isInProvider ? inProvider : inAuth) : undefined
  const quoted = `[auth.${JSON.stringify(shown(path.slice(1).join(".")))}]`
  const hint =
    near !== undefined
      ? `Did you mean ${near}?`
      : isInProvider && isTable(value)
        ? `A name with a dot stands in quotes: ${quoted}`
        : Array.isArray(value) && !isInProvider
          ? `If it is a provider, it is a table: [${dotted(path)}], with its keys below.`
          : "Remove it; the documentation's page Configuration has all keys."
  issues.add("key_unknown", path, `is no key that is known here${isTable(value) ? "" : ` (${kindOf(value)})`}`, hint)
}
