// A provider that misbehaves: for each row of its table whole login attempts, and what the visitor is answered.
import { type Auth, AuthError, createAuth, type LogEvent, parseConfig } from "@x/core"
import { expect } from "vitest"
import { type Browser, type BrowserHeaders, type BrowserResponse, createBrowser } from "../browser.js"
import type { Misbehaviour } from "../misbehaviour/misbehaviours.js"
import { type DevelopmentProvider, startProvider } from "../provider.js"
import { sessionCookie } from "../session-cookie.js"
import { codeIn } from "./code-in.js"
import { createWatch, type Watch } from "./invariants.js"
import { type Attempt, attempts } from "./misbehaviour-ends.js"
import { people } from "./people.js"
import type { Start } from "./world.js"

/** A case that plays in a world of its own, because what it does to the application's memory would stay. */
export interface LoneCase {
  readonly name: string
  run(start: Start): Promise<void>
}

export const misbehaviourCases: readonly LoneCase[] = attempts.map(([name, places]) => ({
  name: `B03 ${name}: ${[...new Set(places.map(({ end }) => end))].join(", ")}`,
  run: (start) => play(start, name, places),
}))

const origin = "https://app.example.test"
const cookie = "__Host-auth"

/** Those that are ended by `http_timeout` alone. */
const endless: readonly Misbehaviour[] = ["hang", "hang after the headers", "slow drip"]
/** What a slow machine may take beside it, in milliseconds. */
const slack = 8000

async function play(start: Start, name: Misbehaviour, places: readonly Attempt[]): Promise<void> {
  const asked: string[] = []
  const providers = await Promise.all(
    places.map(({ at }) =>
      startProvider({
        users: Object.values(people),
        redirectUri: `${origin}/oauth2callback`,
        misbehave: { name, at },
        onRequest: ({ path }) => asked.push(path),
      }),
    ),
  )
  // Short where it will pass, and long enough for every honest answer of a slow machine.
  const timeout = endless.includes(name) ? 2 : 30
  const world = await openTown(start, providers, timeout)
  try {
    const all = places.flatMap((place, index) => askers.map((asker) => ({ ...place, provider: nameOf(index), asker })))
    await Promise.all(all.map((wish) => attempt(world, wish)))
    expect(world.watch.faults()).toEqual([])
    expect(asked).not.toContain("/elsewhere")
    // Nothing that a provider says breaks a line of the log, or moves a terminal's cursor.
    for (const event of world.events) expect(Object.values(event).join()).not.toMatch(/[\p{Cc}\p{Cf}]/u)
  } finally {
    await world.close()
    await Promise.all(providers.map(({ close }) => close()))
  }
}

interface Town {
  /** How long the application waits for a provider, in milliseconds. */
  readonly patience: number
  readonly auth: Auth
  readonly config: ReturnType<typeof parseConfig>
  readonly events: readonly LogEvent[]
  readonly watch: Watch
  browser(): Browser
  close(): Promise<void>
}

/**
 * One application, and a provider of its own for each place in which one misbehaves.
 *
 * @param timeout seconds for which the application waits for a provider
 */
async function openTown(start: Start, providers: readonly DevelopmentProvider[], timeout: number): Promise<Town> {
  const [first] = providers
  const tables = providers.map(({ config: { auth } }, index): [string, object] => {
    const { client_id, client_secret, server_metadata_url } = auth
    return [nameOf(index), { client_id, client_secret, server_metadata_url }]
  })
  const { redirect_uri, cookie_secret } = first?.config.auth ?? {}
  const policy = { userinfo: "always", http_timeout: timeout }
  const config = parseConfig({ auth: { redirect_uri, cookie_secret, ...policy, ...Object.fromEntries(tables) } })
  const events: LogEvent[] = []
  const auth = createAuth(config, { log: (event) => events.push(event) })
  const running = await start(auth)
  const secrets = [cookie_secret ?? "", ...providers.map(({ config }) => config.auth.client_secret)]
  const watch = createWatch({ place: { origin, cookie }, routes: auth.routes, secrets: () => secrets, events })
  return {
    patience: timeout * 1000,
    auth,
    config,
    events,
    watch,
    browser: () =>
      createBrowser({
        resolve: (asked) => (asked === origin ? running.origin : asked),
        onResponse: (response) => watch.see(response),
      }),
    close: async () => running.close() as undefined,
  }
}

