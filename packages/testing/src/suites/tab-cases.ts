// Several logins of one browser at once: each is its own.
import { expect } from "vitest"
import type { Browser, BrowserResponse } from "../browser.js"
import { almostLogIn, type Case, type LoginWish, loginUrl, pendingLogins, whoIs } from "./visits.js"
import type { World } from "./world.js"

const tabs = [
  { person: "ada", returnTo: "/private?tab=1" },
  { person: "grace", returnTo: "/private?tab=2" },
  { person: "zoe", returnTo: "/private?tab=3" },
] as const

const orders = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const

export const tabCases: readonly Case[] = [
  {
    name: "S32 two providers' logins pending at once both finish, each as its own",
    async run(world) {
      const browser = world.browser()
      const [one = "", two = ""] = Object.keys(world.providers)
      const first = await openTab(world, browser, { provider: one, returnTo: "/private?one" })
      const second = await openTab(world, browser, { provider: two, returnTo: "/private?two" })
      expect(pendingLogins(world, browser)).toHaveLength(2)
      const pageTwo = await browser.follow(await browser.pickUser(second, "grace"))
      expect(pageTwo).toMatchObject({ url: `${world.origin}/private?two` })
      expect(await world.session(browser)).toMatchObject({ provider: two, user: { sub: "grace" } })
      const pageOne = await browser.follow(await browser.pickUser(first, "ada"))
      expect(pageOne).toMatchObject({ url: `${world.origin}/private?one` })
      expect(await world.session(browser)).toMatchObject({ provider: one, user: { sub: "ada" } })
    },
  },
  ...orders.map(
    (order): Case => ({
      name: `B01 three parallel logins in one browser all finish: ${order.map((tab) => tab + 1).join(", ")}`,
      async run(world) {
        const browser = world.browser()
        const pages: BrowserResponse[] = []
        for (const { returnTo } of tabs) pages.push(await openTab(world, browser, { returnTo }))
        for (const tab of order) {
          const { person, returnTo } = tabs[tab]
          const page = await browser.follow(await browser.pickUser(pages[tab] as BrowserResponse, person))
          expect(page).toMatchObject({ url: `${world.origin}${returnTo}` })
          expect(await whoIs(world, browser)).toBe(person)
        }
        expect(pendingLogins(world, browser)).toEqual([])
      },
    }),
  ),
  {
    name: "B01 three logins whose answers arrive at the same time all succeed",
    async run(world) {
      const browser = world.browser()
      const answers: BrowserResponse[] = []
      // One person: the provider takes back the codes of an account that it has switched away from.
      for (const { returnTo } of tabs) answers.push(await almostLogIn(world, browser, "ada", { returnTo }))
      const pages = await Promise.all(answers.map((answer) => browser.follow(answer)))
      expect(pages.map(({ url }) => url)).toEqual(tabs.map(({ returnTo }) => `${world.origin}${returnTo}`))
      expect(await whoIs(world, browser)).toBe("ada")
    },
  },
  {
    name: "B01 login: five attempts at most, and the newest finishes",
    async run(world) {
      const browser = world.browser()
      for (let tab = 0; tab < 12; tab++) await browser.get(loginUrl(world))
      expect(pendingLogins(world, browser).length).toBeLessThanOrEqual(5)
      expect(browser.jar.header(`${world.origin}/`).length).toBeLessThanOrEqual(7 * 1024)
      await browser.follow(await almostLogIn(world, browser, "ada"))
      expect(await whoIs(world, browser)).toBe("ada")
    },
  },
]

/** A tab that shows the provider's page. */
async function openTab(world: World, browser: Browser, wish: LoginWish): Promise<BrowserResponse> {
  return browser.follow(await browser.get(loginUrl(world, wish)))
}
