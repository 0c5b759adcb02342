/** An application may have several origins: at each its addresses and cookies are other ones, and all else is one. */
import { settingsAt } from "./config/at-origin.js"
import type { Settings } from "./config/settings.js"
import { createMarks, type Marks } from "./flow/marks.js"
import { createHostWatch, type HostWatch } from "./flow/origin.js"
import { createTransactions, type Transactions, transactionsAt } from "./flow/transaction.js"
import type { CookieRules } from "./http/cookies.js"
import type { RequestLike } from "./http/fetch-metadata.js"
import { createOriginChoice } from "./http/origin-choice.js"
import type { LogEvent } from "./log.js"
import type { Runtime } from "./runtime.js"
import type { Sealer } from "./seal.js"
import type { Sessions } from "./session/sessions.js"
import type { SessionStore } from "./session/store.js"
import { cookieRules, sessionsWith } from "./session-parts.js"

/** What of the parts depends on the name and the domain of the cookies. */
interface CookieParts {
  readonly rules: CookieRules
  readonly sessions: Sessions
  readonly transactions: Transactions
  readonly marks: Marks
}

/** What of the parts depends on the origin at which the visitor is. */
export interface Place extends CookieParts {
  readonly settings: Settings
  readonly hosts: HostWatch
}

/** Entries with `*` have origins without end, and whoever asks can name them: they are made again when needed. */
const mostKept = 100

/** The place of each request. Without `allowed_origins` there is one, and nothing of a request is looked at. */
export function createPlaces({
  settings,
  runtime,
  sealer,
  store,
  log,
}: {
  settings: Settings
  runtime: Runtime
  sealer: Sealer
  store: SessionStore | undefined
  log: (event: LogEvent) => void
}): (request: Pick<RequestLike, "url" | "headers">) => Place {
  const { application } = settings
  const cookieParts = new Map<string, CookieParts>()
  const places = new Map<string, Place>()
  const told = new Set<string>()

  /** Kept for good, because they remember: the list has few schemes, ports and domains, however many hosts. */
  function cookiePartsOf(rules: CookieRules): CookieParts {
    const key = `${rules.name} ${rules.domain ?? ""}`
    const parts = cookieParts.get(key) ?? {
      rules,
      sessions: sessionsWith({ sealer, rules, settings, runtime, store }),
      transactions: createTransactions({ sealer, rules }),
      marks: createMarks(rules),
    }
    cookieParts.set(key, parts)
    return parts
  }

  function placeAt(origin: string): Place {
    const known = places.get(origin)
    if (known !== undefined) return known
    const there = settingsAt(settings, origin)
    const parts = cookiePartsOf(cookieRules(there.application))
    const place = {
      ...parts,
      settings: there,
      transactions: transactionsAt(parts.transactions, origin === application.origin ? undefined : origin),
      hosts: createHostWatch({ application: there.application, rules: parts.rules, log, told }),
    }
    if (places.size === mostKept) places.delete([...places.keys()][0] ?? "")
    places.set(origin, place)
    return place
  }

  const configured = placeAt(application.origin)
  if (application.allowedOrigins.length === 0) return () => configured
  const originOf = createOriginChoice(application)
  return (request) => placeAt(originOf(request))
}
