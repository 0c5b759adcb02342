// The provider is stopped, hangs, answers garbage or comes back with new keys, under an application of two processes.

import { type DevelopmentProvider, type Misbehaving, type ProviderOptions, startProvider } from "@x/testing"
import { type Browser, type BrowserResponse, createBrowser } from "@x/testing/suites"
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { freePorts } from "./ports.ts"
import { type Address, type Replica, startAddress, startReplica } from "./replicas.ts"

/** Seconds. */
const timeout = 2
/** Milliseconds that a slow machine may take beside it. */
const slack = 4000

const clientSecret = "the-secret-of-the-client-0123456789"
/** What may stand in no log: that, and every code and state that came along. */
const secrets = new Set([clientSecret])
let options: ProviderOptions
let provider: DevelopmentProvider
let asked: string[] = []
let address: Address
let table: object
/** The two that answer now. */
let replicas: Replica[]
const everybody: Replica[] = []

/** Logged in before anything happens: Ada with `logout = "local"`, Grace with `"provider"`. */
let ada: Browser
let grace: Browser

beforeAll(async () => {
  const port = await freePorts(2)
  address = await startAddress(port)
  const redirectUri = `${address.origin}/oauth2callback`
  const onRequest = ({ path }: { path: string }) => asked.push(path)
  options = { port: port + 1, clientSecret, redirectUri, onRequest }
  provider = await startProvider(options)
  const { redirect_uri, cookie_secret, ...registration } = provider.config.auth
  const policy = { http_timeout: timeout, userinfo: "always" }
  const both = { ...registration, logout: "provider" }
  table = { redirect_uri, cookie_secret, ...policy, here: registration, both }
  await startTwo()
  // Each process has seen a whole login, and knows metadata and keys.
  for (const one of replicas) {
    address.to([one])
    ada = await loggedIn("ada", "here")
    grace = await loggedIn("grace", "both")
  }
  address.to(replicas)
})

afterAll(async () => {
  await Promise.all(everybody.map((replica) => replica.end()))
  await Promise.all([address, provider].map((one) => one?.close()))
})

afterEach(() => {
  asked = []
  for (const { output } of everybody) {
    for (const secret of secrets) expect(output()).not.toContain(secret)
    // A JSON Web Token, whatever is in it.
    expect(output()).not.toMatch(/\beyJ[\w-]{10,}\./)
    expect(output()).not.toMatch(/^\s+at .+:\d+/m)
  }
})

async function startTwo(): Promise<void> {
  replicas = await Promise.all([startReplica(table), startReplica(table)])
  everybody.push(...replicas)
  address.to(replicas)
}

const loginUrl = (name = "here") => `${address.origin}/auth/login?provider=${name}&return_to=/private`

async function loggedIn(sub: string, name?: string): Promise<Browser> {
  const browser = createBrowser()
  const page = await browser.login(loginUrl(name), sub)
  expect(page).toMatchObject({ status: 200, url: `${address.origin}/private` })
  return browser
}

/** Who somebody is for each of the processes. */
function whoIs(browser: Browser): Promise<unknown[]> {
  const asked = replicas.map(async ({ pid }) => {
    const { text } = await browser.get(`${address.origin}/`, { "x-replica": String(pid) })
    const said = JSON.parse(text)
    expect(said.pid).toBe(pid)
    return said.user.sub
  })
  return Promise.all(asked)
}

/** Somebody logs in: begins on one process, ends on the other, and both know who it is. */
async function expectLogin(): Promise<void> {
  for (const order of [replicas, [...replicas].reverse()]) {
    address.to(order)
    const answeredBy: string[] = []
    const browser = createBrowser({
      onResponse({ url, headers }) {
        if (url.startsWith(address.origin)) answeredBy.push(headers.get("x-replica") ?? "")
      },
    })
    expect((await browser.login(loginUrl(), "kim")).url).toBe(`${address.origin}/private`)
    const [first, second] = order.map(({ pid }) => String(pid))
    expect(answeredBy).toEqual([first, second, first])
    expect(await whoIs(browser)).toEqual(["kim", "kim"])
  }
}

