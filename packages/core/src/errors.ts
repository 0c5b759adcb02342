/** The two kinds of error that leave this library, and the one table of what can fail in a login. */

/** What is known of one way to fail. */
export interface FailureKind {
  readonly status: number
  readonly title: string
  /** What the visitor reads when nobody found better words. */
  readonly detail: string
  /** How loud the log is: ours and the provider's failures are errors; what a visitor did is a warning, or no news. */
  readonly level: "info" | "warning" | "error"
  /** Whether the visitor gets any further by logging in again: now, later, or not until somebody mends something. */
  readonly retry: "now" | "later" | "no"
  /** Seconds after which it is worth asking again, when that is known. */
  readonly retryAfter?: number
}

const notFinished =
  "The login could not be finished. Please try again. If that does not help, tell the owner of this application."

const table = {
  login_cancelled: {
    status: 403,
    title: "Login cancelled",
    detail: "The login was cancelled at the provider.",
    level: "info",
    retry: "now",
  },
  access_denied: {
    status: 403,
    title: "No access",
    detail: "This is not open to the account that you used.",
    level: "warning",
    retry: "now",
  },
  login_required: {
    status: 401,
    title: "Login required",
    detail: "You need to log in first.",
    level: "info",
    retry: "now",
  },
  provider_unknown: {
    status: 400,
    title: "Unknown provider",
    detail: "There is no login with this name here.",
    level: "warning",
    retry: "now",
  },
  transaction_missing: {
    status: 400,
    title: "This login is not known here",
    detail: "It was started in another browser, was finished already, or is too old. Please log in again.",
    level: "warning",
    retry: "now",
  },
  transaction_expired: {
    status: 400,
    title: "This login took too long",
    detail: "More than ten minutes have passed since it was started. Please log in again.",
    level: "warning",
    retry: "now",
  },
  cookies_blocked: {
    status: 400,
    title: "No cookies arrived",
    detail:
      "A login needs cookies, and your browser sent none. Allow cookies for this site, open this link in the browser in which you started, and log in again.",
    level: "warning",
    retry: "now",
  },
  login_loop: {
    status: 400,
    title: "This login goes round",
    detail:
      "You were sent to log in twice within a minute, and the page still asks for it. Your browser may not keep the cookies of this site: allow them, and log in again.",
    level: "warning",
    retry: "now",
  },
  callback_invalid: {
    status: 400,
    title: "This answer cannot be used",
    detail: "What came back from the provider is not the answer to a login that was started here. Please log in again.",
    level: "warning",
    retry: "now",
  },
  code_rejected: {
    status: 400,
    title: "The provider did not accept this login",
    detail: "The login was used already or took too long. Please log in again.",
    level: "warning",
    retry: "now",
  },
  provider_error: {
    status: 502,
    title: "The provider reported an error",
    detail: notFinished as string,
    level: "error",
    retry: "now",
  },
  client_rejected: {
    status: 502,
    title: "The provider does not accept this application",
    detail: "The application is not set up correctly at the provider. Please tell its owner, and name the reference.",
    level: "error",
    retry: "no",
  },
  provider_unreachable: {
    status: 504,
    title: "The provider cannot be reached",
    detail: "The provider does not answer at the moment. Please try again later.",
    level: "error",
    retry: "later",
  },
  provider_invalid: {
    status: 502,
    title: "The provider cannot be used",
    detail:
      "What the provider publishes about itself is not usable. Please tell the owner of this application, and name the reference.",
    level: "error",
    retry: "no",
  },
  issuer_mismatch: {
    status: 502,
    title: "The provider is not the expected one",
    detail:
      "The provider names itself differently than configured. Please tell the owner of this application, and name the reference.",
    level: "error",
    retry: "no",
  },
  token_response_invalid: {
    status: 502,
    title: "The provider's answer cannot be used",
    detail: notFinished as string,
    level: "error",
    retry: "now",
  },
  id_token_invalid: {
    status: 502,
    title: "The provider's answer cannot be trusted",
    detail: notFinished as string,
    level: "error",
    retry: "now",
  },
  userinfo_invalid: {
    status: 502,
    title: "The provider's answer about you cannot be used",
    detail: notFinished as string,
    level: "error",
    retry: "now",
  },
  access_token_unavailable: {
    status: 401,
    title: "Your login at the provider has ended",
    detail: "The provider gives no more access for this login. Please log in again.",
    level: "warning",
    retry: "now",
  },
  on_login_failed: {
    status: 500,
    title: "The application could not finish the login",
    detail: "Something went wrong in the application itself. Please tell its owner, or try again later.",
    level: "error",
    retry: "later",
  },
  session_too_large: {
    status: 500,
    title: "The login does not fit into a cookie",
    detail:
      "The provider says more about you than the application can keep. Please tell its owner, and name the reference.",
    level: "error",
    retry: "no",
  },
  access_token_not_kept: {
    status: 500,
    title: "The application keeps no access token",
    detail:
      "The application is not set up to act in your name at the provider. Please tell its owner, and name the reference.",
    level: "error",
    retry: "no",
  },
  store_unavailable: {
    status: 503,
    title: "Logins cannot be looked up",
    detail: "At the moment nobody here can tell who is logged in. Please try again later, in a few seconds.",
    level: "error",
    retry: "later",
    retryAfter: 5,
  },
  cross_site_request: {
    status: 403,
    title: "Log out?",
    detail: "Another site asked to log you out. You are still logged in.",
    level: "warning",
    retry: "no",
  },
  logout_token_invalid: {
    status: 400,
    title: "This logout cannot be used",
    detail: "What came is not a logout by a provider of this application.",
    level: "warning",
    retry: "no",
  },
  method_not_allowed: {
    status: 405,
    title: "Method not allowed",
    detail: "This address is not used in this way.",
    level: "info",
    retry: "no",
  },
  body_too_large: {
    status: 413,
    title: "Too large",
    detail: "What was sent is larger than anything that belongs to a login.",
    level: "warning",
    retry: "no",
  },
  unsupported_media_type: {
    status: 415,
    title: "Unsupported media type",
    detail: "A login's answer comes as application/x-www-form-urlencoded.",
    level: "warning",
    retry: "no",
  },
  parameter_refused: {
    status: 400,
    title: "Parameter refused",
    detail: "This parameter cannot be set by hand.",
    level: "warning",
    retry: "no",
  },
  invalid_argument: {
    status: 400,
    title: "Wrong call",
    detail: "The application made a wrong call.",
    level: "warning",
    retry: "no",
  },
} as const

