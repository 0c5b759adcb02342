/**
 * A visitor who starts a login on another host than that of `redirect_uri` loses it: what is set on the one never comes
 * to the other. It is told before they leave, and mended where the two are one machine.
 */
import { shown } from "../config/issues.js"
import type { ApplicationSettings } from "../config/settings.js"
import { AuthError, type AuthErrorCode } from "../errors.js"
import { type CookieRules, readCookies, writeCookie } from "../http/cookies.js"
import { isPage, isScripted, type RequestLike, target } from "../http/fetch-metadata.js"
import { authorityOf, foreignHost, isSameMachine, shownHost } from "../http/host.js"
import { type Reply, redirect } from "../http/reply.js"
import { type LogEvent, oneLine } from "../log.js"
import { fingerprint } from "../seal.js"

export interface HostWatch {
  /**
   * Looks where a login is started. A reply when the browser has to go to the configured origin first.
   *
   * @param loginUrl where the same login can be started by a link; undefined when no link can say all of it
   */
  beforeLogin(request: RequestLike, loginUrl: string | undefined): Promise<Reply | undefined>
}

/** The configuration is as wrong for the twentieth host as for the first, and visitors can invent them without end. */
const mostWarnings = 20

/** Seconds: time enough for a browser to follow one redirect, and too little for a person to come back. */
const markLifetime = 3

export function createHostWatch({
  application: { origin },
  rules,
  log,
  told = new Set(),
}: {
  application: Pick<ApplicationSettings, "origin">
  rules: CookieRules
  log: (event: LogEvent) => void
  /** The hosts that the owner was told of: an application with several origins has one owner. */
  told?: Set<string>
}): HostWatch {
  const markName = `${rules.name}.moved`

  function warn(host: string): void {
    if (told.has(host) || told.size === mostWarnings) return
    told.add(host)
    const last = told.size === mostWarnings ? " No other host is told of from now on." : ""
    const message = `A login was started on ${host}, and redirect_uri leads to ${origin}: the cookies of the one never come to the other.${last}`
    log({ level: "warning", event: "origin_mismatch", message })
  }

  return {
    async beforeLogin(request, loginUrl) {
      const host = foreignHost(request, origin)
      if (host === undefined) return undefined
      warn(fitToShow(host))
      const place = placeOf(request, loginUrl)
      const mark = await fingerprint(`${host} ${place}`)
      const marks = readCookies(request.headers.get("cookie"), markName)
      const way = wayToLogin({
        isSameMachine: isSameMachine(host, authorityOf(origin)),
        isNavigation: isPage(request) && !isScripted(request),
        hasPlace: place !== undefined,
        wasSent: marks.some(({ value }) => value === mark),
        isSure: shownHost(request) === host,
      })
      if (way === "from here") return undefined
      const cookie = writeCookie(rules, markName, mark, { maxAge: markLifetime, sameSite: "lax" })
      return redirect(request.method, `${origin}${place}`, [cookie])
    },
  }
}

/** How a visitor on another host gets to the login (pure). */
export function wayToLogin(facts: {
  /** The two hosts are loopback, on one port, spelled differently. */
  isSameMachine: boolean
  /** A person's browser asks for a page: anything else is left as it is. */
  isNavigation: boolean
  /** There is an address on the configured origin that starts this login. */
  hasPlace: boolean
  /** This browser was sent to that address a moment ago. */
  wasSent: boolean
  /** The browser itself says on which host it is. */
  isSure: boolean
}): "from here" | "by the configured origin" {
  if (!facts.isSameMachine || !facts.isNavigation || !facts.hasPlace) return "from here"
  // A proxy that writes Host anew would make this go round: then the browser was on the right host all the time.
  return facts.wasSent && !facts.isSure ? "from here" : "by the configured origin"
}

/** Where on the configured origin a login starts: a page's own address, for a form the link that says the same. */
function placeOf(request: RequestLike, loginUrl: string | undefined): string | undefined {
  if (request.method === "GET") return addressOf(request)
  return request.method === "POST" ? loginUrl : undefined
}

/** Path and query as they follow an origin; undefined for a request target that is no path ("*"). */
function addressOf(request: RequestLike): string | undefined {
  const { path, query } = target(request)
  if (!path.startsWith("/")) return undefined
  // Through a URL for the escapes of its characters, and with any host, since the path may begin with two slashes.
  const url = new URL(`http://localhost${path}${query === "" ? "" : `?${query}`}`)
  return url.pathname + url.search
}

/** The failures that another host explains: the cookies of the login did not come along. */
const lost: readonly AuthErrorCode[] = ["transaction_missing", "cookies_blocked"]

/** The error of a callback that found no login, with the two hosts when they differ: their owner has to see it. */
export function callbackError(code: AuthErrorCode, request: RequestLike, origin: string): AuthError {
  const error = new AuthError(code)
  const host = lost.includes(code) ? foreignHost(request, origin) : undefined
  if (host === undefined) return error
  const message = `This address is at ${fitToShow(host)}, and the logins of this application belong to ${shown(authorityOf(origin))}. ${error.message}`
  return new AuthError(code, { message })
}

/** A host is whatever a client calls it. */
function fitToShow(host: string): string {
  return shown(oneLine(host))
}
