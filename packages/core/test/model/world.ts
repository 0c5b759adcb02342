/** The stage: one application, two providers, three browsers, one clock. Requests are sent here, and answers delivered. */
import { type Clock, countedRandom, createClock } from "../support/clock.js"
import { type Application, type Asked, createApplication, type ProcessName } from "./application.js"
import {
  type Answer,
  type Browser,
  cookiesFor,
  createBrowser,
  headersOf,
  keepCookies,
  nextStep,
  type Sighting,
  type Step,
} from "./browser.js"
import { BrokenInvariant, demand } from "./invariants.js"
import { judgeAnswer, judgeHonestLogin, judgeSignedOut } from "./judge-answer.js"
import { judgeDelivery } from "./judge-browser.js"
import {
  createLedger,
  type Given,
  isSessionCookie,
  type Ledger,
  type Person,
  pairsOf,
  sealedSessions,
  sessionIn,
} from "./ledger.js"
import { createProvider, type Known, type Provider, type ProviderName } from "./provider.js"
import {
  gainsByUse,
  isRecent,
  linesOf,
  livingSession,
  parametersOf,
  placeOf,
  saidIn,
  transactionName,
} from "./reading.js"
import { type Setting, secretsOf } from "./setting.js"

export interface World {
  readonly setting: Setting
  readonly clock: Clock
  readonly ledger: Ledger
  readonly application: Application
  readonly providers: Readonly<Record<ProviderName, Provider>>
  readonly browsers: Readonly<Record<Person, Browser>>
  /** Every request that Mallory has seen: those of his own browser, and those that leaked to him. */
  readonly sightings: Sighting[]
  /** How often each answer was given: its address, its status, and what it says. */
  readonly answers: Map<string, number>
  /** What has happened, in words: one sentence a line. */
  readonly story: string[]
  /** What each browser's user was last judged by. */
  readonly judged: Map<Person, string>
}

/** How a walk goes its way. */
export interface Way {
  /** Which process gets which of the requests: one bit each, A or B. */
  readonly processes: number
  /** The request whose answer stays on its way for now, counted from 0. */
  readonly late?: number | undefined
}

/** Seconds: what a provider that hangs can add while a login is finished. */
const patience = 30

/** More than any walk needs, and what browsers allow. */
const mostRedirects = 20

export function createWorld(setting: Setting, answers: Map<string, number> = new Map()): World {
  const clock = createClock()
  const ledger = createLedger()
  for (const secret of secretsOf(9)) ledger.secrets.add(secret)
  const providers = {
    alpha: createProvider("alpha", { clock, ledger }),
    beta: createProvider("beta", { clock, ledger }),
  }
  const application = createApplication({
    setting,
    clock,
    random: countedRandom(),
    providers: Object.values(providers),
  })
  const start = clock.now()
  const browsers = {
    Ann: createBrowser("Ann", clock.now),
    Ben: createBrowser("Ben", clock.now),
    // He keeps what others throw away.
    Mallory: createBrowser("Mallory", () => start),
  }
  return {
    setting,
    clock,
    ledger,
    application,
    providers,
    browsers,
    sightings: [],
    answers,
    story: [],
    judged: new Map(),
  }
}

/** Makes a request, and whatever follows from it by itself. */
export async function go(world: World, browser: Browser, first: Step, way: Way): Promise<void> {
  const { place } = world.application
  if (first.tab !== undefined) {
    first.tab.atProvider = undefined
    first.tab.waitsFor = first
  }
  let step: Step | undefined = first
  for (let count = 0; step !== undefined; count++) {
    if (count === mostRedirects) throw new BrokenInvariant("threeRounds", `${count} redirects, and no page`)
    if (browser.person === "Mallory") note(world, step)
    const { tab } = step
    if (tab !== undefined) tab.waitsFor = step
    if (new URL(step.url).origin !== place.origin) {
      step = visitElsewhere(world, browser, step)
      continue
    }
    const answer = await send(world, browser, step, (way.processes >> count) % 2 === 0 ? "A" : "B")
    if (way.late === count) {
      browser.onTheirWay.push(answer)
      world.story.push("    The answer stays on its way.")
      return
    }
    step = deliver(world, browser, answer)
  }
}

