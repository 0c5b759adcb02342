/** `tsx run.ts RUNS [SEED] [--json]`: walks the machine, and says what broke. */
import { parseArgs } from "node:util"
import { walkTheMachine } from "./walk.js"

const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean" } } })
const [runs = "1000", seed] = positionals
const began = Date.now()
const broken = await walkTheMachine({ runs: Number(runs), ...(seed === undefined ? {} : { seed: Number(seed) }) })
if (values.json) console.log(JSON.stringify(broken ?? {}))
else console.log(broken?.story ?? `${runs} walks, and everything held (${Date.now() - began} ms)`)
process.exitCode = broken === undefined ? 0 : 1
