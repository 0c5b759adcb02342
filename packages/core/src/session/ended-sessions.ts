/**
 * Sessions that were ended from elsewhere: nobody can take a cookie out of a browser that is not there, so what ended is
 * marked, and every reading compares. A mark lives as long as a session may, and names no one: it is a keyed hash.
 */
import { type Runtime, secondsNow } from "../runtime.js"
import type { Sealer } from "../seal.js"
import { rememberOpened } from "./remembered.js"
import type { SessionRecord } from "./session.js"
import type { SessionStore } from "./store.js"

/** Whose sessions end: that of one login, those of a session at the provider, or all of a person's. */
export type Whose = { readonly id: string } | OfProvider
type OfProvider =
  | { readonly issuer: string; readonly sid: string }
  | { readonly issuer: string; readonly subject: string }

export interface EndedSessions {
  /** Single sessions are ended here, too: otherwise it is enough that their browser forgets them. */
  readonly byId: boolean
  /** Whether a session has been ended. */
  has(record: SessionRecord): Promise<boolean>
  /**
   * Ends the sessions that began before a moment.
   *
   * @param before milliseconds since the epoch
   */
  end(whose: Whose, before: number): Promise<void>
  /** Takes note of a session at the provider, so that it is known when its end is told by somebody who proves nothing. */
  know(record: SessionRecord): Promise<void>
  isKnown(whose: { readonly issuer: string; readonly sid: string }): Promise<boolean>
  /** True for the first caller with this text, until so many seconds have passed. */
  useOnce(text: string, seconds: number): Promise<boolean>
  /** Whether the text has been used. */
  wasUsed(text: string): Promise<boolean>
}

interface Mark {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly before: number
}

export function endedSessions({
  store,
  known = store,
  sealer,
  runtime,
  maxAge,
  byId = false,
  isEmpty = () => false,
}: {
  /** Of the marks. */
  store: SessionStore
  /** Of the sessions at providers that were seen. What anybody's login adds must not push out a mark. */
  known?: SessionStore
  sealer: Sealer
  runtime: Pick<Runtime, "now">
  /** Seconds that a session may live. */
  maxAge: number
  byId?: boolean
  /** Whether nothing has ended yet, as far as can be told without asking. */
  isEmpty?: () => boolean
}): EndedSessions {
  const open = rememberOpened<Mark>(sealer, "stored mark")
  const namesOfRecords = new WeakMap<SessionRecord, Promise<readonly string[]>>()

  /** Every mark that would end it, by each of our secrets. */
  function namesOf(record: SessionRecord): Promise<readonly string[]> {
    const remembered = namesOfRecords.get(record)
    if (remembered !== undefined) return remembered
    const texts = whoseOf(record, byId).map(textOf)
    const names = Promise.all(texts.map(sealer.names)).then((all) => all.flat())
    namesOfRecords.set(record, names)
    return names
  }

  async function markAt(name: string): Promise<Mark | undefined> {
    const sealed = await store.get(name)
    const mark = sealed === undefined ? undefined : await open(sealed)
    return mark?.name === name ? mark : undefined
  }

  async function isIn(where: SessionStore, text: string): Promise<boolean> {
    const found = await Promise.all((await sealer.names(text)).map((name) => where.get(name)))
    return found.some((value) => value !== undefined)
  }

  return {
    byId,

    async has(record) {
      if (isEmpty()) return false
      const marks = await Promise.all((await namesOf(record)).map(markAt))
      return marks.some((mark) => mark !== undefined && record.beganAt <= mark.before)
    },

    async end(whose, before) {
      // By all secrets: a process that has not heard of the newest one yet looks by the one before.
      const names = await sealer.names(textOf(whose))
      await Promise.all(
        names.map(async (name) => {
          const sealed = await sealer.seal("stored mark", { name, before } satisfies Mark)
          await store.set(name, sealed, maxAge)
        }),
      )
    },

    async know({ claims: { iss: issuer }, sid, expiresAt }) {
      if (sid === undefined) return
      const [name] = await sealer.names(knownText({ issuer, sid }))
      const sealed = await sealer.seal("stored mark", { name, before: 0 } satisfies Mark)
      await known.set(name, sealed, Math.max(1, expiresAt - secondsNow(runtime)))
    },

    isKnown: (whose) => isIn(known, knownText(whose)),

    async useOnce(text, seconds) {
      const [name] = await sealer.names(`once ${text}`)
      const sealed = await sealer.seal("stored mark", { name, before: 0 } satisfies Mark)
      return store.set(name, sealed, seconds, { ifAbsent: true })
    },

    wasUsed: (text) => isIn(store, `once ${text}`),
  }
}

function whoseOf({ id, sid, claims }: SessionRecord, byId: boolean): Whose[] {
  const { iss: issuer, sub: subject } = claims
  return [{ issuer, subject }, ...(sid === undefined ? [] : [{ issuer, sid }]), ...(byId ? [{ id }] : [])]
}

/** As JSON, so that no issuer runs into a subject. */
function textOf(whose: Whose): string {
  if ("id" in whose) return JSON.stringify(["id", whose.id])
  const kind = "sid" in whose ? ["sid", whose.sid] : ["sub", whose.subject]
  return JSON.stringify([...kind, whose.issuer])
}

function knownText({ issuer, sid }: { readonly issuer: string; readonly sid: string }): string {
  return JSON.stringify(["known", sid, issuer])
}
