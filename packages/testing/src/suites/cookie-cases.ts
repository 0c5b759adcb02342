// The cookies, as a browser is told of them.
import { expect } from "vitest"
import { almostLogIn, type Case, loggedIn, loginUrl, sessionCookies, whoIs } from "./visits.js"
import type { World } from "./world.js"

/** `["HttpOnly", "Max-Age=2592000", …]` of a Set-Cookie line, without its name and value. */
function attributesOf(line: string): string[] {
  return line.split("; ").slice(1).sort()
}

function attributes({ origin }: World, maxAge: number): string[] {
  const secure = origin.startsWith("https:") ? ["Secure"] : []
  return ["HttpOnly", `Max-Age=${maxAge}`, "Path=/", "SameSite=Lax", ...secure].sort()
}

export const cookieCases: readonly Case[] = [
  {
    name: "S70 S71 the session lives 30 days, for this host alone, under a name of its own",
    async run(world) {
      const browser = world.browser()
      const answer = await browser.step(await almostLogIn(world, browser, "ada"))
      const line = answer?.setCookies.find((candidate) => candidate.startsWith(`${world.cookie}=`)) ?? ""
      expect(attributesOf(line)).toEqual(attributes(world, 2_592_000))
    },
  },
  {
    name: "S70 B05 big claims come in chunks of which each lives 30 days and fits",
    async run(world) {
      const browser = world.browser()
      const answer = await browser.step(await almostLogIn(world, browser, "big"))
      const lines = answer?.setCookies.filter((line) => /\.\d+=/.test(line.split(";", 1)[0] ?? "")) ?? []
      expect(lines.length).toBeGreaterThan(1)
      for (const line of lines) expect(attributesOf(line)).toEqual(attributes(world, 2_592_000))
      expect(await whoIs(world, browser)).toBe("big")
      expect((await browser.get(`${world.origin}/private`)).status).toBe(200)
      expect(browser.jar.header(`${world.origin}/`).length).toBeLessThanOrEqual(7 * 1024)
    },
  },
  {
    name: "a pending login lives ten minutes, and its cookie comes along from another site",
    async run(world) {
      const { setCookies } = await world.browser().get(loginUrl(world))
      expect(setCookies).toHaveLength(1)
      expect(setCookies[0]).toMatch(new RegExp(`^${world.cookie}\\.tx\\.[\\w-]+=`))
      expect(attributesOf(setCookies[0] ?? "")).toEqual(attributes(world, 600))
    },
  },
  {
    name: "S02 a reader sets no cookie",
    async run(world) {
      const browser = await loggedIn(world, "big")
      for (const path of ["/", "/private"]) {
        expect((await browser.get(`${world.origin}${path}`)).setCookies.filter(isOf(world))).toEqual([])
      }
      expect(sessionCookies(world, browser).length).toBeGreaterThan(1)
    },
  },
  {
    name: "of several cookies of one name the first that opens counts",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const value = browser.jar.value(`${world.origin}/`, world.cookie)
      const cookie = [`${world.cookie}=garbage`, `${world.cookie}=${value}`].join("; ")
      const stranger = world.browser()
      expect((await stranger.get(`${world.origin}/private`, { cookie })).status).toBe(200)
    },
  },
]

function isOf({ cookie }: World): (line: string) => boolean {
  return (line) => line.startsWith(`${cookie}=`) || line.startsWith(`${cookie}.`)
}
