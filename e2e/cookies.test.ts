// What only a real browser can say of the session's cookies.

import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type DevelopmentProvider, startProvider } from "@x/testing"
import type { BrowserContext, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { type Application, registration, startApplication } from "./application.ts"
import { describeInBrowser, launchFrom } from "./chromium.ts"
import { pick, press, visitorIn } from "./visitor.ts"

// So many groups that her session takes several cookies.
const groups = Array.from({ length: 60 }, (_, i) => `department-${i}-of-the-analytical-engine-works`)

describeInBrowser("the session's cookies in a browser", () => {
  let provider: DevelopmentProvider
  let applications: Application[]
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "x-auth-browser-"))
  })
  afterEach(() => rm(folder, { recursive: true }))

  beforeAll(async () => {
    provider = await startProvider({
      users: [
        { sub: "ada", name: "Ada Lovelace", groups },
        { sub: "kim", name: "Kim Newcomer" },
      ],
    })
    const auth = { local: { ...registration(provider), label: "Here" } }
    applications = [await startApplication(auth), await startApplication(auth)]
  })
  afterAll(async () => {
    await Promise.all([provider, ...applications].map(({ close }) => close()))
  })

  async function withBrowser(act: (context: BrowserContext) => Promise<void>): Promise<void> {
    const context = await launchFrom(folder)
    const { complaints } = visitorIn(context)
    try {
      await act(context)
      expect(complaints).toEqual([])
    } finally {
      await context.close()
    }
  }

  async function logIn(context: BrowserContext, place: number, name: string): Promise<Page> {
    const page = await context.newPage()
    await page.goto(origin(place))
    await press(page, "Log in with")
    await pick(page, name)
    return page
  }

  const origin = (place: number) => applications[place]?.origin ?? ""

  async function whoIsIn(context: BrowserContext, place: number): Promise<string> {
    const page = await context.newPage()
    await page.goto(origin(place))
    return page.locator(".state").innerText()
  }

  test("S70: every chunk has Max-Age=2592000, and the login survives a restart of the browser", async () => {
    await withBrowser(async (context) => {
      const page = await logIn(context, 0, "Ada")
      expect(await page.locator(".state").innerText()).toBe("Ada Lovelace")
      const chunks = (await context.cookies(origin(0))).filter(({ name }) => /^auth-\d+\.\d$/.test(name))
      expect(chunks.length).toBeGreaterThan(1)
      for (const { expires, httpOnly, sameSite } of chunks) {
        expect({ httpOnly, sameSite }).toEqual({ httpOnly: true, sameSite: "Lax" })
        expect(Math.abs(expires - Date.now() / 1000 - 2_592_000)).toBeLessThan(60)
      }
    })
    await withBrowser(async (context) => {
      expect(await whoIsIn(context, 0)).toBe("Ada Lovelace")
    })
  })

  test("S71: two applications on two ports keep their own logins", async () => {
    await withBrowser(async (context) => {
      await logIn(context, 0, "Ada")
      const page = await logIn(context, 1, "Kim")
      expect(await whoIsIn(context, 0)).toBe("Ada Lovelace")
      expect(await whoIsIn(context, 1)).toBe("Kim Newcomer")
      await press(page, "Log out")
      expect(await whoIsIn(context, 1)).toBe("logged out")
      expect(await whoIsIn(context, 0)).toBe("Ada Lovelace")
    })
  })
})
