/** A small world for whole logins: providers over msw, one application, a clock, a log, and visitors with browsers. */
import { inspect } from "node:util"
import type { JWK } from "jose"
import { setupServer } from "msw/node"
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest"
import { settingsOf } from "../../src/config/config.js"
import type { Settings } from "../../src/config/settings.js"
import {
  type Auth,
  type AuthOptions,
  createAuth,
  type LogEvent,
  type LoginOptions,
  parseConfig,
} from "../../src/index.js"
import { type Canaries, type Watch, watchWorld } from "./canaries.js"
import { type Clock, countedRandom, createClock } from "./clock.js"
import { type CookieJar, createCookieJar } from "./cookie-jar.js"
import { mockOAuth2 } from "./mock-oauth2.js"
import { type Answer, type Client, type MockProvider, mockProvider } from "./mock-provider.js"
import { google, type OAuth2Profile, type Profile } from "./profiles.js"

/** A secret that a search finds wherever it leaks. */
export const cookieSecret = "canary-cookie-secret-0123456789abcdefghijklmnop"
export const clientSecret = "canary-client-secret-8d1f"

const server = setupServer()

/** The worlds of this file, those of the test that runs, and whether one does. */
const watches = { ofFile: new Set<Watch>(), ofTest: new Set<Watch>(), inTest: false }
const spoken = ["debug", "log", "info", "warn", "error"] as const

/**
 * Call it once at the top of a file whose tests make worlds. After each test nothing secret may have left any of them.
 */
export function useNetwork(): void {
  const speakers = spoken.map((name) => [name, console[name]] as const)
  beforeAll(() => server.listen({ onUnhandledRequest: "error" }))
  beforeEach(() => {
    watches.inTest = true
    // Whoever mocks the console does so above this, and what comes there is in the log as well.
    for (const [name, speak] of speakers) {
      console[name] = (...words: unknown[]) => {
        const text = words.map((word) => (typeof word === "string" ? word : inspect(word))).join(" ")
        for (const watch of [...watches.ofFile, ...watches.ofTest]) watch.printed(text)
        speak(...words)
      }
    }
  })
  afterEach(async () => {
    for (const [name, speak] of speakers) console[name] = speak
    server.resetHandlers()
    const leaks = await Promise.all([...watches.ofFile, ...watches.ofTest].map((watch) => watch.leaks()))
    watches.ofTest.clear()
    watches.inTest = false
    expect(leaks.flat()).toEqual([])
  })
  afterAll(() => server.close())
}

type Table = Record<string, unknown>

export interface WorldOptions {
  /** Each provider by its name in the table. Default: one named google. */
  readonly providers?: Record<string, Profile | OAuth2Profile>
  /** Keys of `[auth]`. */
  readonly auth?: Table
  /** Keys of a provider's table, by its name. */
  readonly tables?: Record<string, Table>
  /** The public keys that are registered at a provider, by its name in the table. */
  readonly clientKeys?: Record<string, readonly JWK[]>
  readonly options?: AuthOptions
  readonly redirectUri?: string
}

export interface World {
  readonly auth: Auth
  readonly clock: Clock
  /** What became of the configuration. */
  readonly settings: Settings
  readonly origin: string
  readonly home: string
  readonly log: LogEvent[]
  /** By the name in the table. */
  readonly providers: Record<string, MockProvider>
  /** The only provider, or the first. */
  readonly provider: MockProvider
  visitor(): Visitor
  /** What secrets have left it since the last call; none may be left at the end of a test. */
  leaks(): Promise<string[]>
  /** The same application with other settings: same secret, same clock, same providers. */
  restart(changes: Partial<WorldOptions>): World
}

export function createWorld(given: WorldOptions = {}): World {
  const clock = createClock()
  const names = Object.entries(given.providers ?? { google })
  const clients = new Map<Profile | OAuth2Profile, Client[]>()
  for (const [name, profile] of names) {
    const table = registration(name, profile, given.tables?.[name])
    const secret = table.client_secret as string | undefined
    const keys = given.clientKeys?.[name] ?? ("type" in profile ? [] : profile.clientKeys) ?? []
    const client = { id: String(table.client_id), keys, ...(secret === undefined ? {} : { secret }) }
    clients.set(profile, [...(clients.get(profile) ?? []), client])
  }
  const byProfile = new Map(
    [...clients].map(([profile, list]) => [
      profile,
      "type" in profile ? mockOAuth2(profile, { clients: list }) : mockProvider(profile, { clients: list, clock }),
    ]),
  )
  const providers = Object.fromEntries(names.map(([name, profile]) => [name, byProfile.get(profile) as MockProvider]))
  server.use(...[...byProfile.values()].flatMap(({ handlers }) => handlers))
  return open(given, { clock, providers, random: countedRandom() })
}

