/** Where an application may keep sessions: an object with three methods. It cannot enumerate, and need not. */

/**
 * A memory that expires, shared by all processes of an application. Keys are hashes and values are sealed before they
 * get here, so whoever reads a store is let in nowhere and learns of nobody. All three methods reject when the store
 * cannot be asked, and soon: an answer that never comes is a request that hangs. What they throw becomes the `cause` of
 * `store_unavailable`. `describeStore` of `@x/testing/suites` is this contract as tests.
 */
export interface SessionStore {
  /** The value under `key`, or undefined when there is none, or its time is over. */
  get(key: string): Promise<string | undefined>
  /**
   * Keeps `value` under `key`, in the place of what was there.
   *
   * @param ttlSeconds how long it is kept, in seconds. A store that counts in whole seconds rounds up. What has no time
   *   left (0 or less) is not kept, and a plain `set` leaves nothing else under the key either.
   * @param options.ifAbsent keeps it only where nothing is, looked up and written in one step: of many callers at once,
   *   one is told true. It is how a lock is taken, and how a logout token is known to have come before.
   * @returns false only when `ifAbsent` found something, which then stays as it was, its time included.
   */
  set(key: string, value: string, ttlSeconds: number, options?: { readonly ifAbsent?: boolean }): Promise<boolean>
  /**
   * Removes what is under `key`.
   *
   * @returns true for the one caller whose call removed it, however many call at once; false where nothing was, or its
   *   time was over. "Use once" is built on it.
   */
  delete(key: string): Promise<boolean>
}
