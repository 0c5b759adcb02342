/** Judges an answer as it leaves the application. */

import { statusOf } from "../support/error-table.js"
import type { Answer, Browser } from "./browser.js"
import { demand } from "./invariants.js"
import { type Given, isSessionCookie, type Pair, pairsOf, sealedSessions } from "./ledger.js"
import { codeOf, isRecent, type Line, linesOf, parametersOf, placeOf, saidIn, transactionName } from "./reading.js"
import { blame, codesOf, type Place, pages } from "./table.js"
import type { World } from "./world.js"

/** What a browser sends back of all our cookies, in bytes. */
const largestTogether = 7 * 1024

/** @param living the session that was asked with */
export function judgeAnswer(world: World, answer: Answer, living: Given | undefined): void {
  const place = placeOf(world, answer)
  const lines = linesOf(answer.cookies)
  judgeStatus(world, answer, place)
  judgeBlame(world, answer)
  judgeLocation(world, answer, place)
  judgeCookies(world, answer, lines)
  judgeSecrets(world, answer)
  judgeTransactions(world, answer, place, lines)
  judgeSessions(world, answer, place, { lines, living })
  judgeUses(world)
  judgeReader(world, answer, living)
}

/** A session that is there goes on by being looked at, whoever looks: that begins nothing. */
function isRenewal({ setting, application }: World): (cookie: string) => boolean {
  return (cookie) => {
    const [line] = linesOf([cookie])
    const isSession = line !== undefined && isSessionCookie(line.name, application.place)
    return setting.sessions === "that slide" && isSession
  }
}

function judgeStatus(world: World, answer: Answer, place: Place): void {
  const { step, status, headers, body } = answer
  const said = saidIn(answer)
  const told = `${step.method} at the ${place} answers ${status} ${said}`
  const code = codeOf(answer)
  // The callback has no rule of its own for guesses: it can but finish what this browser has begun.
  if (step.isPrefetch === true && place !== "callback" && place !== "page")
    demand("guess", answer.cookies.every(isRenewal(world)), told)
  if (headers.has("x-page")) demand("table", status === 200, told)
  else if (status >= 300 && status < 400) {
    demand("table", headers.has("location") && status === (step.method === "POST" ? 303 : 302), told)
  } else if (status === 503) demand("table", step.isPrefetch === true && body === "", told)
  else if (code !== undefined) demand("table", statusOf[code] === status && codesOf[place].includes(code), told)
  else demand("table", pages[said]?.status === status && pages[said].at.includes(place), told)
}

function judgeBlame({ providers }: World, answer: Answer): void {
  const code = codeOf(answer)
  const areWell = providers.alpha.isWell() && providers.beta.isWell()
  const isBlame = code !== undefined && blame.includes(code)
  demand("blame", !(areWell && isBlame), `both are well, and the answer is ${code}`)
}

function judgeLocation({ application }: World, { step, headers }: Answer, place: Place): void {
  const location = headers.get("location")
  if (location === null) return
  const { origin, pathname } = new URL(location, step.url)
  if (origin === application.place.origin) return
  const isProvider = origin === "https://alpha.example" || origin === "https://beta.example"
  const isLogin = (place === "login" || place === "guard") && pathname === "/authorize"
  const isLogout = (place === "logout" || place === "page") && pathname === "/logout"
  demand("location", isProvider && (isLogin || isLogout), `the ${place} leads to ${origin}${pathname}`)
}

function judgeCookies({ application }: World, { headers, cookies }: Answer, lines: readonly Line[]): void {
  const { cookieName, basePath, cookieDomain } = application.place
  if (cookies.length > 0) demand("cookies", headers.get("cache-control") === "no-store", "a cache may keep it")
  const domain = cookieDomain === undefined ? "" : `Domain=${cookieDomain}`
  for (const { name, line } of lines) {
    const attributes = line.split("; ").slice(1)
    const has = (one: string) => attributes.includes(one)
    // What belongs to a login that comes back by another site's form, and nothing else.
    const mayBeNone = /^\.(?:tx\..*|try)$/.test(name.slice(cookieName.length))
    const isRight =
      name.startsWith(cookieName) &&
      has("HttpOnly") &&
      has("Secure") &&
      has(`Path=${basePath || "/"}`) &&
      attributes.filter((one) => one.startsWith("Domain=")).join() === domain &&
      (has("SameSite=Lax") || has("SameSite=Strict") || (mayBeNone && has("SameSite=None")))
    demand("cookies", isRight, `${name} has ${attributes.join("; ")}`)
  }
}

function judgeSecrets({ ledger, application }: World, { step, headers, body }: Answer): void {
  const location = headers.get("location") ?? ""
  const isOurs = location !== "" && new URL(location, step.url).origin === application.place.origin
  const texts = [body, isOurs ? location : "", JSON.stringify(application.takeLog())].join("\n")
  for (const secret of ledger.secrets) demand("secrets", !texts.includes(secret), secret.slice(0, 24))
  for (const state of ledger.logins.keys()) demand("secrets", !texts.includes(state), "a state")
}

