// What every case of the suites plays in: a provider, an application that an adapter serves, and browsers.
import {
  type Auth,
  type Config,
  createAuth,
  type LogEvent,
  memoryStore,
  parseConfig,
  type Session,
  type SessionStore,
} from "@x/core"
import { type Browser, type BrowserResponse, createBrowser } from "../browser.js"
import { type DevelopmentProvider, startProvider } from "../provider.js"
import { createWatch, type Watch } from "./invariants.js"
import { people } from "./people.js"
import { openTunnel, type TunnelOptions } from "./tunnel.js"

/** An application that listens. */
export interface Running {
  /** Where it can be reached: `http://127.0.0.1:PORT`. The suites ask it with another Host, that of `redirect_uri`. */
  readonly origin: string
  close(): unknown
}

/** Serves `/`, `/private` and `/api/private` with an `Auth`, on a port of its own choice. */
export type Start = (auth: Auth) => Running | Promise<Running>

/** Where an application lies, and whom it knows. */
export interface Place {
  /** Where its visitors are. */
  readonly origin: string
  /** The origin of `redirect_uri`, when that is another. */
  readonly configured?: string
  /** Keys of the application in `[auth]`. */
  readonly keys?: object
  /** What stands between its visitors and it, if there is something. */
  readonly tunnel?: Pick<TunnelOptions, "host" | "isFrank">
  /** The name of its session's cookie. */
  readonly cookie: string
  /** Sessions are kept in a store, which can be taken away. */
  readonly hasStore?: true
  /** Tables of `[auth]`, by name; the flat one is called `default`. Each is a registration at the one provider. */
  readonly providers: Readonly<Record<string, object>>
}

/** On a developer's machine: a default provider and two named ones. */
export const onLoopback: Place = {
  origin: "http://localhost:8501",
  cookie: "auth-8501",
  providers: { default: {}, second: { label: "The second" }, "posts back": { client_kwargs: posting() } },
}

/** On the web: cookies with a prefix, a provider on another site, and none that is the default. */
export const onTheWeb: Place = {
  origin: "https://app.example.test",
  cookie: "__Host-auth",
  providers: { first: { label: "The first" }, second: {}, posting: { client_kwargs: posting() } },
}

/** Where a session ends when it has not been used for a minute. */
export const withIdleTimeout: Place = { ...onLoopback, keys: { session_idle_timeout: "60s" } }

/** Where sessions are in a store, and end when they have not been used for a minute. */
export const withStore: Place = { ...withIdleTimeout, hasStore: true }

const tunnelled = "https://quiet-fox-8501.tunnel.localhost"

/** On a developer's machine and at the address of its tunnel, which says what it does. */
export const throughTunnel: Place = {
  ...onLoopback,
  origin: tunnelled,
  configured: onLoopback.origin,
  cookie: "__Host-auth",
  keys: { allowed_origins: ["https://*.tunnel.localhost", "http://*.preview.localhost:8501"] },
  tunnel: { host: "localhost:8501", isFrank: true },
}

/** At the address of its tunnel alone: the application need not be told anything. */
export const behindTunnel: Place = {
  ...onLoopback,
  origin: tunnelled,
  cookie: "__Host-auth",
  tunnel: { host: "localhost:3000", isFrank: false },
}

/** At an address of many, which its Host says. */
export const atPreview: Place = {
  ...onLoopback,
  origin: "http://one.preview.localhost:8501",
  configured: onLoopback.origin,
  keys: { allowed_origins: ["https://*.tunnel.localhost", "http://*.preview.localhost:8501"] },
}

function posting(): object {
  return { scope: "openid profile email", response_mode: "form_post" }
}

export interface World extends Place {
  readonly provider: DevelopmentProvider
  readonly config: Config
  readonly auth: Auth
  /** Where the application really listens. */
  readonly connectTo: string
  /** What the application's owner was told. */
  readonly events: readonly LogEvent[]
  readonly watch: Watch
  /** Lets seconds pass for the application. At the provider it is as late as before. */
  pass(seconds: number): void
  /** Takes the store away, or brings it back. */
  setStoreDown(isDown: boolean): void
  /** Another visitor. */
  browser(): Browser
  /** What the cookies of a browser say, whatever the adapter makes of them. */
  session(browser: Browser): Promise<Session>
  close(): Promise<void>
}

