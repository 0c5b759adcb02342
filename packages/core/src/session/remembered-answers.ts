/** A store whose answers are remembered for a few seconds: asked once, not at every request. */
import type { SessionStore } from "./store.js"

/** How many answers are remembered. */
const mostAnswers = 10_000

/** What this process writes itself, it knows at once. */
export function rememberAnswers(
  store: SessionStore,
  { seconds, now }: { readonly seconds: number; readonly now: () => number },
): SessionStore {
  const answers = new Map<string, { readonly value: string | undefined; readonly until: number }>()

  function remember(key: string, value: string | undefined): void {
    // The oldest answer is the first to be out of date, too.
    if (answers.size >= mostAnswers) answers.delete(answers.keys().next().value ?? "")
    answers.delete(key)
    answers.set(key, { value, until: now() + seconds * 1000 })
  }

  return {
    async get(key) {
      const known = answers.get(key)
      if (known !== undefined && now() < known.until) return known.value
      const value = await store.get(key)
      const newer = answers.get(key)
      // What was written meanwhile is not forgotten for an answer that was on its way.
      if (newer !== undefined && newer !== known) return newer.value
      remember(key, value)
      return value
    },

    async set(key, value, ttlSeconds, options) {
      const isSet = await store.set(key, value, ttlSeconds, options)
      if (isSet) remember(key, value)
      return isSet
    },

    async delete(key) {
      answers.delete(key)
      return store.delete(key)
    },
  }
}
