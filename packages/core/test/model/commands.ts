/** What people do: visitors in their tabs, the provider's and the application's owners, and time. */
import type { AsyncCommand } from "fast-check"
import { type ProcessName, processNames } from "./application.js"
import type { Answer, Browser, CookiePolicy, Destination, Sighting, Site, Step, Tab } from "./browser.js"
import { judgeBrowsers } from "./judge-browser.js"
import { isSessionCookie, type Person } from "./ledger.js"
import { type Endpoint, endpoints, type ProviderName, type Trouble } from "./provider.js"
import { answerOf, deliver, go, note, send, sightingOf, type Way, type World } from "./world.js"

/** The model and the real thing are one stage: the ledger knows what is true, and the application does not. */
export type Command = AsyncCommand<Stage, Stage>
export interface Stage {
  readonly world: World
}

/** @param tells the sentence of the story; @param can whether it can be done at this moment */
export function command(
  tells: (world: World) => string,
  run: (world: World) => Promise<void>,
  can: (world: World) => boolean = () => true,
): Command {
  return {
    check: ({ world }) => can(world),
    async run(_model, { world }) {
      world.story.push(tells(world))
      await run(world)
      await judgeBrowsers(world)
    },
    toString: () => "a command",
  }
}

export interface Visitor {
  readonly person: Person
  /** 0, 1 or 2. */
  readonly tab: number
}

export function tabOf({ browsers }: World, { person, tab }: Visitor): { browser: Browser; tab: Tab } {
  const browser = browsers[person]
  return { browser, tab: browser.tabs[tab] as Tab }
}

export function addressOf({ application: { place } }: World, path: string): string {
  return place.origin + place.basePath + path.replace("BASE", encodeURIComponent(place.basePath))
}

function wayTold({ late }: Way): string {
  return late === undefined ? "" : ` (answer ${late + 1} comes late)`
}

/** A page is opened, by its address or by a link of the application. */
export function visit(who: Visitor, path: string, byLink: boolean, way: Way): Command {
  return command(
    (world) => `${tabOf(world, who).tab.name} ${byLink ? "follows a link to" : "opens"} ${path}${wayTold(way)}.`,
    async (world) => {
      const { browser, tab } = tabOf(world, who)
      const { origin } = world.application.place
      const by = byLink ? { site: "same-origin" as const, from: origin } : { site: "none" as const }
      const destination: Destination = "document"
      await go(
        world,
        browser,
        { ...{ method: "GET", url: addressOf(world, path), rounds: 0, tab, destination }, ...by },
        way,
      )
    },
  )
}

/** Somebody opens one login after the other, and finishes none. */
export function crowd({ person }: Visitor, path: string, way: Way): Command {
  return command(
    () => `${person} opens ${path} seven times.`,
    async (world) => {
      const browser = world.browsers[person]
      const url = addressOf(world, path)
      for (let count = 0; count < 7; count++) {
        const tab = browser.tabs[count % 3] as Tab
        await go(world, browser, { method: "GET", url, site: "none", destination: "document", tab, rounds: 0 }, way)
      }
    },
  )
}

/** A script of the application asks for something. */
export function callApi(who: Visitor, path: string, way: Way): Command {
  return command(
    (world) => `A script in ${tabOf(world, who).tab.name} asks for ${path}.`,
    async (world) => {
      const { browser } = tabOf(world, who)
      const { origin } = world.application.place
      const step = {
        method: "GET",
        url: addressOf(world, path),
        site: "same-origin",
        from: origin,
        destination: "script",
        rounds: 0,
      } as const
      await go(world, browser, step, way)
    },
  )
}

interface Place {
  readonly browser: Browser
  readonly tab: Tab
}

/** One of the tabs of which something is true, by a number that may be anything. */
function pickTab({ browsers }: World, index: number, isMeant: (tab: Tab) => boolean): Place | undefined {
  const all = Object.values(browsers).flatMap((browser) =>
    browser.tabs.filter(isMeant).map((tab) => ({ browser, tab })),
  )
  return all[index % all.length]
}

