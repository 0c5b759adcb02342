/** How often a property is tried: `RUNS=100` makes every run a hundred. */
export const scale: number = Number(process.env.RUNS ?? 1)
