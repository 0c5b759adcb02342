// Somebody with a browser of their own: what they see, and what their browser complains of.

import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core"

export interface Visitor {
  readonly context: BrowserContext
  /** Opens an address in a new tab. */
  open(url: string): Promise<Page>
  /** Errors in the console and of scripts, among them every violation of a Content-Security-Policy. */
  readonly complaints: readonly string[]
  /** What passed through the browser and is for nobody's log: codes, states, nonces, cookies. */
  secrets(): Promise<string[]>
}

export async function newVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  return visitorIn(await browser.newContext(options))
}

export function visitorIn(context: BrowserContext): Visitor {
  context.setDefaultTimeout(20_000)
  const complaints: string[] = []
  // A page that is an answer of 403 is reported like a picture that is missing; but it is what was asked for.
  const pages = new Set<string>()
  context.on("response", (response) => {
    if (response.request().isNavigationRequest()) pages.add(response.url())
  })
  context.on("console", (message) => {
    if (message.type() !== "error") return
    const { url } = message.location()
    if (message.text().startsWith("Failed to load resource") && pages.has(url)) return
    complaints.push(`${message.page()?.url()}: ${message.text()} (${url})`)
  })
  const passed = new Set<string>()
  context.on("request", (request) => {
    const { searchParams } = new URL(request.url())
    for (const name of ["code", "state", "nonce", "id_token_hint"]) {
      for (const value of searchParams.getAll(name)) if (value.length >= 20) passed.add(value)
    }
  })
  context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error()}`))
  return {
    context,
    complaints,
    async secrets() {
      const cookies = (await context.cookies()).map(({ value }) => value)
      return [...passed, ...cookies.filter((value) => value.length >= 20)]
    },
    async open(url) {
      const page = await context.newPage()
      await page.goto(url)
      return page
    },
  }
}

/** Presses a button or a link by its text, and waits for the page to which it leads. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  const control = page.getByRole("button", { name }).or(page.getByRole("link", { name })).first()
  await Promise.all([page.waitForEvent("load"), control.click()])
}

/** On the page of a provider: who one is. */
export async function pick(page: Page, name: string): Promise<void> {
  await press(page, new RegExp(name))
}

export function heading(page: Page): Promise<string> {
  return page.getByRole("heading", { level: 1 }).innerText()
}
