/** Which configured provider a call means. */

import { shown } from "../config/issues.js"
import { nearest } from "../config/nearest.js"
import type { ProviderSettings } from "../config/settings.js"
import { AuthError } from "../errors.js"

type Providers = ReadonlyMap<string, ProviderSettings>

/**
 * The provider of a name; without a name `default`, or the only one there is. Undefined when there are several to
 * choose from.
 *
 * @throws {AuthError} provider_unknown, which lists the configured names.
 */
export function chooseProvider(providers: Providers, name: string | undefined): ProviderSettings | undefined {
  if (name !== undefined) return providers.get(name) ?? unknown(providers, name)
  const [only, ...others] = providers.values()
  return providers.get("default") ?? (others.length === 0 ? only : undefined)
}

function unknown(providers: Providers, name: string): never {
  const names = [...providers.keys()]
  const near = nearest(name, names)
  const question = near === undefined ? "" : ` Did you mean "${shown(near)}"?`
  const list = names.map((known) => `"${shown(known)}"`).join(", ")
  const message = `There is no provider "${shown(name)}". Configured: ${list}.${question}`
  throw new AuthError("provider_unknown", { message })
}
