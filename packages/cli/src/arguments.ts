/** Options of a command, with words of ours for what cannot be understood. */
import { type ParseArgsConfig, parseArgs } from "node:util"
import { nearest } from "@x/core/inspect"
import { UsageError } from "./command.js"

type Options = NonNullable<ParseArgsConfig["options"]>
type Parsed<O extends Options> = ReturnType<typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>>

/** @throws {UsageError} */
export function readArguments<const O extends Options>(
  args: readonly string[],
  options: O,
  { positionals: most }: { positionals: number },
): Pick<Parsed<O>, "values" | "positionals"> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
    const [stray] = positionals.slice(most)
    if (stray === undefined) return { values, positionals }
    throw new UsageError(`There is one argument too many: ${JSON.stringify(stray)}.`)
  } catch (error) {
    const fault = argumentFault(error, Object.keys(options))
    throw fault === undefined ? error : new UsageError(fault)
  }
}

/** What Node says of an argument, in a sentence; undefined for any other error. */
export function argumentFault(error: unknown, known: readonly string[] = []): string | undefined {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : {}
  if (!code?.startsWith("ERR_PARSE_ARGS_") || message === undefined) return undefined
  const [, given = ""] = /'(-[^']*)'/.exec(message) ?? []
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const near = nearest(given.replace(/^-+/, ""), known)
    return `There is no option ${given}.${near === undefined ? "" : ` Did you mean --${near}?`}`
  }
  if (code === "ERR_PARSE_ARGS_INVALID_OPTION_VALUE") {
    const [, option = given] = /(--[\w-]+)/.exec(given) ?? []
    if (message.includes("does not take")) return `${option} takes no value.`
    return message.includes("ambiguous")
      ? `${option} wants a value; one that begins with a dash is written ${option}=VALUE.`
      : `${option} wants a value.`
  }
  return `${message.split(". ", 1)[0]}.`
}

/** A whole number within bounds. @throws {UsageError} */
export function numberOption(
  option: string,
  text: string | undefined,
  { least, most }: { least: number; most: number },
): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d{1,9}$/.test(text) && number >= least && number <= most) return number
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`
  throw new UsageError(`${option} is a number ${range}, not ${JSON.stringify(text)}.`)
}
