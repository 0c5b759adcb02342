/**
 * Sessions that were ended from elsewhere: nobody can take a cookie out of a browser that is not there, so what ended is
 * marked, and every reading compares. A mark lives as long as a session may, and names no one: it is a keyed hash.
 */
import { type Runtime, secondsNow } from "../runtime.js"
import type { Sealer } from "../seal.js"
import { claimed } from "./claimed.js"
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
  /** Nothing has ended yet, as far as can be told without asking. */
  isEmpty(): boolean
  /** Whether a session has been ended. */
  has(record: SessionRecord): Promise<boolean>
  /**
   * Ends the sessions that began before a moment, and before any for which this was called earlier.
   *
   * @param before milliseconds since the epoch
   */
  end(whose: Whose, before: number): Promise<void>
  /**
   * What has been ended before a login, where the clocks say that it ends the login, too; undefined mostly. To be asked as
   * soon as it is known whose login it is: what is ended from then on ends it.
   */
  endedBefore(login: Begun): Promise<readonly number[] | undefined>
  /** Takes note of the session at the provider, so that it is known when somebody tells of its end who proves nothing. */
  begin(record: SessionRecord): Promise<void>
  /** The session at a provider, if a login here has told of it. The issuer is the configured one. */
  findKnown(whose: { readonly issuer: string; readonly sid: string }): Promise<KnownSession | undefined>
  /** True for the first caller with this text, until so many seconds have passed. */
  useOnce(text: string, seconds: number): Promise<boolean>
  /** Whether the text has been used. */
  wasUsed(text: string): Promise<boolean>
}

/** A login of which it is known whose it is. */
type Begun = Pick<SessionRecord, "claims" | "sid" | "beganAt">

/** What a login has told of a session at a provider. */
export interface KnownSession {
  /** The name of the provider in the table. */
  readonly provider: string
  /** The `iss` of its ID token: a provider may have many, or another one than was configured. */
  readonly issuer: string
}

interface Mark {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly before: number
}

/** Of one mark, by each of our secrets. */
type Names = readonly [string, ...string[]]

/** As it is sealed. */
type Known = KnownSession & { readonly name: string }

export function endedSessions({
  store,
  latest = store,
  known = store,
  sealer,
  runtime,
  maxAge,
  byId = false,
  isEmpty = () => false,
}: {
  /** Of the marks. */
  store: SessionStore
  /** The same, where what `store` answers may be a few seconds old. */
  latest?: SessionStore
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
  const opened = rememberOpened<Mark>(sealer, "stored mark")
  const namesOfRecords = new WeakMap<SessionRecord, Promise<readonly Names[]>>()

  /** Every mark that would end it, by each of our secrets. */
  function namesOf(record: SessionRecord): Promise<readonly Names[]> {
    const remembered = namesOfRecords.get(record)
    if (remembered !== undefined) return remembered
    const names = namesOfAll([...whoseOf(record), ...(byId ? [{ id: record.id }] : [])])
    namesOfRecords.set(record, names)
    return names
  }

  function namesOfAll(all: readonly Whose[]): Promise<readonly Names[]> {
    return Promise.all(all.map((whose) => sealer.names(textOf(whose))))
  }

  /** The latest moment of those that stand under some names; 0 where there is none. */
  async function latestOf(names: Names, where: SessionStore): Promise<number> {
    const moments = await Promise.all(
      names.map(async (name) => {
        const sealed = await where.get(name)
        const mark = sealed === undefined ? undefined : await opened.open(sealed)
        return mark?.name === name ? mark.before : 0
      }),
    )
    return Math.max(...moments)
  }

  return {
    byId,
    isEmpty,

    async has(record) {
      const { beganAt, outlives = [] } = record
      const ends = await Promise.all((await namesOf(record)).map((names) => latestOf(names, store)))
      return ends.some((end, index) => end >= beganAt && end > (outlives[index] ?? 0))
    },

    async end(whose, before) {
      // By all secrets: a process that has not heard of the newest one yet looks by the one before.
      const names = await sealer.names(textOf(whose))
      // Later than any before: one that is told late brings nothing back that has ended since.
      const moment = Math.max(before, (await latestOf(names, latest)) + 1)
      await Promise.all(
        names.map(async (name) => {
          const sealed = await sealer.seal("stored mark", { name, before: moment } satisfies Mark)
          await store.set(name, sealed, maxAge)
        }),
      )
    },

    async endedBefore(login) {
      if (isEmpty()) return undefined
      const ends = await Promise.all((await namesOfAll(whoseOf(login))).map((names) => latestOf(names, latest)))
      return ends.some((end) => end >= login.beganAt) ? ends : undefined
    },

    async begin({ claims, issuer, provider, sid, expiresAt }) {
      if (sid === undefined) return
      const [name] = await sealer.names(knownText({ issuer, sid }))
      const sealed = await sealer.seal("stored mark", { name, provider, issuer: claims.iss } satisfies Known)
      await known.set(name, sealed, Math.max(1, expiresAt - secondsNow(runtime)))
    },

    async findKnown(whose) {
      for (const name of await sealer.names(knownText(whose))) {
        const sealed = await known.get(name)
        const found =
          sealed === undefined ? undefined : ((await sealer.open("stored mark", sealed)) as Known | undefined)
        if (found?.name === name) return { provider: found.provider, issuer: found.issuer }
      }
      return undefined
    },

    async useOnce(text, seconds) {
      const [name] = await sealer.names(onceText(text))
      const sealed = await sealer.seal("stored mark", { name, before: 0 } satisfies Mark)
      return claimed(store, name, sealed, seconds)
    },

    async wasUsed(text) {
      const found = await Promise.all((await sealer.names(onceText(text))).map((name) => latest.get(name)))
      return found.some((value) => value !== undefined)
    },
  }
}

/** A session keeps what it outlives in this order. */
function whoseOf({ sid, claims: { iss: issuer, sub: subject } }: Pick<SessionRecord, "sid" | "claims">): OfProvider[] {
  return [{ issuer, subject }, ...(sid === undefined ? [] : [{ issuer, sid }])]
}

/** As JSON, so that no issuer runs into a subject. */
function textOf(whose: Whose): string {
  if ("id" in whose) return JSON.stringify(["id", whose.id])
  const kind = "sid" in whose ? ["sid", whose.sid] : ["sub", whose.subject]
  return JSON.stringify([...kind, whose.issuer])
}

function onceText(text: string): string {
  return JSON.stringify(["once", text])
}

function knownText({ issuer, sid }: { readonly issuer: string; readonly sid: string }): string {
  return JSON.stringify(["known", sid, issuer])
}
