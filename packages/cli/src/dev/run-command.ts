/** Runs the application, passes signals on to it once, and leaves nothing of it behind. */
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process"
import { constants } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import { type Ending, isEcho, type Signals } from "./signals.js"

interface Options {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signals: Signals
  /** Default: the terminal of this process. */
  readonly stdio?: SpawnOptions["stdio"]
}

export type Outcome = { readonly code: number } | { readonly cannotStart: NodeJS.ErrnoException }

/**
 * The child leads a process group of its own. So a terminal's Ctrl-C, which reaches the whole foreground group, comes
 * here alone, and is passed on exactly once: twice would break off what shuts down gracefully at the first. And what the
 * child has started itself (`npm start` starts a shell, that starts a server) can be reached, whether it listens or not.
 *
 * Windows has no groups; there a console's Ctrl-C reaches every process, and needs no help.
 */
export async function runCommand(
  [command = "", ...args]: readonly string[],
  { cwd, env, signals, stdio = "inherit" }: Options,
): Promise<Outcome> {
  const hasGroup = process.platform !== "win32"
  const child = start(command, args, { cwd, env, stdio, detached: hasGroup, shell: false })
  if (child instanceof Error) return { cannotStart: child }

  let last: { signal: Ending; at: number } | undefined
  const stopListening = signals.listen((signal) => {
    const at = performance.now()
    const echo = isEcho(signal, at, last)
    last = { signal, at }
    if (echo) return
    if (hasGroup) signalGroup(child, signal)
    else if (signal !== "SIGINT") child.kill(signal)
  })
  try {
    return await ended(child)
  } finally {
    if (hasGroup) await endGroup(child)
    stopListening()
  }
}

/** Some refusals are thrown, others come as an event. */
function start(command: string, args: string[], options: SpawnOptions): ChildProcess | NodeJS.ErrnoException {
  try {
    return spawn(command, args, options)
  } catch (error) {
    return error as NodeJS.ErrnoException
  }
}

function ended(child: ChildProcess): Promise<Outcome> {
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) resolve({ cannotStart: error })
    })
    child.once("exit", (code, signal) => resolve({ code: exitCode(code, signal) }))
  })
}

/** As a shell tells it: 128 and the number of the signal. */
export function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : (constants.signals[signal] ?? 0))
}

/** Whoever outlives the one that started them is asked to go, and made to after two seconds. */
async function endGroup(child: ChildProcess): Promise<void> {
  for (let attempt = 0; signalGroup(child, attempt === 0 ? "SIGTERM" : 0); attempt++) {
    if (attempt === 40) return void signalGroup(child, "SIGKILL")
    await sleep(50)
  }
}

/** @returns whether there was anybody left in the group */
function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false
  try {
    return process.kill(-pid, signal)
  } catch {
    return false
  }
}
