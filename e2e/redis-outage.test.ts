// Redis is killed, comes back with or without what it kept, or hangs, under an application of three processes.

import { setTimeout as sleep } from "node:timers/promises"
import type { BrowserResponse } from "@x/testing/suites"
import { expect, test } from "vitest"
import { describeFleet, type House, inRedis, people, withDenyList } from "./fleets.ts"
import type { Guest } from "./guests.ts"

const users = people(6)
const subs = users.map(({ sub }) => sub)
const provider = { users }
// Whatever Redis has confirmed is on the disk.
const kept = ["--appendonly", "yes", "--appendfsync", "always"]

/** Milliseconds that any answer may take: what the processes give Redis, and what a busy machine may need beside it. */
const patience = 1000 + 10_000

/** How Redis goes away, and what brings it back. */
const outages: Readonly<Record<string, (house: House) => Promise<() => void | Promise<void>>>> = {
  async "is killed, and started again with what it kept"({ fleet: { redis } }) {
    await redis.kill()
    return redis.start
  },
  async hangs({ fleet: { redis } }) {
    redis.hang()
    return redis.resume
  },
}

for (const way of [inRedis, withDenyList]) {
  describeFleet(way, { redisOptions: kept, provider }, (house) => {
    test.each(Object.entries(outages))(
      "Redis %s: nobody is in and nobody is logged out, and all is well again by itself",
      (_how, takeDown) => outage(house, takeDown),
    )
  })
}

describeFleet(inRedis, { provider }, losesAll)

async function outage(house: House, takeDown: (house: House) => Promise<() => void | Promise<void>>): Promise<void> {
  const { fleet, guests } = house
  const [ada, grace, leaver, late] = subs.map((sub) => guests.newGuest(sub)) as [Guest, Guest, Guest, Guest]
  const there = [ada, grace, leaver]
  await Promise.all(there.map((guest) => guest.logIn()))
  const { callback } = await late.almostLogIn()
  const watch = keepAsking([ada, grace])

  guests.allow(503)
  const bringBack = await takeDown(house)
  try {
    // What a process has just been told of a session may count for `remember` more.
    if (house.way === withDenyList) await sleep(1100)
    // On every process, and of several at once.
    await Promise.all(fleet.replicas.map((replica) => expectUnavailable(ada, replica.pid)))
    const back = await soon(late.browser.get(callback))
    const leaving = await soon(leaver.browser.post(`${fleet.address.origin}/auth/logout`))
    for (const answer of [back, leaving]) expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"])
    for (const { pid } of fleet.replicas) {
      const asked = { "x-replica": String(pid) }
      expect(await soon(ada.browser.get(`${fleet.address.origin}/public`, asked))).toMatchObject({ status: 200 })
      // Who has no session waits for nobody.
      const stranger = guests.newGuest(subs[4] ?? "")
      const first = await soon(stranger.browser.get(`${fleet.address.origin}/`, asked))
      expect([first.status, JSON.parse(first.text).user]).toEqual([200, { isLoggedIn: false }])
      const guarded = await soon(stranger.browser.get(`${fleet.address.origin}/private`, asked))
      expect([guarded.status, guarded.location?.startsWith(fleet.provider.issuer)]).toEqual([302, true])
    }
    // Nor has the login that came back left a session behind.
    expect(late.browser.jar.cookies().some(({ name }) => /^auth-\d+$/.test(name))).toBe(false)
  } finally {
    await bringBack()
  }

  for (const guest of there) await expectBack(house, guest, guest.sub)
  expect(await watch.end()).toBeGreaterThan(0)
  guests.allow()
  await late.logIn()
  await leaver.logOut()
  for (const replica of fleet.replicas) {
    expect(await Promise.all([ada, grace, late].map((guest) => guest.seenBy(replica)))).toEqual([
      ada.sub,
      grace.sub,
      late.sub,
    ])
    expect(await leaver.seenBy(replica)).toBe(undefined)
  }

  async function expectUnavailable({ browser }: Guest, pid: number): Promise<void> {
    const { origin } = fleet.address
    const asked = { "x-replica": String(pid) }
    const page = await soon(browser.get(`${origin}/private`, asked))
    expect([page.status, page.headers.get("retry-after"), page.setCookies]).toEqual([503, "5", []])
    expect(page.text).toContain("<code>store_unavailable</code>")
    const call = { ...asked, accept: "application/json", "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }
    const api = await soon(browser.get(`${origin}/private`, call))
    expect([api.status, api.headers.get("retry-after"), api.setCookies]).toEqual([503, "5", []])
    expect(JSON.parse(api.text)).toMatchObject({ code: "store_unavailable" })
    // The application reads `user`, and that throws.
    const reading = await soon(browser.get(`${origin}/`, asked))
    expect([reading.status, reading.setCookies]).toEqual([503, []])
  }
}

function losesAll(house: House): void {
  test("Redis is killed, and started again empty: everybody is logged out, nobody gets in by an old cookie, and logins work", async () => {
    const { fleet, guests } = house
    const crowd = subs.map((sub) => guests.newGuest(sub))
    await Promise.all(crowd.map((guest) => guest.logIn()))
    const copies = crowd.map(guests.fork)
    const { callback } = await (crowd[0] as Guest).almostLogIn()
    guests.allow(503)
    await fleet.redis.kill()
    await fleet.redis.start()
    for (const guest of crowd) await expectBack(house, guest, undefined)
    guests.allow()
    // A login that was on its way is in no store.
    const [first, ...others] = crowd as [Guest, ...Guest[]]
    expect((await first.browser.follow(await first.browser.get(callback))).url).toBe(`${fleet.address.origin}/private`)
    await Promise.all(others.map((guest) => guest.logIn()))
    for (const guest of crowd) await expectBack(house, guest, guest.sub)
    for (const copy of copies) await expectBack(house, copy, undefined)
  })
}

/** Each process says so, in the end; and until then that it cannot tell. */
async function expectBack({ fleet }: House, guest: Guest, sub: string | undefined): Promise<void> {
  for (const replica of fleet.replicas) {
    const began = performance.now()
    let answer = await guest.get("/", replica)
    while (answer.status === 503 && performance.now() - began < 20_000) {
      await sleep(100)
      answer = await guest.get("/", replica)
    }
    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.text).user.sub).toBe(sub)
  }
}

/** The answer, which must not be long in coming. */
async function soon(answer: Promise<BrowserResponse>): Promise<BrowserResponse> {
  const began = performance.now()
  const response = await answer
  expect(performance.now() - began).toBeLessThan(patience)
  return response
}

/** Visitors who go on asking: they are who they are, or nobody can tell; at no moment are they logged out. */
function keepAsking(crowd: readonly Guest[]): { end(): Promise<number> } {
  let isOver = false
  let unavailable = 0
  const all = Promise.all(
    crowd.map(async (guest) => {
      while (!isOver) {
        const { status, text } = await guest.get("/")
        if (status === 503) unavailable++
        else expect(JSON.parse(text).user.sub).toBe(guest.sub)
        await sleep(100)
      }
    }),
  )
  // Told to whoever ends it.
  all.catch(() => undefined)
  return {
    async end() {
      isOver = true
      await all
      return unavailable
    },
  }
}
