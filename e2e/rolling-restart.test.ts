// Three processes are replaced one by one, with other secrets each time, while many visitors keep asking.

import { expect, test } from "vitest"
import { newSecret } from "./fleet.ts"
import { describeFleet, inCookies, inRedis, people, type Way } from "./fleets.ts"
import { type Load, startLoad } from "./load.ts"

const users = people(12)
/** Minutes. */
const idle = 60
const [old, fresh] = [newSecret(), newSecret()]
const table = { cookie_secret: old, session_idle_timeout: `${idle}m` }

/** How all that the old secret has sealed comes to its end. */
const ends: Partial<
  Record<Way["name"], (load: Load, setClocks: (minutesAhead: number) => Promise<void>) => Promise<void>>
> = {
  // A session in a cookie is sealed anew when it is renewed.
  async "in cookies"(load, setClocks) {
    await setClocks(idle / 10 + 1)
    await load.rounds(1)
  },
  // The id of one in a store is not: it lives as long as the session.
  async "in Redis"(load) {
    load.everybodyLogsInAnew()
    await load.rounds(1)
  },
}

for (const way of [inCookies, inRedis]) {
  describeFleet(way, { table, provider: { users } }, (house) => {
    test("B13 a new secret comes in and the old one goes: nobody is logged out, no login is lost, and no request fails", async () => {
      const { fleet, guests } = house
      const crowd = users.map(({ sub }) => guests.newGuest(sub))
      await Promise.all(crowd.map((guest) => guest.logIn()))
      const load = startLoad(crowd)

      /** Each of the crowd asks old and new processes, whichever comes; somebody is at the provider meanwhile. */
      async function roll(secrets: string[]): Promise<void> {
        const late = guests.newGuest(users[0]?.sub ?? "")
        const page = await late.goToProvider()
        await fleet.roll({ cookie_secret: secrets }, () => load.rounds(1))
        const last = await late.browser.follow(await late.browser.pickUser(page, late.sub))
        expect([last.status, last.url]).toEqual([200, `${fleet.address.origin}/private`])
      }

      // docs/cookies.md, Rotation: first every process opens what the new one seals,
      await roll([old, fresh])
      // then every process seals with it,
      await roll([fresh, old])
      // and when all that the old one has sealed is over, that one goes.
      await ends[way.name]?.(load, fleet.setClocks)
      await roll([fresh])
      await load.end()
      for (const guest of crowd) {
        const seen = await Promise.all(fleet.replicas.map((replica) => guest.seenBy(replica)))
        expect(seen).toEqual([guest.sub, guest.sub, guest.sub])
      }
    }, 180_000)
  })
}
