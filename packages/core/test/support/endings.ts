/** An application whose sessions a provider ends, in each way of keeping them, and what a provider sends for it. */
import { type AuthOptions, memoryStore, type SessionStore } from "../../src/index.js"
import { type Clock, createClock } from "./clock.js"
import type { MockProvider } from "./mock-provider.js"
import { createWorld, type Visitor, type World, type WorldOptions } from "./world.js"

export interface Processes {
  /** Where logins and logouts come to. */
  readonly here: World
  /** Another process of the same application, where there can be one. */
  readonly there: World
  /** How both keep sessions, for a third. */
  readonly options: AuthOptions
  /** Lets the time pass after which the other process knows what this one knows. */
  settle(): void
}

export interface Keeping {
  readonly name: string
  open(given?: WorldOptions): Processes
}

/** Seconds: what an answer of a deny list counts, unless it is said. */
const remembered = 5

function shared(given: WorldOptions, keep: (store: SessionStore) => AuthOptions): Processes {
  // The world's clock is made with it, and the store's must be the same.
  let clock: Clock = createClock()
  const store = memoryStore({ now: () => clock.now() })
  const options = keep(store)
  const here = createWorld({ ...given, options: { ...given.options, ...options } })
  clock = here.clock
  return { here, there: here.restart({}), options, settle: () => clock.pass(remembered) }
}

export const keepings: readonly Keeping[] = [
  {
    name: "in cookies, in one process",
    open(given = {}) {
      const here = createWorld(given)
      return { here, there: here, options: {}, settle: () => {} }
    },
  },
  { name: "in a store, in two processes", open: (given = {}) => shared(given, (store) => ({ store })) },
  {
    name: "in cookies with a deny list, in two processes",
    open: (given = {}) => shared(given, (store) => ({ denyList: { store } })),
  },
]

/** The provider names the sessions of logins so, from now on. */
export function nameSessions({ provider }: World, sid: string | undefined): void {
  provider.faults = { ...provider.faults, claims: (claims) => ({ ...claims, ...(sid === undefined ? {} : { sid }) }) }
}

/** A login whose session the provider names so. */
export async function loginAs(world: World, sid?: string, visitor = world.visitor()): Promise<Visitor> {
  nameSessions(world, sid)
  await visitor.login()
  return visitor
}

/** A logout token with other claims: undefined takes one away. */
export function logoutToken(provider: MockProvider, change: object = {}): Promise<string> {
  return provider.logoutToken({ claims: (claims) => ({ ...claims, ...change }) })
}

/** The provider posts to the back channel. */
export async function backChannel(
  { auth, origin }: World,
  body: string | URLSearchParams | Readonly<Record<string, string>>,
  { headers = {}, query = "" }: { headers?: Record<string, string>; query?: string } = {},
): Promise<Response> {
  const request = new Request(`${origin}/auth/backchannel-logout${query}`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
    body: typeof body === "string" ? body : new URLSearchParams(body).toString(),
  })
  return (await auth.handle(request)) as Response
}

/** The provider ends what a token with these claims names; gives the status. */
export async function endByToken(world: World, change: object = {}, provider = world.provider): Promise<number> {
  return (await backChannel(world, { logout_token: await logoutToken(provider, change) })).status
}

/** The provider's page has the route in a frame: across sites no cookie of ours comes along. */
export async function frontChannel(
  world: World,
  query: Readonly<Record<string, string>> | string,
  { visitor = world.visitor(), headers = {} }: { visitor?: Visitor; headers?: Record<string, string> } = {},
): Promise<Response> {
  const isCrossSite = !("sec-fetch-site" in headers) || headers["sec-fetch-site"] === "cross-site"
  return visitor.open(`/auth/frontchannel-logout?${new URLSearchParams(query)}`, {
    crossSite: isCrossSite,
    headers: { "sec-fetch-dest": "iframe", ...headers },
    ...(isCrossSite ? { cookie: "" } : {}),
  })
}
