/** A value that one caller alone may put into a store: a lock, the use of a logout token. */
import type { SessionStore } from "./store.js"

/**
 * Whether it was this caller. A client that sends a command again when a connection has broken is told of what it has
 * written itself: no two seals are alike, so then it is ours that is there.
 */
export async function claimed(store: SessionStore, key: string, sealed: string, seconds: number): Promise<boolean> {
  return (await store.set(key, sealed, seconds, { ifAbsent: true })) || (await store.get(key)) === sealed
}
