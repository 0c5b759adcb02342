// The suite of stores notices what it is for: each store here breaks one promise, and every case fails for one of them.
import { memoryStore, type SessionStore } from "@x/core"
import { describe, expect, it } from "vitest"
import { storeCases } from "../src/suites/store-cases.js"

/** Milliseconds since the epoch, and a way to let them pass. */
interface Clock {
  now: number
}

type Break = (store: SessionStore, clock: Clock) => Partial<SessionStore>

const turn = () => new Promise((resolve) => setTimeout(resolve, 0))
const trueEach = async (promise: Promise<unknown>) => promise.then(() => true)

/** What is wrong with the store, and a case that says so. */
const broken: Readonly<Record<string, [Break, string]>> = {
  "gives nothing back": [() => ({ get: async () => undefined }), "what was set is what is got"],
  "gives a value once": [
    (store) => ({
      async get(key) {
        const value = await store.get(key)
        await store.delete(key)
        return value
      },
    }),
    "what was set is what is got",
  ],
  "gives null": [
    (store) => ({ get: async (key) => (await store.get(key)) ?? (null as never) }),
    "under a key that nobody set is undefined, and not null",
  ],
  "never overwrites": [
    (store) => ({ set: (key, value, ttl) => trueEach(store.set(key, value, ttl, { ifAbsent: true })) }),
    "a later value takes the place of an earlier one, and set says true",
  ],
  "says whether a key is new": [
    (store) => ({
      async set(key, value, ttl, options) {
        const isNew = (await store.get(key)) === undefined
        return (await store.set(key, value, ttl, options)) && isNew
      },
    }),
    "a later value takes the place of an earlier one, and set says true",
  ],
  "knows no case": [(store) => renaming(store, (key) => key.toLowerCase()), "keys that look alike are different keys"],
  "knows no kind": [
    (store) => renaming(store, (key) => key.slice(key.indexOf(".") + 1)),
    "keys that look alike are different keys",
  ],
  "keeps in a plain object": [plainObject, "keys that are names in JavaScript are keys like any other"],
  "trims values": [
    (store) => ({ set: (key, value, ...rest) => store.set(key, value.trim(), ...rest) }),
    "a value keeps every character",
  ],
  "knows Latin-1 alone": [
    (store) => ({ set: (key, value, ...rest) => store.set(key, value.replace(/[^\0-\xff]/g, "?"), ...rest) }),
    "a value keeps every character",
  ],
  "takes an empty value for none": [
    (store) => ({ get: async (key) => (await store.get(key)) || undefined }),
    "a value keeps every character",
  ],
  "cuts at 32 KB": [
    (store) => ({ set: (key, value, ...rest) => store.set(key, value.slice(0, 32_768), ...rest) }),
    "a value of 64 KB comes back whole",
  ],
  "has room for 1000": [
    (_, clock) => memoryStore({ maxEntries: 1000, now: () => clock.now }),
    "thousands of keys do not get into each other's way",
  ],
  "deletes nothing": [() => ({ delete: async () => true }), "delete removes, and says true once"],
  "always says that it deleted": [
    (store) => ({ delete: (key) => trueEach(store.delete(key)) }),
    "delete of what nobody set says false",
  ],
  "deletes more than it should": [forgetful, "delete removes this key and no other"],
  "remembers what was deleted": [tombstones, "what was deleted can be set again"],
  "looks before it deletes": [
    (store) => ({
      async delete(key) {
        const was = await store.get(key)
        await turn()
        await store.delete(key)
        return was !== undefined
      },
    }),
    "of 50 who delete at once, one is told true",
  ],
  "knows no ifAbsent": [
    (store) => ({ set: (key, value, ttl) => store.set(key, value, ttl) }),
    "ifAbsent says false where something is, and leaves it",
  ],
  "cannot claim": [
    (store) => ({
      set: async (key, value, ttl, options) => options?.ifAbsent !== true && store.set(key, value, ttl, options),
    }),
    "ifAbsent keeps a value where nothing is",
  ],
  "always says that it claimed": [
    (store) => ({ set: (...args) => trueEach(store.set(...args)) }),
    "ifAbsent says false where something is, and leaves it",
  ],
  "claims with any options": [
    (store) => ({ set: (key, value, ttl, options) => store.set(key, value, ttl, options && { ifAbsent: true }) }),
    "ifAbsent: false is a plain set, also over what was claimed",
  ],
  "claims a key once and for ever": [
    (store) => {
      const claimed = new Set<string>()
      return {
        async set(key, value, ttl, options) {
          if (options?.ifAbsent !== true) return store.set(key, value, ttl)
          if (claimed.has(key)) return false
          const won = await store.set(key, value, ttl, options)
          if (won) claimed.add(key)
          return won
        },
      }
    },
    "what was claimed and deleted can be claimed again",
  ],
  "looks before it claims": [
    (store) => ({
      async set(key, value, ttl, options) {
        if (options?.ifAbsent && (await store.get(key)) !== undefined) return false
        await turn()
        return store.set(key, value, ttl)
      },
    }),
    "of 50 who claim at once, one is told true, and that one's value is kept",
  ],
  "keeps the last claimant's value": [
    (store) => ({
      async set(key, value, ttl, options) {
        const won = await store.set(key, value, ttl, options)
        if (!won) await store.set(key, value, ttl)
        return won
      },
    }),
    "of 50 who claim at once, one is told true, and that one's value is kept",
  ],
  "forgets nothing": [
    () => memoryStore({ now: () => 0 }),
    "what has had its time is gone for get, for delete and for ifAbsent",
  ],
  "forgets when somebody looks": [
    (store) => {
      const untouched = memoryStore({ now: () => 0 })
      return {
        ...untouched,
        async get(key) {
          if ((await store.get(key)) === undefined) await untouched.delete(key)
          return untouched.get(key)
        },
        async set(key, value, ttl, options) {
          await store.set(key, value, ttl, options)
          return untouched.set(key, value, hour, options)
        },
      }
    },
    "what has had its time is gone for get, for delete and for ifAbsent",
  ],
  "gives more time for a look": [
    (store) => ({
      async get(key) {
        const value = await store.get(key)
        if (value !== undefined) await store.set(key, value, 2)
        return value
      },
    }),
    "what has had its time is gone for get, for delete and for ifAbsent",
  ],
  "gives more time for a claim": [
    (store) => ({
      async set(key, value, ttl, options) {
        const won = await store.set(key, value, ttl, options)
        if (!won) await store.set(key, (await store.get(key)) ?? "", ttl)
        return won
      },
    }),
    "who claims in vain gives what is there no more time",
  ],
  "keeps the first time": [
    (store) => {
      const times = new Map<string, number>()
      return {
        set(key, value, ttl, options) {
          const first = times.get(key) ?? ttl
          times.set(key, first)
          return store.set(key, value, first, options)
        },
      }
    },
    "a later value brings a time of its own",
  ],
  "keeps the longest time": [
    (store) => {
      const times = new Map<string, number>()
      return {
        set(key, value, ttl, options) {
          const longest = Math.max(times.get(key) ?? ttl, ttl)
          times.set(key, longest)
          return store.set(key, value, longest, options)
        },
      }
    },
    "a later value brings a time of its own",
  ],
  "keeps for a second at least": [
    (store) => ({ set: (key, value, ttl, options) => store.set(key, value, Math.max(ttl, 1), options) }),
    "what has no time left is not kept, and nothing else under its key",
  ],
  "takes no notice of what has no time": [
    (store) => ({ set: async (...args) => args[2] <= 0 || store.set(...args) }),
    "what has no time left is not kept, and nothing else under its key",
  ],
  "claims without time": [
    (store) => ({
      set: (key, value, ttl, options) => (ttl > 0 ? store.set(key, value, ttl, options) : store.set(key, value, ttl)),
    }),
    "a claim without time is not kept, and says false where something is",
  ],
  "rounds down": [
    (store) => ({ set: (key, value, ttl, options) => store.set(key, value, Math.floor(ttl), options) }),
    "a fraction of a second is rounded up, or kept as it is",
  ],
  "forgets with a timer of Node's": [
    (store) => ({
      set(key, value, ttl, options) {
        // What setTimeout makes of more milliseconds than it can count.
        if (ttl * 1000 > 2 ** 31 - 1) setTimeout(() => void store.delete(key), 1)
        return store.set(key, value, ttl, options)
      },
    }),
    "a time of years is not too long",
  ],
}

