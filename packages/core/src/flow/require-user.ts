/** Let in, send to login, or refuse. */
import type { Settings } from "../config/settings.js"
import { AuthError } from "../errors.js"
import { isFramedElsewhere, isPage, isPrefetch, type RequestLike, target } from "../http/fetch-metadata.js"
import { notNow } from "../http/reply.js"
import { checkedOptions, wrongCall } from "../options.js"
import { chooseProvider } from "../provider/provider.js"
import { type Runtime, secondsNow } from "../runtime.js"
import type { LoggedIn, Session, SessionRecord } from "../session/session.js"
import { type Demand, judgeDemand } from "./demand.js"
import { type LoginOptions, loginHref } from "./login.js"
import type { Outcome } from "./outcome.js"

/** Whom a guard lets in. Without a rule: whoever is logged in. */
export interface AccessRule<C> {
  /** Only who logged in with this provider. */
  provider?: string
  /** Awaited; only `true` lets in. */
  allow?: (user: LoggedIn<C>) => boolean | Promise<boolean>
  /**
   * Seconds since the provider last asked who the visitor is (`auth_time`). Whoever was asked longer ago logs in again
   * (RFC 9470); 403 when that login is not a fresh one either.
   */
  maxAge?: number
  /** Classes of authentication (`acr`), any of which will do. A login without one is followed by one that asks for it. */
  acr?: string[]
}

interface Parts {
  readonly settings: Settings
  readonly runtime: Runtime
  readonly startLogin: (options: LoginOptions, demand: Demand) => Promise<Outcome>
}

/** What a request's cookies say of its visitor: the record is there exactly when somebody is logged in. */
interface Visitor<C> {
  readonly record?: SessionRecord
  readonly session: Session<C>
}

/** The user who is let in, or what to answer instead. Fails closed. */
export async function requireUser<C>(
  parts: Parts,
  request: RequestLike,
  visitor: Visitor<C>,
  rule: AccessRule<C> = {},
): Promise<{ user: LoggedIn<C> } | { refused: Outcome }> {
  checkRule(rule)
  const { settings, startLogin } = parts
  const { user } = visitor.session
  const demand = demandOf(rule)
  const step = nextStep({
    isLoggedIn: user.isLoggedIn,
    isRightProvider: rule.provider === undefined || rule.provider === visitor.session.provider,
    lacking: whatLacks(parts, visitor, demand),
    isPage: isPage(request) && !isFramedElsewhere(request),
    isPrefetch: isPrefetch(request),
  })
  const loginUrl = loginHref(settings.application, rule.provider, undefined)
  switch (step) {
    case "wait":
      return { refused: notNow }
    case "say so":
      return { refused: { error: new AuthError("login_required"), loginUrl, demand } }
    case "say what lacks":
      return { refused: { error: new AuthError("login_required", { message: needsMore }), demand } }
    case "refuse":
      return { refused: { error: new AuthError("access_denied", { message: lacksStill }), loginUrl } }
    case "log in": {
      const { path, query } = target(request)
      const returnTo = request.method !== "GET" ? undefined : query === "" ? path : `${path}?${query}`
      const chosen = chooseProvider(settings.providers, rule.provider ?? visitor.session.provider)
      const options = {
        ...(chosen === undefined ? {} : { provider: chosen.name }),
        ...(returnTo === undefined ? {} : { returnTo }),
      }
      return { refused: await startLogin(options, demand) }
    }
  }
  if (!user.isLoggedIn) return { refused: { error: new AuthError("login_required"), loginUrl } }
  // Anything but true is a no: a forgotten return, a truthy object, a promise of a promise.
  const allowed = rule.allow === undefined || (await rule.allow(user)) === true
  return allowed ? { user } : { refused: { error: new AuthError("access_denied") } }
}

const needsMore = "You are logged in, but this needs a login that is stronger or more recent."
const lacksStill = "You are logged in, but not in the way that this needs, and the provider did not offer it."

/** What a guard does with a request (pure). */
export function nextStep(facts: {
  isLoggedIn: boolean
  isRightProvider: boolean
  /** What the login lacks of what the guard demands. */
  lacking: "step up" | "refuse" | undefined
  isPage: boolean
  isPrefetch: boolean
}): "look closer" | "wait" | "log in" | "say so" | "say what lacks" | "refuse" {
  const { isLoggedIn, isRightProvider, lacking } = facts
  if (isLoggedIn && isRightProvider && lacking !== "step up") return lacking ?? "look closer"
  if (facts.isPrefetch) return "wait"
  if (facts.isPage) return "log in"
  return isLoggedIn && isRightProvider ? "say what lacks" : "say so"
}

function whatLacks<C>(
  { settings, runtime }: Parts,
  { record }: Visitor<C>,
  demand: Demand,
): "step up" | "refuse" | undefined {
  const provider = record === undefined ? undefined : settings.providers.get(record.provider)
  if (record === undefined || provider === undefined) return undefined
  const { claims, askedAcr = [] } = record
  const time = { now: secondsNow(runtime), tolerance: provider.policy.clockTolerance }
  return judgeDemand(demand, { claims, askedAcr, type: provider.type }, time)
}

function demandOf({ acr, maxAge }: Pick<AccessRule<unknown>, "acr" | "maxAge">): Demand {
  return { ...(acr === undefined ? {} : { acr }), ...(maxAge === undefined ? {} : { maxAge }) }
}

/** In characters, together. */
const longestAcr = 1000

const known = ["provider", "allow", "maxAge", "acr"]

/** A rule that nobody reads would let everybody in. */
function checkRule(rule: object): void {
  const { allow, maxAge, acr } = checkedOptions<{ [Name in keyof AccessRule<never>]?: unknown }>(
    rule,
    "requireUser()",
    known,
  )
  if (allow !== undefined && typeof allow !== "function") throw wrongCall("allow of requireUser() must be a function.")
  if (maxAge !== undefined && !(Number.isSafeInteger(maxAge) && (maxAge as number) >= 0)) {
    throw wrongCall("maxAge of requireUser() must be a whole number of seconds.")
  }
  if (acr !== undefined && !(Array.isArray(acr) && acr.length > 0 && acr.every(isAcr))) {
    throw wrongCall("acr of requireUser() must be a list of texts without blanks.")
  }
  // It travels in the cookie of the attempt.
  if (Array.isArray(acr) && acr.join(" ").length > longestAcr) {
    throw wrongCall(`acr of requireUser() may have ${longestAcr} characters in all.`)
  }
}

/** It travels in a list that is separated by blanks. */
function isAcr(value: unknown): boolean {
  return typeof value === "string" && /^[!-~]+$/.test(value)
}
