/** A process that imports something, and tells what that has cost. */
import { givenArgument } from "./child.js"

/** What an import has cost. */
export interface Imported {
  /** Microseconds, on all threads. */
  readonly cpu: number
  /** Milliseconds. */
  readonly time: number
}

const { specifiers } = givenArgument<{ specifiers: string[] }>()
const before = process.cpuUsage()
const start = performance.now()
for (const specifier of specifiers) await import(specifier)
const time = performance.now() - start
const { user, system } = process.cpuUsage(before)
process.send?.({ cpu: user + system, time } satisfies Imported)
process.disconnect()
