// Which provider a login takes when nobody names one.
import { expect } from "vitest"
import { type Case, expectLogin, whoIs } from "./visits.js"
import type { World } from "./world.js"

export const withDefaultCases: readonly Case[] = [
  {
    name: "S11 a login without a name takes the default provider",
    async run(world) {
      const browser = world.browser()
      expectLogin(world, await browser.get(`${world.origin}/auth/login`))
      await browser.login(`${world.origin}/auth/login`, "ada")
      expect(await world.session(browser)).toMatchObject({ provider: "default", user: { sub: "ada" } })
    },
  },
]

export const withoutDefaultCases: readonly Case[] = [
  {
    name: "S11 without a name or a default there is a page with a button for each provider",
    async run(world) {
      const browser = world.browser()
      const page = await browser.get(`${world.origin}/auth/login?return_to=%2Fprivate%3Fx%3D1`)
      expect(page).toMatchObject({ status: 200, setCookies: [] })
      expect(page.headers.get("content-type")).toMatch(/^text\/html/)
      const addresses = hrefsIn(page.text)
      for (const provider of Object.keys(world.providers)) {
        const href = addresses.find((address) => new URL(address, page.url).searchParams.get("provider") === provider)
        const visitor = world.browser()
        const last = await visitor.login(new URL(href ?? "", page.url).href, "ada")
        expect(last.url).toBe(`${world.origin}/private?x=1`)
        expect((await world.session(visitor)).provider).toBe(provider)
      }
      await expectNobody(world, browser)
    },
  },
]

function hrefsIn(html: string): string[] {
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) =>
    href.replaceAll("&#38;", "&").replaceAll("&amp;", "&"),
  )
}

async function expectNobody(world: World, browser: ReturnType<World["browser"]>): Promise<void> {
  expect(await whoIs(world, browser)).toBeUndefined()
}
