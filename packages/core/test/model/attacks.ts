/** What Mallory does. He sees every address of his own browser, and what leaks; he can have any browser open anything. */
import type { Destination, Site, Step, Tab } from "./browser.js"
import { addressOf, type Command, command, tabOf, type Visitor, withCallback } from "./commands.js"
import { isSessionCookie, type Pair, type Person } from "./ledger.js"
import type { ProviderName } from "./provider.js"
import { evilOrigin, parentDomain, siblingOrigin } from "./setting.js"
import { answerOf, go, note, type Way, type World } from "./world.js"

/** How he has another's browser make a request. */
export interface Manner {
  readonly destination: Destination
  readonly method: "GET" | "POST"
  readonly from: "another site" | "a sibling host"
  /** A page that hides where it is, from browsers that would say so in a Referer. */
  readonly silent: boolean
  readonly isPrefetch: boolean
}

function told({ destination, method, from, isPrefetch }: Manner): string {
  const how = isPrefetch
    ? "a prefetch"
    : destination === "document"
      ? `a ${method} of the whole page`
      : `an ${destination}`
  return `by ${how}, from ${from}`
}

function stepOf(manner: Manner, { method, url, body }: Pick<Step, "method" | "url" | "body">, tab: Tab): Step {
  const { destination, from, silent, isPrefetch } = manner
  const site: Site = from === "another site" ? "cross-site" : "same-site"
  const origin = from === "another site" ? evilOrigin : siblingOrigin
  const isGet = method === "GET"
  return {
    ...{ method, url, site, destination, rounds: 0 },
    ...(body === undefined ? {} : { body }),
    // A form always says where it is from.
    ...(silent && isGet ? {} : { from: origin }),
    ...(destination === "document" && !isPrefetch ? { tab } : {}),
    ...(isPrefetch && isGet ? { isPrefetch } : {}),
  }
}

/** He has a browser open a page of the application. */
export function force(victim: Visitor, path: string, manner: Manner, way: Way): Command {
  return command(
    (world) => `Mallory has ${tabOf(world, victim).tab.name} open ${path}, ${told(manner)}.`,
    async (world) => {
      const { browser, tab } = tabOf(world, victim)
      const { method, destination } = manner
      const asked = { method: destination === "document" ? method : "GET", url: addressOf(world, path) } as const
      await go(world, browser, stepOf(manner, asked, tab), way)
    },
  )
}

/** He has a browser, perhaps his own, open an address that he has seen. */
export function replay(victim: Visitor, index: number, manner: Manner, way: Way): Command {
  const pick = ({ sightings }: World) => sightings[sightings.length - 1 - (index % sightings.length)]
  return command(
    (world) =>
      `Mallory has ${tabOf(world, victim).tab.name} open an address that he has seen, ${nameOf(pick(world)?.url)}, ${told(manner)}.`,
    async (world) => {
      const { browser, tab } = tabOf(world, victim)
      const seen = pick(world)
      if (seen !== undefined) await go(world, browser, stepOf(manner, seen, tab), way)
    },
    ({ sightings }) => sightings.length > 0,
  )
}

function nameOf(url: string | undefined): string {
  const { host, pathname } = new URL(url ?? "about:blank")
  return host + pathname
}

/** The last callback of a tab leaks to him: over a shoulder, by a proxy's log, out of a history. */
export function leak(index: number): Command {
  const pick = withCallback(index)
  return command(
    (world) => `The last callback of ${pick(world)?.tab.name} leaks to Mallory.`,
    async (world) => {
      const seen = pick(world)?.tab.lastCallback
      if (seen !== undefined) note(world, seen)
    },
    (world) => pick(world) !== undefined,
  )
}

/**
 * He begins a login of his own and ends it with a code that he has seen (code injection, RFC 9700 section 4.5): the
 * browser is his, and the code may be another's.
 */
