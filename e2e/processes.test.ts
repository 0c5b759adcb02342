// Three processes behind a round-robin proxy: logins that cross them, and processes that are killed in mid-login.

import { expect, test } from "vitest"
import { describeFleet, type House, inCookies, inRedis, people } from "./fleets.ts"
import type { Guest } from "./guests.ts"
import type { Replica } from "./replicas.ts"

const users = people(20)
const subs = users.map(({ sub }) => sub)
// UserInfo is asked for after the code has been spent: the provider can stop there.
const table = { userinfo: "always", http_timeout: 20 }

for (const way of [inCookies, inRedis]) describeFleet(way, { table, provider: { users } }, walks)

function walks(house: House): void {
  let turn = 0
  /** Somebody who has not been here before. */
  const newGuest = () => house.guests.newGuest(subs[turn++ % subs.length] ?? "")

  async function loggedIn(): Promise<Guest> {
    const guest = newGuest()
    await guest.logIn()
    return guest
  }

  /** Who somebody is for each of the processes. */
  const everywhere = (guest: Guest, replicas: readonly Replica[] = house.fleet.replicas) =>
    Promise.all(replicas.map((replica) => guest.seenBy(replica)))

  const thrice = <Value>(value: Value): Value[] => [value, value, value]

  /** Runs while a process is killed by `kill`; the others go on, those who were logged in stay so, and it comes back. */
  async function whileOneDies(
    act: (killing: { victim: Replica; others: Replica[]; kill: () => Promise<unknown> }) => Promise<void>,
  ) {
    const { fleet, guests } = house
    const bystander = await loggedIn()
    const [victim, ...others] = fleet.replicas
    if (victim === undefined) throw new Error("there are no processes")
    guests.allow(502)
    try {
      await act({ victim, others, kill: () => victim.kill() })
      expect(await everywhere(bystander, others)).toEqual([bystander.sub, bystander.sub])
    } finally {
      guests.allow()
      fleet.provider.misbehave(undefined)
      await fleet.revive(victim)
    }
    expect(await everywhere(bystander)).toEqual(thrice(bystander.sub))
    // Nothing has been logged in beside whom it was meant for.
    expect(await everywhere(newGuest())).toEqual(thrice(undefined))
  }

  test.each([0, 1, 2])("B01 a login begins on one process, ends on another, and holds on all (%i)", async (first) => {
    const { address, replicas } = house.fleet
    for (const step of [1, 2]) {
      const order = [0, 1, 2].map((index) => replicas[(first + index * step) % 3] as Replica)
      const guest = newGuest()
      address.to(order)
      const { callback } = await guest.almostLogIn()
      const back = await guest.browser.get(callback)
      expect([back.status, back.headers.get("x-replica")]).toEqual([302, String(order[1]?.pid)])
      const page = await guest.browser.follow(back)
      expect([page.url, page.headers.get("x-replica")]).toEqual([`${address.origin}/private`, String(order[2]?.pid)])
      expect(await everywhere(guest)).toEqual(thrice(guest.sub))
    }
    address.to(replicas)
  })

  test("B01 five logins of one browser, pending at once, end on whichever processes they come to", async () => {
    const guest = newGuest()
    const callbacks: string[] = []
    for (let tab = 0; tab < 5; tab++) callbacks.push((await guest.almostLogIn()).callback)
    for (const callback of callbacks.reverse()) {
      expect(await guest.browser.get(callback)).toMatchObject({
        status: 302,
        location: expect.stringMatching(/private$/),
      })
      expect(await everywhere(guest)).toEqual(thrice(guest.sub))
    }
  })

  test("B01 a process is killed while the visitor is at the provider: another ends the login", async () => {
    await whileOneDies(async ({ victim, others, kill }) => {
      const guest = newGuest()
      house.fleet.address.to([victim])
      const { callback } = await guest.almostLogIn()
      house.fleet.address.to(house.fleet.replicas)
      await kill()
      const page = await guest.browser.follow(await guest.browser.get(callback))
      expect(page.url).toBe(`${house.fleet.address.origin}/private`)
      expect(await everywhere(guest, others)).toEqual([guest.sub, guest.sub])
    })
  })

  test("B01 a process is killed before it has spent the code: the page that broke is loaded again, and the visitor is in", async () => {
    const { fleet } = house
    await whileOneDies(async ({ victim, others, kill }) => {
      const guest = newGuest()
      const { callback } = await guest.almostLogIn()
      fleet.provider.misbehave("hang", { at: "token_endpoint" })
      const asked = fleet.asked.length
      const broken = guest.browser.get(callback, { "x-replica": String(victim.pid) })
      await fleet.askedFor("POST /token", 1, asked)
      await kill()
      expect((await broken).status).toBe(502)
      fleet.provider.misbehave(undefined)
      const page = await guest.browser.follow(await guest.browser.get(callback))
      expect(page.url).toBe(`${fleet.address.origin}/private`)
      expect(await everywhere(guest, others)).toEqual([guest.sub, guest.sub])
    })
  })

  test("RFC 6749 4.1.2 a process is killed after it has spent the code: nobody is in by the same one, and a new login works", async () => {
    const { fleet } = house
    await whileOneDies(async ({ victim, others, kill }) => {
      const guest = newGuest()
      const { callback } = await guest.almostLogIn()
      fleet.provider.misbehave("hang", { at: "userinfo_endpoint" })
      const asked = fleet.asked.length
      const broken = guest.browser.get(callback, { "x-replica": String(victim.pid) })
      await fleet.askedFor("GET /me", 1, asked)
      await kill()
      expect((await broken).status).toBe(502)
      fleet.provider.misbehave(undefined)
      const again = await guest.browser.get(callback)
      expect(again).toMatchObject({ status: 400, text: expect.stringContaining("<code>code_rejected</code>") })
      expect(await everywhere(guest, others)).toEqual([undefined, undefined])
      await guest.logInPatiently(again)
      expect(await everywhere(guest, others)).toEqual([guest.sub, guest.sub])
    })
  })

  test("a process is killed while ten visitors log in: each of them is in at the end, as who they are", async () => {
    await whileOneDies(async ({ others, kill }) => {
      const crowd = Array.from({ length: 10 }, newGuest)
      const asked = house.fleet.asked.length
      const logins = Promise.all(crowd.map((guest) => guest.logInPatiently()))
      // Some are at the provider then, some are on their way back, and some have hardly begun.
      await Promise.race([house.fleet.askedFor("POST /token", 4, asked), logins])
      await kill()
      await logins
      for (const guest of crowd) expect(await everywhere(guest, others)).toEqual([guest.sub, guest.sub])
    })
  })

  test("S22 a logout on one process holds at the next request of every tab, on every process", async () => {
    for (const replica of house.fleet.replicas) {
      const guest = await loggedIn()
      const other = await loggedIn()
      expect(await everywhere(guest)).toEqual(thrice(guest.sub))
      await guest.logOut(replica)
      expect(await everywhere(guest)).toEqual(thrice(undefined))
      expect((await guest.get("/private")).status).toBe(200)
      expect(await everywhere(other)).toEqual(thrice(other.sub))
    }
  })

  test("S22 a copy of the cookies that was made before the logout", async () => {
    const guest = await loggedIn()
    const copy = house.guests.fork(guest)
    await guest.logOut()
    // A cookie alone cannot know of it: docs/sessions.md says so, and `denyList` is there for it.
    expect(await everywhere(copy)).toEqual(thrice(house.way.keeps === "sessions" ? undefined : guest.sub))
  })
}