const hour = 3600

function renaming(store: SessionStore, rename: (key: string) => string): SessionStore {
  return {
    get: (key) => store.get(rename(key)),
    set: (key, ...rest) => store.set(rename(key), ...rest),
    delete: (key) => store.delete(rename(key)),
  }
}

function plainObject(store: SessionStore): Partial<SessionStore> {
  const kept: Record<string, unknown> = {}
  return {
    get: async (key) => kept[key] as string | undefined,
    set(key, ...rest) {
      kept[key] = rest[0]
      return store.set(key, ...rest)
    },
  }
}

function forgetful(store: SessionStore): Partial<SessionStore> {
  let last = ""
  return {
    set(key, ...rest) {
      last = key
      return store.set(key, ...rest)
    },
    async delete(key) {
      const removed = await store.delete(key)
      await store.delete(last)
      return removed
    },
  }
}

function tombstones(store: SessionStore): Partial<SessionStore> {
  const deleted = new Set<string>()
  return {
    set: async (key, ...rest) => deleted.has(key) || store.set(key, ...rest),
    async delete(key) {
      const removed = await store.delete(key)
      if (removed) deleted.add(key)
      return removed
    },
  }
}

/** The names of the cases that fail for a store, by a clock of its own. */
async function failing(breakIt: Break): Promise<string[]> {
  const names: string[] = []
  for (const { name, run } of storeCases) {
    const clock = { now: Date.parse("2026-03-01T12:00:00Z") }
    const sound = memoryStore({ now: () => clock.now })
    const store = { ...sound, ...breakIt(sound, clock) }
    const pass = async (seconds: number) => {
      clock.now += seconds * 1000
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await run({ store, pass }).catch(() => names.push(name))
  }
  return names
}

describe("the cases for stores", () => {
  const noticed = new Set<string>()

  it("all pass for a store that keeps its promises", async () => {
    expect(await failing(() => ({}))).toEqual([])
  })

  it.each(Object.entries(broken))("notice a store that %s", async (_, [breakIt, name]) => {
    const names = await failing(breakIt)
    expect(names).toContain(name)
    for (const one of names) noticed.add(one)
  })

  it("can fail, every one", () => {
    expect(storeCases.map(({ name }) => name).filter((name) => !noticed.has(name))).toEqual([])
  })
})
