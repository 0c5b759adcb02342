// A person clicks through the demonstration.

import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { describeInBrowser, launch } from "./chromium.ts"
import { type Demonstration, startDemonstration } from "./demonstration.ts"
import { heading, newVisitor, pick, press, type Visitor } from "./visitor.ts"

describeInBrowser("the demonstration", () => {
  let browser: Browser
  let demonstration: Demonstration
  let visitor: Visitor
  let home: string

  beforeAll(async () => {
    ;[browser, demonstration] = await Promise.all([launch(), startDemonstration()])
    home = `${demonstration.origin}/`
  })
  afterAll(async () => {
    await Promise.all([browser?.close(), demonstration?.interrupt()])
  })

  beforeEach(async () => {
    visitor = await newVisitor(browser)
  })
  afterEach(async () => {
    expect(visitor.complaints).toEqual([])
    const printed = demonstration.output()
    expect((await visitor.secrets()).filter((secret) => printed.includes(secret))).toEqual([])
    expect(printed).not.toMatch(/\beyJ[\w-]{10,}\.|Fe26\.2\*/)
    await visitor.context.close()
  })

  async function logIn(page: Page, { provider = "Acme ID", name = "Ada Lovelace" } = {}): Promise<void> {
    await press(page, `Log in with ${provider}`)
    await pick(page, name)
  }

  /** One's name, or "logged out": what stands in the corner of every page. */
  const state = (page: Page) => page.locator(".state").innerText()

  async function identityCookies(): Promise<string[]> {
    const cookies = await visitor.context.cookies(home)
    const { port } = new URL(home)
    return cookies.map(({ name }) => name).filter((name) => new RegExp(`^auth-${port}(\\.\\d+)?$`).test(name))
  }

  test.each([
    ["Acme ID", "Ada Lovelace", { sub: "ada", email: "ada@acme.example", groups: '["engineering","board"]' }],
    ["Globex", "Grace Hopper", { sub: "grace", email: "grace@globex.example", locale: "en-US" }],
  ])("S02, S03: log in with %s as %s; home again, with the claims", async (provider, name, claims) => {
    const page = await visitor.open(home)
    await logIn(page, { provider, name })
    expect(page.url()).toBe(home)
    expect(await heading(page)).toBe(`Welcome!\n${name}`)
    for (const [claim, value] of Object.entries(claims)) {
      const row = page.locator(".claims > div", { has: page.locator("code", { hasText: new RegExp(`^${claim}$`) }) })
      expect(await row.locator("dd").innerText()).toBe(value)
    }
  })

  test("S15: somebody of whom the provider says nothing is greeted all the same", async () => {
    const page = await visitor.open(home)
    await logIn(page, { provider: "Globex", name: "badge-4711" })
    expect(await heading(page)).toBe("Welcome!\nfriend without a name")
  })

  test("S12: a protected page by deep link, to the provider and back to the very page", async () => {
    const page = await visitor.open(`${home}members?from=a%20mail`)
    expect(await page.getByRole("heading", { name: "Members only" }).count()).toBe(0)
    await press(page, "Acme ID")
    await pick(page, "Zoë Ünal")
    expect(page.url()).toBe(`${home}members?from=a%20mail`)
    expect(await heading(page)).toBe("Members only")
    expect(await state(page)).toBe("Zoë Ünal")
  })

  test("S14: log in while logged in: somebody else, and nothing is left of the first", async () => {
    const page = await visitor.open(home)
    await logIn(page)
    await logIn(page, { provider: "Globex", name: "Alan Turing" })
    expect(await state(page)).toBe("Alan Turing")
    expect(await page.content()).not.toMatch(/Lovelace|acme\.example/)
  })

  test("S21: a second tab of the same browser is logged in", async () => {
    await logIn(await visitor.open(home))
    expect(await state(await visitor.open(`${home}members`))).toBe("Ada Lovelace")
  })

  test("S08, S22: a logout goes home, keeps no cookie, and holds for the other tab at its next request", async () => {
    const page = await visitor.open(home)
    await logIn(page)
    const other = await visitor.open(`${home}members`)
    expect(await identityCookies()).not.toEqual([])
    await press(page, "Log out")
    expect(page.url()).toBe(home)
    expect(await state(page)).toBe("logged out")
    expect(await identityCookies()).toEqual([])
    await other.reload()
    expect(await other.getByRole("heading", { name: "Members only" }).count()).toBe(0)
    await other.goto(home)
    expect(await state(other)).toBe("logged out")
  })

  test("S73: a logout while logged out, from a page that is still open, goes home", async () => {
    const page = await visitor.open(home)
    await logIn(page)
    const other = await visitor.open(home)
    await press(page, "Log out")
    await press(other, "Log out")
    expect(other.url()).toBe(home)
    expect(await state(other)).toBe("logged out")
  })

  test("S67: after a logout the members' page waits, until the visitor asks", async () => {
    const page = await visitor.open(home)
    await logIn(page)
    await press(page, "Log out")
    await page.goto(`${home}members`)
    expect(page.url()).toBe(`${home}members`)
    expect(await heading(page)).toBe("You are logged out")
    await page.reload()
    expect(await heading(page)).toBe("You are logged out")
    await press(page, "Log in")
    await press(page, "Acme ID")
    await pick(page, "Ada Lovelace")
    expect(await heading(page)).toBe("Members only")
    expect(page.url()).toBe(`${home}members`)
  })

  test("S28: a local logout leaves the provider's session and its cookies alone", async () => {
    const page = await visitor.open(home)
    await logIn(page)
    await press(page, "Log out")
    await press(page, "Log in with Acme ID")
    expect(await page.getByRole("button", { name: /Ada Lovelace.*Signed in/s }).count()).toBe(1)
  })

  test('logout = "provider": logged out there, too', async () => {
    const page = await visitor.open(home)
    await logIn(page, { provider: "Globex", name: "Grace Hopper" })
    await press(page, "Log out")
    expect(await heading(page)).toBe("Log out?")
    await press(page, "Log out")
    expect(new URL(page.url()).origin).toBe(demonstration.origin)
    expect(await state(page)).toBe("logged out")
    await press(page, "Log in with Globex")
    expect(await page.getByText("Signed in", { exact: true }).count()).toBe(0)
  })

  test('logout = "provider", and staying signed in there: logged out here all the same', async () => {
    const page = await visitor.open(home)
    await logIn(page, { provider: "Globex", name: "Grace Hopper" })
    await press(page, "Log out")
    await press(page, "Stay signed in")
    await page.goto(home)
    expect(await state(page)).toBe("logged out")
  })

  test("cancelled at the provider: a page that says so, with a reference and a way back", async () => {
    const page = await visitor.open(`${home}members`)
    await press(page, "Acme ID")
    await press(page, "Cancel")
    expect(await heading(page)).toBe("Login cancelled")
    expect(await page.getByText(/login_cancelled Reference [\w-]{10}/).count()).toBe(1)
    await press(page, "Log in again")
    await pick(page, "Ada Lovelace")
    expect(page.url()).toBe(`${home}members`)
  })

  test("Back after a login, and the old callback once more: home, no error, still logged in", async () => {
    const page = await visitor.open(home)
    const callbacks: string[] = []
    page.on("request", (request) => {
      if (request.url().startsWith(`${home}oauth2callback`)) callbacks.push(request.url())
    })
    await logIn(page)
    await page.goBack() // the provider's page, where this login is over
    await page.goBack()
    expect(page.url()).toBe(home)
    expect(await state(page)).toBe("Ada Lovelace")
    expect(callbacks).toHaveLength(1)
    await page.goto(callbacks[0] ?? "")
    expect(page.url()).toBe(home)
    expect(await state(page)).toBe("Ada Lovelace")
  })

  test("Back after a logout shows nothing of whoever was logged in", async () => {
    const page = await visitor.open(home)
    await logIn(page)
    await press(page, "Members’ page")
    await press(page, "Log out")
    await page.goBack()
    expect(await page.content()).not.toContain("Lovelace")
    await page.goBack()
    expect(await page.content()).not.toContain("Lovelace")
  })

  test("S32: two tabs with a login each, at two providers: both finish, and the later one counts", async () => {
    const [first, second] = [await visitor.open(`${home}members`), await visitor.open(home)]
    await press(first, "Acme ID")
    await press(second, "Log in with Globex")
    await pick(second, "Grace Hopper")
    expect(await heading(second)).toBe("Welcome!\nGrace Hopper")
    await pick(first, "Ada Lovelace")
    expect(first.url()).toBe(`${home}members`)
    expect(await state(first)).toBe("Ada Lovelace")
    await second.reload()
    expect(await state(second)).toBe("Ada Lovelace")
  })

  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ] as const
  test.each(orders)("three logins at once in one browser finish in the order %i, %i, %i", async (...order) => {
    const tabs = new Map<number, Page>()
    for (const tab of [0, 1, 2]) {
      const page = await visitor.open(`${home}members?tab=${tab}`)
      await press(page, "Acme ID")
      tabs.set(tab, page)
    }
    for (const tab of order) {
      const page = tabs.get(tab) as Page
      await pick(page, "Katherine Johnson")
      expect(page.url()).toBe(`${home}members?tab=${tab}`)
      expect(await state(page)).toBe("Katherine Johnson")
    }
    const { port } = new URL(home)
    const left = (await visitor.context.cookies(home)).filter(({ name }) => name.startsWith(`auth-${port}.tx`))
    expect(left).toEqual([])
  })

  test("without JavaScript it works as well", async () => {
    await visitor.context.close()
    visitor = await newVisitor(browser, { javaScriptEnabled: false })
    const page = await visitor.open(`${home}members`)
    await press(page, "Globex")
    await pick(page, "Grace Hopper")
    expect(await heading(page)).toBe("Members only")
    await press(page, "Log out")
    await press(page, "Log out")
    expect(await state(page)).toBe("logged out")
  })

  test("a keyboard alone logs in and out", async () => {
    const page = await visitor.open(home)
    await page.getByRole("link", { name: "Log in with Acme ID" }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: /Ada/ }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("button", { name: "Log out" }).focus()
    await page.keyboard.press("Enter")
    await page.getByRole("heading", { name: "Who’s there?" }).waitFor()
  })
})
