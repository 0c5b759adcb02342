// Sessions that go on while they are used, and a store that cannot be asked.
import { expect } from "vitest"
import type { Browser, BrowserResponse } from "../browser.js"
import {
  almostLogIn,
  type Case,
  expectLogin,
  isChunk,
  loggedIn,
  pendingLogins,
  sessionCookies,
  whoIs,
} from "./visits.js"
import { asScript, problemIn, type World } from "./world.js"

/** Seconds: a tenth of the idle time, and a little. */
const aWhile = 7

/** The Set-Cookie lines of the session. */
function renewals({ cookie }: World, { setCookies }: BrowserResponse): string[] {
  return setCookies.filter((line) => {
    const name = line.slice(0, line.indexOf("="))
    return name === cookie || isChunk(name, cookie)
  })
}

const paths = [
  ["/", {}],
  ["/private", {}],
  ["/api/private", asScript],
] as const

export const renewalCases: readonly Case[] = [
  ...paths.map(
    ([path, headers]): Case => ({
      name: `B04 a session in use is renewed: its cookie comes once, with no-store, in an answer of ${path}`,
      async run(world) {
        const browser = await loggedIn(world, "ada")
        const get = () => browser.get(`${world.origin}${path}`, headers)
        expect(renewals(world, await get())).toEqual([])
        world.pass(aWhile)
        const answer = await get()
        expect(answer.status).toBe(200)
        expect(renewals(world, answer)).toEqual([expect.stringMatching(/; Max-Age=\d+; /)])
        expect(answer.headers.get("cache-control")).toBe("no-store")
        expect(renewals(world, await get())).toEqual([])
        expect(await whoIs(world, browser)).toBe("ada")
      },
    }),
  ),
  {
    name: "B04 B05 of a session in chunks each is renewed once",
    async run(world) {
      const browser = await loggedIn(world, "big")
      const before = sessionCookies(world, browser)
      world.pass(aWhile)
      const lines = renewals(world, await browser.get(`${world.origin}/private`))
      const renewed = lines.filter((line) => !line.includes("; Max-Age=0;")).map((line) => line.split("=", 1)[0])
      expect(renewed.sort()).toEqual([...before].sort())
      expect(new Set(lines.map((line) => line.split("=", 1)[0])).size).toBe(lines.length)
      expect(before.length).toBeGreaterThan(1)
      expect(await whoIs(world, browser)).toBe("big")
    },
  },
  {
    name: "B04 a logout ends a session that it would have been time to renew, and renews nothing",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      world.pass(aWhile)
      const answer = await browser.post(`${world.origin}/auth/logout`)
      expect(renewals(world, answer)).toEqual([expect.stringContaining("Max-Age=0")])
      expect(sessionCookies(world, browser)).toEqual([])
    },
  },
  {
    name: "B04 a session that nobody uses ends: a page is sent to log in, an API call is told",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      world.pass(60)
      expect((await world.session(browser)).reason).toBe("expired")
      expectLogin(world, await browser.get(`${world.origin}/private`))
      expect((await browser.get(`${world.origin}/api/private`, asScript)).status).toBe(401)
    },
  },
  {
    name: "an older answer that comes after a logout brings nobody back",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      world.pass(aWhile)
      const late = browser.fork()
      const answer = await late.get(`${world.origin}/`)
      await browser.post(`${world.origin}/auth/logout`)
      for (const line of answer.setCookies) browser.jar.set(`${world.origin}/`, line)
      expect(sessionCookies(world, browser)).toHaveLength(1)
      expect((await world.session(browser)).reason).toBe("revoked")
      expect((await browser.get(`${world.origin}/api/private`, asScript)).status).toBe(401)
    },
  },
]

/** While the store is away. It comes back whatever happens. */
async function whileDown(world: World, act: () => Promise<void>): Promise<void> {
  world.setStoreDown(true)
  try {
    await act()
  } finally {
    world.setStoreDown(false)
  }
}

function expectUnavailable(response: BrowserResponse): void {
  expect(response.status).toBe(503)
  expect(response.headers.get("retry-after")).toMatch(/^\d+$/)
}

async function isIn(world: World, browser: Browser): Promise<boolean> {
  return (await browser.get(`${world.origin}/api/private`, asScript)).status === 200
}

export const outageCases: readonly Case[] = [
  {
    name: "B04 a session in use is renewed where it is kept, and the answer sets nothing",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      for (let round = 0; round < 3; round++) {
        world.pass(40)
        expect(renewals(world, await browser.get(`${world.origin}/private`))).toEqual([])
        expect(await isIn(world, browser)).toBe(true)
      }
      world.pass(60)
      expect(await isIn(world, browser)).toBe(false)
    },
  },
  {
    name: "store: while it is down a guarded page is 503 with Retry-After, a page for people and a problem for programs",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      await whileDown(world, async () => {
        const page = await browser.get(`${world.origin}/private`)
        expectUnavailable(page)
        expect(page.headers.get("content-type")).toMatch(/^text\/html/)
        expect(page.text).not.toContain("private")
        const call = await browser.get(`${world.origin}/api/private`, asScript)
        expectUnavailable(call)
        expect(problemIn(call)).toMatchObject({ status: 503, code: "store_unavailable" })
        expect([page.setCookies, call.setCookies]).toEqual([[], []])
      })
      // It is back without a restart, and nobody has been logged out.
      expect(await isIn(world, browser)).toBe(true)
    },
  },
  {
    name: "store: while it is down public pages are unharmed, and who brings no session is sent to log in",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      await whileDown(world, async () => {
        expect(await browser.get(`${world.origin}/`)).toMatchObject({ status: 200, setCookies: [] })
        expect((await world.browser().get(`${world.origin}/`)).status).toBe(200)
        expectLogin(world, await world.browser().get(`${world.origin}/private`))
      })
      expect(await isIn(world, browser)).toBe(true)
    },
  },
  {
    name: "store: while it is down a forged cookie lets nobody in",
    async run(world) {
      const cookie = `${world.cookie}=Fe26.2*made*up`
      await whileDown(world, async () => {
        const { status } = await world.browser().get(`${world.origin}/api/private`, { ...asScript, cookie })
        expect(status).toBe(401)
      })
    },
  },
  {
    name: "store: a logout while it is down is 503 and ends nothing; the next one does",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      await whileDown(world, async () => {
        const answer = await browser.post(`${world.origin}/auth/logout`)
        expectUnavailable(answer)
        expect(answer.setCookies).toEqual([])
      })
      expect(sessionCookies(world, browser)).toHaveLength(1)
      expect(await isIn(world, browser)).toBe(true)
      expect((await browser.post(`${world.origin}/auth/logout`)).status).toBe(303)
      expect(await isIn(world, browser)).toBe(false)
    },
  },
  {
    name: "store: a login that comes back while it is down is 503 and no login, and an earlier session stays",
    async run(world) {
      const [stranger, known] = [world.browser(), await loggedIn(world, "grace")]
      const answers = [await almostLogIn(world, stranger, "ada"), await almostLogIn(world, known, "ada")]
      await whileDown(world, async () => {
        for (const [index, browser] of [stranger, known].entries()) {
          expectUnavailable((await browser.step(answers[index] as BrowserResponse)) as BrowserResponse)
        }
      })
      expect(sessionCookies(world, stranger)).toEqual([])
      expect(await whoIs(world, known)).toBe("grace")
      // Nothing of the second attempt was used up.
      expect(pendingLogins(world, known)).toHaveLength(1)
      await known.follow(answers[1] as BrowserResponse)
      expect(await whoIs(world, known)).toBe("ada")
    },
  },
]
