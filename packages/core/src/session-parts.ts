/** The parts that read and write sessions, made of the configuration: for the Auth object, and for tests. */
import type { ApplicationSettings, Settings } from "./config/settings.js"
import type { CookieRules } from "./http/cookies.js"
import type { Runtime } from "./runtime.js"
import { createSealer, type Sealer } from "./seal.js"
import { cookieSessions } from "./session/cookie-sessions.js"
import { type EndedSessions, endedSessions } from "./session/ended-sessions.js"
import { guardedStore } from "./session/guarded-store.js"
import { memoryStore } from "./session/memory-store.js"
import { rememberAnswers } from "./session/remembered-answers.js"
import type { Sessions } from "./session/sessions.js"
import type { SessionStore } from "./session/store.js"
import { storeSessions } from "./session/store-sessions.js"

/** One for the whole application, by the origin of `redirect_uri`: at all its origins it is the same application. */
export function sealerOf(
  { secrets, origin, basePath }: Pick<ApplicationSettings, "secrets" | "origin" | "basePath">,
  { random }: Pick<Runtime, "random">,
): Sealer {
  return createSealer({ secrets, application: origin + basePath, random })
}

interface Parts {
  readonly sealer: Sealer
  readonly runtime: Runtime
  readonly settings: Settings
  /** Where sessions are kept; undefined: in their cookies. */
  readonly store?: SessionStore | undefined
}

export function sessionsWith({ store, settings, rules, ...parts }: Parts & { readonly rules: CookieRules }): Sessions {
  const { endsWithBrowser, idleTimeout } = settings.application.session
  if (store === undefined) return cookieSessions({ ...parts, rules, endsWithBrowser })
  const readsTokens = [...settings.providers.values()].some(({ policy }) => policy.exposeTokens.length > 0)
  return storeSessions({ ...parts, store, rules, endsWithBrowser, readsUse: idleTimeout !== undefined, readsTokens })
}

/** Where sessions in cookies are looked up that have been ended from elsewhere. */
export interface DenyList {
  readonly store: SessionStore
  /** Seconds for which an answer counts. */
  readonly remember: number
}

export function endedWith({
  store,
  settings,
  denyList,
  ...parts
}: Parts & { denyList?: DenyList | undefined }): EndedSessions {
  const { maxAge } = settings.application.session
  const { now } = parts.runtime
  // What is deleted there needs no mark.
  if (store !== undefined) return endedSessions({ ...parts, maxAge, store })
  if (denyList !== undefined) {
    const { store: latest, remember } = denyList
    const remembering = rememberAnswers(latest, { seconds: remember, now })
    return endedSessions({ ...parts, maxAge, store: remembering, latest, known: latest, byId: true })
  }
  // Guarded, since even this one can be full.
  const marks = guardedStore(memoryStore({ now }))
  let isEmpty = true
  const watched: SessionStore = {
    ...marks,
    set(...mark) {
      isEmpty = false
      return marks.set(...mark)
    },
  }
  return endedSessions({ ...parts, maxAge, store: watched, known: memoryStore({ now }), isEmpty: () => isEmpty })
}

/** The cookies' name says where they hold (RFC 6265bis section 4.1.3); on http the port does, since cookies know none. */
export function cookieRules({ origin, basePath, cookie }: ApplicationSettings): CookieRules {
  const { protocol, port } = new URL(origin)
  const secure = protocol === "https:"
  const prefix = !secure ? "" : basePath === "" && cookie.domain === undefined ? "__Host-" : "__Secure-"
  const suffix = secure || port === "" ? "" : `-${port}`
  return { ...cookie, name: prefix + cookie.name + suffix, path: basePath === "" ? "/" : basePath, secure }
}
