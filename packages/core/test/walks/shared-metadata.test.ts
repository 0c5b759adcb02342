/** Two providers that share a metadata URL, and differ in how long they wait. */
import { afterEach, expect, test, vi } from "vitest"
import { google } from "../support/profiles.js"
import { createWorld, useNetwork } from "../support/world.js"

useNetwork()
afterEach(() => void vi.restoreAllMocks())

test.each(["hasty", "patient"])(
  "S44 S62 what is shared is waited for as long as the most patient does: %s",
  async (name) => {
    const limits = vi.spyOn(AbortSignal, "timeout")
    const world = createWorld({
      providers: { hasty: google, patient: google },
      tables: { hasty: { http_timeout: "1s" }, patient: { http_timeout: "5s" } },
    })
    await world.visitor().start(name)
    expect(limits.mock.calls).toEqual([[5000]])
  },
)
