/** What is told to the owner: structured, one event at a time, and never a secret, a code or a token. */

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

/** An error's message, and those of its causes, as one line. */
export function evidenceOf(error: unknown): string | undefined {
  const messages: string[] = []
  for (let cause = error; cause !== undefined && cause !== null && messages.length < 5; cause = causeOf(cause)) {
    messages.push(oneLine(textOf(cause)))
  }
  return messages.length === 0 ? undefined : messages.join(" – ")
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