/** Makes one request: the answer is not delivered yet. */
export async function send(world: World, browser: Browser, step: Step, process: ProcessName): Promise<Answer> {
  const { application, setting } = world
  const sent = cookiesFor(browser, step)
  const headers = headersOf(step, sent, setting.oldBrowsers)
  const { method, url, body = "", tab } = step
  const request: Asked = {
    method,
    url,
    headers: { get: (name) => headers.get(name.toLowerCase()) ?? null },
    text: async () => body,
  }
  const living = livingSession(world, browser, sent)
  const isHonest = beginCallback(world, browser, step, sent)
  if (tab !== undefined && (step.grant !== undefined || isCallback(world, step))) tab.lastCallback = sightingOf(step)

  const response = await application.answer(process, request)
  const answer: Answer = {
    ...{ step, process, request, sent, status: response.status, headers: response.headers },
    ...{ body: await response.text(), cookies: response.headers.getSetCookie() },
  }
  record(world, browser, answer, living)
  useStore(world, answer, living)
  const kind = `${placeOf(world, answer)} ${answer.status} ${saidIn(answer)}`.trimEnd()
  world.answers.set(kind, (world.answers.get(kind) ?? 0) + 1)
  tell(world, answer)
  judgeAnswer(world, answer, living)
  judgeSignedOut(world, browser, answer)
  if (isHonest) judgeHonestLogin(world, answer, nextStep(answer)?.url)
  return answer
}

/** An answer arrives; gives what the browser does next by itself. */
export function deliver(world: World, browser: Browser, answer: Answer): Step | undefined {
  const { application, ledger } = world
  const { place } = application
  const before = sealedSessions(browser.jar.cookies(), place)
  keepCookies(browser, answer, place.cookieName)
  judgeDelivery(world, browser, answer, before)
  if (endsSession(world, answer) || replacesSession(world, answer)) {
    const given = sessionIn(ledger, answer.sent, place)
    if (given !== undefined && browser.policy !== "blocks all cookies") ledger.ended[browser.person].add(given.grant.id)
  }
  noteWishes(world, browser, answer)
  const { tab } = answer.step
  // Somebody has gone elsewhere in this tab: the cookies are kept, and nothing is followed.
  if (tab !== undefined && tab.waitsFor !== answer.step) return undefined
  if (tab !== undefined) tab.waitsFor = undefined
  return nextStep(answer)
}

/** Who has logged out, and who has asked for a login since. */
function noteWishes(world: World, { person, policy }: Browser, answer: Answer): void {
  const { ledger, clock } = world
  const place = placeOf(world, answer)
  if (endsSession(world, answer) && policy !== "blocks all cookies") ledger.signedOut.set(person, clock.seconds())
  if ((place === "login" || place === "callback") && answer.status < 400) ledger.signedOut.delete(person)
}

/** Outside the application: at a provider, or nowhere. */
function visitElsewhere(world: World, browser: Browser, step: Step): Step | undefined {
  const { url, tab, destination } = step
  const { pathname, searchParams, hostname } = new URL(url)
  const provider = world.providers[hostname.split(".")[0] as ProviderName]
  if (tab !== undefined) tab.waitsFor = undefined
  if (provider === undefined || (destination !== "document" && destination !== "iframe")) return undefined
  if (pathname === "/logout") {
    browser.accounts.delete(provider.name)
    const back = searchParams.get("post_logout_redirect_uri")
    return back === null ? undefined : { ...step, method: "GET", url: back, site: "cross-site" }
  }
  const rounds = step.rounds + 1
  if (rounds > 3) throw new BrokenInvariant("threeRounds", `this walk is at a provider for the ${rounds}th time`)
  const known = browser.accounts.get(provider.name)
  if (world.setting.asksNobody && known !== undefined && provider.isContent(url, known)) {
    world.story.push(`    ${provider.name} knows ${known.account} and asks nobody.`)
    return answerOf(browser, provider, { ...step, rounds }, known)
  }
  if (tab !== undefined) tab.atProvider = url
  return undefined
}

