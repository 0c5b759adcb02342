// A folder for one test, and a world that sees nothing else.
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { onTestFinished } from "vitest"
import type { Command, World } from "../../src/command.js"
import { main } from "../../src/main.js"

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "x-auth-cli-"))
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}

export interface Heard {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs `x-auth` with these arguments. */
export function xAuth(args: readonly string[], world: Partial<World> = {}): Promise<Heard> {
  return listenTo((heard) => main(args, heard), world)
}

/** Runs a command that was made for the test. */
export function runOf(command: Command, args: readonly string[], world: Partial<World> = {}): Promise<Heard> {
  return listenTo((heard) => command.run(args, heard), world)
}

async function listenTo(run: (world: World) => Promise<number>, world: Partial<World>): Promise<Heard> {
  const said = { out: "", err: "" }
  const code = await run({
    cwd: "/nowhere",
    env: {},
    isInteractive: false,
    hasColour: false,
    out(text) {
      said.out += text
    },
    err(text) {
      said.err += text
    },
    ...world,
  })
  return { code, ...said }
}
