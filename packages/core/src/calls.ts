/** What the application's code calls us with: a wrong call is told at once, and never taken for something else. */
import { settingsOf } from "./config/config.js"
import type { Settings } from "./config/settings.js"
import { AuthError } from "./errors.js"
import type { LoginOptions } from "./flow/login.js"
import type { LogoutOptions } from "./flow/logout.js"

const loginNames = ["provider", "returnTo", "parameters"]

/** A name, options, or both; never an Event or a Request that a bare callback was handed. */
export function loginOptions(provider: string | LoginOptions | undefined, more: LoginOptions = {}): LoginOptions {
  const options = checkedOptions(more, "login", loginNames)
  if (provider === undefined) return options
  if (typeof provider === "string") return { ...options, provider }
  return { ...options, ...checkedOptions(provider, "login", loginNames) }
}

export function logoutOptions(options: LogoutOptions = {}): LogoutOptions {
  const { mode } = checkedOptions(options, "logout", ["returnTo", "mode"])
  if (mode === undefined || mode === "local" || mode === "provider") return options
  throw wrongCall('The mode of logout() is "local" or "provider".')
}

/** The options, if they are a plain object of known names: one that nobody reads would promise what does not happen. */
export function checkedOptions<Options extends object>(
  options: Options,
  call: string,
  known: readonly string[],
): Options {
  const isObject = typeof options === "object" && options !== null
  const prototype: unknown = isObject ? Object.getPrototypeOf(options) : undefined
  if (prototype !== Object.prototype && prototype !== null) {
    const wanted = call === "login" ? "a provider's name or options" : "options"
    throw wrongCall(`${call}() takes ${wanted}, and was called with ${described(options)}.`)
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name))
  if (unknown !== undefined) throw wrongCall(`${call}() knows no option "${unknown}": ${known.join(", ")}.`)
  return options
}

/** The settings inside a Config, whoever claims to have given one. */
export function neededSettings(config: unknown): Settings {
  const settings = settingsOf(config)
  if (settings !== undefined) return settings
  throw wrongCall("A Config is needed here: what parseConfig or loadConfig gives, or what createAuth makes of it.")
}

function described(value: unknown): string {
  if (typeof value !== "object" || value === null) return value === null ? "null" : `a ${typeof value}`
  return `an object of the class ${value.constructor?.name ?? "unknown"}`
}

function wrongCall(message: string): AuthError {
  return new AuthError("invalid_argument", { message })
}
