// memoryStore of @x/core, by a clock in the hand and by the one on the wall.
import { memoryStore } from "@x/core"
import { describeStore } from "../src/suites.js"

describeStore("memoryStore", () => memoryStore())

describeStore("memoryStore, with a clock of its own", () => {
  let time = Date.parse("2026-03-01T12:00:00Z")
  return {
    store: memoryStore({ now: () => time }),
    advance(seconds) {
      time += seconds * 1000
    },
  }
})
