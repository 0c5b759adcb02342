/** Sees what a program that never comes back cannot see of itself: that it hangs. */
import { Worker } from "node:worker_threads"

/** In ms: far more than any input needs, on a machine that does other things too. */
const patience = 20_000

/** It says where, and ends the process, since nothing else can. */
const watcher = `
const { workerData: { shared, patience } } = require("node:worker_threads")
const { writeSync } = require("node:fs")
const cells = new Int32Array(shared, 0, 2)
let last = -1
setInterval(() => {
  const now = Atomics.load(cells, 0)
  if (now !== last) { last = now; return }
  const text = new TextDecoder().decode(new Uint8Array(shared, 8).slice(0, Atomics.load(cells, 1)))
  writeSync(2, "\\nno hang: " + text + "\\n")
  process.kill(process.pid, "SIGKILL")
}, patience)
`

export interface Watchdog {
  /** Another input begins. */
  beat(): void
  end(): void
}

/** @param where what to say of the input that hangs; asked before each */
export function watchForHangs(where: () => string): Watchdog {
  const shared = new SharedArrayBuffer(1032)
  const cells = new Int32Array(shared, 0, 2)
  const text = new Uint8Array(shared, 8)
  const worker = new Worker(watcher, { eval: true, execArgv: [], workerData: { shared, patience } })
  worker.unref()
  return {
    beat() {
      const told = new TextEncoder().encode(where()).subarray(0, text.length)
      text.set(told)
      Atomics.store(cells, 1, told.length)
      Atomics.add(cells, 0, 1)
    },
    end() {
      void worker.terminate()
    },
  }
}
