/** The two kinds of error that leave this library, and the one table of what can fail in a login. */

interface Failure {
  readonly status: number
  readonly title: string
  /** What the visitor reads when nobody found better words. */
  readonly detail: string
}

const failures = {
  login_cancelled: { status: 403, title: "Login cancelled", detail: "The login was cancelled at the provider." },
  access_denied: { status: 403, title: "No access", detail: "You are logged in, but this is not open to you." },
  login_required: { status: 401, title: "Login required", detail: "You need to log in first." },
  provider_unknown: { status: 400, title: "Unknown provider", detail: "There is no login with this name here." },
  transaction_missing: {
    status: 400,
    title: "This login is not known here",
    detail: "It was started in another browser, was finished already, or is too old. Please log in again.",
  },
  transaction_expired: {
    status: 400,
    title: "This login took too long",
    detail: "More than ten minutes have passed since it was started. Please log in again.",
  },
  cookies_blocked: {
    status: 400,
    title: "No cookies arrived",
    detail:
      "A login needs cookies, and your browser sent none. Allow cookies for this site, open this link in the browser in which you started, and log in again.",
  },
  login_loop: {
    status: 400,
    title: "This login goes round",
    detail:
      "A login began by itself more than twice within a minute, and none of them held. Your browser may not keep the cookies of this site. Allow them, and log in again.",
  },
  callback_invalid: {
    status: 400,
    title: "This answer cannot be used",
    detail: "What came back from the provider is not the answer to a login that was started here. Please log in again.",
  },
  code_rejected: {
    status: 400,
    title: "The provider did not accept this login",
    detail: "The login was used already or took too long. Please log in again.",
  },
  provider_error: {
    status: 502,
    title: "The provider reported an error",
    detail: "The login could not be finished. Please try again.",
  },
  client_rejected: {
    status: 502,
    title: "The provider does not accept this application",
    detail: "The application is not set up correctly at the provider. Please tell its owner.",
  },
  provider_unreachable: {
    status: 504,
    title: "The provider cannot be reached",
    detail: "The provider does not answer at the moment. Please try again later.",
  },
  provider_invalid: {
    status: 502,
    title: "The provider cannot be used",
    detail: "What the provider publishes about itself is not usable. Please tell the owner of this application.",
  },
  issuer_mismatch: {
    status: 502,
    title: "The provider is not the expected one",
    detail: "The provider names itself differently than configured. Please tell the owner of this application.",
  },
  token_response_invalid: {
    status: 502,
    title: "The provider's answer cannot be used",
    detail: "The login could not be finished. Please try again.",
  },
  id_token_invalid: {
    status: 502,
    title: "The provider's answer cannot be trusted",
    detail: "The login could not be finished. Please try again.",
  },
  userinfo_invalid: {
    status: 502,
    title: "The provider's answer about you cannot be used",
    detail: "The login could not be finished. Please try again.",
  },
  on_login_failed: {
    status: 500,
    title: "The application could not finish the login",
    detail: "Something went wrong in the application itself. Please try again later.",
  },
  session_too_large: {
    status: 500,
    title: "The login does not fit into a cookie",
    detail: "The provider says more about you than the application can keep. Please tell its owner.",
  },
  cross_site_request: {
    status: 403,
    title: "Log out?",
    detail: "Another site asked to log you out. You are still logged in.",
  },
  method_not_allowed: { status: 405, title: "Method not allowed", detail: "This address is not used in this way." },
  body_too_large: { status: 413, title: "Too large", detail: "What was sent is larger than a login's answer can be." },
  unsupported_media_type: {
    status: 415,
    title: "Unsupported media type",
    detail: "A login's answer comes as application/x-www-form-urlencoded.",
  },
  parameter_refused: { status: 400, title: "Parameter refused", detail: "This parameter cannot be set by hand." },
  invalid_argument: { status: 400, title: "Wrong call", detail: "The application made a wrong call." },
} as const

/** The stable names of everything that can fail; programs switch on them. */
export type AuthErrorCode = keyof typeof failures

/** The short heading of a failure, for a page or a problem document. */
export function titleOf(code: AuthErrorCode): string {
  return failures[code].title
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

  constructor(code: AuthErrorCode, options: { message?: string; cause?: unknown } = {}) {
    if (!Object.hasOwn(failures, code)) throw new TypeError(`There is no AuthError with the code "${String(code)}".`)
    const failure: Failure = failures[code]
    super(options.message ?? failure.detail, "cause" in options ? { cause: options.cause } : undefined)
    this.name = "AuthError"
    this.code = code
    this.status = failure.status
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