/** The stable names of everything that can fail; programs switch on them. */
export type AuthErrorCode = keyof typeof table

/** The one table: a way to fail is a row of it. */
export const failures: Readonly<Record<AuthErrorCode, FailureKind>> = table

/**
 * What a provider says instead of an answer: the error response of RFC 6749 (sections 4.1.2.1 and 5.2) and RFC 6750
 * (section 3). It is the `cause` of an AuthError, and for the log alone.
 */
export class ErrorResponse extends Error {
  readonly error: string
  readonly errorDescription: string | undefined

  constructor(message: string, { error, errorDescription }: { error: string; errorDescription?: string | undefined }) {
    super(message)
    this.name = "ErrorResponse"
    this.error = error
    this.errorDescription = errorDescription
  }
}

/**
 * A login, a guard or a call that failed.
 *
 * `message` is fit for the visitor's eyes; the evidence, which may quote the provider, is in `cause` and goes to the
 * log alone. `reference` is empty until the error is answered, and then stands in the answer and in the log.
 */
export class AuthError extends Error {
  readonly code: AuthErrorCode
  /** The HTTP status of the answer. */
  readonly status: number
  readonly reference: string = ""
  /** For frameworks that send an error's own headers, as Express, Koa and all who know `http-errors` do. */
  readonly headers?: Readonly<Record<string, string>>

  constructor(code: AuthErrorCode, options: { message?: string; cause?: unknown } = {}) {
    if (!Object.hasOwn(failures, code)) throw new TypeError(`There is no AuthError with the code "${String(code)}".`)
    const { status, detail, retryAfter } = failures[code]
    super(options.message ?? detail, "cause" in options ? { cause: options.cause } : undefined)
    this.name = "AuthError"
    this.code = code
    this.status = status
    // RFC 9110 section 10.2.3.
    if (retryAfter !== undefined) this.headers = { "retry-after": `${retryAfter}` }
  }
}

/** A copy with the reference under which it is answered: the application may throw one error for many visitors. */
export function withReference({ code, message, cause }: AuthError, reference: string): AuthError {
  return Object.assign(new AuthError(code, { message, cause }), { reference })
}

/** One thing that is wrong in the configuration. */
export interface ConfigIssue {
  /** A stable name of the kind of mistake. */
  readonly code: string
  /** Where: dotted as TOML writes it, `auth.google.client_id`. */
  readonly path: string
  readonly message: string
  /** How to put it right. */
  readonly hint?: string
  /** From 1; for TOML text only. */
  readonly line?: number
  /** From 1; for TOML text only. */
  readonly column?: number
}

/** The configuration cannot be used. `issues` holds every problem at once, and `message` all of them in words. */
export class ConfigError extends Error {
  readonly issues: readonly ConfigIssue[]

  constructor(issues: readonly ConfigIssue[], source: ConfigSource = {}) {
    super(describe(issues, source))
    this.name = "ConfigError"
    this.issues = issues
  }
}

/** What is known of the text that the issues are in, for the message. */
interface ConfigSource {
  readonly file?: string
  /** The lines that show an issue's place, without anything secret. */
  excerpt?(issue: ConfigIssue): string | undefined
}

/** Nobody reads more; `issues` has them all. */
const mostTold = 100

/** Without what moves a terminal's cursor, or breaks a line of a log. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\uFFFD")
}

function describe(issues: readonly ConfigIssue[], { file, excerpt }: ConfigSource): string {
  const count = issues.length === 1 ? "1 problem" : `${issues.length} problems`
  const told = issues.slice(0, mostTold).map((issue, index) => {
    const { path, message, hint, line, column } = issue
    const place = line === undefined ? "" : ` (line ${line}, column ${column})`
    const before = issues[index - 1]
    const isSameLine = before?.line === line && before?.column === column
    const below = [isSameLine ? undefined : excerpt?.(issue), hint].flatMap((text) => text?.split("\n") ?? [])
    return [`  ${path}${place}: ${message}`, ...below.map((text) => `    ${text}`)].join("\n")
  })
  const rest = issues.length > mostTold ? [`  … and ${issues.length - mostTold} more`] : []
  return [
    `The configuration ${file === undefined ? "" : `in ${printable(file)} `}has ${count}:`,
    ...told,
    ...rest,
  ].join("\n")
}
