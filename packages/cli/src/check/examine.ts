/** Reads the configuration and asks the providers that it names. */
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { type Config, ConfigError } from "@x/core"
import {
  createRuntime,
  type Finding,
  judgeProbe,
  type OpenIdSettings,
  probe,
  type Settings,
  settingsOf,
  usualFiles,
} from "@x/core/inspect"
import { loadConfig } from "@x/core/load"
import type { World } from "../command.js"
import type { Report, Understood } from "./examined.js"
import { hiddenIn, type IsHidden } from "./hidden.js"
import { judgeRedirectUri } from "./redirect-uri.js"
import { isAddressHidden, understoodApplication, understoodProvider } from "./understood.js"

interface Wish {
  /** As it was named; undefined for the usual ones. */
  readonly file: string | undefined
  readonly isOffline: boolean
}

export async function examine({ file, isOffline }: Wish, { cwd, env }: Pick<World, "cwd" | "env">): Promise<Report> {
  const found = file ?? usualFiles.find((usual) => existsSync(resolve(cwd, usual)))
  let config: Config
  try {
    config = await loadConfig(file, { cwd, env })
  } catch (error) {
    if (error instanceof ConfigError) return { file: found, error }
    throw error
  }
  const settings = settingsOf(config) as Settings
  const isHidden = hiddenIn(settings)
  return {
    file: found,
    warnings: config.warnings,
    application: examineApplication(settings, env, isHidden),
    providers: await examineProviders(settings, isHidden, isOffline),
  }
}

function examineApplication(
  { application }: Settings,
  { PORT: port }: World["env"],
  isHidden: IsHidden,
): Understood["application"] {
  const { redirectUri } = application
  return {
    settings: understoodApplication(application, isHidden),
    findings: [judgeRedirectUri({ redirectUri, port, isHidden: isHidden(["auth", "redirect_uri"]) })],
  }
}

/** All at once: each waits for itself alone. */
async function examineProviders(
  { application, providers }: Settings,
  isHidden: IsHidden,
  isOffline: boolean,
): Promise<Understood["providers"]> {
  const runtime = createRuntime()
  async function findingsOf(provider: OpenIdSettings): Promise<readonly Finding[]> {
    const facts = await probe({ runtime, application }, provider)
    return judgeProbe({ ...facts, isAddressHidden: isAddressHidden(provider.name, isHidden) })
  }
  return Promise.all(
    [...providers.values()].map(async (provider) => {
      const { name, type } = provider
      const settings = understoodProvider(provider, isHidden)
      if (isOffline) return { name, settings, isAsked: false, findings: [] }
      if (type === "oauth2") return { name, settings, isAsked: false, findings: [notAsked] }
      return { name, settings, isAsked: true, findings: await findingsOf(provider) }
    }),
  )
}

const notAsked: Finding = {
  level: "note",
  code: "not_asked",
  message: "It publishes no metadata, so there is nothing that can be asked before somebody logs in.",
}
