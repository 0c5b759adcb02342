/** The tokens of a session are refreshed, however many requests want them: once in a process, and once for all with a store. */
import type { Settings } from "../config/settings.js"
import { AuthError } from "../errors.js"
import type { Discovery } from "../provider/discovery.js"
import type { RefreshedTokens } from "../provider/peer.js"
import { type Runtime, secondsNow } from "../runtime.js"
import { ceilingIn, type KeptTokens, type SessionRecord } from "../session/session.js"
import type { SharedTokens } from "../session/sessions.js"

/** Milliseconds: an old cookie that comes within this time of a refresh gets its result. */
const remembered = 60_000

/** How many results are remembered: more than a process asks for in a minute, and a bound all the same. */
const mostRemembered = 10_000

/** Seconds beyond what the provider is given: a process that has died must not lock the others out for long. */
const leaseMargin = 5

/** Milliseconds between two looks at what another process is doing, and between two tries to keep what was got. */
const pause = 100

/** How often it is tried to keep tokens. */
const mostTries = 5

export interface Refresher {
  /**
   * The tokens in the place of a session's own, by one call for all who ask at once.
   *
   * @param keep keeps them where all processes see them; not called where there is no such place
   * @throws {AuthError} access_token_unavailable when the provider ends what it has granted; others change nothing
   */
  refresh(record: Refreshable, shared: Shared | undefined): Promise<KeptTokens>
  /** What an earlier request has got for the refresh token of this session, or is about to: its answer is not here yet. */
  newerThan(record: SessionRecord): KeptTokens | "coming" | undefined
  /** Whether there is anything newer than some session. */
  isBusy(): boolean
  /** True for the first who ends this session because what was granted is over. */
  isFirstToEnd(record: SessionRecord): boolean
}

export type Refreshable = SessionRecord & { readonly tokens: KeptTokens & { readonly refresh: string } }

export interface Shared extends SharedTokens {
  keep(tokens: KeptTokens): Promise<void>
}

interface Result {
  readonly promise: Promise<KeptTokens>
  tokens?: KeptTokens
  isTold?: boolean
  /** Milliseconds since the epoch; undefined while it is waited for. */
  until?: number
}

