/** A store whose answers are remembered for a few seconds: asked once, not at every request. */
import type { SessionStore } from "./store.js"

/** How many answers are remembered. */
const mostAnswers = 10_000

interface Answer {
  readonly value: string | undefined
  /** Milliseconds since the epoch. */
  readonly until: number
  /** Its place among all that was asked and written here. */
  readonly turn: number
}

/** What this process writes itself, it knows at once. */
export function rememberAnswers(
  store: SessionStore,
  { seconds, now }: { readonly seconds: number; readonly now: () => number },
): SessionStore {
  const answers = new Map<string, Answer>()
  let turns = 0

  /** From when it was asked: what the answer says may have changed while it was on its way. */
  function nextTurn(): Pick<Answer, "until" | "turn"> {
    turns += 1
    return { until: now() + seconds * 1000, turn: turns }
  }

  function remember(key: string, answer: Answer): void {
    // The oldest answer is the first to be out of date, too.
    if (answers.size >= mostAnswers) answers.delete(answers.keys().next().value ?? "")
    answers.delete(key)
    answers.set(key, answer)
  }

  return {
    async get(key) {
      const known = answers.get(key)
      if (known !== undefined && now() < known.until) return known.value
      const asked = nextTurn()
      const value = await store.get(key)
      const other = answers.get(key)
      // What was written meanwhile, or asked later, is not forgotten for an answer that was on its way.
      if (other !== undefined && other.turn > asked.turn) return other.value
      remember(key, { value, ...asked })
      return value
    },

    async set(key, value, ttlSeconds, options) {
      const isSet = await store.set(key, value, ttlSeconds, options)
      if (isSet) remember(key, { value, ...nextTurn() })
      return isSet
    },

    async delete(key) {
      answers.delete(key)
      return store.delete(key)
    },
  }
}
