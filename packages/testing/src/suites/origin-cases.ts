// A visitor on another host than that of `redirect_uri`: told before they leave, and sent to it where it is the same.
import { expect } from "vitest"
import { ask } from "./ask.js"
import { type Case, expectLogin, loggedIn, loginUrl, pendingLogins, sessionCookies, whoIs } from "./visits.js"
import type { World } from "./world.js"

/** The application of the world by another spelling of loopback: `http://127.0.0.1:8501`. */
const spelledOtherwise = ({ origin }: World) => origin.replace("localhost", "127.0.0.1")

const asPerson = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }

const told = ({ events }: World, host: string) =>
  events.filter(({ event, message }) => event === "origin_mismatch" && message.includes(host))

/** For the place on loopback. */
export const originCases: readonly Case[] = [
  {
    name: "S40 another spelling of loopback: the browser is first sent to the configured one, and the login succeeds",
    async run(world) {
      const browser = world.browser()
      const page = await browser.login(`${spelledOtherwise(world)}/private?x=1`, "ada")
      expect(page).toMatchObject({ status: 200, url: `${world.origin}/private?x=1` })
      expect(await whoIs(world, browser)).toBe("ada")
      const { host } = new URL(spelledOtherwise(world))
      expect(told(world, host)).toEqual([expect.objectContaining({ message: expect.stringContaining(world.origin) })])
    },
  },
  {
    name: "S40 every address of another spelling leads to the same one on the configured origin, and no login begins",
    async run(world) {
      const browser = world.browser()
      const here = spelledOtherwise(world)
      const wish = loginUrl(world, { provider: "second", returnTo: "/private?x=1" })
      for (const url of [wish, `${world.origin}/private?x=1`]) {
        const sent = await browser.get(url.replace(world.origin, here))
        expect(sent).toMatchObject({ status: 302, location: url })
        expect(sent.setCookies.filter((line) => line.includes(".tx."))).toEqual([])
      }
      expectLogin(world, await browser.get(wish))
      expect(pendingLogins(world, browser)).toHaveLength(1)
    },
  },
  {
    name: "S40 behind a proxy that writes Host anew the browser is sent once at most",
    async run(world) {
      const browser = world.browser()
      const { host } = new URL(spelledOtherwise(world))
      expect(await browser.get(loginUrl(world), { host })).toMatchObject({ status: 302, location: loginUrl(world) })
      expectLogin(world, await browser.get(loginUrl(world), { host }))
    },
  },
  {
    name: "S40 on any other host the login goes on, with one warning for its owner",
    async run(world) {
      const host = "preview.example.test"
      for (const path of ["/auth/login?provider=second", "/private"]) {
        const reply = await ask(world, { path, headers: { ...asPerson, host } })
        expect(reply.status).toBe(302)
        expect(reply.headers.get("location")).toContain(`${world.provider.issuer}/auth?`)
      }
      expect(told(world, host)).toHaveLength(1)
    },
  },
  {
    name: "S40 a callback on another host that finds no login names both hosts",
    async run(world) {
      const path = `/oauth2callback?code=c&state=${"f".repeat(43)}`
      for (const accept of ["text/html", "application/json"]) {
        const reply = await ask(world, { path, headers: { accept, host: "preview.example.test" } })
        expect(reply.status).toBe(400)
        expect(reply.text).toContain("preview.example.test")
        expect(reply.text).toContain(new URL(world.origin).host)
      }
    },
  },
]

/** For the places where visitors are not on the host that the application hears of, or not on that of `redirect_uri`. */
export const elsewhereCases: readonly Case[] = [
  {
    name: "S57 a login leads back to where the visitor is, with the query that was asked for",
    async run(world) {
      const browser = world.browser()
      const asked = expectLogin(world, await browser.get(loginUrl(world)))
      expect(asked.get("redirect_uri")).toBe(`${world.origin}/oauth2callback`)
      const page = await browser.login(`${world.origin}/private?x=1`, "ada")
      expect(page).toMatchObject({ status: 200, url: `${world.origin}/private?x=1` })
      expect(await whoIs(world, browser)).toBe("ada")
      expect(sessionCookies(world, browser)).toEqual([world.cookie])
    },
  },
  {
    name: "S57 a login whose answer comes by POST",
    async run(world) {
      const browser = await loggedIn(world, "ada", { provider: "posts back", returnTo: "/private" })
      expect((await browser.get(`${world.origin}/private`)).status).toBe(200)
    },
  },
  {
    name: "S57 a logout by POST passes by Sec-Fetch-Site, whatever became of Origin on its way",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const refused = await browser.post(`${world.origin}/auth/logout`, {}, { "sec-fetch-site": "cross-site" })
      expect(refused.status).toBe(403)
      expect(await whoIs(world, browser)).toBe("ada")
      const response = await browser.post(`${world.origin}/auth/logout`)
      expect(response).toMatchObject({ status: 303, location: `${world.origin}/` })
      expect(sessionCookies(world, browser)).toEqual([])
      expect(await whoIs(world, browser)).toBeUndefined()
    },
  },
]

/** For the places where visitors are at one of `allowed_origins`. */
export const listedCases: readonly Case[] = [
  {
    name: "S57 who is at a listed origin is at no wrong address, and nobody is told",
    async run(world) {
      await loggedIn(world, "ada")
      expect(told(world, new URL(world.origin).host)).toEqual([])
      expect((await world.session(world.browser())).reason).toBe("none")
      expect((await ask(world, { path: lostCallback, headers: asPerson })).text).not.toContain("belong to")
    },
  },
  {
    name: "S57 a host that is not listed chooses nothing and is refused nothing, and is named",
    async run(world) {
      const unlisted = { ...world, origin: world.origin.replace("one.", "one.two.").replace(".tunnel", ".evil") }
      const { host } = new URL(unlisted.origin)
      const headers = { ...asPerson, forwarded: `host=${new URL(world.origin).host}` }
      const begun = await ask(unlisted, { path: "/auth/login", headers })
      expect(begun.status).toBe(302)
      const { searchParams: asked } = new URL(begun.headers.get("location") ?? "")
      expect(asked.get("redirect_uri")).toBe(`${world.configured}/oauth2callback`)
      expect(told(world, host)).toHaveLength(1)
      const lost = await ask(unlisted, { path: lostCallback, headers })
      expect(lost.status).toBe(400)
      expect(lost.text).toContain(`This address is at ${host}`)
    },
  },
]

const lostCallback = `/oauth2callback?code=c&state=${"f".repeat(43)}`