/** A login up to the provider's last word; it waits to be sent back to the application. */
async function almostLoggedIn(sub: string): Promise<{ browser: Browser; callback: string }> {
  const browser = createBrowser()
  const page = await browser.follow(await browser.get(loginUrl()))
  const isBack = ({ location }: BrowserResponse) => location?.startsWith(address.origin) === true
  const { location = "" } = await browser.follow(await browser.pickUser(page, sub), isBack)
  const { searchParams } = new URL(location)
  for (const name of ["code", "state"]) secrets.add(searchParams.get(name) ?? "")
  return { browser, callback: location }
}

/** What an answer of the application is: where it leads, or which error it shows. */
async function within(answer: Promise<BrowserResponse>): Promise<string> {
  const began = performance.now()
  const { status, location, text } = await answer
  expect(performance.now() - began).toBeLessThan(timeout * 1000 + slack)
  if (location !== undefined) {
    const { origin, pathname } = new URL(location)
    return `${status} to ${origin === address.origin ? pathname : origin === provider.issuer ? "the provider" : origin}`
  }
  return `${status} ${/<code>([a-z_]+)<\/code>/.exec(text)?.[1]}`
}

const nobody = [undefined, undefined]
/** Ada and Grace, to each process. */
const stay = [
  ["ada", "ada"],
  ["grace", "grace"],
]

interface Outage {
  readonly title: string
  /** Nobody listens at all. */
  readonly stopped?: true
  readonly misbehaving?: Misbehaving
  /** The application is started anew while it lasts: it knows neither metadata nor keys. */
  readonly restarted?: true
  /** What is answered to a login that begins. */
  readonly login: string
  /** What is answered to one that comes back from the provider. */
  readonly callback: string
  /** Where a logout with `logout = "provider"` leads. */
  readonly logout: string
}

const toProvider = "302 to the provider"
const unreachable = "504 provider_unreachable"
const usual = { login: toProvider, callback: "302 to /private", logout: "303 to the provider" }

const outages: readonly Outage[] = [
  { title: "stopped", stopped: true, ...usual, callback: unreachable },
  { title: "hung", misbehaving: { name: "hang" }, ...usual, callback: unreachable },
  ...(["metadata", "jwks_uri", "authorization_endpoint", "end_session_endpoint"] as const).flatMap((at): Outage[] => [
    { title: `hung at ${at}`, misbehaving: { name: "hang", at }, ...usual },
    { title: `broken at ${at}`, misbehaving: { name: "status 500", at }, ...usual },
  ]),
  ...(["metadata", "jwks_uri"] as const).map(
    (at): Outage => ({ title: `talking HTML at ${at}`, misbehaving: { name: "HTML", at }, ...usual }),
  ),
  ...(
    [
      ["token_endpoint", "token_response_invalid"],
      ["userinfo_endpoint", "userinfo_invalid"],
    ] as const
  ).flatMap(([at, code]): Outage[] => [
    { title: `hung at ${at}`, misbehaving: { name: "hang", at }, ...usual, callback: unreachable },
    { title: `dripping at ${at}`, misbehaving: { name: "slow drip", at }, ...usual, callback: unreachable },
    { title: `talking HTML at ${at}`, misbehaving: { name: "HTML", at }, ...usual, callback: `502 ${code}` },
    { title: `breaking off at ${at}`, misbehaving: { name: "truncated JSON", at }, ...usual, callback: `502 ${code}` },
  ]),
  {
    title: "stopped, before anybody logged in",
    stopped: true,
    restarted: true,
    login: unreachable,
    callback: unreachable,
    logout: "303 to /",
  },
  {
    title: "hung at metadata, before anybody logged in",
    misbehaving: { name: "hang", at: "metadata" },
    restarted: true,
    login: unreachable,
    callback: unreachable,
    logout: "303 to /",
  },
  {
    title: "talking HTML at metadata, before anybody logged in",
    misbehaving: { name: "HTML", at: "metadata" },
    restarted: true,
    login: "502 provider_invalid",
    callback: "502 provider_invalid",
    logout: "303 to /",
  },
  {
    title: "hung at jwks_uri, before anybody logged in",
    misbehaving: { name: "hang", at: "jwks_uri" },
    restarted: true,
    ...usual,
    callback: unreachable,
  },
  {
    title: "breaking off at jwks_uri, before anybody logged in",
    misbehaving: { name: "truncated JSON", at: "jwks_uri" },
    restarted: true,
    ...usual,
    callback: "502 provider_invalid",
  },
]

