// The demonstration as `npm start` starts it: the same command, as a process of its own, on free ports.

import type { ChildProcess } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { type Command, startNode } from "./node-process.ts"
import { freePorts } from "./ports.ts"

const root = fileURLToPath(new URL("..", import.meta.url))

export interface Demonstration {
  readonly origin: string
  readonly process: ChildProcess
  /** All that it has printed. */
  output(): string
  /** As Ctrl-C in a terminal does. @returns the exit code, or the signal that ended it */
  interrupt(): Promise<number | string>
}

export async function startDemonstration(): Promise<Demonstration> {
  const port = await freePorts(3)
  const { process: child, ended, output } = run({ PORT: String(port), PROVIDER_PORT: String(port + 1) })
  const origin = `http://localhost:${port}`
  await Promise.race([
    untilItSays(child, origin),
    ended.then((code) => Promise.reject(new Error(`npm start ended with ${code}: ${output()}`))),
  ])
  return {
    origin,
    process: child,
    output,
    interrupt() {
      signalGroup(child, "SIGINT")
      return ended
    },
  }
}

/** Runs it to its end, for when it cannot start. */
export async function startAndEnd(env: Record<string, string>): Promise<{ code: number | string; output: string }> {
  const { ended, output } = run(env)
  return { code: await ended, output: output() }
}

function run(env: Record<string, string>): Command {
  const { scripts } = JSON.parse(readFileSync(`${root}package.json`, "utf8"))
  const [, ...args] = scripts.start.split(" ")
  return startNode(args, { cwd: root, env: { ...process.env, ...env } })
}

function untilItSays({ stdout }: ChildProcess, text: string): Promise<void> {
  let said = ""
  return new Promise((resolve) => {
    stdout?.on("data", (chunk: Buffer) => {
      said += chunk
      if (said.includes(text)) resolve()
    })
  })
}

function signalGroup({ pid = 0 }: ChildProcess, signal: NodeJS.Signals): void {
  process.kill(-pid, signal)
}
