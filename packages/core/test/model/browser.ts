/**
 * A person's browser: a jar, three tabs, and answers that are still on their way. It sends what a real one would send
 * (Fetch Metadata, SameSite by the way in which a request came to be) and keeps what a real one would keep.
 */
import { type CookieJar, createCookieJar } from "../../../testing/src/cookie-jar.js"
import type { Asked, ProcessName } from "./application.js"
import type { Grant, Person } from "./ledger.js"
import type { Known } from "./provider.js"

/** Who had the idea of a request: the visitor by hand, a page of the application, a sibling host's, another site's. */
export type Site = "none" | "same-origin" | "same-site" | "cross-site"

export type Destination = "document" | "iframe" | "image" | "script"

/** A request that a browser is about to make. */
export interface Step {
  readonly method: "GET" | "POST"
  readonly url: string
  readonly body?: string
  readonly site: Site
  readonly destination: Destination
  /** Of the page that made it; undefined when none did. */
  readonly from?: string
  /** Where it is shown; undefined for what is only a part of a page. */
  readonly tab?: Tab
  readonly isPrefetch?: boolean
  /** Times that this walk has been at a provider, since somebody last clicked. */
  readonly rounds: number
  /** The provider's own, unaltered answer to what was agreed to here. */
  readonly grant?: Grant
}

export interface Answer {
  readonly step: Step
  readonly process: ProcessName
  readonly request: Asked
  /** The Cookie header that was sent. */
  readonly sent: string
  readonly status: number
  readonly headers: Headers
  readonly body: string
  readonly cookies: readonly string[]
}

/** A request with its body, as an address bar, a history or a form shows it. */
export interface Sighting {
  readonly method: "GET" | "POST"
  readonly url: string
  readonly body?: string
}

export interface Tab {
  readonly name: string
  /** The request whose answer the tab waits for. */
  waitsFor?: Step | undefined
  /** The authorization request of the provider's page that is shown. */
  atProvider?: string | undefined
  /** The last answer of a provider that came through here. */
  lastCallback?: Sighting | undefined
}

export type CookiePolicy = "keeps cookies" | "blocks all cookies" | "drops the session cookie"

export interface Browser {
  readonly person: Person
  readonly jar: CookieJar
  readonly tabs: readonly Tab[]
  readonly onTheirWay: Answer[]
  policy: CookiePolicy
  /** The account with which each provider knows its person. */
  readonly accounts: Map<string, Known>
}

/** @param now the jar's clock: a thief's browser throws nothing away */
export function createBrowser(person: Person, now: () => number): Browser {
  const tabs = ["first", "second", "third"].map((name): Tab => ({ name: `${person}'s ${name} tab` }))
  return { person, jar: createCookieJar(now), tabs, onTheirWay: [], policy: "keeps cookies", accounts: new Map() }
}

/** The Cookie header of a request. */
export function cookiesFor({ jar, policy }: Browser, { url, method, site, destination, tab }: Step): string {
  if (policy === "blocks all cookies") return ""
  const isTopLevel = tab !== undefined && destination === "document"
  // To a part of another site's page no Lax cookie goes, whatever the method (RFC 6265bis section 5.2).
  const kind = site !== "cross-site" || isTopLevel ? method : "POST"
  return jar.header(url, { method: kind, crossSite: site === "cross-site" })
}

/** Keeps what an answer sets. */
export function keepCookies({ jar, policy }: Browser, { step, cookies }: Answer, sessionName: string): void {
  if (policy === "blocks all cookies") return
  const isPart = step.site === "cross-site" && (step.tab === undefined || step.destination !== "document")
  for (const line of cookies) {
    // RFC 6265bis section 5.7: a part of another site's page sets nothing but SameSite=None.
    if (isPart && !/; SameSite=None/i.test(line)) continue
    if (
      policy === "drops the session cookie" &&
      /^(?:\.\d)?=[^;]/.test(line.slice(sessionName.length)) &&
      line.startsWith(sessionName)
    )
      continue
    jar.set(step.url, line)
  }
}

/** The headers of a request, as a browser of today or of before Fetch Metadata sends them. */
export function headersOf(step: Step, cookies: string, isOld: boolean): Map<string, string> {
  const { method, site, destination, from, isPrefetch = false } = step
  const headers = new Map<string, string>()
  if (cookies !== "") headers.set("cookie", cookies)
  const isPage = destination === "document" || destination === "iframe"
  headers.set(
    "accept",
    isPage ? "text/html,application/xhtml+xml,*/*;q=0.8" : destination === "image" ? "image/*,*/*;q=0.8" : "*/*",
  )
  if (method === "POST") {
    headers.set("content-type", "application/x-www-form-urlencoded")
    if (from !== undefined) headers.set("origin", from)
  } else if (from !== undefined && (site !== "cross-site" || isPage)) headers.set("referer", `${from}/`)
  if (isPrefetch) headers.set("sec-purpose", "prefetch")
  if (isOld) return headers
  headers.set("sec-fetch-site", site)
  headers.set("sec-fetch-mode", isPage ? "navigate" : destination === "image" ? "no-cors" : "cors")
  headers.set("sec-fetch-dest", destination === "script" ? "empty" : destination)
  return headers
}

/** What a browser does by itself with an answer: a redirect, or a page of ours that goes on. */
export function nextStep({ step, status, headers, body }: Answer): Step | undefined {
  const location = headers.get("location")
  const { tab, destination, rounds, isPrefetch = false } = step
  const on = { destination, rounds, isPrefetch, ...(tab === undefined ? {} : { tab }) }
  if (status >= 300 && status < 400 && location !== null) {
    const url = new URL(location, step.url).href
    // What began elsewhere stays so, however often it is sent on; what an address bar began is nobody's.
    const leaves = new URL(url).origin !== new URL(step.url).origin
    const site = step.site === "none" || !leaves ? step.site : "cross-site"
    return { ...on, method: "GET", url, site, ...(step.from === undefined ? {} : { from: step.from }) }
  }
  const refresh = /http-equiv="refresh" content="0;url=([^"]*)"/.exec(body)?.[1]
  if (refresh === undefined || (tab === undefined && destination !== "iframe")) return undefined
  const { href: url, origin: from } = new URL(refresh.replaceAll("&#38;", "&"), step.url)
  // In a frame of another site all stays that site's.
  return { ...on, method: "GET", url, site: tab === undefined ? step.site : "same-origin", from }
}
