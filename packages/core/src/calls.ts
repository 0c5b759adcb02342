/** What the application's code calls us with: a wrong call is told at once, and never taken for something else. */
import { settingsOf } from "./config/config.js"
import type { Settings } from "./config/settings.js"
import type { LoginOptions } from "./flow/login.js"
import type { LogoutOptions } from "./flow/logout.js"
import { checkedOptions, wrongCall } from "./flow/options.js"

const loginNames = ["provider", "returnTo", "parameters"]

/** A name, options, or both; never an Event or a Request that a bare callback was handed. */
export function loginOptions(provider: string | LoginOptions | undefined, more: LoginOptions = {}): LoginOptions {
  const options = checkedOptions(more, "login()", loginNames)
  if (provider === undefined) return checkedValues(options)
  if (typeof provider === "string") return checkedValues({ ...options, provider })
  return checkedValues({
    ...options,
    ...checkedOptions(provider, "login()", loginNames, "a provider's name or options"),
  })
}

function checkedValues(options: LoginOptions): LoginOptions {
  const { provider, parameters } = options
  if (provider !== undefined && typeof provider !== "string") throw wrongCall("The provider of login() must be a text.")
  if (parameters !== undefined) checkedOptions(parameters, "login({ parameters })")
  return options
}

export function logoutOptions(options: LogoutOptions = {}): LogoutOptions {
  const { mode } = checkedOptions(options, "logout()", ["returnTo", "mode"])
  if (mode === undefined || mode === "local" || mode === "provider") return options
  throw wrongCall('The mode of logout() is "local" or "provider".')
}

/** The settings inside a Config, whoever claims to have given one. */
export function neededSettings(config: unknown): Settings {
  const settings = settingsOf(config)
  if (settings !== undefined) return settings
  throw wrongCall("A Config is needed here: what parseConfig or loadConfig gives, or what createAuth makes of it.")
}
