// An application with a provider and visitors, for what the common suites cannot know of. The other adapters' tests use it too.
import type { RequestListener } from "node:http"
import { type Config, parseConfig } from "@x/core"
import { type DevelopmentProvider, startProvider } from "@x/testing"
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

/** A configuration whose provider is never asked. */
export const someConfig: Config = parseConfig({
  auth: {
    redirect_uri: `${origin}/oauth2callback`,
    cookie_secret: "0123456789-abcdefghijklmnopqrstuvwxyz",
    client_id: "client",
    client_secret: "a-client-secret-of-some-length",
    server_metadata_url: "https://accounts.google.com/.well-known/openid-configuration",
  },
})
