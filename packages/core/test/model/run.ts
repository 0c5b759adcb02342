/** `tsx run.ts RUNS [SEED]`: walks the machine, and says what broke. */
import { walkTheMachine } from "./walk.js"

const [runs = "1000", seed] = process.argv.slice(2)
const began = Date.now()
const broken = await walkTheMachine({ runs: Number(runs), ...(seed === undefined ? {} : { seed: Number(seed) }) })
console.log(broken?.story ?? `${runs} walks, and everything held (${Date.now() - began} ms)`)
process.exitCode = broken === undefined ? 0 : 1
