// Visitors without a window, each of whom knows who they are: every answer of the application is held against that.

import { type Browser, type BrowserResponse, createBrowser } from "@x/testing/suites"
import type { Fleet } from "./fleet.ts"
import type { Replica } from "./replicas.ts"

export interface Guest {
  readonly sub: string
  readonly browser: Browser
  /** Logs in and lands on the page that was asked for. @throws when that is not what happens */
  logIn(): Promise<void>
  /** As people do, from a page on: one that breaks is loaded again, and one that offers a login is taken at its word. */
  logInPatiently(page?: BrowserResponse): Promise<void>
  /** Up to the page of the provider that asks who is there. */
  goToProvider(): Promise<BrowserResponse>
  /** Up to the provider's last word. */
  almostLogIn(): Promise<{ callback: string }>
  /** Asks one process, or whoever comes next. Follows nothing. */
  get(path: string, from?: Replica): Promise<BrowserResponse>
  /** Who the guest is: `undefined` is nobody. */
  seenBy(replica?: Replica): Promise<string | undefined>
  logOut(from?: Replica): Promise<void>
}

export interface Guests {
  /** @param housemate who logs in with the same browser, too */
  newGuest(sub: string, housemate?: string): Guest
  /** Another browser of the same person's, with a copy of the cookies. */
  fork(guest: Guest): Guest
  /** Statuses of 500 and above that may be answered now. None at the beginning. */
  allow(...statuses: number[]): void
  /** Whatever was answered that must not be. */
  readonly violations: readonly string[]
}

export function createGuests({ address: { origin } }: Pick<Fleet, "address">): Guests {
  const violations: string[] = []
  /** Whose every cookie and every token is. */
  const owners = new Map<string, string>()
  let allowed: readonly number[] = []

  function judge(
    sub: string,
    housemate: string | undefined,
    { url, status, text, headers, setCookies }: BrowserResponse,
  ): void {
    if (!url.startsWith(`${origin}/`)) return
    const blame = (fault: string) => violations.push(`${sub} at ${new URL(url).pathname}: ${fault}`)
    if (status >= 500 && !allowed.includes(status)) blame(`answered ${status}`)
    const said = status === 200 && text.startsWith("{") ? JSON.parse(text) : {}
    if (said.user?.isLoggedIn && ![sub, housemate].includes(said.user.sub)) blame(`taken for ${said.user.sub}`)
    for (const given of [...setCookies.map((line) => /^[^=]+=([^;]{40,})/.exec(line)?.[1]), said.token]) {
      if (given === undefined) continue
      if ((owners.get(given) ?? sub) !== sub) blame(`given what is ${owners.get(given)}'s`)
      owners.set(given, sub)
    }
    if (setCookies.length > 0 && headers.get("cache-control") !== "no-store") blame("a cookie that a cache may keep")
  }

  function guest(sub: string, browser: Browser): Guest {
    const start = `${origin}/auth/login?return_to=/private`
    const to = (replica?: Replica) => (replica === undefined ? {} : { "x-replica": String(replica.pid) })

    const goToProvider = async () => browser.follow(await browser.get(start))

    return {
      sub,
      browser,
      async logIn() {
        const page = await browser.login(start, sub)
        if (page.status !== 200 || page.url !== `${origin}/private`) {
          throw new Error(`${sub} is not logged in, but sees ${page.status} at ${page.url}: ${page.text.slice(0, 500)}`)
        }
      },
      async logInPatiently(first) {
        let page = first ?? (await browser.get(start))
        for (let steps = 0; page.url !== `${origin}/private` || page.status !== 200; steps++) {
          if (steps === 40) throw new Error(`${sub} is tired of ${page.status} at ${page.url}: ${page.text}`)
          page = await nextPage(browser, page, sub)
        }
      },
      goToProvider,
      async almostLogIn() {
        const page = await goToProvider()
        const isBack = ({ location }: BrowserResponse) => location?.startsWith(origin) === true
        const { location = "" } = await browser.follow(await browser.pickUser(page, sub), isBack)
        return { callback: location }
      },
      get: (path, from) => browser.get(`${origin}${path}`, to(from)),
      async seenBy(replica) {
        const { status, text } = await browser.get(`${origin}/`, to(replica))
        if (status !== 200) throw new Error(`${sub} is answered ${status}`)
        return JSON.parse(text).user.sub
      },
      async logOut(from) {
        const { status } = await browser.post(`${origin}/auth/logout`, {}, to(from))
        if (status !== 303) throw new Error(`${sub} is not logged out, but answered ${status}`)
      },
    }
  }

  return {
    newGuest(sub, housemate) {
      return guest(sub, createBrowser({ onResponse: (response) => judge(sub, housemate, response) }))
    },
    fork: ({ sub, browser }) => guest(sub, browser.fork()),
    allow(...statuses) {
      allowed = statuses
    },
    violations,
  }
}

async function nextPage(browser: Browser, page: BrowserResponse, sub: string): Promise<BrowserResponse> {
  if (page.status === 502) return browser.get(page.url)
  const next = await browser.step(page)
  if (next !== undefined) return next
  if (page.text.includes(`value="${sub}"`)) return browser.pickUser(page, sub)
  const [, again] = /href="(\/auth\/login[^"]*)"/.exec(page.text) ?? []
  if (again === undefined) throw new Error(`${sub} cannot go on from ${page.status} at ${page.url}: ${page.text}`)
  return browser.click(page, again.replaceAll("&#38;", "&"))
}
