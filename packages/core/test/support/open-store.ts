/** A store that a test looks into, takes away, and holds. */
import type { SessionStore } from "../../src/index.js"

export interface OpenStore {
  readonly store: SessionStore
  readonly entries: Map<string, string>
  /** How often it was asked, since the last look. */
  asked(): number
  setDown(isDown: boolean): void
  /** From now on, `set` waits for the promise before it writes. */
  holdWrites(until: Promise<void> | undefined): void
}

export function openStore(): OpenStore {
  const entries = new Map<string, string>()
  let count = 0
  let down = false
  let held: Promise<void> | undefined

  function reached(): void {
    count += 1
    if (down) throw new Error("connection refused")
  }

  return {
    entries,
    store: {
      async get(key) {
        reached()
        return entries.get(key)
      },
      async set(key, value, _ttlSeconds, { ifAbsent = false } = {}) {
        await held
        reached()
        if (ifAbsent && entries.has(key)) return false
        entries.set(key, value)
        return true
      },
      async delete(key) {
        reached()
        return entries.delete(key)
      },
    },
    asked() {
      const before = count
      count = 0
      return before
    },
    setDown(isDown) {
      down = isDown
    },
    holdWrites(until) {
      held = until
    },
  }
}
