/** What a command of `x-auth` is, and all that it may touch. */

/** The world as a command sees it, so that a test can give another. */
export interface World {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** For what was asked for; a program may read it. */
  out(text: string): void
  /** For what is said beside it. */
  err(text: string): void
  /** Questions can be asked and answered. */
  readonly isInteractive: boolean
  /** What is written to `out` may have colours. */
  readonly hasColour: boolean
}

export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What `--help` prints: usage, options with a line each, examples, exit codes. */
  readonly help: string
  /** Resolves to the exit code. @throws {UsageError} for arguments that cannot be understood */
  run(args: readonly string[], world: World): Promise<number>
}

/** Arguments that cannot be understood: exit code 1, with one sentence and a pointer to `--help`. */
export class UsageError extends Error {
  override readonly name = "UsageError"
}