/** The provider's answer, as the browser takes it to the application. */
export function answerOf(browser: Browser, provider: Provider, step: Step, known: Known | undefined): Step | undefined {
  const answered = provider.authorize(step.url, browser.person, known)
  if (answered === undefined) return undefined
  const { method, url, body, grant } = answered
  const { tab, destination, rounds } = step
  return {
    ...{ method, url, destination, rounds, from: `https://${provider.name}.example` },
    // A redirect of what an address bar began is nobody's; a form is the provider's page's own.
    site: step.site === "none" && method === "GET" ? "none" : "cross-site",
    ...(body === undefined ? {} : { body }),
    ...(tab === undefined ? {} : { tab }),
    ...(grant === undefined ? {} : { grant }),
  }
}

export function isCallback(world: World, step: Pick<Step, "url">): boolean {
  return new URL(step.url).pathname === world.application.callbackPath
}

export function sightingOf({ method, url, body }: Sighting): Sighting {
  return { method, url, ...(body === undefined ? {} : { body }) }
}

/** Mallory sees every address of his own browser. */
export function note(world: World, step: Sighting): void {
  const isWorth = isCallback(world, step) || new URL(step.url).pathname === "/authorize"
  if (!isWorth || world.sightings.some(({ url, body }) => url === step.url && body === step.body)) return
  world.sightings.push(sightingOf(step))
}

/** Counts a callback. Whether it is a login that has to succeed: all of it is as it was begun and agreed to. */
function beginCallback(world: World, { person }: Browser, step: Step, sent: string): boolean {
  if (!isCallback(world, step)) return false
  const { ledger, clock, providers, application } = world
  const login = ledger.logins.get(parametersOf(step).get("state") ?? "")
  if (login === undefined) return false
  login.callbacks += 1
  const { grant, method } = step
  const name = transactionName(application.place.cookieName, login.state)
  return (
    step.tab !== undefined &&
    grant !== undefined &&
    grant.url === login.url &&
    login.browser === person &&
    login.callbacks === 1 &&
    clock.seconds() - login.startedAt <= 600 &&
    (!login.url.includes("max_age=") || isRecent(grant, clock.seconds())) &&
    providers[grant.provider as ProviderName].isWell() &&
    (method === "POST") === (grant.provider === "beta") &&
    pairsOf(sent).some((pair) => pair.name === name)
  )
}

/** Whether an answer is that of a logout which was granted. */
function endsSession(world: World, answer: Answer): boolean {
  const { pathname } = new URL(answer.step.url)
  const { place } = world.application
  const isLogout = placeOf(world, answer) === "logout" || (pathname.endsWith("/leave") && answer.step.method === "POST")
  return (
    isLogout &&
    answer.status < 400 &&
    linesOf(answer.cookies).some(({ name, value }) => value === "" && isSessionCookie(name, place))
  )
}

/** Whether an answer gives a session in the place of one that other answers may still renew. */
function replacesSession(world: World, answer: Answer): boolean {
  return world.setting.sessions === "that slide" && beginsSession(world, answer)
}

function beginsSession(world: World, answer: Answer): boolean {
  const set = linesOf(answer.cookies).filter(({ value }) => value !== "")
  return placeOf(world, answer) === "callback" && sealedSessions(set, world.application.place).length > 0
}

