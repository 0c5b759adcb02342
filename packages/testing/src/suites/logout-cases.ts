// The end of a session: whose wish it is, what goes, and what stays.
import { expect } from "vitest"
import type { Browser, BrowserResponse } from "../browser.js"
import { type Case, loggedIn, logIn, loginUrl, sessionCookies, whoIs } from "./visits.js"
import { asScript, type World } from "./world.js"

export const logoutCases: readonly Case[] = [
  {
    name: "S08 logout by POST: 303 home, and the next request is logged out",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const response = await browser.post(`${world.origin}/auth/logout`)
      expect(response).toMatchObject({ status: 303, location: `${world.origin}/` })
      await expectLoggedOut(world, browser)
    },
  },
  {
    name: "S08 logout by GET from a page of ours: 302 home",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const response = await browser.click({ url: `${world.origin}/` }, "/auth/logout")
      expect(response).toMatchObject({ status: 302, location: `${world.origin}/` })
      await expectLoggedOut(world, browser)
    },
  },
  {
    name: "S08 every chunk goes, with the attributes with which it came",
    async run(world) {
      const browser = await loggedIn(world, "big")
      const chunks = sessionCookies(world, browser)
      expect(chunks.length).toBeGreaterThan(1)
      const response = await browser.post(`${world.origin}/auth/logout`)
      for (const chunk of chunks) {
        const line = response.setCookies.find((candidate) => candidate.startsWith(`${chunk}=;`)) ?? ""
        expect(line.split("; ").slice(1), chunk).toEqual(expect.arrayContaining(["Max-Age=0", "Path=/"]))
      }
      await expectLoggedOut(world, browser)
    },
  },
  {
    name: "a logout ends where it was asked to",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const response = await browser.post(`${world.origin}/auth/logout?return_to=%2Fbye%3Fx%3D1`)
      expect(response).toMatchObject({ status: 303, location: `${world.origin}/bye?x=1` })
    },
  },
  {
    name: "a logout that another site asks for is refused with a question, and its button means it",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const elsewhere = { url: "https://elsewhere.example/" }
      const question = await browser.click(elsewhere, `${world.origin}/auth/logout`)
      expect(question).toMatchObject({ status: 403, setCookies: [] })
      expect(question.headers.get("content-type")).toMatch(/^text\/html/)
      expect(await whoIs(world, browser)).toBe("ada")
      const answer = await browser.submit(question)
      expect(answer).toMatchObject({ status: 303, location: `${world.origin}/` })
      await expectLoggedOut(world, browser)
    },
  },
  {
    name: "logout: Sec-Fetch-Site counts first, then Origin, then Referer, then the method",
    async run(world) {
      const { origin } = world
      const browser = await loggedIn(world, "ada")
      const none = { "sec-fetch-site": null, origin: null, referer: null }
      const rows = [
        ["GET", 302, { "sec-fetch-site": "none" }],
        ["GET", 302, { "sec-fetch-site": "same-site" }],
        ["GET", 403, { "sec-fetch-site": "cross-site" }],
        ["POST", 403, { "sec-fetch-site": "cross-site" }],
        ["POST", 303, { "sec-fetch-site": "same-origin", origin: "https://tunnel.example" }],
        ["POST", 403, { ...none, origin: "https://elsewhere.example" }],
        ["POST", 403, { ...none, origin: "null" }],
        ["POST", 303, { ...none, origin }],
        ["GET", 403, { ...none, referer: "https://elsewhere.example/" }],
        ["GET", 302, { ...none, referer: `${origin}/private` }],
        ["POST", 303, none],
        ["GET", 403, none],
      ] as const
      for (const [method, status, headers] of rows) {
        // A copy: the session of the next row is not to end.
        const tab = browser.fork()
        const url = `${origin}/auth/logout`
        const response = method === "POST" ? await tab.post(url, {}, headers) : await tab.get(url, headers)
        expect(response.status, `${method} ${JSON.stringify(headers)}`).toBe(status)
        expect(await whoIs(world, tab)).toBe(status === 403 ? "ada" : undefined)
      }
    },
  },
  {
    name: "logout: a prefetch ends nothing",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const response = await browser.get(`${world.origin}/auth/logout`, { "sec-purpose": "prefetch" })
      expect(response.setCookies).toEqual([])
      expect(await whoIs(world, browser)).toBe("ada")
    },
  },
  {
    name: "S21 S22 a new tab is logged in, and a logout holds for every tab",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      // Two tabs share their cookies: they are two requests of one browser.
      const [first, second] = [() => get(world, browser), () => get(world, browser)]
      expect([(await first()).status, (await second()).status]).toEqual([200, 200])
      await browser.post(`${world.origin}/auth/logout`)
      expect([(await first()).status, (await second()).status]).toEqual([401, 401])
    },
  },
  {
    name: "S28 the provider's own session goes on, and no other cookie of the host is touched",
    async run(world) {
      const browser = world.browser()
      const home = `${world.origin}/`
      const others = ["theme=dark", "authority=1", "AUTH=2", "auth-3000=3", "auth-8501x=4"]
      for (const cookie of others) browser.jar.set(home, cookie)
      await logIn(world, browser, "big")
      const last = await browser.follow(await browser.post(`${world.origin}/auth/logout`))
      expect(new URL(last.url).origin).toBe(world.origin)
      const left = browser.jar.header(home)
      expect(left.split("; ")).toEqual(expect.arrayContaining(others))
      // The provider still knows who this is: its page names them.
      const page = await browser.follow(await browser.get(loginUrl(world)))
      expect(page.text).toContain("Big Company")
      expect(browser.jar.cookies(page.url).some(({ name }) => name.startsWith("_session"))).toBe(true)
    },
  },
  {
    name: "S73 a logout while logged out goes home",
    async run(world) {
      const browser = world.browser()
      const posted = await browser.post(`${world.origin}/auth/logout`)
      expect(posted).toMatchObject({ status: 303, location: `${world.origin}/`, setCookies: [] })
      const got = await browser.click({ url: "https://elsewhere.example/" }, `${world.origin}/auth/logout`)
      expect(got).toMatchObject({ status: 302, location: `${world.origin}/` })
    },
  },
  {
    name: "after a logout, who asks for a login gets one",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      await browser.post(`${world.origin}/auth/logout`)
      await logIn(world, browser, "grace")
      expect(await whoIs(world, browser)).toBe("grace")
      expect((await get(world, browser)).status).toBe(200)
    },
  },
]

function get(world: World, browser: Browser): Promise<BrowserResponse> {
  return browser.get(`${world.origin}/api/private`, asScript)
}

async function expectLoggedOut(world: World, browser: Browser): Promise<void> {
  expect(sessionCookies(world, browser)).toEqual([])
  expect(await whoIs(world, browser)).toBeUndefined()
  expect((await get(world, browser)).status).toBe(401)
}
