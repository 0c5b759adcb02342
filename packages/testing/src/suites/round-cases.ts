// Logins that begin by themselves: they never go round, and after a logout they wait for the visitor.
import { expect } from "vitest"
import type { Browser, BrowserResponse } from "../browser.js"
import { type Case, expectLogin, leadsTo, loggedIn, sessionCookies, whoIs } from "./visits.js"
import type { World } from "./world.js"

export const roundCases: readonly Case[] = [
  {
    name: "S13 a browser that drops the session reads why, at the third attempt",
    async run(world) {
      const browser = world.browser()
      const start = `${world.origin}/private`
      for (let attempt = 1; attempt < 3; attempt += 1) {
        const end = await comeBack(world, browser, await browser.get(start))
        expect(end).toMatchObject({ status: 302, location: start })
        for (const name of sessionCookies(world, browser)) browser.jar.delete(start, name)
      }
      const page = await browser.get(start)
      expect(page).toMatchObject({ status: 400, setCookies: [] })
      expect(page.location).toBeUndefined()
      expect(page.text).toContain("login_loop")
      expect(world.events).toContainEqual(expect.objectContaining({ event: "login_loop" }))
      // The button on it is the visitor's own wish.
      expectLogin(world, await browser.click(page, "/auth/login?provider=default&return_to=%2Fprivate"))
    },
  },
  {
    name: "S13 a browser without any cookie reads so at the first callback",
    async run(world) {
      const start = `${world.origin}/private`
      const browser = world.browser()
      const page = await browser.follow(await browser.get(start))
      const answer = await browser.follow(await browser.pickUser(page, "ada"), leadsTo(world))
      const blocked = await world.browser().get(answer.location ?? "")
      expect(blocked.status).toBe(400)
      expect(blocked.text).toContain("cookies_blocked")
    },
  },
  {
    name: "S67 after a logout a guarded page waits, until the visitor asks",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      await browser.post(`${world.origin}/auth/logout`)
      const page = await browser.get(`${world.origin}/private`)
      expect(page).toMatchObject({ status: 200, setCookies: [] })
      expect(page.location).toBeUndefined()
      expect(page.text).toContain("You are logged out")
      expect(page.headers.get("cache-control")).toBe("no-store")
      await comeBack(world, browser, await browser.click(page, "/auth/login?provider=default&return_to=%2Fprivate"))
      expect(await whoIs(world, browser)).toBe("ada")
      expect((await browser.get(`${world.origin}/private`)).status).toBe(200)
    },
  },
  {
    name: "session cookie: a logout is not undone, by an older answer that comes late",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const url = `${world.origin}/`
      const [name = ""] = sessionCookies(world, browser)
      const value = browser.jar.cookies(url).find((cookie) => cookie.name === name)?.value ?? ""
      await browser.post(`${world.origin}/auth/logout`)
      browser.jar.set(url, `${name}=${value}; Path=/`)
      expect(await world.session(browser)).toMatchObject({ user: { isLoggedIn: false }, reason: "revoked" })
      expect((await browser.get(`${world.origin}/private`)).text).toContain("You are logged out")
    },
  },
]

/** From a redirect to the provider to what the callback answers. */
async function comeBack(world: World, browser: Browser, away: BrowserResponse): Promise<BrowserResponse> {
  expectLogin(world, away)
  const page = await browser.follow(away, leadsTo(world))
  const answer = leadsTo(world)(page) ? page : await browser.follow(await browser.pickUser(page, "ada"), leadsTo(world))
  return browser.get(answer.location ?? "")
}
