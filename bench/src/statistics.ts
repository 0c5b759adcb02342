/** Medians and their spread (pure). */

export interface Spread {
  readonly median: number
  /** A quarter of the values lies below. */
  readonly low: number
  /** A quarter of the values lies above. */
  readonly high: number
}

/** @throws {RangeError} of no values */
export function spreadOf(values: readonly number[]): Spread {
  return { median: quantile(values, 0.5), low: quantile(values, 0.25), high: quantile(values, 0.75) }
}

/** Between two values, as far along as the share says. */
export function quantile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new RangeError("no values have no median")
  const sorted = values.toSorted((a, b) => a - b)
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] as number
  const above = sorted[Math.ceil(place)] as number
  return below + (above - below) * (place - Math.floor(place))
}

/**
 * How two contestants compare, round by round: what disturbs one round disturbs both of them.
 *
 * @throws {RangeError} when they were not measured in the same rounds
 */
export function ratios(dividends: readonly number[], divisors: readonly number[]): number[] {
  if (dividends.length !== divisors.length) throw new RangeError("these are not the same rounds")
  return dividends.map((dividend, round) => dividend / (divisors[round] as number))
}
