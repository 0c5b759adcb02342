/** What the application's code calls us with: a wrong call is told at once, and never taken for something else. */

import type { AuthOptions } from "./auth.js"
import { settingsOf } from "./config/config.js"
import type { Settings } from "./config/settings.js"
import type { LoginOptions } from "./flow/login.js"
import type { LogoutOptions } from "./flow/logout.js"
import { checkedOptions, wrongCall } from "./options.js"
import { guardedStore } from "./session/guarded-store.js"
import type { SessionStore } from "./session/store.js"
import type { DenyList } from "./session-parts.js"

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
  const { mode, everywhere } = checkedOptions(options, "logout()", ["returnTo", "mode", "everywhere"])
  if (everywhere !== undefined && typeof everywhere !== "boolean") {
    throw wrongCall("everywhere of logout() is true or false.")
  }
  if (mode === undefined || mode === "local" || mode === "provider") return options
  throw wrongCall('The mode of logout() is "local" or "provider".')
}

/** How long an answer of a deny list counts, in seconds. */
const usualMemory = 5

/** Where sessions are kept, and where those that have ended. What fails there fails as store_unavailable. */
export function storesIn({ store, denyList }: Pick<AuthOptions, "store" | "denyList">): {
  store: SessionStore | undefined
  denyList: DenyList | undefined
} {
  if (store !== undefined) checkStore(store, "store of createAuth()")
  if (denyList === undefined) return { store: store && guardedStore(store), denyList: undefined }
  const { remember = usualMemory, ...kept } = checkedOptions(denyList, "denyList of createAuth()", [
    "store",
    "remember",
  ])
  checkStore(kept.store, "denyList.store of createAuth()")
  if (store !== undefined) throw wrongCall("denyList is for sessions in cookies: a store knows itself what has ended.")
  if (!(Number.isFinite(remember) && remember >= 0)) throw wrongCall("denyList.remember is a number of seconds.")
  return { store: undefined, denyList: { store: guardedStore(kept.store), remember } }
}

function checkStore(store: unknown, name: string): void {
  const { get, set, delete: remove } = (store ?? {}) as Partial<SessionStore>
  // A Map has methods of these names, and forgets nothing.
  const isStore = [get, set, remove].every((method) => typeof method === "function") && !(store instanceof Map)
  if (isStore) return
  throw wrongCall(
    `The ${name} is a SessionStore: an object with get, set and delete. redisStore() of @x/store-redis makes one of a client.`,
  )
}

/** The settings inside a Config, whoever claims to have given one. */
export function neededSettings(config: unknown): Settings {
  const settings = settingsOf(config)
  if (settings !== undefined) return settings
  throw wrongCall("A Config is needed here: what parseConfig or loadConfig gives, or what createAuth makes of it.")
}
