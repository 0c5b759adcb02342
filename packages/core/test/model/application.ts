/** The application: two processes that share only the configuration, and a few pages in front of the same Auth object. */
import { type Auth, type Context, createAuth, type LogEvent, memoryStore } from "../../src/index.js"
import type { Clock } from "../support/clock.js"
import type { Provider } from "./provider.js"
import { recently } from "./reading.js"
import { configOf, type Place, places, type Setting } from "./setting.js"

export type ProcessName = "A" | "B"
export const processNames = ["A", "B"] as const

/** A request as it comes in. */
export interface Asked {
  readonly method: string
  readonly url: string
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

export interface Application {
  readonly place: Place
  readonly home: string
  readonly callbackPath: string
  answer(process: ProcessName, request: Asked): Promise<Response>
  /** Who is signed in, by a Cookie header. */
  userOf(process: ProcessName, cookies: string): Promise<Reader>
  /** Starts a process anew: what it remembered is gone. */
  restart(process: ProcessName): void
  /** Takes a process a step further in the rotation of secrets; undefined while the other one is behind. */
  rotate(process: ProcessName): boolean
  /** What was logged since the last call. */
  takeLog(): LogEvent[]
  /** The login of which a request has made a session, by the number in the ID token. */
  loginOf(request: Asked): number | undefined
}

export interface Reader {
  readonly login: number | undefined
  readonly reason: string | undefined
}

interface Parts {
  readonly setting: Setting
  readonly clock: Clock
  readonly random: (bytes: number) => Uint8Array
  readonly providers: readonly Provider[]
}

export function createApplication({ setting, clock, random, providers }: Parts): Application {
  const place: Place = places[setting.place]
  const home = `${place.basePath}/`
  const log: LogEvent[] = []
  const finished = new WeakMap<object, number>()
  const phases: Record<ProcessName, number> = { A: 0, B: 0 }
  const store = setting.sessions === "in a store" ? { store: memoryStore({ now: clock.now }) } : {}

  function start(name: ProcessName): Auth {
    return createAuth(configOf(setting, phases[name]), {
      ...store,
      log: (event) => log.push(event),
      onLogin: ({ user, request }) => {
        finished.set(request, user.login as number)
      },
      onError(error, { method, url }) {
        if (!setting.startsAgain || new URL(url).pathname !== `${place.basePath}/oauth2callback`) return
        // Whose cookies do not arrive would only come back: these two have to be read.
        if (error.code === "cookies_blocked" || error.code === "transaction_missing") return
        return new Response(null, {
          status: method === "POST" ? 303 : 302,
          headers: { location: `${place.basePath}/private` },
        })
      },
      runtime: {
        now: clock.now,
        random,
        fetch: (address, init = {}) => {
          const url = new URL(address)
          const provider = providers.find((one) => `${one.name}.example` === url.hostname)
          if (provider === undefined) throw new Error(`a request to ${url.origin}`)
          return provider.answer(name, url, init)
        },
      },
    })
  }

  const auths = { A: start("A"), B: start("B") }

  return {
    place,
    home,
    callbackPath: `${place.basePath}/oauth2callback`,

    async answer(process, request) {
      const auth = auths[process]
      return (await auth.handle(request)) ?? answerPage(auth, request, setting)
    },

    async userOf(process, cookies) {
      const headers = { get: (name: string) => (name === "cookie" && cookies !== "" ? cookies : null) }
      const { user, reason } = await auths[process].getSession({ method: "GET", url: home, headers })
      return { login: user.isLoggedIn ? (user.login as number) : undefined, reason }
    },

    restart(process) {
      auths[process] = start(process)
    },

    rotate(process) {
      const other = process === "A" ? "B" : "A"
      if (phases[process] > phases[other]) return false
      phases[process] += 1
      auths[process] = start(process)
      return true
    },

    takeLog: () => log.splice(0),
    loginOf: (request) => finished.get(request),
  }
}

/** The application's own pages. Each says in a header which it is, and who reads it. */
async function answerPage(auth: Auth, request: Asked, setting: Setting): Promise<Response> {
  const context = await auth.context(request)
  const response = await pageFor(context, request, setting)
  // As every adapter does it.
  for (const cookie of context.headers.getSetCookie()) response.headers.append("set-cookie", cookie)
  if (context.headers.has("cache-control")) response.headers.set("cache-control", "no-store")
  return response
}

async function pageFor(context: Context, request: Asked, setting: Setting): Promise<Response> {
  const { user, session, login, logout, requireUser } = context
  const place: Place = places[setting.place]
  const path = new URL(request.url).pathname.slice(place.basePath.length)
  const show = (name: string) =>
    new Response(name, { headers: { "x-page": name, ...(user.isLoggedIn ? { "x-user": String(user.login) } : {}) } })
  switch (path) {
    case "/private": {
      const access = await requireUser()
      return access.ok ? show("private") : access.response
    }
    case "/private/beta": {
      const access = await requireUser({ provider: "beta" })
      return access.ok ? show("private for beta") : access.response
    }
    case "/private/recent": {
      const access = await requireUser({ maxAge: recently })
      return access.ok ? show("private for recent logins") : access.response
    }
    case "/automatic":
      return user.isLoggedIn ? show("automatic") : login()
    case "/leave":
      return request.method === "POST" ? logout() : show("leave")
    case "/renewing":
      if (setting.sessions !== undefined || !session.user.isLoggedIn) return show("renewing")
      return renewed(show("renewing"), request, place)
    default:
      return show("home")
  }
}

/**
 * As an idle timeout renews a session, at every request: the answer carries the cookie of the session that was asked with. It can come
 * late, like any other.
 */
function renewed(response: Response, request: Asked, place: Place): Response {
  const { cookieName, basePath, cookieDomain } = place
  const pairs = (request.headers.get("cookie") ?? "").split("; ")
  for (const pair of pairs.filter(
    (one) => one.startsWith(cookieName) && /^(?:\.\d)?=/.test(one.slice(cookieName.length)),
  )) {
    const domain = cookieDomain === undefined ? "" : `; Domain=${cookieDomain}`
    const attributes = `Max-Age=2592000; Path=${basePath || "/"}; HttpOnly; Secure; SameSite=Lax${domain}`
    response.headers.append("set-cookie", `${pair}; ${attributes}`)
  }
  response.headers.set("cache-control", "no-store")
  return response
}
