/** A store that fails fails as one of our errors: whoever keeps sessions elsewhere answers 503 while it cannot be asked. */
import { AuthError } from "../errors.js"
import type { SessionStore } from "./store.js"

/**
 * What no store may answer is a failure of it, too: taken for nothing, it would bring back a session that a mark has
 * ended, and log out who is logged in.
 *
 * @throws {AuthError} store_unavailable, from each of its methods
 */
export function guardedStore(store: SessionStore): SessionStore {
  return {
    get: (key) =>
      asked(async () => {
        const value: unknown = await store.get(key)
        // Most clients of databases say null where nothing is.
        if (value === undefined || value === null) return undefined
        if (typeof value === "string") return value
        throw new TypeError(`The store's get() gave no text but ${described(value)}.`)
      }),
    set: (key, value, ttlSeconds, options) =>
      asked(async () => {
        const isSet: unknown = await store.set(key, value, ttlSeconds, options)
        // Nobody reads the answer to a plain set.
        if (typeof isSet === "boolean" || options?.ifAbsent !== true) return isSet !== false
        throw new TypeError(`The store's set() with ifAbsent gave neither true nor false but ${described(isSet)}.`)
      }),
    delete: (key) => asked(() => store.delete(key)),
  }
}

async function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (cause) {
    throw new AuthError("store_unavailable", { cause })
  }
}

/** Its kind, and nothing of what it holds. */
function described(value: unknown): string {
  if (typeof value !== "object" || value === null) return value === null ? "null" : typeof value
  return `an object of the class ${value.constructor?.name ?? "unknown"}`
}
