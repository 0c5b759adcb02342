// The suite for a store that can be down: it says so, soon, and is well again by itself.
import type { SessionStore } from "@x/core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

export interface StoreThatFails {
  readonly store: SessionStore
  /** Takes away what the store keeps its values in. */
  takeDown(): void | Promise<void>
  /** Brings it back, with what it kept or empty. */
  bringBack(): void | Promise<void>
  close?(): void | Promise<void>
}

/** Seconds after which a store that is down has rejected, and after which one that is back has answered. */
const soon = 10
const settled = 30

const hour = 3600
const patience = 120_000

const methods: Readonly<Record<string, (store: SessionStore, key: string) => Promise<unknown>>> = {
  get: (store, key) => store.get(key),
  set: (store, key) => store.set(key, "a value", hour),
  "set with ifAbsent": (store, key) => store.set(key, "a value", hour, { ifAbsent: true }),
  delete: (store, key) => store.delete(key),
}

/** Registers the suite for one store and one way to take it down. `create` is called once. */
export function describeStoreOutage(name: string, create: () => StoreThatFails | Promise<StoreThatFails>): void {
  describe(`describeStoreOutage(${name})`, () => {
    let made: StoreThatFails | undefined

    beforeAll(async () => {
      made = await create()
      await eventually(made.store)
    }, patience)
    afterAll(() => made?.close?.(), patience)

    /** What happens while it is down; and afterwards the same store works. */
    async function whileDown(act: (store: SessionStore) => Promise<void>): Promise<void> {
      if (made === undefined) throw new Error("There is no store: create() failed.")
      const { store } = made
      await made.takeDown()
      try {
        await act(store)
      } finally {
        await made.bringBack()
      }
      await eventually(store)
    }

    for (const [method, call] of Object.entries(methods)) {
      it(
        `${method} rejects soon while the store is down, and works again when it is back`,
        () => whileDown(async (store) => expect(await outcome(call(store, "a key"))).toBe("rejected")),
        patience,
      )
    }

    it(
      "a hundred who ask at once are told soon, every one",
      () =>
        whileDown(async (store) => {
          const calls = Array.from({ length: 100 }, (_, index) => outcome(store.get(`key ${index}`)))
          expect(new Set(await Promise.all(calls))).toEqual(new Set(["rejected"]))
        }),
      patience,
    )

    it(
      "whoever asks again and again is told each time",
      () =>
        whileDown(async (store) => {
          for (const call of [...Object.values(methods), ...Object.values(methods)]) {
            expect(await outcome(call(store, "a key"))).toBe("rejected")
          }
        }),
      patience,
    )
  })
}

/** What became of a call: answered in any way, rejected, or neither, soon. */
async function outcome(call: Promise<unknown>): Promise<"answered" | "rejected" | "waiting"> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const waiting = new Promise<"waiting">((resolve) => {
    timer = setTimeout(() => resolve("waiting"), soon * 1000)
  })
  const became = await Promise.race([
    call.then(
      () => "answered" as const,
      () => "rejected" as const,
    ),
    waiting,
  ])
  clearTimeout(timer)
  return became
}

/** Resolves when the store keeps, gives and removes a value, also for many at once. */
async function eventually(store: SessionStore): Promise<void> {
  const until = Date.now() + settled * 1000
  for (;;) {
    try {
      const key = `back at ${Date.now()}`
      expect(await store.set(key, "a value", hour)).toBe(true)
      const values = await Promise.all(Array.from({ length: 50 }, () => store.get(key)))
      expect(new Set(values)).toEqual(new Set(["a value"]))
      expect(await store.delete(key)).toBe(true)
      return
    } catch (error) {
      if (Date.now() > until) throw new Error(`The store does not work ${settled} s later.`, { cause: error })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}
