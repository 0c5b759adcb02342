import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { type Arena, type Opened, openArena } from "../src/arena.js"
import { askPerson } from "../src/browser.js"
import type { Contestant } from "../src/contestants/contestant.js"
import { contestants, limitOf, type Name } from "../src/contestants.js"
import { proveGenuine, verifiesSignature } from "../src/genuine.js"
import { askAll } from "../src/load.js"
import { personText, somebody } from "../src/world.js"

let opened: Opened
let arena: Arena
beforeAll(async () => {
  opened = await openArena()
  arena = opened.arena
})
afterAll(() => opened.close())

const names = Object.keys(contestants) as Name[]
/** An ID token of a stranger logs nobody in there. The others trust the connection to the provider. */
const verifying: readonly Name[] = [
  ...(["x-node", "x-koa", "x-fetch", "x-express", "x-hono"] as const),
  ...(["iron-session", "minimal", "better-auth", "passport"] as const),
]

describe("every contestant starts and answers", () => {
  it.concurrent.each(names.filter((name) => limitOf(name) === undefined))("%s: the same to everybody", async (name) => {
    const served = await arena.serve(name)
    expect(await askPerson(served.world.origin, "")).toMatchObject({ status: 200, body: personText(somebody) })
    await served.end()
  })

  it.concurrent.each(names.filter((name) => limitOf(name) !== undefined))(
    "%s: to whom it has logged in",
    async (name) => {
      const { contestant }: { contestant: Contestant } = await contestants[name].load()
      const served = await arena.serve(name)
      const { origin } = served.world
      const cookie = await served.logIn()
      await proveGenuine(origin, cookie)
      await askAll(origin, [cookie, cookie])
      if (contestant.mint !== undefined) {
        expect((await askPerson(origin, await contestant.mint(served.world, somebody))).body).toBe(personText(somebody))
      }
      expect(await verifiesSignature(arena.provider, served)).toBe(verifying.includes(name))
      await served.end()
    },
  )
})

it("the provider is asked as often as it says", async () => {
  const served = await arena.serve("minimal")
  await arena.counts()
  await served.logIn()
  expect(await arena.counts()).toEqual({ discovery: 0, keys: 0, token: 1, userinfo: 0 })
  await served.end()
})
