/** How much of the memory is in use, for tests of what may be kept. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

/** In bytes, without what nobody can reach. */
export function heapUsed(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed
}
