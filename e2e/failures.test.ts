// Every failure that a visitor can meet, as a page in a browser without JavaScript: looked at in all lights and widths.

import { AxeBuilder } from "@axe-core/playwright"
import type { Browser, Page } from "playwright-core"
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest"
import { describeInBrowser, launch } from "./chromium.ts"
import { codes, type Failing, others, startFailing } from "./failing.ts"
import { shoot } from "./still-life.ts"
import { newVisitor, type Visitor } from "./visitor.ts"

describeInBrowser("failures", () => {
  let browser: Browser
  let failing: Failing
  let visitor: Visitor
  let examined: Page

  beforeAll(async () => {
    ;[browser, failing] = await Promise.all([launch(), startFailing()])
    // The examiner is a script itself, and wants timers: it has a page of its own.
    examined = await (await browser.newContext()).newPage()
  })
  afterAll(async () => {
    await browser?.close()
    failing?.close()
  })
  beforeEach(async () => {
    visitor = await newVisitor(browser, { javaScriptEnabled: false })
  })
  afterEach(async () => {
    expect(visitor.complaints).toEqual([])
    await visitor.context.close()
  })

  /** What shuts somebody out of a page, a line each. */
  async function barriers(page: Page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).analyze()
    return violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)
  }

  /** What of a page does not fit its window: too wide, or begun beyond an edge to which nobody can scroll. */
  const misfits = (page: Page) =>
    page.evaluate(() => {
      const { left, top } = document.querySelector("main")?.getBoundingClientRect() ?? { left: -1, top: -1 }
      const tooWide = document.documentElement.scrollWidth - innerWidth
      return [
        ...(tooWide > 0 ? [`${tooWide} px too wide`] : []),
        ...(left < 0 || top + scrollY < 0 ? ["its beginning is cut off"] : []),
      ]
    })

  test.each([...codes, ...Object.keys(others)])("%s", async (name) => {
    const page = await visitor.open(`${failing.origin}/${name}`)
    const pictures = { folder: "results/failures", fullPage: true }
    await shoot(page, name, async (look) => expect(await misfits(page), look).toEqual([]), pictures)
    // 400 % of 1280 × 1024 (WCAG 1.4.10): as wide as a phone, and so low that it has to be scrolled.
    await page.setViewportSize({ width: 320, height: 256 })
    expect(await misfits(page)).toEqual([])

    await examined.goto(`${failing.origin}/${name}`)
    for (const colorScheme of ["light", "dark"] as const) {
      await examined.emulateMedia({ colorScheme })
      expect(await barriers(examined), colorScheme).toEqual([])
    }

    // Read aloud: what happened, then what to do, and nothing without a name.
    const heading = page.getByRole("heading")
    expect(await heading.count()).toBe(1)
    expect(await page.title()).toBe((await heading.innerText()).trim())
    expect(await page.locator("html").getAttribute("lang")).toBe("en")
    const [first, second] = await page.locator("main > *").evaluateAll((parts) => parts.map(({ tagName }) => tagName))
    expect([first, second]).toEqual(["H1", "P"])
    for (const part of await page.locator("h1, p").all()) expect((await part.innerText()).trim()).not.toBe("")
    const controls = page.getByRole("link").or(page.getByRole("button"))
    for (const control of await controls.all()) expect((await control.innerText()).trim()).not.toBe("")

    // A keyboard reaches every control, in the order in which they stand, and shows where it is.
    for (let index = 0; index < (await controls.count()); index++) {
      await page.keyboard.press("Tab")
      const control = controls.nth(index)
      expect(await control.evaluate((element) => element === document.activeElement)).toBe(true)
      const { outline, isSeen } = await control.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        return { outline: getComputedStyle(element).outlineStyle, isSeen: bottom > 0 && top < innerHeight }
      })
      expect([outline, isSeen]).toEqual(["solid", true])
    }
  })

  test("the reference is taken by one click", async () => {
    const page = await visitor.open(`${failing.origin}/client_rejected`)
    await page.getByText("q7Zk3vXw1A", { exact: true }).click()
    expect(await page.evaluate(() => getSelection()?.toString())).toBe("q7Zk3vXw1A")
  })

  test.each(["light", "dark"] as const)("a control under the mouse can be read, %s", async (colorScheme) => {
    await examined.goto(`${failing.origin}/login_cancelled`)
    await examined.emulateMedia({ colorScheme })
    for (const link of await examined.getByRole("link").all()) {
      await link.hover()
      expect(await barriers(examined)).toEqual([])
    }
  })
})
