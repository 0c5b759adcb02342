/** The world as it is: this process, its folder, its variables and its terminal. */
import type { World } from "./command.js"

export function processWorld(): World {
  const { env, stdin, stdout, stderr } = process
  return {
    cwd: process.cwd(),
    env,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    isInteractive: canAsk({ stdin: stdin.isTTY, stdout: stdout.isTTY, env }),
    hasColour: hasColour({ stdout: stdout.isTTY, env }),
  }
}

type Env = World["env"]

/** A build server may give a terminal that nobody sits at. */
export function canAsk({ stdin, stdout, env }: { stdin: boolean; stdout: boolean; env: Env }): boolean {
  return Boolean(stdin && stdout && !env.CI)
}

/** https://no-color.org, and terminals that know no colours. */
export function hasColour({ stdout, env }: { stdout: boolean; env: Env }): boolean {
  return Boolean(stdout && !env.NO_COLOR && env.TERM !== "dumb")
}
