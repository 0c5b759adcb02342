/** A bounded store for one process: for development, tests, and an application that is one process and restarts seldom. */
import { checkedOptions } from "../options.js"
import { createRuntime } from "../runtime.js"
import type { SessionStore } from "./store.js"

export interface MemoryStoreOptions {
  /** How many values are kept at most; a logged-in visitor has up to four. 50 000 unless it is given. */
  readonly maxEntries?: number
  /** Milliseconds since the epoch. `Date.now` unless it is given. */
  readonly now?: () => number
}

interface Entry {
  readonly value: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
}

/** How long what has expired may take up room that nobody needs, in milliseconds. */
const sweepEvery = 60_000

/** How many writes an iterator that nobody asks is kept for. */
const mostIdleWrites = 1000

/**
 * Sessions in the memory of this process, gone when it ends. When it is full, what has expired goes, then what was
 * written longest ago. A session is written before a mark that ends it, so it goes before the mark does, and none comes
 * back to life. What was set with `ifAbsent` (a lock, a logout token that has been used) stays until its time is over.
 *
 * It has no timers: what has expired is not given out, and is removed by a later write.
 *
 * @throws {AuthError} invalid_argument for an option that is not known
 * @throws {RangeError} when `maxEntries` is not a whole number above 0. `set` rejects with one when the store is full of
 *   what was set with `ifAbsent`.
 */
export function memoryStore(options: MemoryStoreOptions = {}): SessionStore {
  const known = checkedOptions(options, "memoryStore()", ["maxEntries", "now"])
  const { maxEntries = 50_000, now = createRuntime().now } = known
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) {
    throw new RangeError(`memoryStore: maxEntries must be a whole number above 0, not ${maxEntries}.`)
  }
  // A Map keeps the order of writing: its first is the oldest.
  const replaceable = new Map<string, Entry>()
  const claimed = new Map<string, Entry>()
  // It goes on where it was: a new one would walk over the gaps of all that has been removed. While it stands still, V8
  // keeps for it whatever its Map has held since: so it is not kept for long.
  let oldestFirst: Iterator<string> | undefined
  let idleWrites = 0
  let sweepAt = now() + sweepEvery
  // No entry expires earlier.
  let firstExpiry = Number.POSITIVE_INFINITY

  // Nothing below awaits, so whatever a method does, it does in one step.
  return {
    get: async (key) => find(key)?.value,

    async set(key, value, ttlSeconds, { ifAbsent = false } = {}) {
      if (ifAbsent && find(key) !== undefined) return false
      remove(key)
      if (!(ttlSeconds > 0)) return true
      makeRoom()
      const expiresAt = now() + ttlSeconds * 1000
      const entries = ifAbsent ? claimed : replaceable
      entries.set(key, { value, expiresAt })
      firstExpiry = Math.min(firstExpiry, expiresAt)
      return true
    },

    async delete(key) {
      const found = find(key)
      remove(key)
      return found !== undefined
    },
  }

  function find(key: string): Entry | undefined {
    const entry = replaceable.get(key) ?? claimed.get(key)
    return entry !== undefined && now() < entry.expiresAt ? entry : undefined
  }

  function remove(key: string): void {
    replaceable.delete(key)
    claimed.delete(key)
  }

  function makeRoom(): void {
    if (isFull() || now() >= sweepAt) sweep()
    idleWrites += 1
    if (idleWrites > mostIdleWrites) oldestFirst = undefined
    if (!isFull()) return
    const oldest = takeOldest()
    if (oldest === undefined)
      throw new RangeError(`memoryStore: full, with ${maxEntries} values that must not be lost.`)
    replaceable.delete(oldest)
  }

  function takeOldest(): string | undefined {
    idleWrites = 0
    const next = oldestFirst?.next()
    if (next?.done === false) return next.value
    oldestFirst = replaceable.keys()
    return oldestFirst.next().value
  }

  function isFull(): boolean {
    return replaceable.size + claimed.size >= maxEntries
  }

  /** Walks through all entries, unless none of them can have expired. */
  function sweep(): void {
    sweepAt = now() + sweepEvery
    if (now() < firstExpiry) return
    firstExpiry = Number.POSITIVE_INFINITY
    for (const entries of [replaceable, claimed]) {
      for (const [key, { expiresAt }] of entries) {
        if (now() >= expiresAt) entries.delete(key)
        else firstExpiry = Math.min(firstExpiry, expiresAt)
      }
    }
  }
}
