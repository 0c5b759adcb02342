// A session that is ended at one process, by its visitor or by the provider, has ended at all of them.

import { randomUUID } from "node:crypto"
import { setTimeout as sleep } from "node:timers/promises"
import { type BrowserResponse, createBrowser } from "@x/testing/suites"
import { expect, test } from "vitest"
import { signIdToken, signingKeyOf } from "../packages/testing/src/misbehaviour/id-token.ts"
import { signingKeys } from "../packages/testing/src/signing-keys.ts"
import { describeFleet, type House, inRedis, people, withDenyList } from "./fleets.ts"
import type { Guest } from "./guests.ts"

const users = people(30)

for (const way of [inRedis, withDenyList]) describeFleet(way, { provider: { users } }, walks)

function walks(house: House): void {
  let turn = 0

  async function loggedIn(sub = users[turn++]?.sub ?? ""): Promise<Guest> {
    const guest = house.guests.newGuest(sub)
    await guest.logIn()
    return guest
  }

  /** Somebody with two browsers and a copy of the first one's cookies, and somebody else. */
  async function company() {
    const guest = await loggedIn()
    const away = await loggedIn(guest.sub)
    const copy = house.guests.fork(guest)
    const bystander = await loggedIn()
    const all = [guest, away, copy, bystander]
    // Each process has just been told that nothing has ended.
    for (const one of all) await expectSeen(one, one.sub)
    return { guest, away, copy, bystander }
  }

  async function seenEverywhere(guest: Guest): Promise<(string | undefined)[]> {
    return Promise.all(house.fleet.replicas.map((replica) => guest.seenBy(replica)))
  }

  async function expectSeen(guest: Guest, as: string | undefined): Promise<void> {
    expect(await seenEverywhere(guest)).toEqual([as, as, as])
  }

  /** At once with sessions in Redis; else when what the processes remember is a second old. */
  async function expectEnded(...ended: Guest[]): Promise<void> {
    if (house.way === withDenyList) {
      const began = performance.now()
      const someoneIsIn = async () => (await Promise.all(ended.map(seenEverywhere))).flat().some(Boolean)
      while (performance.now() - began < 10_000 && (await someoneIsIn())) await sleep(100)
    }
    for (const guest of ended) await expectSeen(guest, undefined)
  }

  test("B12 a logout at the provider, told to one process, ends that session on all", async () => {
    const { guest, away, copy, bystander } = await company()
    const { issuer } = house.fleet.provider
    const question = await guest.browser.get(`${issuer}/session/end`)
    // The provider answers when it has told the application.
    expect((await guest.browser.submit(question, { button: "logout" })).status).toBeLessThan(400)
    await expectEnded(guest, copy)
    // Another browser, another session at the provider.
    await expectSeen(away, away.sub)
    await expectSeen(bystander, bystander.sub)
    await guest.logIn()
    await expectSeen(guest, guest.sub)
    await expectEnded(copy)
  })

  test("B12 a logout token without a session ends all of that person's, and whoever logs in afterwards is in", async () => {
    const { guest, away, copy, bystander } = await company()
    expect((await deliver(await logoutToken({ sub: guest.sub }))).status).toBe(200)
    await expectEnded(guest, away, copy)
    await expectSeen(bystander, bystander.sub)
    await guest.logIn()
    await expectSeen(guest, guest.sub)
    await expectEnded(away, copy)
  })

  test("B12 a logout token works once, however many processes it comes to", async () => {
    const { guest, away, bystander } = await company()
    const token = await logoutToken({ sub: guest.sub })
    const answers = await Promise.all([0, 1, 2, 0, 1, 2].map((index) => deliver(token, index)))
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(1)
    expect(statuses.filter((status) => status === 400)).toHaveLength(5)
    await expectEnded(guest, away)
    await expectSeen(bystander, bystander.sub)
    for (const index of [0, 1, 2]) expect((await deliver(token, index)).status).toBe(400)
  })

  test("a logout everywhere on one process ends all of that person's sessions on all", async () => {
    const { guest, away, copy, bystander } = await company()
    expect((await guest.get("/everywhere")).status).toBe(302)
    await expectSeen(guest, undefined)
    await expectEnded(away, copy)
    await expectSeen(bystander, bystander.sub)
    await guest.logIn()
    await expectSeen(guest, guest.sub)
    await expectEnded(away, copy)
  })

  test("S22 a logout on one process ends the copies of its cookies on all, and no other session of that person", async () => {
    const { guest, away, copy, bystander } = await company()
    await guest.logOut()
    await expectSeen(guest, undefined)
    await expectEnded(copy)
    await expectSeen(away, away.sub)
    await expectSeen(bystander, bystander.sub)
  })

  /** As the provider would make it (OpenID Connect Back-Channel Logout 1.0 section 2.4). */
  async function logoutToken(whose: { sub: string }): Promise<string> {
    const { provider } = house.fleet
    const [jwk] = await signingKeys()
    if (jwk === undefined) throw new Error("the provider has no key")
    const key = signingKeyOf(jwk)
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: provider.issuer,
      aud: provider.config.auth.client_id,
      iat: now,
      exp: now + 120,
      jti: randomUUID(),
      events: { "http://schemas.openid.net/event/backchannel-logout": {} },
      ...whose,
    }
    return signIdToken({ header: { alg: key.alg, kid: key.kid, typ: "logout+jwt" }, claims }, key)
  }

  /** To one process, or to whoever comes next. */
  function deliver(token: string, index?: number): Promise<BrowserResponse> {
    const pid = index === undefined ? undefined : house.fleet.replicas[index]?.pid
    const server = {
      origin: null,
      referer: null,
      "sec-fetch-site": null,
      "sec-fetch-mode": null,
      "sec-fetch-dest": null,
    }
    const { origin } = house.fleet.address
    return createBrowser().post(
      `${origin}/auth/backchannel-logout`,
      { logout_token: token },
      { ...server, ...(pid === undefined ? {} : { "x-replica": String(pid) }) },
    )
  }
}
