/** From arguments to an exit code: which command is meant, and what is said when it cannot be done. */
import { ConfigError } from "@x/core"
import { nearest } from "@x/core/inspect"
import { argumentFault } from "./arguments.js"
import { type Command, UsageError, type World } from "./command.js"
import { commands } from "./commands.js"
import { overview } from "./help.js"
import { Problem } from "./problem.js"
import { version } from "./version.js"

export type Request =
  | { readonly kind: "run"; readonly command: Command; readonly args: readonly string[] }
  | { readonly kind: "print"; readonly text: string }
  | { readonly kind: "refuse"; readonly text: string }

/** @returns the exit code */
export async function main(args: readonly string[], world: World): Promise<number> {
  const request = decide(args, commands)
  if (request.kind === "run") return run(request.command, request.args, world)
  if (request.kind === "print") world.out(request.text)
  else world.err(request.text)
  return request.kind === "print" ? 0 : 1
}

/** What the arguments ask for. */
export function decide([first, ...rest]: readonly string[], known: readonly Command[]): Request {
  if (first === undefined) return { kind: "refuse", text: overview(known) }
  if (first === "--version") return { kind: "print", text: `${version()}\n` }
  if (first === "help" && rest.length > 0) return decide([...rest, "--help"], known)
  if (first === "help" || asksForHelp([first])) return { kind: "print", text: overview(known) }
  const command = known.find(({ name }) => name === first)
  if (command !== undefined) {
    return asksForHelp(rest) ? { kind: "print", text: command.help } : { kind: "run", command, args: rest }
  }
  const names = known.map(({ name }) => name)
  const near = nearest(first, names)
  const hint = near === undefined ? `There are ${names.join(", ")}.` : `Did you mean ${near}?`
  return { kind: "refuse", text: `x-auth: there is no command ${JSON.stringify(first)}. ${hint}\n` }
}

/** What stands behind `--` is for somebody else. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--")
  return (end === -1 ? args : args.slice(0, end)).some((arg) => arg === "--help" || arg === "-h")
}

async function run(command: Command, args: readonly string[], world: World): Promise<number> {
  try {
    return await command.run(args, world)
  } catch (error) {
    const text = explain(error, command.name)
    if (text === undefined) throw error
    world.err(text)
    return 1
  }
}

/** Words for an error that can be expected; undefined for a fault of ours, whose stack is wanted. */
export function explain(error: unknown, command: string): string | undefined {
  if (error instanceof ConfigError) return `${error.message}\n`
  const usage = error instanceof UsageError ? error.message : argumentFault(error)
  if (usage !== undefined) return `x-auth ${command}: ${usage} (x-auth ${command} --help)\n`
  if (error instanceof Problem || isFromSystem(error)) return `x-auth ${command}: ${error.message}\n`
  return undefined
}

/** `ENOSPC: no space left on device, write`: it says what it is about. */
function isFromSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "syscall" in error
}
