// Three processes are replaced one by one, with other secrets each time, while many visitors keep asking.

import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { newSecret } from "./fleet.ts"
import { describeFleet, inCookies, inRedis, type Person, people, withDenyList } from "./fleets.ts"
import type { Guest, Guests } from "./guests.ts"
import { startLoad } from "./load.ts"

const [leaver, ...users] = people(13) as [Person, ...Person[]]
/** Minutes. */
const idle = 60
const [old, fresh] = [newSecret(), newSecret()]
const table = { cookie_secret: old, session_idle_timeout: `${idle}m` }

/** Copies of the cookies of two sessions of somebody: one was logged out, the other ended with a logout everywhere. */
async function endedCopies({ newGuest, fork }: Guests): Promise<Guest[]> {
  const [here, away] = [newGuest(leaver.sub), newGuest(leaver.sub)]
  for (const guest of [here, away]) await guest.logIn()
  const copies = [here, away].map(fork)
  await here.logOut()
  for (const copy of copies) await copy.seenBy()
  await away.get("/everywhere")
  // So long a process may remember that nothing has ended.
  await sleep(1100)
  return copies
}

for (const way of [inCookies, withDenyList, inRedis]) {
  describeFleet(way, { table, provider: { users: [leaver, ...users] } }, (house) => {
    const seenEverywhere = (guest: Guest) => Promise.all(house.fleet.replicas.map((replica) => guest.seenBy(replica)))

    test("B13 a new secret comes in and the old one goes: nobody is logged out, no login is lost, and no request fails", async () => {
      const { fleet, guests } = house
      const crowd = users.map(({ sub }) => guests.newGuest(sub))
      await Promise.all(crowd.map((guest) => guest.logIn()))
      // A cookie alone cannot know of the logout of another.
      const ended = way === inCookies ? [] : await endedCopies(guests)
      const load = startLoad(crowd)

      /** Each of the crowd asks old and new processes, whichever comes; somebody is at the provider meanwhile. */
      async function roll(secrets: string[]): Promise<void> {
        const late = guests.newGuest(users[0]?.sub ?? "")
        const page = await late.goToProvider()
        await fleet.roll({ cookie_secret: secrets }, async () => {
          await load.rounds(1)
          for (const copy of ended) expect(await seenEverywhere(copy)).toEqual([undefined, undefined, undefined])
        })
        const last = await late.browser.follow(await late.browser.pickUser(page, late.sub))
        expect([last.status, last.url]).toEqual([200, `${fleet.address.origin}/private`])
      }

      // docs/cookies.md, Rotation: first every process opens what the new one seals,
      await roll([old, fresh])
      // then every process seals with it,
      await roll([fresh, old])
      // and when all that the old one has sealed is over, that one goes. A session in a cookie is sealed anew when it is
      // renewed; the id of one in a store lives as long as the session.
      if (way === inRedis) load.everybodyLogsInAnew()
      else await fleet.setClocks(idle / 10 + 1)
      await load.rounds(1)
      await roll([fresh])
      await load.end()
      for (const guest of crowd) expect(await seenEverywhere(guest)).toEqual([guest.sub, guest.sub, guest.sub])
    }, 180_000)
  })
}
