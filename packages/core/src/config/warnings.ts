/** What is allowed but unwise. */
import { sharedDomainOf } from "./allowed-origins.js"
import { type Issues, shown } from "./issues.js"
import { isLoopback } from "./rules.js"
import type { Settings } from "./settings.js"
import { isTable, own } from "./table.js"

interface Circumstances {
  readonly file: string | undefined
  /** What was read, before variables were laid over it and references were looked up. */
  readonly root: object
  readonly isReadableByOthers: boolean
  readonly isHidden: Issues["isHidden"]
}

/** In sentences, for the owner. Never a value that may be a secret. */
export function warningsOf(
  { application }: Settings,
  { file, root, isReadableByOthers, isHidden }: Circumstances,
): string[] {
  const warnings: string[] = []
  if (isReadableByOthers && file !== undefined && holdsSecret(root)) {
    warnings.push(`Other users of this machine can read ${file}, and it holds secrets: chmod 600 ${quoted(file)}`)
  }
  for (const origin of new Set(application.insecureOrigins)) {
    const { protocol, hostname } = new URL(origin)
    if (protocol !== "http:" || isLoopback(hostname)) continue
    const name = isHidden(["auth", "allow_insecure_http"]) ? "an origin" : shown(origin)
    warnings.push(`allow_insecure_http: what is sent to ${name} can be read and changed on its way.`)
  }
  for (const domain of new Set(application.allowedOrigins.map(sharedDomainOf))) {
    if (domain === undefined) continue
    const name = isHidden(["auth", "allowed_origins"]) ? "a domain with an entry" : domain
    warnings.push(
      `allowed_origins: anyone can get a host below ${name}. Register each redirect_uri by its full address at the providers, never by a pattern.`,
    )
  }
  return warnings
}

/** As a shell wants it. */
function quoted(file: string): string {
  return /^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`
}

/** Whether a secret stands there itself, and not only the name of the variable or the file that has it. */
function holdsSecret(root: object): boolean {
  const isSecret = ([key, value]: readonly [string, unknown]): boolean =>
    ["cookie_secret", "client_secret", "client_private_key"].includes(key)
      ? [isTable(value) ? own(value, "d") : value].flat().some((one) => typeof one === "string")
      : isTable(value) && Object.entries(value).some(isSecret)
  return isTable(root) && isSecret(["auth", own(root, "auth")])
}
