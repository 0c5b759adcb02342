/**
 * Sessions in a store: a sealed id in the cookie, the rest behind it.
 *
 * The record is written once, when the session begins, and deleted when it ends: whatever is written late brings nothing
 * back. What changes while it lives has keys of its own.
 */
import { AuthError } from "../errors.js"
import type { CookieRules } from "../http/cookies.js"
import { type Runtime, secondsNow } from "../runtime.js"
import { createFingerprints, type Purpose, type Sealer } from "../seal.js"
import { claimed } from "./claimed.js"
import { rememberOpened } from "./remembered.js"
import type { KeptTokens, SessionRecord } from "./session.js"
import { sessionCookies } from "./session-cookies.js"
import type { Sessions } from "./sessions.js"
import type { SessionStore } from "./store.js"

/** What the cookie holds. */
interface Ticket {
  readonly id: string
  /** Seconds since the epoch. */
  readonly expiresAt: number
}

/** What the store holds, each under a key of its own. The id tells that nobody has put it under another's. */
type Stored<Value> = { readonly id: string; readonly value: Value }

export function storeSessions({
  store,
  sealer,
  rules,
  runtime,
  endsWithBrowser,
  readsUse,
  readsTokens,
}: {
  store: SessionStore
  sealer: Sealer
  rules: CookieRules
  runtime: Pick<Runtime, "now">
  endsWithBrowser: boolean
  /** Sessions can be idle. */
  readsUse: boolean
  /** Some provider's tokens are kept. */
  readsTokens: boolean
}): Sessions {
  const opened = rememberOpened<Ticket>(sealer, "session id")
  const cookies = sessionCookies({ rules, opened, endsWithBrowser })
  const record = shelf<SessionRecord>("stored session")
  const use = shelf<number>("stored use")
  const tokens = shelf<KeptTokens>("stored tokens")
  const fingerprintOf = createFingerprints()
  const lockName = ({ id }: Pick<SessionRecord, "id">) => fingerprintOf(`lock ${id}`)

  /** One kind of value in the store: its keys are hashes, and what it holds is sealed. */
  function shelf<Value>(kind: Purpose & `stored ${string}`) {
    const stored = rememberOpened<Stored<Value>>(sealer, kind)
    const keyOf = (id: string) => fingerprintOf(`${kind} ${id}`)
    return {
      async get(id: string): Promise<Value | undefined> {
        const sealed = await store.get(await keyOf(id))
        const held = sealed === undefined ? undefined : await stored.open(sealed)
        return held?.id === id ? held.value : undefined
      },
      async put(id: string, value: Value, expiresAt: number): Promise<void> {
        const sealed = await sealer.seal(kind, { id, value })
        await store.set(await keyOf(id), sealed, Math.max(1, expiresAt - secondsNow(runtime)))
      },
      remove: async (id: string) => store.delete(await keyOf(id)),
    }
  }

  async function endTicket(ticket: Ticket | string): Promise<void> {
    if (typeof ticket === "string") return
    await record.remove(ticket.id)
    // Without the record the others are nothing: it has ended, also when they stay until their time is over.
    await Promise.allSettled([readsUse && use.remove(ticket.id), readsTokens && tokens.remove(ticket.id)])
  }

  return {
    // It may have ended since: the store is asked each time.
    recall: () => undefined,

    async read(request) {
      const ticket = await cookies.read(request)
      if (typeof ticket === "string") return ticket
      const { id, expiresAt } = ticket
      if (secondsNow(runtime) >= expiresAt) return "expired"
      const [found, usedAt, renewed] = await Promise.all([
        record.get(id),
        readsUse ? use.get(id) : undefined,
        readsTokens ? tokens.get(id) : undefined,
      ])
      // An id that the store does not know is never adopted.
      if (found === undefined) return "revoked"
      return usedAt === undefined && renewed === undefined ? found : withChanges(found, usedAt, renewed)
    },

    async begin(request, begun) {
      const { id, expiresAt } = begun
      await record.put(id, begun, expiresAt)
      await endTicket(await cookies.read(request))
      const sealed = await sealer.seal("session id", { id, expiresAt } satisfies Ticket)
      const lines = cookies.write(request, sealed, expiresAt - secondsNow(runtime))
      // A few hundred characters always fit, whatever the cookie's name and path.
      if (lines === undefined) throw new AuthError("session_too_large")
      return lines
    },

    async keepUse(_request, { id, usedAt, expiresAt }) {
      if (usedAt !== undefined) await use.put(id, usedAt, expiresAt)
      return []
    },

    async keepTokens(_request, { id, tokens: kept, expiresAt }) {
      if (kept !== undefined) await tokens.put(id, kept, expiresAt)
      return []
    },

    async end(request) {
      await endTicket(await cookies.read(request))
      return cookies.end(request)
    },

    shared: {
      async lock({ id }, seconds) {
        const sealed = await sealer.seal("stored lock", { id })
        return claimed(store, await lockName({ id }), sealed, seconds)
      },
      async unlock(of) {
        await store.delete(await lockName(of))
      },
      async tokensOf({ id }) {
        const [found, renewed] = await Promise.all([record.get(id), tokens.get(id)])
        return found === undefined ? undefined : (renewed ?? found.tokens ?? {})
      },
    },
  }
}

function withChanges(record: SessionRecord, usedAt: number | undefined, tokens: KeptTokens | undefined): SessionRecord {
  return {
    ...record,
    ...(usedAt === undefined ? {} : { usedAt }),
    ...(tokens === undefined ? {} : { tokens }),
  }
}
