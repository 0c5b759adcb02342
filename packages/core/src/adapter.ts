/** `@x/core/adapter`: what an adapter is made of. */
import { type Config, settingsOf } from "./config/config.js"
import { type Auth, createAuth } from "./create-auth.js"
import { AuthError } from "./errors.js"
import type { Register } from "./index.js"
import type { Claims } from "./session/claims.js"

/** The claims that the application has registered, else those of OpenID Connect. */
export type RegisteredClaims = Register extends { user: infer C extends object } ? C : Claims

// The same Config gives the same Auth, so that two mounts of it share what they have fetched.
const made = new WeakMap<Config, Auth>()

/**
 * The Auth of what an adapter was given: a Config, or an Auth that was made with options.
 *
 * @throws {AuthError} invalid_argument for anything else
 */
export function authOf<C>(source: Config | Auth<C>): Auth<C> {
  if (isAuth<C>(source)) return source
  if (settingsOf(source) === undefined) {
    const message = "auth() needs a Config, as parseConfig or loadConfig gives it, or what createAuth gives."
    throw new AuthError("invalid_argument", { message })
  }
  const known = made.get(source)
  if (known !== undefined) return known as unknown as Auth<C>
  const auth = createAuth(source)
  made.set(source, auth)
  return auth as unknown as Auth<C>
}

function isAuth<C>(source: Config | Auth<C>): source is Auth<C> {
  return typeof source === "object" && source !== null && "handle" in source && "context" in source
}
