// What a session store promises, one case each. Keys and values look like those that the core makes.
import type { SessionStore } from "@x/core"
import { expect } from "vitest"

export interface Tested {
  readonly store: SessionStore
  /** Lets seconds pass, or waits for them. */
  pass(seconds: number): Promise<void>
}

export interface StoreCase {
  readonly name: string
  run(tested: Tested): Promise<void>
}

const hour = 3600

/** A key that nobody had before. */
function newKey(kind?: "used" | "tokens" | "lock"): string {
  const hash = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))
  const url = hash.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")
  return kind === undefined ? url : `${kind}.${url}`
}

function times<Result>(count: number, make: (index: number) => Result): Result[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

const isTrue = (answer: boolean): boolean => answer

const keeping: readonly StoreCase[] = [
  {
    name: "what was set is what is got",
    async run({ store }) {
      const key = newKey()
      expect(await store.set(key, "a value", hour)).toBe(true)
      expect(await store.get(key)).toBe("a value")
      expect(await store.get(key)).toBe("a value")
    },
  },
  {
    name: "under a key that nobody set is undefined, and not null",
    async run({ store }) {
      expect(await store.get(newKey())).toBeUndefined()
    },
  },
  {
    name: "a later value takes the place of an earlier one, and set says true",
    async run({ store }) {
      const key = newKey()
      await store.set(key, "earlier", hour)
      expect(await store.set(key, "later", hour)).toBe(true)
      expect(await store.get(key)).toBe("later")
    },
  },
  {
    name: "keys that look alike are different keys",
    async run({ store }) {
      const hash = newKey()
      const cases = [hash.toLowerCase(), hash.toUpperCase()]
      const keys = [hash, `used.${hash}`, `tokens.${hash}`, `lock.${hash}`, ...cases, hash.slice(0, -1)]
      for (const key of keys) await store.set(key, `of ${key}`, hour)
      for (const key of keys) expect(await store.get(key)).toBe(`of ${key}`)
    },
  },
  {
    name: "keys that are names in JavaScript are keys like any other",
    async run({ store }) {
      for (const key of ["__proto__", "constructor", "toString"]) {
        expect(await store.get(key)).toBeUndefined()
        await store.set(key, "mine", hour)
        expect(await store.get(key)).toBe("mine")
        expect(await store.delete(key)).toBe(true)
      }
    },
  },
  {
    name: "a value keeps every character",
    async run({ store }) {
      const ascii = String.fromCharCode(...times(127, (code) => code + 1))
      for (const value of [
        ascii,
        "",
        " \r\n\t ",
        "\\\"'`{}%00",
        "null",
        "0",
        "äß€ 漢字 עברית 👩‍👩‍👧 \u{10ffff}\ufeff",
      ]) {
        const key = newKey()
        await store.set(key, value, hour)
        expect(await store.get(key)).toBe(value)
      }
    },
  },
  {
    name: "a value of 64 KB comes back whole",
    async run({ store }) {
      const key = newKey()
      const value = times(1024, () => newKey())
        .join("")
        .padEnd(65_536, "-")
        .slice(0, 65_536)
      await store.set(key, value, hour)
      expect((await store.get(key)) === value).toBe(true)
    },
  },
  {
    name: "thousands of keys do not get into each other's way",
    async run({ store }) {
      const keys = times(2000, () => newKey())
      await Promise.all(keys.map((key) => store.set(key, `of ${key}`, hour)))
      const values = await Promise.all(keys.map((key) => store.get(key)))
      expect(values.filter((value, index) => value !== `of ${keys[index]}`)).toEqual([])
      const removed = await Promise.all(keys.map((key) => store.delete(key)))
      expect(removed.filter(isTrue)).toHaveLength(keys.length)
    },
  },
]

const removing: readonly StoreCase[] = [
  {
    name: "delete removes, and says true once",
    async run({ store }) {
      const key = newKey()
      await store.set(key, "a value", hour)
      expect(await store.delete(key)).toBe(true)
      expect(await store.get(key)).toBeUndefined()
      expect(await store.delete(key)).toBe(false)
    },
  },
  {
    name: "delete of what nobody set says false",
    async run({ store }) {
      expect(await store.delete(newKey())).toBe(false)
    },
  },
  {
    name: "delete removes this key and no other",
    async run({ store }) {
      const [key, other] = [newKey(), newKey()]
      await store.set(key, "mine", hour)
      await store.set(other, "other", hour)
      await store.delete(key)
      expect(await store.get(other)).toBe("other")
    },
  },
  {
    name: "what was deleted can be set again",
    async run({ store }) {
      const key = newKey()
      await store.set(key, "earlier", hour)
      await store.delete(key)
      await store.set(key, "later", hour)
      expect(await store.get(key)).toBe("later")
      expect(await store.delete(key)).toBe(true)
    },
  },
  {
    name: "of 50 who delete at once, one is told true",
    async run({ store }) {
      for (const key of times(10, () => newKey())) {
        await store.set(key, "use once", hour)
        const answers = await Promise.all(times(50, () => store.delete(key)))
        expect(answers.filter(isTrue)).toHaveLength(1)
      }
    },
  },
]

const claiming: readonly StoreCase[] = [
  {
    name: "ifAbsent keeps a value where nothing is",
    async run({ store }) {
      const key = newKey("lock")
      expect(await store.set(key, "mine", hour, { ifAbsent: true })).toBe(true)
      expect(await store.get(key)).toBe("mine")
    },
  },
  {
    name: "ifAbsent says false where something is, and leaves it",
    async run({ store }) {
      const [taken, kept] = [newKey("lock"), newKey()]
      await store.set(taken, "first", hour, { ifAbsent: true })
      await store.set(kept, "first", hour)
      for (const key of [taken, kept]) {
        expect(await store.set(key, "second", hour, { ifAbsent: true })).toBe(false)
        expect(await store.get(key)).toBe("first")
      }
    },
  },
  {
    name: "ifAbsent: false is a plain set, also over what was claimed",
    async run({ store }) {
      const key = newKey("lock")
      await store.set(key, "first", hour, { ifAbsent: true })
      expect(await store.set(key, "second", hour, { ifAbsent: false })).toBe(true)
      expect(await store.get(key)).toBe("second")
    },
  },
  {
    name: "what was claimed and deleted can be claimed again",
    async run({ store }) {
      const key = newKey("lock")
      await store.set(key, "first", hour, { ifAbsent: true })
      expect(await store.delete(key)).toBe(true)
      expect(await store.set(key, "second", hour, { ifAbsent: true })).toBe(true)
      expect(await store.get(key)).toBe("second")
    },
  },
  {
    name: "of 50 who claim at once, one is told true, and that one's value is kept",
    async run({ store }) {
      for (const key of times(10, () => newKey("lock"))) {
        const answers = await Promise.all(times(50, (index) => store.set(key, `of ${index}`, hour, { ifAbsent: true })))
        expect(answers.filter(isTrue)).toHaveLength(1)
        expect(await store.get(key)).toBe(`of ${answers.indexOf(true)}`)
      }
    },
  },
]

const expiring: readonly StoreCase[] = [
  {
    name: "what has had its time is gone for get, for delete and for ifAbsent",
    async run({ store, pass }) {
      const keys = times(3, () => newKey())
      const [got = "", deleted = "", claimed = ""] = keys
      for (const key of keys) await store.set(key, "a value", 2)
      await pass(1)
      // A look at it gives it no more time.
      for (const key of keys) expect(await store.get(key)).toBe("a value")
      await pass(1.2)
      expect(await store.get(got)).toBeUndefined()
      expect(await store.delete(deleted)).toBe(false)
      expect(await store.set(claimed, "another", hour, { ifAbsent: true })).toBe(true)
      expect(await store.get(claimed)).toBe("another")
    },
  },
  {
    name: "what was claimed can be claimed again when its time is over, by one of 50",
    async run({ store, pass }) {
      const key = newKey("lock")
      const claim = () => store.set(key, "mine", 1, { ifAbsent: true })
      expect(await claim()).toBe(true)
      expect(await claim()).toBe(false)
      await pass(1.2)
      expect(await store.get(key)).toBeUndefined()
      const answers = await Promise.all(times(50, claim))
      expect(answers.filter(isTrue)).toHaveLength(1)
    },
  },
  {
    name: "who claims in vain gives what is there no more time",
    async run({ store, pass }) {
      const key = newKey("lock")
      await store.set(key, "first", 1, { ifAbsent: true })
      expect(await store.set(key, "second", hour, { ifAbsent: true })).toBe(false)
      await pass(1.2)
      expect(await store.get(key)).toBeUndefined()
    },
  },
  {
    name: "a later value brings a time of its own",
    async run({ store, pass }) {
      const [lengthened, shortened] = [newKey("used"), newKey("used")]
      await store.set(lengthened, "earlier", 1)
      await store.set(lengthened, "later", hour)
      await store.set(shortened, "earlier", hour)
      await store.set(shortened, "later", 1)
      await pass(1.2)
      expect(await store.get(lengthened)).toBe("later")
      expect(await store.get(shortened)).toBeUndefined()
    },
  },
  {
    name: "what has no time left is not kept, and nothing else under its key",
    async run({ store }) {
      for (const seconds of [0, -1]) {
        const key = newKey()
        await store.set(key, "earlier", hour)
        expect(await store.set(key, "later", seconds)).toBe(true)
        expect(await store.get(key)).toBeUndefined()
        expect(await store.delete(key)).toBe(false)
      }
    },
  },
  {
    name: "a claim without time is not kept, and says false where something is",
    async run({ store }) {
      for (const seconds of [0, -1]) {
        const [free, taken] = [newKey("lock"), newKey("lock")]
        expect(await store.set(free, "mine", seconds, { ifAbsent: true })).toBe(true)
        expect(await store.get(free)).toBeUndefined()
        await store.set(taken, "first", hour)
        expect(await store.set(taken, "second", seconds, { ifAbsent: true })).toBe(false)
        expect(await store.get(taken)).toBe("first")
      }
    },
  },
  {
    name: "a fraction of a second is rounded up, or kept as it is",
    async run({ store, pass }) {
      const [short, long] = [newKey(), newKey("lock")]
      expect(await store.set(short, "a value", 0.9)).toBe(true)
      expect(await store.get(short)).toBe("a value")
      expect(await store.set(long, "a value", 2.5, { ifAbsent: true })).toBe(true)
      await pass(2.1)
      expect(await store.get(long)).toBe("a value")
    },
  },
  {
    name: "a time of years is not too long",
    async run({ store, pass }) {
      const key = newKey()
      await store.set(key, "a value", 10 * 365 * 24 * hour)
      await pass(0.1)
      expect(await store.get(key)).toBe("a value")
    },
  },
]

export const storeCases: readonly StoreCase[] = [...keeping, ...removing, ...claiming, ...expiring]
