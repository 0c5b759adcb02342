/** `npm run bench -- NAME`: measures one thing, and prints what it found and on which machine. */
import { parseArgs } from "node:util"
import type { Benchmark } from "./benchmark.js"
import { machine } from "./machine.js"
import { writeToPage } from "./page.js"
import { asText } from "./table.js"

/** By name: a file each. */
const benchmarks: Readonly<Record<string, () => Promise<{ benchmark: Benchmark }>>> = {
  http: () => import("./subjects/http.js"),
  first: () => import("./subjects/first.js"),
  login: () => import("./subjects/login.js"),
  import: () => import("./subjects/import.js"),
  size: () => import("./subjects/size.js"),
  growth: () => import("./subjects/growth.js"),
  config: () => import("./subjects/config.js"),
}

const usage = `npm run bench -- NAME [CONTESTANT…] [--write]

NAME is one of ${Object.keys(benchmarks).join(", ")}, or all.
CONTESTANT… measures these alone. --write puts what was found into docs/benchmarks.md.`

const { values, positionals } = parseArgs({ allowPositionals: true, options: { write: { type: "boolean" } } })
const [name = "", ...only] = positionals
if (values.write === true && only.length > 0) throw new Error("what is written is measured whole: name no contestants")
const names = name === "all" ? Object.keys(benchmarks) : [name]
if (names.every((one) => Object.hasOwn(benchmarks, one))) {
  for (const one of names) await measure(one)
} else {
  console.log(usage)
  process.exitCode = name === "" ? 0 : 1
}

async function measure(one: string): Promise<void> {
  const load = benchmarks[one]
  if (load === undefined) return
  const { benchmark } = await load()
  const where = machine()
  console.log(`${where}\n`)
  const tables = await benchmark.run(only)
  for (const table of tables) console.log(asText(table))
  if (values.write === true) await writeToPage(one, where, tables)
}
