/** Judges browsers: what an answer has made of their cookies, and who is signed in there. */
import { type Answer, type Browser, cookiesFor, type Tab } from "./browser.js"
import { demand } from "./invariants.js"
import { type Grant, type Person, pairsOf, sealedSessions } from "./ledger.js"
import { livingSession, parametersOf, placeOf, transactionName } from "./reading.js"
import type { World } from "./world.js"

/** After an answer was delivered. @param before the sealed sessions that were in the jar */
export function judgeDelivery(world: World, browser: Browser, answer: Answer, before: readonly string[]): void {
  const { person, jar, policy } = browser
  if (placeOf(world, answer) !== "callback" || policy !== "keeps cookies") return
  const { place } = world.application
  const name = transactionName(place.cookieName, parametersOf(answer.step).get("state") ?? "")
  const now = jar.cookies()
  // What a neighbour has put somewhere else nobody can take away: no request says where it lies.
  if (!world.ledger.planted.has(person) && pairsOf(answer.sent).some((pair) => pair.name === name)) {
    demand("onceInBrowser", !now.some((cookie) => cookie.name === name), "its cookie is still there")
  }
  if (answer.status < 400) return
  demand("refusedCallback", sealedSessions(now, place).join() === before.join(), "it changes the cookies of one")
}

/** After every command. */
export async function judgeBrowsers(world: World): Promise<void> {
  for (const browser of Object.values(world.browsers)) await judgeUser(world, browser)
}

async function judgeUser(world: World, browser: Browser): Promise<void> {
  const { ledger, application, judged, clock } = world
  const { person } = browser
  const url = application.place.origin + application.home
  const tab = browser.tabs[0] as Tab
  const cookies = cookiesFor(browser, { method: "GET", url, site: "none", destination: "document", rounds: 0, tab })
  const moment = `${clock.seconds()} ${cookies}`
  if (judged.get(person) === moment) return
  judged.set(person, moment)
  const { login, reason } = await application.userOf(ledger.grants.size % 2 === 0 ? "A" : "B", cookies)
  const grant = [...ledger.grants.values()].find(({ id }) => id === login)
  if (login !== undefined) {
    const isOwn = grant !== undefined && isFinishedHere(world, person, grant)
    demand("ownLogin", isOwn, `${person}'s browser is signed in as ${grant?.account}`)
    demand("logoutHolds", !ledger.ended[person].has(login), `${person}'s browser has ended this session before`)
  }
  const living = livingSession(world, browser, cookies)
  const held = living === undefined ? "no living session" : `a living session of ${living.grant.account}`
  const shown = grant === undefined ? `nobody is signed in (${reason})` : `${grant.account} is signed in`
  demand("sessionLasts", living?.grant.id === login, `${person}'s browser holds ${held}, and ${shown}`)
}

/**
 * Whether a login was begun and agreed to in this very browser. Where the cookies have no __Host- prefix, a neighbour's
 * host can put his own there (RFC 6265bis section 8.6): then a login may be his, and never a third person's.
 */
function isFinishedHere({ ledger }: World, person: Person, grant: Grant): boolean {
  if (grant.browser === person && ledger.logins.get(grant.state)?.browser === person) return true
  return ledger.planted.has(person) && (grant.browser === person || grant.browser === "Mallory")
}
