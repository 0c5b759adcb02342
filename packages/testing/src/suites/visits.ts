// The steps that many cases take, by name.
import { expect } from "vitest"
import type { Browser, BrowserResponse } from "../browser.js"
import type { Person } from "./people.js"
import type { World } from "./world.js"

/** One thing that an adapter must do. The name begins with its row in the list of behaviours. */
export interface Case {
  readonly name: string
  run(world: World): Promise<void>
}

export interface LoginWish {
  /** Default: the first that is configured. */
  provider?: string
  returnTo?: string
}

/** The address where a login begins. */
export function loginUrl({ origin, providers }: World, { provider, returnTo }: LoginWish = {}): string {
  const query = new URLSearchParams({ provider: provider ?? Object.keys(providers)[0] ?? "default" })
  if (returnTo !== undefined) query.set("return_to", returnTo)
  return `${origin}/auth/login?${query}`
}

/** A whole login, to the page it ends on. */
export function logIn(world: World, browser: Browser, person: Person, wish?: LoginWish): Promise<BrowserResponse> {
  return browser.login(loginUrl(world, wish), person)
}

/** A browser in which somebody is logged in. */
export async function loggedIn(world: World, person: Person, wish?: LoginWish): Promise<Browser> {
  const browser = world.browser()
  await logIn(world, browser, person, wish)
  expect(await whoIs(world, browser)).toBe(person)
  return browser
}

/** A login up to the provider's last word: what it sends the browser back with is not asked for yet. */
export async function almostLogIn(
  world: World,
  browser: Browser,
  person: Person,
  wish?: LoginWish,
): Promise<BrowserResponse> {
  const page = await browser.follow(await browser.get(loginUrl(world, wish)))
  const answer = await browser.follow(await browser.pickUser(page, person), leadsTo(world))
  expect(leadsTo(world)(answer), `${answer.url} leads back`).toBe(true)
  return answer
}

/** Whether a response sends the browser to the application. */
export function leadsTo({ origin }: Pick<World, "origin">): (response: BrowserResponse) => boolean {
  return ({ location }) => location !== undefined && new URL(location).origin === origin
}

/** The `sub` of whoever a browser's cookies name. */
export async function whoIs(world: World, browser: Browser): Promise<string | undefined> {
  const { user } = await world.session(browser)
  return user.isLoggedIn ? user.sub : undefined
}

/** The names of the cookies that hold a browser's session. */
export function sessionCookies({ origin, cookie }: World, { jar }: Browser): string[] {
  const names = jar.cookies(`${origin}/`).map(({ name }) => name)
  return names.filter((name) => name === cookie || isChunk(name, cookie))
}

/** The names of the cookies that hold a browser's pending logins. */
export function pendingLogins({ origin, cookie }: World, { jar }: Browser): string[] {
  const names = jar.cookies(`${origin}/`).map(({ name }) => name)
  return names.filter((name) => name.startsWith(`${cookie}.tx.`))
}

export function isChunk(name: string, cookie: string): boolean {
  return name.startsWith(`${cookie}.`) && /^\d+$/.test(name.slice(cookie.length + 1))
}

/** Expects a redirect to the provider, and gives its parameters. */
export function expectLogin({ provider }: World, response: BrowserResponse, status = 302): URLSearchParams {
  expect(response.status).toBe(status)
  const url = new URL(response.location ?? "about:blank")
  expect(url.origin + url.pathname).toBe(`${provider.issuer}/auth`)
  return url.searchParams
}