/** Tabs in which a provider's page is shown. */
const atProvider = (index: number) => (world: World) => pickTab(world, index, (tab) => tab.atProvider !== undefined)

/** Tabs through which a provider's answer has come. */
export const withCallback = (index: number) => (world: World) =>
  pickTab(world, index, (tab) => tab.lastCallback !== undefined)

export interface Choice {
  readonly account: "yes" | "yes, with the account at work" | "no"
  /** The answer is seen and not taken to the application. */
  readonly hold: boolean
  readonly twice: boolean
}

/** Someone at the provider's page says yes with an account, or no. */
export function answerProvider(index: number, { account, hold, twice }: Choice, way: Way): Command {
  const pick = atProvider(index)
  const then = hold ? ", and keeps the answer" : twice ? ", and the answer is sent twice at once" : wayTold(way)
  return command(
    (world) => `${pick(world)?.tab.name}, at the provider, says ${account}${then}.`,
    async (world) => {
      const { browser, tab } = pick(world) as Place
      const url = tab.atProvider as string
      const provider = world.providers[new URL(url).hostname.split(".")[0] as ProviderName]
      const page: Step = { method: "GET", url, site: "cross-site", destination: "document", tab, rounds: 0 }
      const name = account === "yes" ? browser.person : `${browser.person} at work`
      const known = account === "no" ? undefined : { account: name, since: world.clock.seconds() }
      if (known !== undefined) browser.accounts.set(provider.name, known)
      const step = answerOf(browser, provider, page, known)
      tab.atProvider = undefined
      if (step === undefined) return
      if (hold) {
        tab.lastCallback = sightingOf(step)
        if (browser.person === "Mallory") note(world, step)
      } else if (twice) await sendTwice(world, browser, step, way)
      else await go(world, browser, step, way)
    },
    (world) => pick(world) !== undefined,
  )
}

/** An impatient double click: both requests are on their way before either is answered. */
async function sendTwice(world: World, browser: Browser, step: Step, way: Way): Promise<void> {
  const { grant: _honest, ...again } = step
  const at = (bit: number): ProcessName => processNames[(way.processes >> bit) % 2] as ProcessName
  const answers = await Promise.all([send(world, browser, again, at(0)), send(world, browser, again, at(1))])
  // The tab shows the second; of the first the cookies are kept.
  const [first, second] = answers
  if (step.tab !== undefined) step.tab.waitsFor = again
  deliver(world, browser, { ...first, step: { ...again } })
  const next = deliver(world, browser, second)
  if (next !== undefined) await go(world, browser, next, way)
}

/** The Back button, a bookmark, a reloaded page: the last callback of a tab once more. */
export function again(index: number, inTab: number, way: Way): Command {
  const pick = withCallback(index)
  return command(
    (world) => `The last callback of ${pick(world)?.tab.name} is opened again in tab ${inTab + 1}${wayTold(way)}.`,
    async (world) => {
      const { browser, tab } = pick(world) as Place
      const shown = browser.tabs[inTab] as Tab
      const { method, url, body } = tab.lastCallback as Sighting
      const step: Step = { method, url, site: "none", destination: "document", tab: shown, rounds: 0 }
      await go(world, browser, { ...step, ...(body === undefined ? {} : { body }) }, way)
    },
    (world) => pick(world) !== undefined,
  )
}

/** An answer that was on its way arrives. */
export function arrive(index: number, way: Way): Command {
  const pick = ({ browsers }: World) => {
    const all = Object.values(browsers).flatMap((browser) => browser.onTheirWay.map((answer) => ({ browser, answer })))
    return all[index % all.length]
  }
  return command(
    (world) => {
      const { browser, answer } = pick(world) as { browser: Browser; answer: Answer }
      const { method, url } = answer.step
      return `A late answer, to ${method} ${new URL(url).pathname}, reaches ${browser.person}'s browser.`
    },
    async (world) => {
      const { browser, answer } = pick(world) as { browser: Browser; answer: Answer }
      browser.onTheirWay.splice(browser.onTheirWay.indexOf(answer), 1)
      const next = deliver(world, browser, answer)
      if (next !== undefined) await go(world, browser, next, way)
    },
    (world) => pick(world) !== undefined,
  )
}

