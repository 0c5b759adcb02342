import { expect, it } from "vitest"
import { openArena } from "../src/arena.js"
import { startChild } from "../src/child.js"
import { configOf } from "../src/contestants/x.js"
import type { Imported } from "../src/importer.js"
import type { World } from "../src/world.js"

it("an import is measured in a process of its own", async () => {
  const child = await startChild("importer", { argument: { specifiers: ["iron-webcrypto", "oauth4webapi"] } })
  await child.end()
  const { cpu, time } = child.hello as unknown as Imported
  expect(cpu).toBeGreaterThan(0)
  expect(time).toBeGreaterThan(0)
})

it("what a process could not do is told to whoever asked it", async () => {
  const child = await startChild("importer", { argument: { specifiers: ["no-such-package"] } }).catch((error) => error)
  expect(String(child)).toMatch(/importer ended with 1: .*no-such-package/s)
})

it("a heap is weighed after cookies that opened and logins that began", async () => {
  const { arena, close } = await openArena()
  const { world } = await arena.serve("bare-node")
  const child = await startChild("heap", { argument: world, execArgv: ["--expose-gc"] })
  expect(await child.ask<number>("cookies", 3)).toBeGreaterThan(1e6)
  expect(await child.ask<number>("logins", 3)).toBeGreaterThan(1e6)
  await child.end()
  await close()
})

it("a configuration may have providers beside the one that is asked", () => {
  const secret = "C_4D_ktY3rlQgDm7fqnrGA2d5MFcoODyjU7kgy4P_80"
  const world: World = {
    origin: "http://127.0.0.1:8501",
    issuer: "http://127.0.0.1:9000",
    clientId: "bench",
    clientSecret: secret,
    secret,
    otherProviders: 3,
  }
  expect(configOf(world).warnings).toEqual([])
})
