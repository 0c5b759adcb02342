/** `npm run bench -- NAME`: measures one thing, and prints what it found and on which machine. */
import { parseArgs } from "node:util"
import { benchmarks } from "./benchmarks.js"
import { machine } from "./machine.js"
import { writeToPage } from "./page.js"
import { asText } from "./table.js"

const usage = `npm run bench -- NAME [PART…] [--rounds=N] [--write]

NAME is one of ${Object.keys(benchmarks).join(", ")}, or all.
PART… are contestants, or parts of it, that are measured alone. --write puts what was found into docs/benchmarks.md.`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: "string" }, write: { type: "boolean" } },
})
const [name = "", ...only] = positionals
if (values.write === true && only.length > 0) throw new Error("what is written is measured whole: name no parts")
const how = { only, ...(values.rounds === undefined ? {} : { rounds: Number(values.rounds) }) }

const chosen = Object.entries(benchmarks).filter(([known]) => known === name || name === "all")
if (chosen.length === 0) {
  console.log(usage)
  process.exitCode = name === "" ? 0 : 1
}
for (const [known, load] of chosen) {
  const { benchmark } = await load()
  const where = machine()
  console.log(`${where}\n`)
  const tables = await benchmark.run(how)
  for (const table of tables) console.log(asText(table))
  if (values.write === true) await writeToPage(known, where, tables)
}
