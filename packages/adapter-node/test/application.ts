// An application with a provider and visitors, for what the common suites cannot know of. The other adapters' tests use it too.
import type { RequestListener } from "node:http"
import {
  type Auth,
  type AuthOptions,
  type Config,
  createAuth,
  memoryStore,
  parseConfig,
  type SessionStore,
} from "@x/core"
import { type DevelopmentProvider, sessionCookie, startProvider } from "@x/testing"
import { type Browser, createBrowser, listen } from "@x/testing/suites"
import { afterEach } from "vitest"

export const origin = "http://localhost:8501"

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

export interface Application {
  readonly provider: DevelopmentProvider
  /** Paths that were asked for at the provider. */
  readonly asked: readonly string[]
  /** Resolves to the origin where it listens. */
  serve(listener: RequestListener): Promise<string>
  /** A browser for which the application is `http://localhost:8501`. */
  browser(): Browser
}

/** A provider that runs until the test is over, and room for an application. */
export async function application(): Promise<Application> {
  const asked: string[] = []
  const provider = await startProvider({ onRequest: ({ path }) => asked.push(path) })
  open.push(provider.close)
  let connectTo = origin
  return {
    provider,
    asked,
    async serve(listener) {
      const server = await listen(listener)
      open.push(server.close)
      connectTo = server.origin
      return connectTo
    },
    browser: () => createBrowser({ resolve: (url) => (url === origin ? connectTo : url) }),
  }
}

/** The provider's own configuration, with changes. */
export function configOf({ config }: DevelopmentProvider, changes: object = {}): Config {
  return parseConfig({ auth: { ...config.auth, ...changes } })
}

const registration = {
  cookie_secret: "0123456789-abcdefghijklmnopqrstuvwxyz",
  client_id: "client",
  client_secret: "a-client-secret-of-some-length",
  server_metadata_url: "https://accounts.google.com/.well-known/openid-configuration",
}

/** A configuration whose provider is never asked. */
export const someConfig: Config = parseConfig({ auth: { redirect_uri: `${origin}/oauth2callback`, ...registration } })

/** An Auth for which a session is renewed at every request, and the Cookie header of such a session. */
export async function renewing(): Promise<{ made: Auth; cookie: string }> {
  const auth = { redirect_uri: `${origin}/oauth2callback`, session_idle_timeout: "60s", ...registration }
  const config = parseConfig({ auth })
  const cookie = await sessionCookie(config, { sub: "ada" })
  // A tenth of the idle time has passed.
  return { made: createAuth(config, { log() {}, runtime: { now: () => Date.now() + 7000 } }), cookie }
}

/** An Auth with a store that can be taken away. */
export function withStore(
  { config }: DevelopmentProvider,
  options: Pick<AuthOptions, "onError"> = {},
): { made: Auth; setDown(isDown: boolean): void } {
  const kept = memoryStore()
  let down = false
  const ask = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    if (down) throw new Error("connection refused")
    return act()
  }
  const store: SessionStore = {
    get: (key) => ask(() => kept.get(key)),
    set: (key, value, ...more) => ask(() => kept.set(key, value, ...more)),
    delete: (key) => ask(() => kept.delete(key)),
  }
  const made = createAuth(parseConfig({ auth: { ...config.auth } }), { ...options, store, log() {} })
  return {
    made,
    setDown(isDown) {
      down = isDown
    },
  }
}