export type Exit = "the link" | "the form" | "the application's own button"

export function logOut(who: Visitor, exit: Exit, way: Way): Command {
  return command(
    (world) => `${tabOf(world, who).tab.name} logs out by ${exit}${wayTold(way)}.`,
    async (world) => {
      const { browser, tab } = tabOf(world, who)
      const { origin } = world.application.place
      const url = addressOf(world, exit === "the application's own button" ? "/leave" : "/auth/logout")
      const method = exit === "the link" ? "GET" : "POST"
      const site: Site = "same-origin"
      await go(world, browser, { method, url, site, from: origin, destination: "document", tab, rounds: 0 }, way)
    },
  )
}

/** A page that renews the session is still on its way when its visitor, who is signed in, logs out. */
export function overtake(index: number, way: Way): Command {
  const pick = ({ browsers, application }: World) => {
    const all = Object.values(browsers).filter(({ jar }) =>
      jar.cookies().some(({ name }) => isSessionCookie(name, application.place)),
    )
    return all[index % all.length]
  }
  return command(
    (world) => `${pick(world)?.person} opens /renewing, and logs out in another tab before the answer comes.`,
    async (world) => {
      const browser = pick(world) as Browser
      const { origin: from } = world.application.place
      const [tab, other] = browser.tabs as [Tab, Tab]
      const page = { site: "same-origin", from, destination: "document", rounds: 0 } as const
      await go(world, browser, { ...page, method: "GET", url: addressOf(world, "/renewing"), tab }, { ...way, late: 0 })
      await go(world, browser, { ...page, method: "POST", url: addressOf(world, "/auth/logout"), tab: other }, way)
    },
    (world) => pick(world) !== undefined,
  )
}

/** Seconds after which no answer is on its way any more. */
const longestWait = 60

export function pass(seconds: number): Command {
  return command(
    () => `${seconds} seconds pass.`,
    async ({ clock, browsers }) => {
      clock.pass(seconds)
      if (seconds >= longestWait) for (const { onTheirWay } of Object.values(browsers)) onTheirWay.length = 0
    },
  )
}

export function trouble(name: ProviderName, endpoint: Endpoint | "all", what: Trouble): Command {
  return command(
    () => `At ${name}, ${endpoint} of its endpoints is in trouble: ${what}.`,
    async ({ providers }) => {
      for (const one of endpoint === "all" ? endpoints : [endpoint]) providers[name].troubles.set(one, what)
    },
  )
}

export function recover(): Command {
  return command(
    () => "Both providers are well again.",
    async ({ providers }) => {
      for (const { troubles } of Object.values(providers)) troubles.clear()
    },
    ({ providers }) => Object.values(providers).some(({ troubles }) => troubles.size > 0),
  )
}

export function renewKeys(name: ProviderName): Command {
  return command(
    () => `${name} signs with a new key.`,
    async ({ providers }) => providers[name].renewKeys(),
  )
}

export function restart(process: ProcessName): Command {
  return command(
    () => `Process ${process} starts anew.`,
    async ({ application, judged, ledger }) => {
      application.restart(process)
      judged.clear()
      forgetUses(ledger.exchanges, process)
    },
  )
}

export function rotate(process: ProcessName): Command {
  return command(
    () => `Process ${process} starts anew with the next list of secrets.`,
    async ({ application, judged, ledger }) => {
      if (!application.rotate(process)) return
      judged.clear()
      forgetUses(ledger.exchanges, process)
    },
  )
}

/** A process that starts anew is another process. */
function forgetUses(exchanges: Map<string, number>, process: ProcessName): void {
  for (const use of exchanges.keys()) if (use.startsWith(process)) exchanges.delete(use)
}

export function treatCookies(person: Person, policy: CookiePolicy): Command {
  return command(
    () => `From now on ${person}'s browser ${policy}.`,
    async ({ browsers }) => {
      browsers[person].policy = policy
    },
    ({ browsers }) => browsers[person].policy !== policy,
  )
}