export function createRefresher({
  settings: { application, providers },
  discovery,
  runtime,
}: {
  settings: Settings
  discovery: Discovery
  runtime: Runtime
}): Refresher {
  // By session and refresh token; the oldest first.
  const results = new Map<string, Result>()
  let asking = 0
  let busyUntil = 0
  const keyOf = ({ id, tokens }: SessionRecord) => `${id} ${tokens?.refresh}`

  /** What there is for a session already. Its own tokens are nothing new, where the refresh token stays the same. */
  function resultFor(record: SessionRecord): Result | undefined {
    const result = results.get(keyOf(record))
    return result?.tokens !== undefined && result.tokens.access === record.tokens?.access ? undefined : result
  }

  function forget(): void {
    for (const [key, { until }] of results) {
      if (until !== undefined && runtime.now() < until && results.size < mostRemembered) return
      if (until !== undefined) results.delete(key)
    }
  }

  async function ask({ provider: name, claims, tokens }: Refreshable): Promise<KeptTokens> {
    const provider = providers.get(name)
    if (provider === undefined) throw new AuthError("access_token_unavailable")
    const peer = await discovery.peerOf(provider)
    const fresh = await peer.refresh({ refreshToken: tokens.refresh, claims })
    return renewed(tokens, fresh, { now: secondsNow(runtime), followsIdToken: application.session.followsIdToken })
  }

  /** Seconds: as long as the metadata and the tokens may take. */
  const leaseOf = ({ provider }: SessionRecord) =>
    Math.ceil((2 * (providers.get(provider)?.policy.httpTimeout ?? 0)) / 1000) + leaseMargin

  async function askAlone(record: Refreshable, shared: Shared): Promise<KeptTokens> {
    const lease = leaseOf(record)
    // Before it is asked for: the lease runs while the store's answer is on its way.
    let lockedAt = runtime.now()
    for (let waited = 0; !(await shared.lock(record, lease)); waited += pause) {
      if (waited > lease * 1000) throw new AuthError("provider_unreachable")
      await new Promise((resolve) => setTimeout(resolve, pause))
      const other = await newerIn(shared, record)
      if (other !== undefined) return other
      lockedAt = runtime.now()
    }
    try {
      // Whoever had the lock before may have been quicker than our look.
      return (await newerIn(shared, record)) ?? (await askAndKeep(record, shared))
    } finally {
      // Later it may be another's lock. What cannot be unlocked unlocks itself.
      if (runtime.now() - lockedAt < lease * 1000) await shared.unlock(record).catch(() => undefined)
    }
  }

  async function askAndKeep(record: Refreshable, shared: Shared): Promise<KeptTokens> {
    try {
      const tokens = await ask(record)
      await keepSomehow(tokens, shared)
      return tokens
    } catch (error) {
      // A process that was thought dead may have used it up: then what it got counts.
      const other = isOver(error) ? await newerIn(shared, record) : undefined
      if (other !== undefined) return other
      throw error
    }
  }

  return {
    refresh(record, shared) {
      const key = keyOf(record)
      const known = resultFor(record)
      if (known !== undefined && (known.until === undefined || runtime.now() < known.until)) return known.promise
      forget()
      asking += 1
      const promise = shared === undefined ? ask(record) : askAlone(record, shared)
      const result: Result = { promise }
      results.delete(key)
      results.set(key, result)
      const end = () => {
        result.until = runtime.now() + remembered
        busyUntil = result.until
      }
      promise
        .then(
          (tokens) => {
            result.tokens = tokens
            end()
          },
          // What is over stays so. Whatever else went wrong may go well the next time.
          (error) => (isOver(error) ? end() : results.delete(key)),
        )
        .finally(() => {
          asking -= 1
        })
      return promise
    },

    newerThan(record) {
      const result = resultFor(record)
      if (result === undefined) return undefined
      if (result.until === undefined) return "coming"
      return runtime.now() < result.until ? result.tokens : undefined
    },

    isBusy: () => asking > 0 || runtime.now() < busyUntil,

    isFirstToEnd(record) {
      const result = results.get(keyOf(record))
      if (result === undefined) return true
      const isFirst = result.isTold !== true
      result.isTold = true
      return isFirst
    },
  }
}

/** Whether the provider has ended what it granted. */
export function isOver(error: unknown): boolean {
  return error instanceof AuthError && error.code === "access_token_unavailable"
}

async function newerIn(shared: SharedTokens, record: Refreshable): Promise<KeptTokens | undefined> {
  const tokens = await shared.tokensOf(record)
  if (tokens === undefined) throw new AuthError("access_token_unavailable")
  return tokens.refresh === record.tokens.refresh && tokens.access === record.tokens.access ? undefined : tokens
}

/**
 * What a provider has given once it gives no more: a rotated refresh token that is lost ends the session at the next
 * refresh. While the store cannot be asked, this process has it for a minute.
 */
async function keepSomehow(tokens: KeptTokens, { keep }: Shared): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await keep(tokens)
    } catch (error) {
      if (!(error instanceof AuthError)) throw error
      if (tries === mostTries) return
    }
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}

/** What a session keeps after a refresh (pure): of an ID token, as much as before. */
export function renewed(
  before: KeptTokens,
  { accessToken, refreshToken, expiresIn, idToken, claims }: RefreshedTokens,
  { now, followsIdToken }: { now: number; followsIdToken: boolean },
): KeptTokens {
  const id = idToken ?? before.id
  const idExpiresAt = typeof claims?.exp === "number" ? claims.exp : before.idExpiresAt
  const ceiling = ceilingIn(claims?.session_expiry) ?? before.ceiling
  return {
    ...(before.id === undefined || id === undefined ? {} : { id }),
    ...(followsIdToken && idExpiresAt !== undefined ? { idExpiresAt } : {}),
    ...(ceiling === undefined ? {} : { ceiling }),
    access: accessToken,
    ...(expiresIn === undefined ? {} : { accessExpiresAt: now + expiresIn }),
    refresh: refreshToken,
  }
}
