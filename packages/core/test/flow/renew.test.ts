/** A store that takes no more, as a full Redis: it can be read, and nothing can be written. */
import { expect, it } from "vitest"
import { memoryStore, type SessionStore } from "../../src/index.js"
import { minutes } from "../support/clock.js"
import { createWorld, useNetwork } from "../support/world.js"

useNetwork()

it("a use that cannot be written down is told to the log, and the session lives to its idle time", async () => {
  const kept = memoryStore()
  let isFull = false
  const set: SessionStore["set"] = async (...entry) => {
    if (isFull) throw new Error("OOM command not allowed when used memory > 'maxmemory'.")
    return kept.set(...entry)
  }
  const world = createWorld({ auth: { session_idle_timeout: "30m" }, options: { store: { ...kept, set } } })
  const visitor = world.visitor()
  await visitor.login()
  world.clock.pass(20 * minutes)
  isFull = true
  const { user, headers } = await world.auth.context(visitor.request("/"))
  expect([user.isLoggedIn, headers.getSetCookie()]).toEqual([true, []])
  expect(world.log.slice(-1)).toEqual([
    {
      level: "warning",
      event: "store_unavailable",
      message: "The use of a session was not written down",
      provider: "google",
      cause: expect.stringContaining("OOM command not allowed"),
    },
  ])
  world.clock.pass(10 * minutes)
  expect((await world.auth.getSession(visitor.request("/"))).reason).toBe("expired")
})