export function inject(provider: ProviderName, way: Way): Command {
  const codes = ({ sightings, ledger }: World) =>
    sightings.flatMap(({ url, body }) => {
      const grant = ledger.grants.get(new URLSearchParams(body ?? new URL(url).search).get("code") ?? "")
      return grant !== undefined && grant.browser !== "Mallory" && grant.provider === provider ? [grant.code] : []
    })
  return command(
    () => `Mallory begins a login with ${provider} and ends it with a code that he has seen.`,
    async (world) => {
      const browser = world.browsers.Mallory
      const tab = browser.tabs[0] as Tab
      const path = `/auth/login?provider=${provider === "alpha" ? "default" : "beta"}`
      const account = browser.accounts.get(provider)
      browser.accounts.delete(provider)
      await go(
        world,
        browser,
        { method: "GET", url: addressOf(world, path), site: "none", destination: "document", tab, rounds: 0 },
        way,
      )
      if (account !== undefined) browser.accounts.set(provider, account)
      if (tab.atProvider === undefined) return
      const state = new URL(tab.atProvider).searchParams.get("state") ?? ""
      const code = codes(world).at(-1) ?? ""
      const iss = provider === "alpha" ? { iss: "https://alpha.example" } : {}
      await open(world, new URLSearchParams({ code, state, ...iss }), provider, { browser: "Mallory", tab: 0 }, way)
    },
    (world) => codes(world).length > 0,
  )
}

/** He has a login that another has begun, whose state leaked to him, end with a code of his own. */
export function impose(victim: Visitor, way: Way): Command {
  const begun = ({ sightings, ledger }: World) =>
    sightings.flatMap(({ url, body }) => {
      const login = ledger.logins.get(new URLSearchParams(body ?? new URL(url).search).get("state") ?? "")
      return login?.browser === victim.person && login.callbacks === 0 ? [login] : []
    })
  return command(
    (world) => `Mallory ends a login that ${tabOf(world, victim).tab.name} has begun with a code of his own.`,
    async (world) => {
      const login = begun(world).at(-1)
      if (login === undefined) return
      const provider = login.provider as ProviderName
      const browser = world.browsers.Mallory
      // Of another's authorization request he knows the state alone.
      const url = new URL(login.url)
      url.searchParams.set("nonce", "a".repeat(43))
      url.searchParams.set("code_challenge", "b".repeat(43))
      const asked: Step = { method: "GET", url: url.href, site: "none", destination: "document", rounds: 0 }
      const answered = answerOf(browser, world.providers[provider], asked, {
        account: "Mallory",
        since: world.clock.seconds(),
      })
      if (answered === undefined) return
      note(world, answered)
      const parameters = new URLSearchParams(answered.body ?? new URL(answered.url).search)
      await open(world, parameters, provider, { browser: victim.person, tab: victim.tab }, way)
    },
    (world) => begun(world).length > 0,
  )
}

/** A callback, in the way in which this provider answers. */
async function open(
  world: World,
  parameters: URLSearchParams,
  provider: ProviderName,
  { browser: person, tab: index }: { browser: Person; tab: number },
  way: Way,
): Promise<void> {
  const browser = world.browsers[person]
  const tab = browser.tabs[index] as Tab
  const callback = world.application.place.origin + world.application.callbackPath
  const sent =
    provider === "beta"
      ? ({ method: "POST", url: callback, body: parameters.toString() } as const)
      : ({ method: "GET", url: `${callback}?${parameters}` } as const)
  await go(
    world,
    browser,
    { ...sent, site: "cross-site", from: evilOrigin, destination: "document", tab, rounds: 0 },
    way,
  )
}

export type Plant = "his session" | "his transactions" | "garbage"

/** From a sibling host he puts cookies into a browser, as far as it takes them from there. */
export function plant(person: Person, what: Plant, deeper: boolean): Command {
  return command(
    () => `From a sibling host Mallory puts ${what} into ${person}'s browser.`,
    async ({ application, browsers, ledger }) => {
      const { cookieName, basePath } = application.place
      const isMeant = ({ name }: Pair) =>
        what === "his session" ? isSessionCookie(name, application.place) : name.startsWith(`${cookieName}.tx.`)
      const garbage = [
        { name: cookieName, value: "garbage" },
        { name: `${cookieName}.0`, value: "2.garbage1.x" },
      ]
      const chosen = what === "garbage" ? garbage : browsers.Mallory.jar.cookies().filter(isMeant)
      // The longer path comes first in the header.
      const path = deeper ? `${basePath}/oauth2callback` : basePath || "/"
      const { jar } = browsers[person]
      const isTaken = chosen.map(({ name, value }) =>
        jar.set(siblingOrigin, `${name}=${value}; Domain=${parentDomain}; Path=${path}; Secure`),
      )
      if (isTaken.includes(true)) ledger.planted.add(person)
    },
    ({ browsers }) => what === "garbage" || browsers.Mallory.jar.cookies().length > 0,
  )
}
