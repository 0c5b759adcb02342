/** What is told to the owner: structured, one event at a time, and never a secret, a code or a token. */
import { ErrorResponse } from "./errors.js"

export interface LogEvent {
  readonly level: "info" | "warning" | "error"
  /** What happened: the code of an error, or a name of its own. */
  readonly event: string
  readonly message: string
  readonly provider?: string
  /** As the visitor saw it. */
  readonly reference?: string
  /** The evidence, in a line. */
  readonly cause?: string
  /** The provider's own `error` (RFC 6749 sections 4.1.2.1 and 5.2), when it said one: in a line, as `errorDescription`. */
  readonly error?: string
  /** Its `error_description`, at most 200 characters of it. */
  readonly errorDescription?: string
}

/** One line per warning or error on the console. */
export function logToConsole({ level, event, message, provider, reference, cause }: LogEvent): void {
  if (level === "info") return
  const where = provider === undefined ? "" : ` (${provider})`
  const why = cause === undefined ? "" : ` – ${cause}`
  const which = reference === undefined ? "" : ` [${reference}]`
  const line = `auth: ${event}${where}: ${message}${why}${which}`
  if (level === "error") console.error(line)
  else console.warn(line)
}

/** What an event knows of the error behind it: in words, and what the provider said as fields of their own. */
export function evidenceIn(error: unknown): Pick<LogEvent, "cause" | "error" | "errorDescription"> {
  const cause = evidenceOf(error)
  const said = chainOf(error).find((link) => link instanceof ErrorResponse)
  return {
    ...(cause === undefined ? {} : { cause }),
    ...(said === undefined ? {} : { error: oneLine(said.error) }),
    ...(said?.errorDescription === undefined ? {} : { errorDescription: oneLine(said.errorDescription) }),
  }
}

/** An error's message, and those of its causes, as one line. */
export function evidenceOf(error: unknown): string | undefined {
  const messages = chainOf(error).map((link) => oneLine(textOf(link)))
  return messages.length === 0 ? undefined : messages.join(" – ")
}

/** An error and its causes, five at most: they may go round. */
function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = []
  for (let link = error; link !== undefined && link !== null && chain.length < 5; link = causeOf(link)) chain.push(link)
  return chain
}

/** A text in which a visitor or a provider may have had a say, fit for a line of a log. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").slice(0, 200)
}

/** An application may throw anything, also what has no text. */
function textOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.message}` : String(thrown)
  } catch {
    return "something that has no text"
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined
}
