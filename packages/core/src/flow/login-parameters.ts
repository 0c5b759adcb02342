/** What an application may ask of the provider in one login (pure): what it may configure. */
import { manners, type Parameters, refusal } from "../config/parameters.js"
import type { ProviderSettings } from "../config/settings.js"
import { AuthError } from "../errors.js"

/** What may be asked of the provider in a call is what may be configured. */
export function checkedParameters(parameters: Record<string, string>, type: ProviderSettings["type"]): Parameters {
  const checked: Record<string, readonly string[]> = Object.create(null)
  for (const [name, value] of Object.entries(parameters)) {
    if (typeof value !== "string") {
      throw new AuthError("invalid_argument", { message: `The parameter ${name} of login() must be a text.` })
    }
    const refused = refusal(name, value, type)
    if (refused !== undefined)
      throw new AuthError("parameter_refused", { message: `The parameter ${name} ${refused}.` })
    checked[name] = value === "" ? [] : [value]
  }
  return checked
}

/** @throws {AuthError} parameter_refused: without `openid`, an OpenID provider would not say who it is. */
export function refuseScope({ scope }: Parameters, type: ProviderSettings["type"]): void {
  const { neededScope } = manners[type]
  if (scope === undefined || neededScope === undefined) return
  if (scope.join(" ").split(/\s+/).includes(neededScope)) return
  throw new AuthError("parameter_refused", { message: `The scope of a login must hold ${neededScope}.` })
}
