// `x-auth check` in a folder of its own, and what it says as a golden file keeps it.
import { chmod, mkdir, writeFile } from "node:fs/promises"
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { dirname, join } from "node:path"
import { onTestFinished } from "vitest"
import { check } from "../../src/commands/check.js"
import { type Heard, runOf, temporaryFolder } from "./folder.js"

interface Files {
  readonly [name: string]: string
}

export interface Checked extends Heard {
  /** The command, what it printed, and its exit code; without what is different at every run. */
  readonly golden: string
  readonly cwd: string
}

/** Writes the files, readable by their owner alone, and runs the command among them. */
export async function checkIn(
  files: Files,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Checked> {
  const cwd = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(cwd, name)), { recursive: true })
    await writeFile(join(cwd, name), text)
    // Not at creation: the process's mask would have its say.
    await chmod(join(cwd, name), 0o600)
  }
  const heard = await runOf(check, args, { cwd, env })
  const said = heard.out.replaceAll(cwd, "FOLDER").replace(/(?<=localhost:|127\.0\.0\.1:)(?!8501\b)\d{4,5}\b/g, "PORT")
  const command = ["$ x-auth check", ...args].join(" ")
  return { ...heard, cwd, golden: `${command}\n${said}(exit code ${heard.code})\n` }
}

/** A file beside the tests, from their folder. */
export function golden(name: string): string {
  return `golden/check/${name}`
}

/** The origin of a server that answers so, until the test is over. */
export function serve(listener: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  return listen(createServer(listener as RequestListener))
}

export async function listen(server: Server, protocol = "http"): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  // By its number: localhost may be ::1 first, where another server may have the port.
  return `${protocol}://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export const cookieSecret = "q4Jm_7tYc1Vx9Kp2Rw5Zn8Lb3Hd6Fg0Ts"
export const clientSecret = "canary-Bv3Xq8Lm1Zt6Yw9Kp4"

/** A table with one provider at this address. */
export function tableFor(address: string, more = ""): string {
  return `[auth]
redirect_uri = "http://localhost:8501/oauth2callback"
cookie_secret = "${cookieSecret}"

[auth.idp]
client_id = "web-app"
client_secret = "${clientSecret}"
server_metadata_url = "${address}"
http_timeout = "1s"
${more}`
}