const nameOf = (index: number): string => `provider-${index}`

/** Who asks, and how its answers look. A program sends no header of a browser. */
const askers = [
  { who: "person", headers: {}, type: "text/html; charset=utf-8" },
  {
    who: "program",
    headers: {
      accept: "*/*",
      "sec-fetch-mode": null,
      "sec-fetch-dest": null,
      "sec-fetch-site": null,
      "sec-fetch-user": null,
    },
    type: "application/problem+json",
  },
] as const

interface Wish extends Attempt {
  /** As the application knows it. */
  readonly provider: string
  readonly asker: { readonly who: string; readonly headers: BrowserHeaders; readonly type: string }
}

/** A browser in which Ada is logged in and another tab waits at the provider; Grace tries to log in. */
async function attempt({ auth, config, patience, browser: newBrowser, events }: Town, wish: Wish): Promise<void> {
  const { provider, at, asker, end } = wish
  const browser = newBrowser()
  const session = await sessionCookie(config, people.ada, { provider })
  browser.jar.set(`${origin}/`, `${session}; Path=/; Secure; HttpOnly; SameSite=Lax`)
  const login = `${origin}/auth/login?provider=${provider}&return_to=/private`
  const canBegin = !at.includes("metadata")
  if (canBegin) await browser.get(login)
  const waiting = pendingLogins(browser)
  expect(waiting).toHaveLength(canBegin ? 1 : 0)

  const { answer, took, state } = await tryToLogIn(browser, login, asker.headers)
  expect(took).toBeLessThan(patience + slack)
  const { user } = await auth.getSession({
    method: "GET",
    url: "/",
    headers: { get: (name) => (name === "cookie" ? browser.jar.header(`${origin}/`) : null) },
  })
  const where = `${asker.who}, ${at}`
  if (end === "logged in") {
    expect([answer.status, answer.location], where).toEqual([302, `${origin}/private`])
    expect(user, where).toMatchObject({ sub: "grace" })
    expect(pendingLogins(browser)).toEqual(waiting)
    return
  }
  // The session that was there is there, cookie for cookie.
  expect(user, where).toMatchObject({ isLoggedIn: true, sub: "ada" })
  expect(`${cookie}=${browser.jar.value(`${origin}/`, cookie)}`).toBe(session)
  if (end === "home") {
    expect([answer.status, answer.location], where).toEqual([302, `${origin}/`])
    expect(pendingLogins(browser)).toEqual(expect.arrayContaining(waiting))
    return
  }
  expect({ code: codeIn(answer), status: answer.status, type: answer.headers.get("content-type") }, where).toEqual({
    code: end,
    status: new AuthError(end).status,
    type: asker.type,
  })
  expect(answer.location).toBeUndefined()
  // Of the pending logins the one that the state named is gone, and only that one.
  expect(pendingLogins(browser), where).toEqual(waiting)
  expect(state !== undefined).toBe(canBegin)
  for (const unwanted of ["<script", "javascript:", ...(state === undefined ? [] : [state])])
    expect(answer.text).not.toContain(unwanted)
  const [reference] = /(?<="reference":"|Reference <code>)[\w-]+/.exec(answer.text) ?? []
  expect(events).toContainEqual(expect.objectContaining({ event: end, reference }))
}

interface Outcome {
  readonly answer: BrowserResponse
  /** Milliseconds that the application took for its last answer. */
  readonly took: number
  /** Of a login that began. */
  readonly state?: string
}

async function tryToLogIn(browser: Browser, url: string, headers: BrowserHeaders): Promise<Outcome> {
  const began = performance.now()
  const first = await browser.get(url, headers)
  if (first.location === undefined) return { answer: first, took: performance.now() - began }
  const state = new URL(first.location).searchParams.get("state") ?? ""
  const page = await browser.follow(first)
  const back = await browser.follow(await browser.pickUser(page, "grace"), ({ location = "" }) =>
    location.startsWith(origin),
  )
  const cameBack = performance.now()
  const answer = await browser.get(back.location ?? "", headers)
  return { answer, took: performance.now() - cameBack, state }
}

function pendingLogins({ jar }: Browser): string[] {
  const names = jar.cookies(`${origin}/`).map(({ name }) => name)
  return names.filter((name) => name.startsWith(`${cookie}.tx.`)).sort()
}