/** A provider's table: with a preset that knows the address, or with the address. */
function registration(name: string, profile: Profile | OAuth2Profile, own: Table = {}): Table {
  const address = "preset" in own ? {} : addressOf(profile)
  return { client_id: `client-of-${name}`, client_secret: clientSecret, ...address, ...own }
}

function addressOf(profile: Profile | OAuth2Profile): Table {
  if (!("type" in profile)) return { server_metadata_url: profile.metadataUrl }
  const { type, claimsMapping, metadata } = profile
  const { issuer: _issuer, ...endpoints } = metadata
  return { type, claims_mapping: claimsMapping, ...endpoints }
}

interface Shared {
  readonly clock: Clock
  readonly providers: Record<string, MockProvider>
  readonly random: (bytes: number) => Uint8Array
}

function open(given: WorldOptions, shared: Shared): World {
  const { clock, providers, random } = shared
  const redirectUri = given.redirectUri ?? "https://app.example/oauth2callback"
  const log: LogEvent[] = []
  const tables = Object.entries(given.providers ?? { google }).map(([name, profile]) => {
    return [name, registration(name, profile, given.tables?.[name])] as const
  })
  // The provider named "flat" stands directly in [auth].
  const flat = tables.find(([name]) => name === "flat")?.[1] ?? {}
  const named = Object.fromEntries(tables.filter(([name]) => name !== "flat"))
  const auth = { redirect_uri: redirectUri, cookie_secret: cookieSecret, ...flat, ...named, ...given.auth }
  const { origin, pathname } = new URL(redirectUri)
  const watch = watchWorld(() => canariesOf(auth, Object.values(providers)), { origin })
  ;(watches.inTest ? watches.ofTest : watches.ofFile).add(watch)
  const runtime = { now: clock.now, random, ...given.options?.runtime }
  const config = parseConfig({ auth })
  const made = createAuth(config, {
    ...given.options,
    log: (event) => {
      log.push(event)
      watch.logged(event)
      return given.options?.log?.(event)
    },
    runtime: {
      ...runtime,
      random(length) {
        const bytes = runtime.random(length)
        watch.drawn(bytes)
        return bytes
      },
    },
  })
  const first = Object.values(providers)[0] as MockProvider
  const world: World = {
    auth: watch.watched(made),
    leaks: watch.leaks,
    clock,
    settings: settingsOf(config) as Settings,
    origin,
    home: pathname.slice(0, pathname.lastIndexOf("/") + 1),
    log,
    providers,
    provider: first,
    visitor: () => createVisitor(world),
    restart: (changes) => open({ ...given, ...changes }, shared),
  }
  return world
}

/** What no log and no page may show: of the configuration, and of what the providers have given and were sent. */
function* canariesOf(table: Table, providers: readonly MockProvider[]): ReturnType<Canaries> {
  for (const [name, value] of Object.entries(table)) {
    if (["cookie_secret", "client_secret"].includes(name)) {
      for (const secret of [value].flat()) if (typeof secret === "string") yield [name, secret]
    } else if (name === "client_private_key") yield* privatePartsOf(value)
    else if (isTable(value)) yield* canariesOf(value, [])
  }
  for (const { secrets } of providers) for (const secret of secrets) yield ["secret of a login", secret]
}

