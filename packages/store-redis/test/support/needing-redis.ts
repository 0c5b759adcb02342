// Who has no Redis skips the tests that need it and is told so; CI skips nothing.

import { describe, expect, test } from "vitest"
import { executable, howToInstall } from "./redis-server.js"

/** Registers tests that start a Redis. */
export function needingRedis(name: string, register: () => void): void {
  if (executable) return void register()
  if (process.env.CI) return void test(name, () => expect.fail(`CI skips nothing, but ${howToInstall}`))
  console.warn(`\nSKIPPED: ${name}, because ${howToInstall}\n`)
  describe.skip(`${name} (${howToInstall})`, () => test("needs Redis", () => {}))
}
