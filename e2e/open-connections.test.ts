// WebSockets to three processes: each keeps the identity it was opened with, and hears when that has ended.

import { expect, test } from "vitest"
import { describeFleet, type House, inRedis, people, withDenyList } from "./fleets.ts"
import type { Guest } from "./guests.ts"
import { codes } from "./open-lines.ts"
import { type ClientSocket, openWebSocket } from "./web-socket.ts"

const users = people(12)

for (const way of [inRedis, withDenyList]) describeFleet(way, { provider: { users } }, walks)

function walks(house: House): void {
  let turn = 0

  const nextSub = () => users[turn++]?.sub ?? ""

  async function loggedIn(housemate?: string): Promise<Guest> {
    const guest = house.guests.newGuest(nextSub(), housemate)
    await guest.logIn()
    return guest
  }

  /** One socket to each process. */
  function open({ browser }: Guest): Promise<(ClientSocket | number)[]> {
    const { address, replicas } = house.fleet
    const cookie = browser.jar.header(`${address.origin}/`)
    const to = ({ pid }: { pid: number }) => openWebSocket(`${address.origin}/`, { cookie, "x-replica": String(pid) })
    return Promise.all(replicas.map(to))
  }

  async function opened(guest: Guest): Promise<ClientSocket[]> {
    const sockets = await open(guest)
    return sockets.map((socket) => (typeof socket === "number" ? expect.fail(`refused with ${socket}`) : socket))
  }

  /** Waits until each has said something more, and looks at all that was said. */
  async function expectToSay(sockets: readonly ClientSocket[], sub: string): Promise<void> {
    const before = sockets.map(({ heard }) => heard.length)
    await expect.poll(() => sockets.every(({ heard }, index) => heard.length > (before[index] ?? 0)), poll).toBe(true)
    for (const { heard } of sockets) expect(new Set(heard)).toEqual(new Set([sub]))
  }

  /** Each is closed by its own process, and none breaks. One is told by onLogout; the others look into the store. */
  async function expectClosed(sockets: readonly ClientSocket[]): Promise<void> {
    const closedWith = await Promise.all(sockets.map(({ closed }) => closed))
    expect(closedWith.sort()).toEqual([codes.toldToEnd, codes.foundToHaveEnded, codes.foundToHaveEnded])
  }

  test("S23 a logout closes the sockets of that session, on the other processes too, and no others", async () => {
    const [guest, bystander] = [await loggedIn(), await loggedIn()]
    const [sockets, others] = [await opened(guest), await opened(bystander)]
    await expectToSay(sockets, guest.sub)
    await guest.logOut(house.fleet.replicas[0])
    await expectClosed(sockets)
    await expectToSay(others, bystander.sub)
    expect(await open(guest)).toEqual([401, 401, 401])
    for (const socket of others) socket.leave()
  })

  test("S23 the provider ends a session: its sockets are closed on every process, and no others", async () => {
    const [guest, bystander] = [await loggedIn(), await loggedIn()]
    const [sockets, others] = [await opened(guest), await opened(bystander)]
    const question = await guest.browser.get(`${house.fleet.provider.issuer}/session/end`)
    await guest.browser.submit(question, { button: "logout" })
    await expectClosed(sockets)
    await expectToSay(others, bystander.sub)
    for (const socket of others) socket.leave()
  })

  test("S23 somebody else logs in with the same browser: what is open keeps the identity it was opened with", async () => {
    const successor = nextSub()
    const guest = await loggedIn(successor)
    const sockets = await opened(guest)
    const { address, provider } = house.fleet
    // The provider asks who it is this time.
    const page = await guest.browser.follow(await guest.browser.get(`${address.origin}/auth/login`))
    expect(page.url.startsWith(provider.issuer)).toBe(true)
    await expectToSay(sockets, guest.sub)
    await guest.browser.follow(await guest.browser.pickUser(page, successor))
    expect(await guest.seenBy()).toBe(successor)
    // The provider has ended the session of whoever was there before, and told us so.
    await expectClosed(sockets)
    for (const { heard } of sockets) expect(new Set(heard)).toEqual(new Set([guest.sub]))
  })
}

const poll = { timeout: 20_000, interval: 50 }
