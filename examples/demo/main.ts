// `npm start`: two providers and an application on this machine, configured by the secrets.toml beside this file.

import { randomBytes } from "node:crypto"
import { fileURLToPath } from "node:url"
import { styleText } from "node:util"
import { ConfigError } from "@x/core"
import { loadConfig } from "@x/core/load"
import { type DevelopmentProvider, startProvider } from "@x/testing"
import { demo } from "./app.ts"
import { listen, Problem, portFrom, unlessBusy } from "./listen.ts"
import { acme, globex } from "./providers.ts"

const table = fileURLToPath(new URL("./secrets.toml", import.meta.url))

try {
  await start()
} catch (error) {
  console.error(error instanceof Problem || error instanceof ConfigError ? error.message : error)
  process.exit(1) // and not only exitCode: what did start would keep the process alive
}

async function start(): Promise<void> {
  const port = portFrom("PORT", 8501)
  const providerPort = portFrom("PROVIDER_PORT", 8502)

  const provider = (options: typeof acme, port: number) =>
    unlessBusy(port, "PROVIDER_PORT", startProvider({ ...options, port }))
  const providers = [await provider(acme, providerPort), await provider(globex, providerPort + 1)] as const
  const servers: { close(): Promise<void> }[] = [...providers]
  const config = await loadConfig(table, { port, env: environment(...providers) })
  servers.push(await unlessBusy(port, "PORT", listen(demo(config), port)))

  announce(port, providerPort)
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => Promise.all(servers.map((server) => server.close())))
  }
}

/** What secrets.toml leaves to the environment, and the ports that were chosen for this run. */
function environment(acme: DevelopmentProvider, globex: DevelopmentProvider): Record<string, string | undefined> {
  return {
    ...process.env,
    COOKIE_SECRET: process.env.COOKIE_SECRET || randomBytes(32).toString("base64url"),
    ACME_SECRET: acme.config.auth.client_secret,
    GLOBEX_SECRET: globex.config.auth.client_secret,
    AUTH__ACME__SERVER_METADATA_URL: acme.issuer,
    AUTH__GLOBEX__SERVER_METADATA_URL: globex.issuer,
  }
}

function announce(port: number, providerPort: number): void {
  // One style at a time: given several at once, Node 20 colours pipes and files, too.
  const strong = (text: string) => styleText("bold", text)
  const faint = (text: string) => styleText("dim", text)
  console.log(`
  ${strong("x-auth")}  ${faint("the demonstration")}

  ${faint("open")}       ${strong(styleText("green", `http://localhost:${port}`))}
  ${faint("providers")}  Acme ID on ${providerPort}, Globex on ${providerPort + 1}: pick anybody, there are no passwords
  ${faint("settings")}   examples/demo/secrets.toml

  ${faint("Ctrl-C ends it.")}
`)
}
