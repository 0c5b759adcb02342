// What is private: who is let in, who is sent to log in, and who is only told.
import { expect } from "vitest"
import { type Case, expectLogin, loggedIn, pendingLogins } from "./visits.js"
import { asScript, problemIn } from "./world.js"

export const guardCases: readonly Case[] = [
  {
    name: "S12 a page is not shown to who is not logged in: 302 to the provider",
    async run(world) {
      const browser = world.browser()
      expectLogin(world, await browser.get(`${world.origin}/private`))
      expect(pendingLogins(world, browser)).toHaveLength(1)
    },
  },
  {
    name: "B02 deep link: the login ends on the page that was asked for",
    async run(world) {
      const browser = world.browser()
      const page = await browser.login(`${world.origin}/private`, "ada")
      expect(page).toMatchObject({ status: 200, url: `${world.origin}/private` })
    },
  },
  {
    name: "B11 an API call is told so: 401 as problem+json, and no login begins",
    async run(world) {
      const browser = world.browser()
      const response = await browser.get(`${world.origin}/api/private`, asScript)
      expect(response.status).toBe(401)
      expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/)
      expect(problemIn(response)).toEqual({
        type: expect.stringContaining("login_required"),
        title: expect.any(String),
        status: 401,
        detail: expect.any(String),
        code: "login_required",
        reference: expect.stringMatching(/^\S+$/),
        login_url: "/auth/login",
      })
      expect(response.setCookies).toEqual([])
      expect(response.location).toBeUndefined()
      const { reference } = problemIn(response)
      expect(world.events).toContainEqual(expect.objectContaining({ event: "login_required", reference }))
    },
  },
  {
    name: "B11 page or API call: by Sec-Fetch-Mode, else by Accept and X-Requested-With",
    async run(world) {
      const url = `${world.origin}/api/private`
      const old = { "sec-fetch-mode": null, "sec-fetch-dest": null, "sec-fetch-site": null, "sec-fetch-user": null }
      const rows = [
        [302, {}],
        [302, { accept: "application/json" }],
        [302, old],
        [401, { ...old, accept: "*/*" }],
        [401, { ...old, accept: null }],
        [401, { ...old, "x-requested-with": "XMLHttpRequest" }],
        [401, { "sec-fetch-mode": "cors" }],
        [401, { "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" }],
      ] as const
      for (const [status, headers] of rows) {
        const response = await world.browser().get(url, headers)
        expect(response.status, JSON.stringify(headers)).toBe(status)
      }
    },
  },
  {
    name: "S12 logged in, page and API call are answered",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      expect((await browser.get(`${world.origin}/private`)).status).toBe(200)
      expect((await browser.get(`${world.origin}/api/private`, asScript)).status).toBe(200)
    },
  },
  {
    name: "guard: a prefetch begins nothing, 503",
    async run(world) {
      for (const headers of [
        { "sec-purpose": "prefetch" },
        { "sec-purpose": "prefetch;prerender" },
        { purpose: "prefetch" },
      ]) {
        const browser = world.browser()
        const response = await browser.get(`${world.origin}/private`, headers)
        expect(response).toMatchObject({ status: 503, setCookies: [] })
        expect(response.location).toBeUndefined()
      }
    },
  },
  {
    name: "prefetch shows a private page to who is logged in",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      expect((await browser.get(`${world.origin}/private`, { "sec-purpose": "prefetch" })).status).toBe(200)
    },
  },
  {
    name: "S20 each request is judged from its own cookies, however many come at once",
    async run(world) {
      const ada = await loggedIn(world, "ada")
      const grace = await loggedIn(world, "grace")
      const url = `${world.origin}/api/private`
      const asked = Array.from({ length: 12 }, (_, index) => [ada, world.browser(), grace][index % 3] ?? ada)
      const statuses = await Promise.all(asked.map(async (browser) => (await browser.get(url, asScript)).status))
      expect(statuses).toEqual(asked.map((browser) => (browser === ada || browser === grace ? 200 : 401)))
    },
  },
]
