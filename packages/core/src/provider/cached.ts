/** A value that is fetched when first needed, kept for a while, and asked for once however many want it. */

export interface Cached<Value> {
  /** The value; a stale one rather than none when the source is down. */
  get(): Promise<Value>
  /**
   * The value, fetched anew unless that was asked for less than `pause` milliseconds ago. When it was fetched without
   * being asked for does not count: keys may have changed a second later.
   */
  renew(pause: number): Promise<Value>
}

/**
 * @param load fetches the value; its failures are passed on and not kept.
 * @param options.lifetime milliseconds for which a value counts as fresh.
 * @param options.retry milliseconds for which a stale value is served before the source is asked again.
 */
export function cached<Value>(
  load: () => Promise<Value>,
  { lifetime, retry, now }: { lifetime: number; retry: number; now: () => number },
): Cached<Value> {
  let known: { readonly value: Value } | undefined
  let renewedAt = Number.NEGATIVE_INFINITY
  let freshUntil = Number.NEGATIVE_INFINITY
  let inFlight: Promise<Value> | undefined

  function fetchOnce(): Promise<Value> {
    inFlight ??= load()
      .then((value) => {
        known = { value }
        freshUntil = now() + lifetime
        return value
      })
      .finally(() => {
        inFlight = undefined
      })
    return inFlight
  }

  /** A clock that was ahead and has been set right would make it fresh until it is there again. */
  function isFresh(): boolean {
    const left = freshUntil - now()
    return left > 0 && left <= lifetime
  }

  return {
    async get() {
      if (known !== undefined && isFresh()) return known.value
      if (known === undefined) return fetchOnce()
      const stale = known.value
      return fetchOnce().catch(() => {
        freshUntil = now() + retry
        return stale
      })
    },

    async renew(pause) {
      if (inFlight !== undefined) return inFlight
      if (known !== undefined && Math.abs(now() - renewedAt) < pause) return known.value
      renewedAt = now()
      return fetchOnce()
    },
  }
}
