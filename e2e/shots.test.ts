// Every page that anybody sees: a picture of it in shots/, and nothing on it that shuts somebody out.

import { AxeBuilder } from "@axe-core/playwright"
import { type DevelopmentProvider, startProvider } from "@x/testing"
import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { acme, globex } from "../examples/demo/providers.ts"
import { type Application, registration, startApplication } from "./application.ts"
import { describeInBrowser, launch } from "./chromium.ts"
import { serveLink } from "./link.ts"
import { shoot } from "./still-life.ts"
import { heading, newVisitor, pick, press, type Visitor } from "./visitor.ts"

describeInBrowser("pages", () => {
  let browser: Browser
  let providers: DevelopmentProvider[]
  let application: Application
  let strict: Application
  let exclusive: Application
  let visitor: Visitor
  let origin: string

  beforeAll(async () => {
    browser = await launch()
    const [first, second] = await Promise.all([startProvider(acme), startProvider(globex)])
    providers = [first, second]
    const one = { acme: { ...registration(first), label: "Acme ID" } }
    const both = { ...one, globex: { ...registration(second), label: "Globex", logout: "provider" } }
    application = await startApplication(both)
    strict = await startApplication({ ...one, cookie_same_site: "strict" })
    exclusive = await startApplication({ ...one, allowed_emails: ["katherine@acme.example"] })
    origin = application.origin
  })
  afterAll(async () => {
    const started = [...(providers ?? []), application, strict, exclusive]
    await Promise.all([browser?.close(), ...started.map((one) => one?.close())])
  })

  beforeEach(async () => {
    visitor = await newVisitor(browser)
  })
  afterEach(async () => {
    expect(visitor.complaints).toEqual([])
    await visitor.context.close()
  })

  /** Every picture is of a page without barriers that fits its screen. */
  async function shown(page: Page, name: string, title: string): Promise<void> {
    expect(await heading(page)).toBe(title)
    await shoot(page, name, async (look) => {
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => `${look}: ${id} ${nodes[0]?.html}`)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    })
  }

  async function loggedIn({ provider = "Acme ID", name = "Ada Lovelace" } = {}): Promise<Page> {
    const page = await visitor.open(origin)
    await press(page, `Log in with ${provider}`)
    await pick(page, name)
    return page
  }

  test("the demonstration, logged out", async () => {
    await shown(await visitor.open(origin), "demo-logged-out", "Who’s there?")
  })

  test("the demonstration, logged in", async () => {
    await shown(await loggedIn(), "demo-logged-in", "Welcome!\nAda Lovelace")
  })

  test("the demonstration, logged in without a name", async () => {
    const page = await loggedIn({ provider: "Globex", name: "badge-4711" })
    await shown(page, "demo-nameless", "Welcome!\nfriend without a name")
  })

  test("the demonstration, its members' page", async () => {
    const page = await loggedIn()
    await press(page, "Members’ page")
    await shown(page, "demo-members", "Members only")
  })

  test("the demonstration, no such page", async () => {
    await shown(await visitor.open(`${origin}/nowhere`), "demo-not-found", "Nothing here")
  })

  test("core: sign in", async () => {
    await shown(await visitor.open(`${origin}/auth/login`), "core-sign-in", "Log in")
  })

  test("core: login_cancelled", async () => {
    const page = await visitor.open(`${origin}/auth/login?provider=acme`)
    await press(page, "Cancel")
    await shown(page, "core-login-cancelled", "Login cancelled")
  })

  const wellFormed = "A".repeat(43)
  test.each([
    ["callback_invalid", "/oauth2callback?state=what", "This answer cannot be used"],
    ["provider_unknown", "/auth/login?provider=acmee", "Unknown provider"],
    ["cookies_blocked", `/oauth2callback?code=x&state=${wellFormed}`, "No cookies arrived"],
  ])("core: %s", async (code, path, title) => {
    const page = await visitor.open(origin + path)
    expect(await page.getByText(code, { exact: true }).count()).toBe(1)
    await shown(page, `core-${code.replace("_", "-")}`, title)
  })

  test("core: access_denied", async () => {
    const page = await visitor.open(`${exclusive.origin}/auth/login`)
    await pick(page, "Ada Lovelace")
    await shown(page, "core-access-denied", "No access")
  })

  test("core: a logout that another site asked for, and the visitor confirms", async () => {
    await loggedIn()
    const elsewhere = await serveLink(`${origin}/auth/logout`)
    const page = await visitor.open(elsewhere.url)
    await press(page, "a link")
    await elsewhere.close()
    await shown(page, "core-confirm-logout", "Log out?")
    await press(page, "Log out")
    expect(await heading(page)).toBe("Who’s there?")
  })

  test('core: the step of cookie_same_site = "strict"', async () => {
    const page = await visitor.open(`${strict.origin}/auth/login?return_to=/members`)
    // The page goes on by itself. For its picture it stays: after an answer without content a browser is where it was.
    await page.route(`${strict.origin}/members`, (route) => route.fulfill({ status: 204 }))
    await pick(page, "Ada Lovelace")
    await shown(page, "core-go-on", "You are logged in")
    await page.unrouteAll()
    await press(page, "Go on")
    expect(await heading(page)).toBe("Members only")
  })

  test("provider: who would you like to be, for a stranger and for somebody who is signed in", async () => {
    const page = await visitor.open(`${origin}/auth/login?provider=acme`)
    await shown(page, "provider-people", `Continue to ${new URL(origin).host}`)
    await pick(page, "Ada Lovelace")
    await page.goto(`${origin}/auth/login?provider=acme`)
    await shown(page, "provider-people-signed-in", `Continue to ${new URL(origin).host}`)
  })

  test("provider: log out, and logged out", async () => {
    const page = await loggedIn({ provider: "Globex", name: "Grace Hopper" })
    await press(page, "Log out")
    await shown(page, "provider-log-out", "Log out?")
    // Without an application to go back to, the provider has the last word.
    await page.goto(`${providers[1]?.issuer}/session/end`)
    await press(page, "Log out")
    await shown(page, "provider-logged-out", "You are logged out")
  })

  test("provider: an error", async () => {
    const page = await visitor.open(`${providers[0]?.issuer}/auth?client_id=stranger&response_type=code`)
    await shown(page, "provider-error", "This did not work")
  })
})
