/** The ways in which sessions are kept: what holds for one holds for all. */
import { memoryStore } from "../../src/index.js"
import { type Clock, createClock } from "./clock.js"
import { createWorld, type World, type WorldOptions } from "./world.js"

export interface Keeping {
  readonly name: string
  /** All processes of the application see the same sessions. */
  readonly isShared: boolean
  createWorld(options?: WorldOptions): World
}

export const keepings: readonly Keeping[] = [
  { name: "in cookies", isShared: false, createWorld },
  {
    name: "in a memoryStore",
    isShared: true,
    createWorld(given) {
      // The world's clock is made with it, and the store's must be the same.
      let clock: Clock = createClock()
      const store = memoryStore({ now: () => clock.now() })
      const world = createWorld({ ...given, options: { ...given?.options, store } })
      clock = world.clock
      return world
    },
  },
]
