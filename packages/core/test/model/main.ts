/** `npm run walk -- [--runs N] [--sessions KIND] [--seed S] [--path P --replay R] [--json]`: N new walks. */
import { parseArgs } from "node:util"
import { type SessionKind, sessionKinds } from "./setting.js"
import { walkTheMachine } from "./walk.js"

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string" },
    sessions: { type: "string" },
    path: { type: "string" },
    replay: { type: "string" },
    json: { type: "boolean", default: false },
  },
})
const runs = Number(values.runs)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const sessions = sessionKinds.find((kind) => kind === values.sessions)
const isKnown = values.sessions === undefined || sessions !== undefined
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed) || !isKnown) {
  const kinds = sessionKinds.map((kind: SessionKind) => `"${kind}"`).join(" | ")
  console.error(`npm run walk -- [--runs N] [--sessions ${kinds}] [--seed S] [--path P --replay R] [--json]`)
  process.exit(2)
}

const began = performance.now()
const broken = await walkTheMachine({
  ...{ runs, seed },
  ...(sessions === undefined ? {} : { sessions }),
  ...(values.path === undefined ? {} : { path: values.path }),
  ...(values.replay === undefined ? {} : { replayPath: values.replay }),
})
const seconds = Math.round((performance.now() - began) / 1000)
if (values.json) console.log(JSON.stringify(broken ?? {}))
else console.log(broken?.story ?? `${runs} walks in ${seconds} s, seed ${seed}: every invariant held`)
process.exitCode = broken === undefined ? 0 : 1