/** The lines of a PEM, or the members of a JWK that are private (RFC 7518 section 6). */
export function* privatePartsOf(key: unknown): ReturnType<Canaries> {
  const text = typeof key === "string" ? key : JSON.stringify(key)
  for (const [, part = ""] of text.matchAll(/^([\w+/=]{16,})$/gm)) yield ["line of a private key", part]
  for (const [, part = ""] of text.matchAll(/"(?:d|p|q|dp|dq|qi|k)"\s*:\s*"([\w-]+)"/g)) yield ["private key", part]
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

export interface Visit {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string
  /** The browser comes from another site. */
  readonly crossSite?: boolean
  /** Sent instead of the jar's cookies. */
  readonly cookie?: string
}

export interface Visitor {
  readonly jar: CookieJar
  /** A request as the browser makes it; nobody answers it. */
  request(path: string, visit?: Visit): Request
  /** Opens a page of the auth routes, and keeps what the answer sets. */
  open(path: string, visit?: Visit): Promise<Response>
  /** The visitor posts a form, and its handler calls `login()`; gives the authorization URL. */
  start(provider?: string | LoginOptions, options?: LoginOptions): Promise<string>
  /** Brings the provider's answer to the callback. */
  comeBack(answer: Answer): Promise<Response>
  /** A whole login; gives the callback's response. */
  login(provider?: string | LoginOptions, options?: LoginOptions): Promise<Response>
  logout(options?: Parameters<Auth["logout"]>[1]): Promise<Response>
  session(): ReturnType<Auth["getSession"]>
  user(): ReturnType<Auth["getUser"]>
  /** The Cookie header that the browser would send. */
  cookies(): string
}

/** What every request of a browser that navigates says of itself. */
const navigation = {
  accept: "text/html,application/xhtml+xml,*/*;q=0.8",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
}

function createVisitor(world: World): Visitor {
  const { auth, origin, home, providers, clock } = world
  const jar = createCookieJar(clock.now)

  function request(
    path: string,
    { method = "GET", headers = {}, body, crossSite = false, cookie }: Visit = {},
  ): Request {
    const url = new URL(path, origin)
    const sent = cookie ?? jar.header(url.pathname, { crossSite, method })
    return new Request(url, {
      method,
      headers: {
        ...navigation,
        "sec-fetch-site": crossSite ? "cross-site" : "same-origin",
        ...(sent === undefined ? {} : { cookie: sent }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    })
  }

  function kept(response: Response): Response {
    jar.take(response)
    return response
  }

  const visitor: Visitor = {
    jar,
    request,
    async open(path, visit) {
      const response = await auth.handle(request(path, visit))
      if (response === undefined) throw new Error(`nobody serves ${path}`)
      return kept(response)
    },
    async start(provider, options) {
      const response = kept(await auth.login(request(home, { method: "POST" }), provider, options))
      const location = response.headers.get("location")
      if (response.status !== 303 || location === null)
        throw new Error(`login() answered ${response.status}: ${await response.text()}`)
      return location
    },
    comeBack({ redirectUri, method, parameters }) {
      const { pathname } = new URL(redirectUri)
      if (method === "GET") return visitor.open(`${pathname}?${parameters}`, { crossSite: true })
      const headers = { "content-type": "application/x-www-form-urlencoded" }
      return visitor.open(pathname, { method, headers, body: parameters.toString(), crossSite: true })
    },
    async login(provider, options) {
      const url = await visitor.start(provider, options)
      return visitor.comeBack(providerOf(providers, url).authorize(url))
    },
    logout: async (options) => kept(await auth.logout(request(home), options)),
    session: () => auth.getSession(request(home)),
    user: () => auth.getUser(request(home)),
    cookies: () => jar.header(home) ?? "",
  }
  return visitor
}

/** The provider to which an authorization URL leads. */
export function providerOf(providers: Record<string, MockProvider>, url: string): MockProvider {
  const { origin, pathname } = new URL(url)
  const found = Object.values(providers).find(({ profile }) => {
    const endpoint = new URL(profile.metadata.authorization_endpoint)
    return endpoint.origin === origin && endpoint.pathname === pathname
  })
  if (found === undefined) throw new Error(`no provider has the address ${url}`)
  return found
}

/** The code of a failure, as a program or a person reads it. */
export async function codeOf(response: Response): Promise<string | undefined> {
  const text = await response.clone().text()
  if (response.headers.get("content-type")?.startsWith("application/problem+json")) return JSON.parse(text).code
  return /<code>(\w+)<\/code>/.exec(text)?.[1]
}

/** Nothing secret stands in the log, or in these texts. */
export function expectNoSecret(world: World, ...texts: string[]): void {
  const all = [JSON.stringify(world.log), ...texts].join("\n")
  const secrets = [cookieSecret, clientSecret, ...Object.values(world.providers).flatMap(({ secrets }) => [...secrets])]
  const leaked = secrets.filter((secret) => secret.length > 8 && all.includes(secret))
  expect(leaked).toEqual([])
}
