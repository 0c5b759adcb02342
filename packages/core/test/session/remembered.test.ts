import { expect, it } from "vitest"
import { rememberOpened } from "../../src/session/remembered.js"
import { heapUsed } from "../support/heap.js"

it("keeps no Cookie header in memory, however often what it holds is asked for", async () => {
  const opened = rememberOpened({ open: async () => ({}) }, "session")
  const sealed = (index: number) => `sealed value number ${index}`
  /** A part of a long header, as a request brings it. */
  const brought = (index: number) => `${sealed(index)}; ${"x".repeat(10_000)}${index}`.slice(0, sealed(index).length)
  for (let index = 0; index < 1000; index++) await opened.open(brought(index))
  const before = heapUsed()
  // Enough for what was first to become the older generation, and then to move back.
  for (let index = 1000; index < 3000; index++) await opened.open(brought(index))
  for (let index = 0; index < 1000; index++) expect(opened.recall(brought(index))).toBeDefined()
  // A thousand headers would be 10 MB.
  expect(heapUsed() - before).toBeLessThan(2_000_000)
})
