// A command as a terminal starts it, and what it says.

import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process"
import { once } from "node:events"
import type { Readable, Writable } from "node:stream"

export interface Command {
  readonly process: ChildProcessByStdio<Writable | null, Readable, Readable>
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  output(): string
}

/**
 * Node with these arguments, in a process group of its own: Ctrl-C reaches all of it, and the test runner none.
 *
 * @param options.input what it reads; nothing, unless it is given
 */
export function startNode(
  args: readonly string[],
  { cwd, env, input = "" }: { cwd: string; env: NodeJS.ProcessEnv; input?: string },
): Command {
  const child = spawn(process.execPath, [...args], {
    cwd,
    env: { ...env, NODE_OPTIONS: "" },
    detached: true,
    stdio: [input === "" ? "ignore" : "pipe", "pipe", "pipe"],
  }) as Command["process"]
  // It may have ended before it has read all.
  child.stdin?.on("error", () => undefined).end(input)
  let text = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      text += chunk
    })
  }
  // Not "exit": then the last words may still be on their way.
  const ended = once(child, "close").then(([code, signal]): number | string => code ?? signal)
  return { process: child, ended, output: () => text }
}

/** Whether anything that the command started is still there. */
export function isRunning({ pid = 0 }: ChildProcess): boolean {
  try {
    process.kill(-pid, 0)
    return true
  } catch {
    return false
  }
}
