// Many requests over three processes want an access token that is over: the provider is asked for one.

import type { BrowserResponse } from "@x/testing/suites"
import { expect, test } from "vitest"
import { describeFleet, inRedis, people } from "./fleets.ts"
import type { Guest } from "./guests.ts"
import type { Replica } from "./replicas.ts"

const users = people(6)
/** Seconds that the processes give each request to the provider. */
const timeout = 3
const table = {
  expose_tokens: "access",
  http_timeout: timeout,
  client_kwargs: { scope: "openid profile email offline_access" },
}
/** Seconds: twice that, for metadata and tokens, and five: packages/core/src/flow/refresh.ts. */
const lease = 2 * timeout + 5

describeFleet(inRedis, { table, provider: { users, lifetimes: { accessToken: 60 } } }, (house) => {
  let turn = 0
  /** Minutes. */
  let clock = 0

  async function loggedIn(): Promise<Guest> {
    const guest = house.guests.newGuest(users[turn++]?.sub ?? "")
    await guest.logIn()
    return guest
  }

  /** Whatever access token anybody has is over. */
  async function tokensEnd(): Promise<void> {
    clock += 2
    await house.fleet.setClocks(clock)
  }

  const refreshes = (since: number) => house.fleet.asked.slice(since).filter((one) => one === "POST /token").length

  function token({ status, text }: BrowserResponse): string {
    expect(status).toBe(200)
    return JSON.parse(text).token
  }

  /** The guest's token by each process. */
  async function tokenOf(guest: Guest, replicas: readonly Replica[] = house.fleet.replicas): Promise<string> {
    const tokens = new Set<string>()
    for (const replica of replicas) tokens.add(token(await guest.get("/token", replica)))
    expect(tokens.size).toBe(1)
    return [...tokens][0] ?? ""
  }

  test("B09 twenty requests at once make one refresh, and all get what came of it; so does the next round", async () => {
    const guest = await loggedIn()
    const seen = new Set([await tokenOf(guest)])
    for (let round = 1; round <= 3; round++) {
      await tokensEnd()
      const since = house.fleet.asked.length
      const answers = await Promise.all(Array.from({ length: 20 }, () => guest.get("/token")))
      expect(new Set(answers.map(({ headers }) => headers.get("x-replica"))).size).toBe(3)
      const got = new Set(answers.map(token))
      expect([got.size, refreshes(since)]).toEqual([1, 1])
      for (const one of got) seen.add(one)
      expect(await tokenOf(guest)).toBe([...got][0])
      expect(refreshes(since)).toBe(1)
    }
    // Each is another one: nobody was given what is over.
    expect(seen.size).toBe(4)
  })

  test("B09 visitors do not wait for each other, and none gets another's token", async () => {
    const [ada, grace] = [await loggedIn(), await loggedIn()]
    await tokensEnd()
    const since = house.fleet.asked.length
    const both = [ada, grace].map((guest) => Promise.all(Array.from({ length: 6 }, () => guest.get("/token"))))
    const [hers, others] = (await Promise.all(both)).map((answers) => [...new Set(answers.map(token))])
    expect([hers?.length, others?.length, refreshes(since)]).toEqual([1, 1, 2])
    expect(hers).not.toEqual(others)
  })

  test("B09 a process is killed while it refreshes: the others wait for its lease, and one of them refreshes", async () => {
    const { fleet, guests } = house
    const guest = await loggedIn()
    const before = await tokenOf(guest)
    await tokensEnd()
    const [victim, ...others] = fleet.replicas as [Replica, Replica, Replica]
    fleet.provider.misbehave("hang", { at: "token_endpoint" })
    const since = fleet.asked.length
    guests.allow(502)
    const broken = guest.get("/token", victim)
    await fleet.askedFor("POST /token", 1, since)
    await victim.kill()
    fleet.provider.misbehave(undefined)
    try {
      expect((await broken).status).toBe(502)
      const began = performance.now()
      const waiting = Promise.all(
        others.flatMap((replica) => [guest.get("/token", replica), guest.get("/token", replica)]),
      )
      // Whoever needs no token waits for nothing.
      for (const replica of others) expect(await guest.seenBy(replica)).toBe(guest.sub)
      const got = new Set((await waiting).map(token))
      expect(performance.now() - began).toBeLessThan((lease + 10) * 1000)
      expect([got.size, got.has(before), refreshes(since)]).toEqual([1, false, 2])
    } finally {
      guests.allow()
      await fleet.revive(victim)
    }
    await tokenOf(guest)
    expect(refreshes(since)).toBe(2)
  })

  test("B09 a grant that is over ends the session on every process, and nobody else's", async () => {
    const { fleet } = house
    const [guest, other] = [await loggedIn(), await loggedIn()]
    const copy = house.guests.fork(guest)
    await tokensEnd()
    fleet.provider.misbehave("code refused")
    const answers = await Promise.all(Array.from({ length: 6 }, () => guest.get("/token")))
    fleet.provider.misbehave(undefined)
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401))
    for (const replica of fleet.replicas) {
      expect(await Promise.all([guest, copy, other].map((one) => one.seenBy(replica)))).toEqual([
        undefined,
        undefined,
        other.sub,
      ])
    }
    await tokenOf(other)
  })
})
