/** What a contestant's process spends on requests, and how fast they are answered. */
import type { Served } from "./arena.js"
import { askAll } from "./load.js"

export interface Measured {
  /** Microseconds of server CPU for each. */
  readonly cpu: number
  readonly perSecond: number
}

/** @param work what the server is given to do. @returns seconds */
export async function measured(
  served: Pick<Served, "cpu">,
  count: number,
  work: () => Promise<number>,
): Promise<Measured> {
  const before = await served.cpu()
  const seconds = await work()
  return { cpu: ((await served.cpu()) - before) / count, perSecond: count / seconds }
}

/** One request for each cookie. */
export function measuredRequests(served: Pick<Served, "cpu" | "world">, cookies: readonly string[]): Promise<Measured> {
  return measured(served, cookies.length, () => askAll(served.world.origin, cookies))
}
