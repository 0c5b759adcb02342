/** `x-auth dev`: a login with no account and no file, at a provider on this machine. */
import type { SpawnOptions } from "node:child_process"
import { startProvider } from "@x/testing"
import type { Command, World } from "../command.js"
import { findTable } from "../dev/find-table.js"
import { help } from "../dev/help.js"
import { type DevOptions, readDev } from "../dev/options.js"
import { placeOf } from "../dev/place.js"
import { hurdlesIn } from "../dev/registrations.js"
import { runCommand } from "../dev/run-command.js"
import { processSignals, type Signals } from "../dev/signals.js"
import { variablesFor } from "../dev/variables.js"
import { Problem } from "../problem.js"
import { newSecret } from "../secret/new-secret.js"

export const dev: Command = devWith({ signals: processSignals })

interface Surroundings {
  readonly signals: Signals
  /** Of the command. */
  readonly stdio?: SpawnOptions["stdio"]
}

export function devWith(surroundings: Surroundings): Command {
  return {
    name: "dev",
    summary: "run an application with a login at a provider on this machine",
    help,
    async run(args, world) {
      const options = readDev(args)
      return options.command.length === 0
        ? offer(options, surroundings, world)
        : accompany(options, surroundings, world)
    },
  }
}

/** Runs the command beside the provider. */
async function accompany(
  { port = 0, appPort, file, command }: DevOptions,
  { signals, stdio }: Surroundings,
  { cwd, env, err }: World,
): Promise<number> {
  const found = await findTable(cwd, file)
  const given = { auth: found?.auth, env, appPort }
  const place = placeOf(given)
  const provider = await started(port, place.redirectUri)
  try {
    const { client_id: id, client_secret: secret, cookie_secret: cookieSecret } = provider.config.auth
    const variables = variablesFor(given, { client: { id, secret, issuer: provider.issuer }, cookieSecret })
    err(
      `x-auth dev: the development provider is ${provider.issuer}; the application is expected on port ${place.port}.\n`,
    )
    const hurdles = hurdlesIn(found?.auth)
    if (hurdles.length > 0) {
      err(
        `x-auth dev: ${hurdles.join(" and ")} in ${found?.file} may turn away its people, who are ${people(provider.users)}.\n`,
      )
    }
    const outcome = await runCommand(command, {
      cwd,
      env: { ...env, ...variables },
      signals,
      ...(stdio === undefined ? {} : { stdio }),
    })
    if ("code" in outcome) return outcome.code
    err(`x-auth dev: ${JSON.stringify(command[0])} cannot be started${why(outcome.cannotStart)}.\n`)
    return 127
  } finally {
    await provider.close()
  }
}

function people(users: readonly { readonly email?: unknown; readonly sub: string }[]): string {
  return users.map(({ email, sub }) => email ?? sub).join(", ")
}

function why({ code }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return ": there is no such command"
  return code === "EACCES" ? ": it is not executable" : ` (${code})`
}

/** Prints what an application needs, and stays. */
async function offer({ port = 8502, appPort }: DevOptions, { signals }: Surroundings, world: World): Promise<number> {
  const { redirectUri } = placeOf({ auth: undefined, env: world.env, appPort })
  const provider = await started(port, redirectUri, "only-for-this-machine")
  const { client_id, client_secret, server_metadata_url } = provider.config.auth
  world.err(`The development provider is ${provider.issuer}. Paste this into secrets.toml:\n\n`)
  world.out(`[auth]
redirect_uri = "${redirectUri}"
cookie_secret = "${newSecret()}"
client_id = "${client_id}"
client_secret = "${client_secret}"
server_metadata_url = "${server_metadata_url}"
`)
  world.err("\nCtrl-C ends it.\n")
  await new Promise<void>((resolve) => {
    const stopListening = signals.listen(() => {
      stopListening()
      resolve()
    })
  })
  await provider.close()
  return 0
}

/** @param clientSecret default: another one every time */
async function started(port: number, redirectUri: string, clientSecret?: string): ReturnType<typeof startProvider> {
  const options = { port, redirectUri, ...(clientSecret === undefined ? {} : { clientSecret }) }
  return startProvider(options).catch((error: NodeJS.ErrnoException) => {
    const fault = { EADDRINUSE: "is in use", EACCES: "is not for ordinary users" }[error.code ?? ""]
    throw fault === undefined
      ? error
      : new Problem(`Port ${port} ${fault}. Choose another one: --port ${port < 60_000 ? port + 100 : port - 100}.`)
  })
}
