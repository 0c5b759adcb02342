/**
 * `npm run fuzz -- --runs N [--seed S] [--door NAME] [--path P]`: N inputs at each door, or at the named ones. The
 * machine is no door: behind that name are walks through all of it, one for ten inputs (`npm run walk` has them alone).
 */
import { parseArgs } from "node:util"
import { walkTheMachine } from "../model/walk.js"
import { doors } from "./doors.js"
import { fuzz, type Report } from "./runner.js"

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string" },
    door: { type: "string", multiple: true },
    path: { type: "string" },
  },
})
const names = values.door ?? [...doors.map(({ name }) => name), "machine"]
const unknown = names.find((name) => name !== "machine" && !doors.some((door) => door.name === name))
const runs = Number(values.runs)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
if (unknown !== undefined || !Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) {
  const known = doors.map(({ name, about }) => `  ${name.padEnd(15)}${about}`).join("\n")
  console.error(`npm run fuzz -- [--runs N] [--seed S] [--path P] [--door NAME]…\n\nThe doors:\n${known}`)
  process.exit(2)
}

console.log(`seed ${seed}, ${runs} inputs at each of ${names.length} doors`)
const reports: Report[] = []
for (const door of doors.filter(({ name }) => names.includes(name))) {
  const began = Date.now()
  let told = began
  const report = await fuzz(door, {
    runs,
    seed,
    ...(values.path === undefined ? {} : { path: values.path }),
    onProgress(done) {
      if (Date.now() - told < 15_000) return
      told = Date.now()
      console.log(`  ${door.name}: ${done} of ${runs}, ${Math.round((told - began) / 1000)} s`)
    },
  })
  reports.push(report)
  const ends = [...report.ends].sort(([, one], [, other]) => other - one)
  console.log(`\n${door.name}: ${door.about}`)
  for (const [end, count] of ends) console.log(`  ${String(count).padStart(8)}  ${end}`)
  if (report.failure !== undefined) console.log(`  BROKEN  ${report.failure}`)
}

let story: string | undefined
if (names.includes("machine")) {
  const walks = Math.ceil(runs / 10)
  const began = Date.now()
  story = (await walkTheMachine({ runs: walks, seed }))?.story
  const seconds = Math.round((Date.now() - began) / 1000)
  console.log(`\nmachine: ${story ?? `${walks} walks in ${seconds} s, and every invariant held`}`)
}

const total = { runs: 0, seconds: 0 }
console.log("\ndoor               runs   seconds   ms/run   slowest answer")
for (const { door, runs, seconds, slowest, failure } of reports) {
  total.runs += runs
  total.seconds += seconds
  const each = runs === 0 ? 0 : (seconds * 1000) / runs
  const cells = [door.padEnd(14), String(runs).padStart(9), seconds.toFixed(1).padStart(9), each.toFixed(3).padStart(8)]
  console.log(`${cells.join(" ")}   ${slowest.work.toFixed(2)} ms${failure === undefined ? "" : "   BROKEN"}`)
  console.log(`${" ".repeat(46)}${slowest.input.slice(0, 160)}`)
}
const broken = reports.filter(({ failure }) => failure !== undefined).length + (story === undefined ? 0 : 1)
console.log(
  `${total.runs} inputs in ${total.seconds.toFixed(0)} s, seed ${seed}: ${broken === 0 ? "nothing is broken" : `${broken} doors are broken`}`,
)
process.exitCode = broken === 0 ? 0 : 1