/** What a request does to sessions in a store: it is done at once, whenever its answer comes. */
function useStore(world: World, answer: Answer, living: Given | undefined): void {
  const { setting, ledger, clock, application } = world
  if (setting.sessions !== "in a store") return
  const given = sessionIn(ledger, answer.sent, application.place)
  const isOver = beginsSession(world, answer) || endsSession(world, answer)
  if (given !== undefined && isOver) ledger.gone.add(given.grant.id)
  else if (living !== undefined && isUse(world, answer) && gainsByUse(living, clock.seconds())) {
    living.usedAt = clock.seconds()
  }
}

/** Pages ask who is there; our own routes do not count as a use. */
function isUse(world: World, answer: Answer): boolean {
  return ["guard", "page"].includes(placeOf(world, answer))
}

/** Writes down what an answer truly means: a login that begins, a session that is given. */
function record(world: World, { person }: Browser, answer: Answer, living: Given | undefined): void {
  const { ledger, clock, application } = world
  const { place, home } = application
  const location = answer.headers.get("location")
  const target = location === null ? undefined : new URL(location, answer.step.url)
  const state = target?.pathname === "/authorize" ? target.searchParams.get("state") : undefined
  if (target !== undefined && typeof state === "string") {
    if (ledger.logins.has(state)) throw new BrokenInvariant("onceInBrowser", "a state comes a second time")
    const provider = target.hostname.split(".")[0] as string
    const asked = new URL(answer.step.url)
    const wish =
      placeOf(world, answer) === "login" ? asked.searchParams.get("return_to") : asked.pathname + asked.search
    // A handler's login() goes home, and so does what began with a form.
    const isHome = asked.pathname.endsWith("/automatic") || answer.step.method === "POST"
    const returnTo = wish === null || isHome || !/^\/(?!\/)/.test(wish) ? home : wish
    ledger.logins.set(state, {
      state,
      browser: person,
      provider,
      url: target.href,
      returnTo,
      startedAt: clock.seconds(),
      callbacks: 0,
    })
  }
  const set = linesOf(answer.cookies).filter(({ value }) => value !== "")
  // What is only said again has not begun.
  const sent = sealedSessions(pairsOf(answer.sent), place)
  for (const sealed of sealedSessions(set, place)) {
    if (ledger.sessions.has(sealed) || sent.includes(sealed)) continue
    const now = clock.seconds()
    if (world.setting.sessions === "that slide" && living !== undefined && isUse(world, answer)) {
      demand("sessionLasts", gainsByUse(living, now), "it is renewed, and gains nothing")
      ledger.sessions.set(sealed, { ...living, usedAt: now })
      continue
    }
    const id = application.loginOf(answer.request)
    const grant = [...ledger.grants.values()].find((one) => one.id === id)
    if (grant === undefined) throw new BrokenInvariant("ownLogin", "a session that no login has made")
    const begun = ledger.logins.get(grant.state)?.startedAt ?? Number.NEGATIVE_INFINITY
    if (clock.seconds() - begun > 600 + patience)
      throw new BrokenInvariant("tooLate", `it began ${clock.seconds() - begun} s ago`)
    const used = world.setting.sessions === undefined ? {} : { usedAt: now }
    ledger.sessions.set(sealed, { grant, lasts: now + 30 * 24 * 3600, ...used })
  }
}

function tell(world: World, answer: Answer): void {
  const { place } = world.application
  const { step, status, process, headers, cookies } = answer
  const { pathname, origin } = new URL(step.url)
  const location = headers.get("location")
  const to = location === null ? undefined : new URL(location, step.url)
  const where = to === undefined ? "" : ` to ${to.origin === origin ? to.pathname : to.origin + to.pathname}`
  const what = saidIn(answer)
  const changes = linesOf(cookies).map(({ name, value }) => {
    const short = name.replace(place.cookieName, "auth").replace(/(\.(?:tx|out)\.).*/, "$1…")
    return value === "" ? `forgets ${short}` : `sets ${short}`
  })
  const told = [`${status}${where}${what === "" ? "" : ` "${what}"`}`, ...changes].join(", ")
  world.story.push(`    ${step.method} ${pathname} at process ${process}: ${told}.`)
}
