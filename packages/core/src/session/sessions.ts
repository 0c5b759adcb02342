/** Where sessions are kept: in the cookie, or in a store. Nothing here judges whether one is alive. */
import type { RequestLike } from "../http/fetch-metadata.js"
import type { KeptTokens, Reason, SessionRecord } from "./session.js"

export type Headed = Pick<RequestLike, "headers">

/** How a request comes: some bring no session cookie, and there may be one all the same. */
export type Arriving = Headed & Partial<Pick<RequestLike, "method">>

/** Each may throw AuthError store_unavailable, where there is a store. */
export interface Sessions {
  /** The record that a request carries, if nothing has to be opened or asked to know it. */
  recall(request: Headed): SessionRecord | undefined
  /** The record that a request carries, or why there is none. Never throws on what a browser sends. */
  read(request: Headed): Promise<SessionRecord | Reason>
  /** The Set-Cookie lines that put `record` in the place of whatever the request carried, which is kept no longer. */
  begin(request: Arriving, record: SessionRecord): Promise<string[]>
  /** Keeps when a session was last used; the Set-Cookie lines that this takes. */
  keepUse(request: Headed, record: SessionRecord): Promise<string[]>
  /** Keeps the tokens of a session; the Set-Cookie lines that this takes. */
  keepTokens(request: Headed, record: SessionRecord): Promise<string[]>
  /** Ends whatever the request carried; the Set-Cookie lines that this takes. */
  end(request: Headed): Promise<string[]>
  /** Where all processes see the same session. */
  readonly shared?: SharedTokens
}

/** The session in a request's cookies, alive or not: an answer that renewed it in time may still be on its way. */
export async function carriedBy({ read, shared }: Sessions, request: Headed): Promise<SessionRecord | undefined> {
  const found = shared === undefined ? await read(request) : "none"
  return typeof found === "string" ? undefined : found
}

/** Lets one process at a time refresh the tokens of a session, and the others see what came of it. */
export interface SharedTokens {
  /** True for one caller until it unlocks, or until so many seconds have passed. */
  lock(record: Pick<SessionRecord, "id">, seconds: number): Promise<boolean>
  unlock(record: Pick<SessionRecord, "id">): Promise<void>
  /** The tokens as they are now; undefined when the session has ended. */
  tokensOf(record: SessionRecord): Promise<KeptTokens | undefined>
}
