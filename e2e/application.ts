// The demonstration in this process, with a configuration of the test's own: for what `npm start` does not configure.

import { randomBytes } from "node:crypto"
import { type Config, parseConfig } from "@x/core"
import type { DevelopmentProvider } from "@x/testing"
import { demo } from "../examples/demo/app.ts"
import { listen } from "../examples/demo/listen.ts"
import { freePorts } from "./ports.ts"

export interface Application {
  readonly origin: string
  readonly config: Config
  close(): Promise<void>
}

/** @param auth what its `[auth]` table has besides the address and the secret */
export async function startApplication(auth: object): Promise<Application> {
  const port = await freePorts()
  const origin = `http://localhost:${port}`
  const config = parseConfig({
    auth: {
      redirect_uri: `${origin}/oauth2callback`,
      cookie_secret: randomBytes(32).toString("base64url"),
      ...auth,
    },
  })
  const { close } = await listen(demo(config), port)
  return { origin, config, close }
}

/** The table of one provider. */
export function registration({ config }: DevelopmentProvider): object {
  const { client_id, client_secret, server_metadata_url } = config.auth
  return { client_id, client_secret, server_metadata_url }
}
