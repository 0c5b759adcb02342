/** All that is taken from outside: the network, the clock, randomness. Nothing else in the core reaches for them. */

/** What a test replaces to hold the world still. */
export interface Runtime {
  fetch(url: string, init?: RequestInit): Promise<Response>
  /** Milliseconds since the epoch, as `Date.now`. */
  now(): number
  /** Cryptographically strong random bytes. */
  random(bytes: number): Uint8Array
}

/** The runtime's own fetch, clock and randomness, each unless it is given. */
export function createRuntime(given: Partial<Runtime> = {}): Runtime {
  return {
    // Called through globalThis at each request: Workers refuse a fetch that lost its `this`, and tests replace it.
    fetch: given.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    now: given.now ?? (() => Date.now()),
    random: given.random ?? ((bytes) => crypto.getRandomValues(new Uint8Array(bytes))),
  }
}

/** The time in whole seconds since the epoch, as tokens and sessions count it. */
export function secondsNow({ now }: Pick<Runtime, "now">): number {
  return Math.floor(now() / 1000)
}

/** How many seconds this runtime's clock is ahead of the machine's, for libraries that read the machine's. */
export function clockAhead({ now }: Pick<Runtime, "now">): number {
  return Math.round((now() - Date.now()) / 1000)
}
