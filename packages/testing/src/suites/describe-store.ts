// The suite that every session store passes: the promises of the SessionStore interface, one case each.
import type { SessionStore } from "@x/core"
import { afterAll, beforeAll, describe, it } from "vitest"
import { storeCases, type Tested } from "./store-cases.js"

export interface StartedStore {
  readonly store: SessionStore
  /** Lets seconds pass for the store. Without it, the suite waits for them. */
  advance?(seconds: number): void | Promise<void>
  close?(): void | Promise<void>
}

/** A new store, empty or not: the suite keeps under keys that nobody had before. */
export type CreateStore = () => SessionStore | StartedStore | Promise<SessionStore | StartedStore>

/** Registers the suite for one store. `create` is called once; it returns the store, or more than that. */
export function describeStore(name: string, create: CreateStore): void {
  describe(`describeStore(${name})`, () => {
    let started: StartedStore | undefined

    beforeAll(async () => {
      const created = await create()
      started = "get" in created ? { store: created } : created
    }, patience)
    afterAll(() => started?.close?.(), patience)

    for (const { name, run } of storeCases) it(name, () => run(testing(started)), patience)
  })
}

/** Milliseconds for one case: a few seconds are waited for, and the machine may be busy. */
const patience = 60_000

function testing(started: StartedStore | undefined): Tested {
  if (started === undefined) throw new Error("There is no store: create() failed.")
  const { store } = started
  return {
    store,
    async pass(seconds) {
      if (started.advance) await started.advance(seconds)
      else await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    },
  }
}
