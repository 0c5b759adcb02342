/** What is allowed but unwise. */
import { type Issues, shown } from "./issues.js"
import type { Settings } from "./settings.js"
import { isTable, type Table } from "./table.js"

interface Circumstances {
  readonly file: string | undefined
  /** The `[auth]` table before its references were looked up. */
  readonly written: Table
  readonly isReadableByOthers: boolean
  readonly isHidden: Issues["isHidden"]
}

/** In sentences, for the owner. Never a value that may be a secret. */
export function warningsOf(
  { application }: Settings,
  { file, written, isReadableByOthers, isHidden }: Circumstances,
): string[] {
  const warnings: string[] = []
  if (isReadableByOthers && file !== undefined && holdsSecret(written)) {
    warnings.push(`Other users of this machine can read ${file}, and it holds secrets: chmod 600 ${quoted(file)}`)
  }
  for (const origin of application.insecureOrigins) {
    const name = isHidden(["auth", "allow_insecure_http"]) ? "an origin" : shown(origin)
    warnings.push(`allow_insecure_http: what is sent to ${name} can be read and changed on its way.`)
  }
  return warnings
}

/** As a shell wants it. */
function quoted(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`
}

/** Whether a secret stands there itself, and not only the name of the variable or the file that has it. */
function holdsSecret(table: Table): boolean {
  return Object.entries(table).some(([key, value]) => {
    if (key === "cookie_secret" || key === "client_secret") return [value].flat().some((one) => typeof one === "string")
    return isTable(value) && holdsSecret(value)
  })
}