describe("the provider is", () => {
  test.each(outages.map((outage) => [outage.title, outage] as const))("%s", async (_title, outage) => {
    const { stopped, misbehaving, restarted, login, callback, logout } = outage
    const pending = await almostLoggedIn("zoe")
    const before = replicas
    if (restarted) await startTwo()
    if (stopped) await provider.close()
    if (misbehaving) provider.misbehave(misbehaving.name, misbehaving)
    try {
      const [here, both] = [ada.fork(), grace.fork()]
      const answers = await Promise.all([
        within(pending.browser.get(pending.callback)),
        within(createBrowser().get(loginUrl())),
        within(here.post(`${address.origin}/auth/logout`)),
        within(both.post(`${address.origin}/auth/logout`)),
        // Those who are logged in stay so, while everybody else waits.
        whoIs(ada),
        whoIs(grace),
      ])
      expect(answers).toEqual([callback, login, "303 to /", logout, ...stay])
      // Ours is over, whatever becomes of the provider's.
      expect([await whoIs(here), await whoIs(both)]).toEqual([nobody, nobody])
      expect(await whoIs(pending.browser)).toEqual(callback === usual.callback ? ["zoe", "zoe"] : nobody)
    } finally {
      if (stopped) provider = await startProvider(options)
      provider.misbehave(undefined)
    }
    await expectLogin()
    expect([await whoIs(ada), await whoIs(grace)]).toEqual(stay)
    if (restarted) await Promise.all(before.map((replica) => replica.end()))
  })
})

describe("B14 an hour later", () => {
  afterEach(async () => {
    await Promise.all(replicas.map((replica) => replica.setClock(0)))
  })

  test.each([
    ["stopped", undefined],
    ["hung", "hang"],
    ["talking HTML", "HTML"],
  ] as const)(
    "the provider is %s: what was known of it serves, and the next one does not wait",
    async (_title, name) => {
      if (name) provider.misbehave(name, { at: "metadata" })
      else await provider.close()
      try {
        await Promise.all(replicas.map((replica) => replica.setClock(61)))
        const begin = () => within(createBrowser().get(loginUrl()))
        // One on each process finds out.
        expect(await Promise.all([begin(), begin()])).toEqual([toProvider, toProvider])
        const began = performance.now()
        asked = []
        for (let visitor = 0; visitor < 4; visitor++) expect(await begin()).toBe(toProvider)
        expect(asked).toEqual([])
        expect(performance.now() - began).toBeLessThan(timeout * 1000)
        expect(await whoIs(ada)).toEqual(["ada", "ada"])
      } finally {
        if (name) provider.misbehave(undefined)
        else provider = await startProvider(options)
      }
    },
  )
})

describe("B14 the provider comes back with new keys", () => {
  test("the next login on each process works, and the keys are fetched once by each", async () => {
    await provider.close()
    provider = await startProvider({ ...options, misbehave: "new keys" })
    asked = []
    for (const one of [...replicas, ...replicas]) {
      address.to([one])
      await loggedIn("kim")
    }
    address.to(replicas)
    expect(asked.filter((path) => path === "/jwks")).toHaveLength(2)
    expect([await whoIs(ada), await whoIs(grace)]).toEqual(stay)
  })

  test("that it does not publish: refused, and asked for at most once a minute, however many come", async () => {
    await startTwo()
    provider.misbehave(undefined)
    for (const one of replicas) {
      address.to([one])
      await loggedIn("kim")
    }
    address.to(replicas)
    provider.misbehave("new keys, unpublished")
    asked = []
    for (let attempt = 0; attempt < 6; attempt++) {
      const { browser, callback } = await almostLoggedIn("zoe")
      expect(await within(browser.get(callback))).toBe("502 id_token_invalid")
    }
    expect(asked.filter((path) => path === "/jwks").length).toBeLessThanOrEqual(2)
    provider.misbehave(undefined)
    await expectLogin()
  })
})