export async function openWorld(start: Start, place: Place): Promise<World> {
  const { origin } = place
  const redirectUri = `${place.configured ?? origin}/oauth2callback`
  const provider = await startProvider({ users: Object.values(people), redirectUri })
  const events: LogEvent[] = []
  const config = parseConfig(tableOf(provider, place))
  // Of 32 random bytes are made a state, a nonce, a verifier, a session's id.
  const drawn = new Set<string>()
  let passed = 0
  const now = () => Date.now() + passed * 1000
  const { store, setDown } = storeThatFails(memoryStore({ now }))
  const auth = createAuth(config, {
    log: (event) => events.push(event),
    ...(place.hasStore && { store }),
    runtime: {
      now,
      random(length) {
        const bytes = crypto.getRandomValues(new Uint8Array(length))
        if (length === 32) drawn.add(Buffer.from(bytes).toString("base64url"))
        return bytes
      },
    },
  })
  const running = await start(auth)
  const configured = secretsOf(provider)
  const tunnel = place.tunnel && (await openTunnel({ to: running.origin, ...place.tunnel }))
  const watch = createWatch({ place, routes: auth.routes, secrets: () => [...configured, ...drawn], events })
  const { origin: connectTo } = tunnel ?? running

  return {
    ...place,
    provider,
    config,
    auth,
    connectTo,
    events,
    watch,
    pass(seconds) {
      passed += seconds
    },
    setStoreDown: setDown,
    browser: () =>
      createBrowser({
        // Loopback has several names: one application answers to all of them.
        resolve: (asked) => ([origin, origin.replace("localhost", "127.0.0.1")].includes(asked) ? connectTo : asked),
        onResponse: (response) => watch.see(response),
      }),
    session(browser) {
      const cookie = browser.jar.header(`${origin}/`)
      const headers: Record<string, string> = { host: new URL(origin).host, ...(cookie !== "" && { cookie }) }
      const get = (name: string) => headers[name] ?? null
      return auth.getSession({ method: "GET", url: "/", headers: { get } })
    },
    async close() {
      await tunnel?.close()
      await running.close()
      await provider.close()
    },
  }
}

/** A store that can be taken away: until it is back, whoever asks is told so. */
export function storeThatFails(kept: SessionStore): { store: SessionStore; setDown(isDown: boolean): void } {
  let down = false
  const ask = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    if (down) throw new Error("connection refused")
    return act()
  }
  return {
    store: {
      get: (key) => ask(() => kept.get(key)),
      set: (key, value, ...more) => ask(() => kept.set(key, value, ...more)),
      delete: (key) => ask(() => kept.delete(key)),
    },
    setDown(isDown) {
      down = isDown
    },
  }
}

/** The `[auth]` table of a place. */
export function tableOf(
  { config }: Pick<DevelopmentProvider, "config">,
  { providers, keys: own = {} }: Pick<Place, "providers" | "keys">,
  changes: object = {},
): { auth: object } {
  const { redirect_uri, cookie_secret, ...registration } = config.auth
  const { default: flat, ...named } = providers
  const tables = Object.entries(named).map(([name, keys]) => [name, { ...registration, ...keys }])
  const keys = { redirect_uri, cookie_secret, ...own, ...changes }
  return { auth: { ...keys, ...(flat && { ...registration, ...flat }), ...Object.fromEntries(tables) } }
}

function secretsOf({ config }: DevelopmentProvider): string[] {
  const { cookie_secret, client_id, client_secret } = config.auth
  return [cookie_secret, client_secret, btoa(`${client_id}:${client_secret}`)]
}

/** The headers with which a page's script asks for data. */
export const asScript = {
  accept: "application/json",
  "sec-fetch-mode": "cors",
  "sec-fetch-dest": "empty",
  "sec-fetch-site": "same-origin",
  "sec-fetch-user": null,
  "upgrade-insecure-requests": null,
} as const

/** A document for programs (RFC 9457). */
export function problemIn({ text, headers }: Pick<BrowserResponse, "text" | "headers">): Record<string, unknown> {
  const isProblem = headers.get("content-type")?.startsWith("application/problem+json") === true
  return isProblem && text !== "" ? JSON.parse(text) : {}
}
