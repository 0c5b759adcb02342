// Several processes of one application, for the pages that say what holds across them. Each is an Auth of its own, with a
// memory of its own; a small proxy in front of them leads where the test says.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"
import { auth } from "@x/adapter-node"
import { type AuthOptions, createAuth, parseConfig } from "@x/core"
import { type DevelopmentProvider, type ProviderOptions, startProvider } from "@x/testing"
import { type Browser, createBrowser, listen } from "@x/testing/suites"

export type Handler = (req: IncomingMessage, res: ServerResponse) => unknown

export interface Processes {
  /** What visitors have in their address bar. */
  readonly origin: string
  readonly provider: DevelopmentProvider
  /** Starts a process, or starts it anew: what it had in its memory is gone. `table` changes keys of `[auth]`. */
  start(name: string, options?: AuthOptions, table?: object): void
  /** Which process the requests reach from now on; of several, each in its turn. */
  lead(...names: string[]): void
  /** What a visitor reads at `/`: who is logged in, or why nobody is, or the status of an error. */
  seenBy(browser: Browser): Promise<string>
  /** A visitor who is logged in as Ada. */
  ada(): Promise<Browser>
  /** One request to a process that it names, whichever the others reach. */
  ask(name: string, path: string, cookie: string): Promise<Response>
  close(): Promise<void>
}

/**
 * Each process answers `/` with who is there, `/everywhere` with a logout everywhere, and the rest with `more`.
 *
 * @param provided.backChannelLogoutUri a path of the application
 */
export async function startProcesses(provided: ProviderOptions = {}, more?: Handler): Promise<Processes> {
  const listeners = new Map<string, RequestListener>()
  let led: string[] = []
  let turn = 0
  const proxy = await listen((req, res) => {
    const name = req.headers["x-process"] ?? led[turn++ % led.length]
    return listeners.get(String(name))?.(req, res)
  })
  const { origin } = proxy
  const { backChannelLogoutUri: path } = provided
  const provider = await startProvider({
    ...provided,
    ...(path === undefined ? {} : { backChannelLogoutUri: origin + path }),
    redirectUri: `${origin}/oauth2callback`,
  })

  const handler: Handler = (req, res) => {
    if (req.url === "/everywhere") return req.auth.logout({ everywhere: true })
    if (req.url !== "/") return more?.(req, res)
    const { user, session } = req.auth
    res.end(user.isLoggedIn ? user.sub : session.reason)
  }

  return {
    origin,
    provider,
    start(name, options, table) {
      const config = parseConfig({ auth: { ...provider.config.auth, ...table } })
      listeners.set(name, auth(createAuth(config, { log: () => undefined, ...options }), handler))
      if (led.length === 0) led = [name]
    },
    lead(...names) {
      for (const name of names) if (!listeners.has(name)) throw new Error(`There is no process ${name}.`)
      led = names
    },
    async seenBy(browser) {
      const { status, text } = await browser.get(`${origin}/`)
      return status === 200 ? text : String(status)
    },
    async ada() {
      const browser = createBrowser()
      await browser.login(`${origin}/auth/login`, "ada")
      return browser
    },
    ask: (name, path, cookie) => fetch(origin + path, { headers: { cookie, "x-process": name } }),
    async close() {
      await provider.close()
      await proxy.close()
    },
  }
}
