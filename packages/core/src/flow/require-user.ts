/** Let in, send to login, or refuse. */
import type { Settings } from "../config/settings.js"
import { AuthError } from "../errors.js"
import { isPage, isPrefetch, type RequestLike, target } from "../http/fetch-metadata.js"
import { notNow, redirect } from "../http/reply.js"
import { chooseProvider } from "../provider/provider.js"
import type { LoggedIn, Session } from "../session/session.js"
import { type LoginOptions, loginHref } from "./login.js"
import { checkedOptions, wrongCall } from "./options.js"
import type { Outcome } from "./outcome.js"

/** Whom a guard lets in. Without a rule: whoever is logged in. */
export interface AccessRule<C> {
  /** Only who logged in with this provider. */
  provider?: string
  /** Awaited; only `true` lets in. */
  allow?: (user: LoggedIn<C>) => boolean | Promise<boolean>
}

interface Parts {
  readonly settings: Settings
  readonly startLogin: (options: LoginOptions) => Promise<Outcome>
}

/** The user who is let in, or what to answer instead. Fails closed. */
export async function requireUser<C>(
  { settings, startLogin }: Parts,
  request: RequestLike,
  { user, provider }: Session<C>,
  rule: AccessRule<C> = {},
): Promise<{ user: LoggedIn<C> } | { refused: Outcome }> {
  checkRule(rule)
  const isRightProvider = rule.provider === undefined || rule.provider === provider
  const step = nextStep({
    isLoggedIn: user.isLoggedIn && isRightProvider,
    isPage: isPage(request),
    isPrefetch: isPrefetch(request),
  })
  if (step === "wait") return { refused: notNow }
  if (step === "say so") {
    const loginUrl = loginHref(settings.application, rule.provider, undefined)
    return { refused: { error: new AuthError("login_required"), loginUrl } }
  }
  if (step === "log in" || !user.isLoggedIn) {
    const { path, query } = target(request)
    const returnTo = request.method !== "GET" ? undefined : query === "" ? path : `${path}?${query}`
    const chosen = chooseProvider(settings.providers, rule.provider)
    // With several to choose from, the choice has an address of its own.
    if (chosen === undefined) {
      return { refused: redirect(request.method, loginHref(settings.application, undefined, returnTo)) }
    }
    return { refused: await startLogin({ provider: chosen.name, ...(returnTo === undefined ? {} : { returnTo }) }) }
  }
  // Anything but true is a no: a forgotten return, a truthy object, a promise of a promise.
  const allowed = rule.allow === undefined || (await rule.allow(user)) === true
  return allowed ? { user } : { refused: { error: new AuthError("access_denied") } }
}

/** What a guard does with a request (pure). */
export function nextStep(facts: {
  isLoggedIn: boolean
  isPage: boolean
  isPrefetch: boolean
}): "look closer" | "wait" | "log in" | "say so" {
  if (facts.isLoggedIn) return "look closer"
  if (facts.isPrefetch) return "wait"
  return facts.isPage ? "log in" : "say so"
}

/** A rule that nobody reads would let everybody in. */
function checkRule(rule: object): void {
  const { allow } = checkedOptions<{ allow?: unknown }>(rule, "requireUser()", ["provider", "allow"])
  if (allow !== undefined && typeof allow !== "function") throw wrongCall("allow of requireUser() must be a function.")
}
