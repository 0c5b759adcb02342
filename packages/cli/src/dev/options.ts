/** The options of `dev`, and the command behind them. */
import { numberOption, readArguments } from "../arguments.js"
import { UsageError } from "../command.js"

export interface DevOptions {
  readonly port: number | undefined
  readonly appPort: number | undefined
  readonly file: string | undefined
  /** Empty when there is none. */
  readonly command: readonly string[]
}

/** @throws {UsageError} */
export function readDev(args: readonly string[]): DevOptions {
  const end = args.indexOf("--")
  const command = end === -1 ? [] : args.slice(end + 1)
  const { values, positionals } = readArguments(
    end === -1 ? args : args.slice(0, end),
    { port: { type: "string" }, "app-port": { type: "string" }, file: { type: "string" } },
    { positionals: Number.POSITIVE_INFINITY },
  )
  if (positionals.length > 0) {
    throw new UsageError(`Put -- before the command: x-auth dev -- ${[...positionals, ...command].join(" ")}.`)
  }
  if (end !== -1 && command.length === 0) throw new UsageError("There is no command behind --.")
  const ports = { least: 1, most: 65_535 }
  return {
    port: numberOption("--port", values.port, ports),
    appPort: numberOption("--app-port", values["app-port"], ports),
    file: values.file,
    command,
  }
}