function judgeTransactions({ application }: World, answer: Answer, place: Place, lines: readonly Line[]): void {
  const { cookieName } = application.place
  const isTransaction = ({ name }: Pair) => name.startsWith(`${cookieName}.tx.`)
  const touched = lines.filter(isTransaction)
  const cleared = touched.filter(({ value }) => value === "")
  const pending = pairsOf(answer.sent).filter(isTransaction)
  if (place === "logout" || place === "page") {
    demand("oneCleared", touched.length === 0, "an answer that has nothing to do with logins touches one")
  }
  if (place === "callback") {
    const named = transactionName(cookieName, parametersOf(answer.step).get("state") ?? "")
    const others = pending.filter(({ name }) => name !== named)
    const isSession = ({ name }: Pair) => isSessionCookie(name, application.place)
    const isMark = (one: Pair) => one.name.startsWith(`${cookieName}.`) && !isTransaction(one) && !isSession(one)
    const kept = [
      ...others,
      ...pairsOf(answer.sent).filter(isMark),
      ...lines.filter((line) => line.value !== "" && isSession(line)),
    ]
    const isCrowded = bytesOf(kept) > largestTogether
    const foreign = cleared.filter(({ name }) => name !== named)
    demand(
      "oneCleared",
      foreign.length === 0 || (answer.status < 400 && isCrowded),
      `it clears ${foreign.length} others`,
    )
  }
  const after = new Set(pending.map(({ name }) => name))
  for (const { name, value } of touched) value === "" ? after.delete(name) : after.add(name)
  if (touched.length > cleared.length) demand("bounded", after.size <= 5, `there are ${after.size}`)
}

function bytesOf(pairs: readonly Pair[]): number {
  return pairs.reduce((sum, { name, value }) => sum + name.length + value.length + 3, 0)
}

function judgeSessions(
  { application }: World,
  { step, status }: Answer,
  place: Place,
  { lines, living }: { lines: readonly Line[]; living: Given | undefined },
): void {
  const touched = lines.filter(({ name }) => isSessionCookie(name, application.place))
  if (place === "callback" && status >= 400) demand("refusedCallback", touched.length === 0, "it touches its cookie")
  if (place !== "logout") return
  if (status >= 400) demand("crossSite", lines.length === 0, "the refusal sets a cookie")
  const isForced = step.site === "cross-site" && living !== undefined
  demand("crossSite", !(isForced && touched.length > 0), "this logout comes from another site")
}

function judgeUses({ ledger }: World): void {
  for (const [use, count] of ledger.exchanges) {
    demand("onceInProcess", count === 1, `process ${use[0]} took one to the provider ${count} times`)
  }
}

function judgeReader({ application, clock }: World, { step, headers }: Answer, living: Given | undefined): void {
  const path = new URL(step.url).pathname.slice(application.place.basePath.length)
  const [page, reader] = [headers.get("x-page"), headers.get("x-user")]
  const expected = living === undefined ? null : String(living.grant.id)
  if (page !== null) {
    demand(
      "guard",
      reader === expected,
      `"${page}" is shown to ${reader ?? "nobody"}, and ${expected ?? "nobody"} is signed in`,
    )
  }
  if (!path.startsWith("/private")) return
  const mayEnter = living !== undefined && suits(living, path, clock.seconds())
  demand("guard", mayEnter === (page !== null), mayEnter ? "it keeps a user out" : "it lets a stranger in")
}

/** A page that is opened by hand or by a link, and sends to a provider, within the hour after a logout. */
export function judgeSignedOut(world: World, { person, policy }: Browser, answer: Answer): void {
  const { step, headers, status } = answer
  const since = world.ledger.signedOut.get(person)
  if (since === undefined || world.clock.seconds() - since >= 3600 || policy !== "keeps cookies") return
  const isPage = step.method === "GET" && step.tab !== undefined && placeOf(world, answer) === "guard"
  const leaves = status === 302 && headers.get("location")?.includes("/authorize?") === true
  demand("staysOut", !(isPage && leaves), `${person} has logged out ${world.clock.seconds() - since} s ago`)
}

/** Whether a session is one that the guard of this page wants. */
function suits({ grant }: Given, path: string, now: number): boolean {
  if (path === "/private/beta") return grant.provider === "beta"
  return path !== "/private/recent" || isRecent(grant, now)
}

/** A login that was begun, agreed to and brought back as it should be. */
export function judgeHonestLogin({ ledger, application }: World, answer: Answer, end: string | undefined): void {
  const { grant } = answer.step
  const login = ledger.logins.get(grant?.state ?? "")
  const set = linesOf(answer.cookies).filter(({ value }) => value !== "")
  const given = sealedSessions(set, application.place).map((sealed) => ledger.sessions.get(sealed))
  const isGiven = answer.status < 400 && given.length === 1 && given[0]?.grant === grant
  demand("honestLogin", isGiven, `it is answered ${answer.status} ${saidIn(answer)}`)
  const expected = `${application.place.origin}${login?.returnTo}`
  demand("honestLogin", end === expected, `it ends at ${end}, and not at ${expected}`)
}
