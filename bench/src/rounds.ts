/** Works that are measured in turns: what else the machine does disturbs all of them alike. */

/**
 * Each work once in every round, and each round begins with another one.
 *
 * @returns what each work gave, round by round
 */
export async function inRounds<Name extends string, Result>(
  works: ReadonlyMap<Name, () => Promise<Result>>,
  rounds: number,
): Promise<Map<Name, Result[]>> {
  const results = new Map<Name, Result[]>([...works.keys()].map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, work] of rotated([...works], round)) results.get(name)?.push(await work())
  }
  return results
}

function rotated<Value>(values: readonly Value[], by: number): Value[] {
  const first = by % Math.max(1, values.length)
  return [...values.slice(first), ...values.slice(0, first)]
}
