/** A store that fails fails as one of our errors: whoever keeps sessions elsewhere answers 503 while it cannot be asked. */
import { AuthError } from "../errors.js"
import type { SessionStore } from "./store.js"

/** @throws {AuthError} store_unavailable, from each of its methods */
export function guardedStore(store: SessionStore): SessionStore {
  return {
    async get(key) {
      const value: unknown = await asked(() => store.get(key))
      return typeof value === "string" ? value : undefined
    },
    set: (key, value, ttlSeconds, options) => asked(() => store.set(key, value, ttlSeconds, options)),
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
